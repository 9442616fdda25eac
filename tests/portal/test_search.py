"""Looking for a project: words, filters with counts, a town, "did you mean", pages in order."""

from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from employers.models import Grouping, Mode, SearchWord, Site, TimeKind, Town
from employers.services import load_towns, locate_sites, refresh_words
from institutions.models import Jurisdiction
from portal.search import kilometres, mistakes
from tests.build import (
    a_site,
    a_skill,
    a_student,
    an_employer,
    an_institution,
    an_open_challenge,
    client_of,
    url_of,
)
from tests.portal.pages import get, titles, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def here():
    return an_institution()


def found(here, query=""):
    return titles(get(f"{url_of('portal:listing', here)}{query}"))


def open_here(here, title, **overrides):
    return an_open_challenge(institution=here, title=title, **overrides)


def test_the_best_match_comes_first_and_hosts_and_towns_are_found(here):
    kestrel = an_employer(name="Merlin Bakery", known_to=here)
    open_here(here, "Count parcels", problem="Bicycles stand in the way.")
    open_here(here, "Bring bicycles back", problem="Nobody rides.")
    open_here(here, "A poster", employer=kestrel, site=a_site(kestrel, town="Orrin Quay"))

    assert found(here, "?q=bicycle") == ["Bring bicycles back", "Count parcels"]
    assert found(here, "?q=merlin") == ["A poster"]
    assert found(here, "?q=orrin+poster") == ["A poster"]


@pytest.mark.parametrize("typed", ["bycicles", "bicyclse", "bicycels", "bicylces", "BYCICLES"])
def test_a_slip_of_the_finger_is_answered_with_what_was_meant(here, typed):
    open_here(here, "Bring bicycles back")
    refresh_words()

    page = words(get(f"{url_of('portal:listing', here)}?q={typed}"))

    assert "Nothing open fits" in page
    assert "Did you mean bicycles ?" in page


def test_what_was_meant_is_said_only_where_it_finds_something(here):
    open_here(here, "Bring bicycles back")
    open_here(here, "A poster", mode=Mode.REMOTE)
    refresh_words()

    page = words(get(f"{url_of('portal:listing', here)}?q=bycicles&mode=remote"))

    assert "Did you mean" not in page


def test_words_of_listings_are_those_of_live_ones_here(here):
    open_here(here, "Évenings at the café", problem="Write to rosa@kestrel.example.")
    an_open_challenge(title="Elsewhere")
    refresh_words()

    known = set(SearchWord.objects.filter(institution=here).values_list("word", flat=True))

    assert {"evenings", "cafe", "write"} <= known
    assert not known & {"elsewhere", "the", "rosa@kestrel.example", "kestrel.example"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?company=alone", ["Alone", "Either"]),
        ("?company=team", ["Either", "Team"]),
        ("?newcomers=yes", ["Either", "Team"]),
        ("?skill=T9.9", ["Team"]),
        ("?skill=T9.9&skill=T8.8", ["Either", "Team"]),
        ("?skill=T9.9&company=alone", []),
        ("?skill=nothing", []),
        ("?first={15}", ["Either", "Team"]),
        ("?last={29}", ["Alone", "Either"]),
        ("?first={15}&last={29}", ["Either"]),
        ("?first=yesterday&last=%00", ["Alone", "Either", "Team"]),
    ],
)
def test_further_filters_in_the_address(here, query, expected):
    today = clock.today(here.zone)
    for day in (15, 29):
        query = query.replace(f"{{{day}}}", (today + timedelta(days=day)).isoformat())

    def on(day):
        closes_at = clock.now() + timedelta(days=day / 2)
        return {
            "sessions": [(today + timedelta(days=day), time(9, 30), time(16))],
            "closes_at": closes_at,
        }

    a, b = a_skill(code="T9.9"), a_skill(code="T8.8")
    licence = "A driving licence."
    open_here(here, "Alone", grouping=Grouping.SOLO, experience_needed=licence, **on(10))
    open_here(here, "Either", grouping=Grouping.EITHER, skills=[b], **on(20))
    open_here(here, "Team", grouping=Grouping.TEAM, skills=[a, b], **on(30))

    assert sorted(found(here, query)) == expected


def test_what_touches_a_day_that_is_not_free_is_left_out_and_a_student_keeps_her_days(here):
    today = clock.today(here.zone)
    monday = today + timedelta(days=21 - today.weekday())
    noon = (time(11), time(13))
    own = {"time_kind": TimeKind.OWN_TIME, "grouping": Grouping.SOLO}
    open_here(here, "A Tuesday", sessions=[(monday + timedelta(days=1), *noon)])
    two = [(monday + timedelta(days=day), *noon) for day in (1, 5)]
    both = open_here(here, "Weekend too", sessions=two)
    open_here(here, "Own time", sessions=[], **own)
    open_here(here, "Own time, a Monday's meeting", sessions=[(monday, *noon)], **own)
    student = a_student(institution=here)
    reader = client_of(student.user)

    assert sorted(found(here, "?free=tue&free=wed")) == ["A Tuesday", "Own time"]
    assert len(found(here, "?free=tue&free=sat")) == 3
    assert found(here, "?free=tue&free=sat&company=team&q=weekend") == ["Weekend too"]
    assert len(found(here, "?free=someday")) == 4
    both.sessions.filter(on=two[1][0]).update(on=monday + timedelta(days=2))
    assert len(found(here, "?free=tue&free=wed")) == 3

    page = get(f"{url_of('portal:listing', here)}?free=wed&free=tue", reader)
    assert "Keep Tue, Wed as my free days" in words(page)
    kept = reader.post(url_of("students:keep_free_days", here), {"days": "tue,wed,always"})
    student.refresh_from_db()
    assert (kept.url, student.free_days) == (f"/{here.slug}/?free=tue&free=wed", 0b110)
    assert "These are your free days." in words(get(kept.url, reader))
    assert "Only what fits your free days: Tue, Wed" in words(
        get(url_of("portal:listing", here), reader)
    )
    reader.post(url_of("students:keep_free_days", here), {"days": ""})
    assert "free days:" not in words(get(url_of("portal:listing", here), reader))


def test_beside_each_filter_stands_how_many_it_would_find(here):
    one = open_here(here, "One", mode=Mode.IN_PERSON, grouping=Grouping.SOLO)
    open_here(here, "Two", mode=Mode.IN_PERSON)
    open_here(here, "Three", mode=Mode.REMOTE)

    page = words(get(f"{url_of('portal:listing', here)}?mode=in_person"))

    assert "In person 2 Online 1 Some of each 0" in page  # not narrowed by itself
    assert "On your own 1 In a team 1" in page  # narrowed by the others
    assert "Working with information 2" in page

    one.skills.set([a_skill(code="T9.9", plain_name="Steering boats")])

    page = words(get(f"{url_of('portal:listing', here)}?mode=in_person"))
    assert "Steering boats 1" in page
    assert "Working with information 1" in page


def test_a_wrong_day_and_an_unknown_town_are_said_beside_the_field(here):
    open_here(here, "Open here")
    day = clock.today(here.zone).isoformat()

    response = get(f"{url_of('portal:listing', here)}?first={day}&last=2020-01-01&near=Atlantis")

    page = words(response)
    assert "This is before the day" in page
    assert "We do not find a town of this name" in page
    assert titles(response) == ["Open here"]


# Places


def a_town(name, latitude, longitude, population=1000, country="GB"):
    return Town.objects.create(
        country=country,
        name=name,
        key=name.casefold(),
        latitude=latitude,
        longitude=longitude,
        population=population,
    )


def test_near_a_town_is_as_the_crow_flies_and_leaves_work_from_home_out(here):
    host = an_employer(known_to=here)
    a_town("Leeds", 53.80, -1.55)
    a_town("Bradford", 53.79, -1.75)  # 13 km
    a_town("York", 53.96, -1.08)  # 36 km
    a_town("Bradford", 40.0, -80.0, population=10**7, country="US")
    for town in ("Leeds", "Bradford", "York"):
        site = a_site(host, town="" if town == "Bradford" else town, address=f"1 Road, {town}")
        open_here(here, f"In {town}", employer=host, site=site)
    open_here(here, "At home", employer=host, site=None, mode=Mode.REMOTE)
    assert locate_sites() == 3

    assert found(here, "?near=leeds&within=5") == ["In Leeds"]
    assert sorted(found(here, "?near=LEEDS")) == ["In Bradford", "In Leeds"]
    assert sorted(found(here, "?near=Leeds&within=50")) == ["In Bradford", "In Leeds", "In York"]
    near_by = words(get(f"{url_of('portal:listing', here)}?near=Leeds&within=25"))
    assert "within 25 km of Leeds" in near_by
    assert "In person, Leeds Up to" in near_by
    assert "Road, Bradford, 13 km away" in near_by


def test_a_place_that_moves_is_found_in_its_new_town(here):
    a_town("Leeds", 53.80, -1.55)
    a_town("York", 53.96, -1.08)
    site = a_site(an_employer(known_to=here), town="Leeds")
    locate_sites()
    Site.objects.filter(pk=site.pk).update(town="York")

    assert locate_sites() == 1
    site.refresh_from_db()
    assert (site.latitude, site.longitude) == (53.96, -1.08)
    assert locate_sites() == 0


def test_towns_of_a_country_are_taken_in_once():
    assert load_towns("AU") > 3000
    assert load_towns("AU") == 0
    town = Town.objects.filter(country="AU", key="sydney").order_by("-population")[0]
    assert (round(town.latitude), round(town.longitude)) == (-34, 151)


def test_a_law_of_another_country_has_no_towns():
    elsewhere = an_institution(jurisdiction=Jurisdiction.OTHER)
    open_here(elsewhere, "Open here")

    assert "We do not find a town" in words(
        get(f"{url_of('portal:listing', elsewhere)}?near=Leeds")
    )


places = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@given(places, places)
def test_distances_are_the_same_both_ways_and_at_most_half_around(a, b):
    assert kilometres(a, b) == pytest.approx(kilometres(b, a), abs=1e-6)
    assert 0 <= kilometres(a, b) <= 20016
    assert kilometres(a, a) == 0


short = st.text("abc", max_size=7)


@given(short, short)
def test_mistakes_count_letters(a, b):
    assert mistakes(a, b) == mistakes(b, a)
    assert abs(len(a) - len(b)) <= mistakes(a, b) <= max(len(a), len(b))
    assert (mistakes(a, b) == 0) == (a == b)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("desgin", "design", 1), ("markt", "market", 1), ("maarket", "market", 1), ("cat", "dog", 3)],
)
def test_a_swap_is_one_mistake(a, b, expected):
    assert mistakes(a, b) == expected


# Pages


@pytest.mark.parametrize("query", ["", "q=riders", "sort=start", "mode=in_person"])
def test_turning_pages_shows_every_project_once(here, query):
    today = clock.today(here.zone)
    same = {
        "sessions": [(today + timedelta(days=20), time(9, 30), time(16))],
        "closes_at": clock.now() + timedelta(days=9),
        "employer": an_employer(known_to=here),
    }
    expected = {open_here(here, f"Riders {n}", **same).title for n in range(30)}

    pages = [found(here, f"?{query}&page={page}") for page in (1, 2, 3)]
    again = [found(here, f"?{query}&page={page}") for page in (1, 2, 3)]

    assert pages == again
    assert [len(page) for page in pages] == [12, 12, 6]
    assert {title for page in pages for title in page} == expected


def test_htmx_gets_the_list_and_the_counts_alone(here):
    open_here(here, "Open here")

    part = (
        Client()
        .get(url_of("portal:listing", here), headers={"HX-Request": "true"})
        .content.decode()
    )

    assert 'id="results"' in part
    assert 'id="facets" hx-swap-oob="true"' in part
    assert "<h1>" not in part


def test_the_page_with_everything_asked_for_stays_within_its_queries(
    here, django_assert_max_num_queries
):
    host = an_employer(known_to=here)
    a_town("Leeds", 53.80, -1.55)
    open_here(
        here,
        "Riders",
        employer=host,
        site=a_site(host, town="Leeds"),
        skills=[a_skill(code="T9.9")],
    )
    locate_sites()
    everything = "q=riders&near=Leeds&skill=T9.9&mode=in_person&first=2020-01-01"
    url = f"{url_of('portal:listing', here)}?{everything}"
    assert titles(get(url)) == ["Riders"]

    with django_assert_max_num_queries(10):
        get(url)
    with django_assert_max_num_queries(10):
        get(f"{url}&company=alone&q=ridders")
