"""Finding what is open: words, filters, a place; counts beside each filter; "did you mean".

Each question comes in a few shapes (with words or without, near a town or not, of some skills or
not), each compiled once. What filters mean is said by ``employers.models.search`` and kept by the
database as bits; a filter that is not set asks for the bit that every project has.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, cached_property
from itertools import chain
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db.models import Count, Exists, F, IntegerField, Lookup, OuterRef, Q
from django.db.models.functions import Length

from core import clock
from core.compiled import Compiled
from core.days import WEEK, week_bits
from employers.models import STEMS, Challenge, Facet, Listed, SearchWord, Site, Town
from employers.services import country_of, key_of_town
from institutions.models import Institution
from skills.models import Skill

FOUND_AT_MOST = 1000  # those answered soonest; more than these nobody reads
KM_PER_DEGREE = 111.2
ANY = int(Facet.ANY)
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9990, 1, 1, tzinfo=UTC)
GROUPS: dict[str, dict[str, int]] = {
    name: {value: int(facet) for value, facet in values.items()}  # an IntFlag's & is slow
    for name, values in {
        "length": {"short": Facet.SHORT, "long": Facet.LONG, "own": Facet.OWN},
        "mode": {"in_person": Facet.IN_PERSON, "remote": Facet.REMOTE, "hybrid": Facet.HYBRID},
        "hours": {"day": Facet.DAY, "evening": Facet.EVENING},
        "money": {"paid": Facet.PAID, "costs": Facet.COSTS},
        "company": {"alone": Facet.ALONE, "team": Facet.TEAM},
        "newcomers": {"yes": Facet.NEWCOMERS},
    }.items()
}


@IntegerField.register_lookup
class SharesBits(Lookup):
    """``facets__shares=6``: has at least one of these bits."""

    lookup_name = "shares"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """``(column & bits) <> 0``."""
        column, params = self.process_lhs(compiler, connection)
        bits, more = self.process_rhs(compiler, connection)
        return f"({column} & {bits}) <> 0", (*params, *more)


Shape = tuple[bool, bool, bool, bool, bool]


@dataclass(frozen=True)
class Wish:
    """What somebody looks for, ready to be asked of the database."""

    institution: Institution
    words: str = ""
    bits: Mapping[str, int] = field(default_factory=dict)  # of each group; ANY where not set
    skills: tuple[str, ...] = ()
    sites: Mapping[int, float] | None = None  # near a town, each with its kilometres from there
    days: tuple[datetime, datetime] | None = None  # from and until when
    free: tuple[str, ...] = ()  # days of the week outside which nothing may lie
    by_start: bool = False

    @classmethod
    def of(cls, institution: Institution, wanted: Mapping[str, Any]) -> "Wish":
        """From ``ListingForm.cleaned_data``."""
        zone, first, last = institution.zone, wanted.get("first"), wanted.get("last")
        town = wanted.get("town")
        return cls(
            institution,
            words=(wanted.get("q") or "").strip(),
            bits={name: bits_of(name, wanted.get(name) or ()) for name in GROUPS},
            skills=tuple(wanted.get("skill") or ()),
            sites=sites_near(town, int(wanted.get("within") or 25)) if town else None,
            days=(
                clock.at(first, time(3), zone) - timedelta(hours=3) if first else EARLIEST,
                clock.end_of(last, zone) if last else LATEST,
            )
            if first or last
            else None,
            free=tuple(wanted.get("free") or ()),
            by_start=wanted.get("sort") == "start",
        )

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the questions of this wish's shape ask for."""
        found: dict[str, Any] = {
            "institution": self.institution.pk,
            "now": clock.now(),
        }
        if self.days:
            found["since"], found["until"] = self.days
        if self.words:
            found["words"] = self.words
        if self.sites is not None:
            found["sites"] = list(self.sites)
        if self.skills:
            found["skills"] = list(self.skills)
        if self.free:
            found["busy"] = week_bits(set(WEEK) - set(self.free))
        return found

    @property
    def shape(self) -> "Shape":
        """With words, near a town, of some skills, within some days, on some days of the week."""
        near = self.sites is not None
        return bool(self.words), near, bool(self.skills), bool(self.days), bool(self.free)

    @cached_property
    def rows(self) -> list[tuple[Any, ...]]:
        """Key and skills of each project in its order, at most ``FOUND_AT_MOST``: best first where
        words are looked for (among those answered soonest), else as sorted."""
        narrow = any(mask != ANY for mask in self.bits.values())
        bits = self.bits if narrow else {}
        return list(_rows(*self.shape, narrow, self.by_start).all(**self.values, **bits))

    def keys(self) -> list[int]:
        """The projects in their order."""
        return [row[0] for row in self.rows]

    def counts(self) -> "Counts":
        """How many there are, in all and beside each filter."""
        return Counts(list(_combinations(*self.shape).all(**self.values)), self.bits)

    def without_skills(self) -> "Wish":
        """The same wish, for the counts beside skills."""
        return replace(self, skills=())


def bits_of(name: str, values: Iterable[str]) -> int:
    """The bits that these values of a filter ask for."""
    bits = 0
    for value in values:
        bits |= GROUPS[name].get(value, 0)
    return bits or ANY


@dataclass(frozen=True)
class Counts:
    """How many projects have which bits, all filters of bits left out."""

    combinations: list[tuple[int, int]]
    bits: Mapping[str, int]

    @cached_property
    def total(self) -> int:
        """How many fit every filter."""
        masks = [mask for mask in self.bits.values() if mask != ANY]
        return sum(n for facets, n in self.combinations if all(facets & mask for mask in masks))

    @cached_property
    def beside(self) -> dict[str, dict[str, int]]:
        """For each value of each filter: how many it has under all other filters."""
        found = {}
        for name, values in GROUPS.items():
            masks = [mask for other, mask in self.bits.items() if other != name and mask != ANY]
            fit = self.combinations
            if masks:
                fit = [row for row in fit if all(row[0] & mask for mask in masks)]
            found[name] = {
                value: sum([n for facets, n in fit if facets & bit])
                for value, bit in values.items()
            }
        return found

    def without(self, name: str) -> int:
        """How many there would be without the filter ``name``."""
        masks = [mask for other, mask in self.bits.items() if other != name]
        return sum(n for facets, n in self.combinations if all(facets & mask for mask in masks))


# To read a row's words is ten times dearer than PostgreSQL believes. Where most rows have a word it
# would therefore read them all rather than ask the index. What looks dear for each row that is read
# and is not, turns the scale: six times a bit that all rows have
SEEMINGLY_DEAR = 6


def _live(
    *,
    institution: Any,
    now: Any,
    since: Any = None,
    until: Any = None,
    words: Any = None,
    sites: Any = None,
    skills: Any = None,
    busy: Any = None,
) -> Any:
    found = Listed.objects.of(institution).filter(closes_at__gt=now)
    if since is not None:
        found = found.filter(starts_at__gte=since, ends_at__lte=until)
    if busy is not None:  # one's own time has no days but those of its meetings
        found = found.exclude(weekdays__shares=busy)
    if words is not None:
        query = SearchQuery(words, search_type="websearch", config=STEMS)
        found = found.filter(search=query)
        for _n in range(SEEMINGLY_DEAR):
            found = found.filter(facets__shares=ANY)
    if sites is not None:
        found = found.filter(site__any_of=sites)
    if skills is not None:
        uses = Challenge.skills.through.objects.filter(challenge=OuterRef("pk"))
        found = found.filter(Exists(uses.filter(skill__code__any_of=skills)))
    return found


# Sorted once they are cut off, so that no row is read again for its rank
BEST_FIRST = f"""SELECT pk, skills FROM ({{}}) AS soonest
ORDER BY ts_rank(search, websearch_to_tsquery('{STEMS}', %s)) DESC, answer_by, pk"""  # noqa: S608


@cache
def _rows(
    words: bool, near: bool, skills: bool, dated: bool, free: bool, narrow: bool, by_start: bool
) -> "Compiled[Any]":
    def build(**values: Any) -> Any:
        masks = [values.pop(name) for name in GROUPS] if narrow else []
        found = _live(**values)
        for mask in masks:
            found = found.filter(facets__shares=mask)
        if not words:
            order = "starts_at" if by_start else "answer_by"
            return found.order_by(order, "pk").values_list("pk", "skills")[:FOUND_AT_MOST]
        # Words alone: PostgreSQL knows how common they are, and walks the index of answers where
        # it comes to a thousand soon. With more than words it would misjudge and read all rows'
        # words: plus nothing, so that it asks the index of words first
        alone = not (near or skills or dated or free or narrow)
        soonest = F("answer_by") if alone else F("answer_by") + timedelta(0)
        found = found.order_by(soonest, "pk").values_list("pk", "skills", "answer_by", "search")
        return found[:FOUND_AT_MOST]

    return Compiled(build, within=BEST_FIRST, also=("words",)) if words else Compiled(build)


@cache
def _combinations(
    words: bool, near: bool, skills: bool, dated: bool, free: bool
) -> "Compiled[Any]":
    return Compiled(
        lambda **values: (
            _live(**values).order_by().values("facets").annotate(n=Count("pk"))
        ).values_list("facets", "n")
    )


CALLED = Compiled(
    lambda keys: Skill.objects.filter(pk__any_of=keys).values_list("pk", "code", "plain_name")
)


def skills_of(rows: list[tuple[Any, ...]]) -> list[tuple[str, str, int]]:
    """Code, name and number of projects of each skill that these projects (of ``Wish.rows``) ask
    for, those in most of them first. Versions of a framework that share a code are one."""
    counted = Counter(chain.from_iterable([row[1] for row in rows]))
    found: dict[str, tuple[str, int]] = {}
    for key, code, name in CALLED.all(keys=list(counted)) if counted else ():
        found[code] = (name, found.get(code, ("", 0))[1] + counted[key])
    rows = [(code, name, count) for code, (name, count) in found.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


NAMES = Compiled(
    lambda codes: (
        Skill.objects.filter(code__any_of=codes).order_by("pk").values_list("code", "plain_name")
    )
)

# Towns

TOWN = Compiled(
    lambda country, key: Town.objects.filter(country=country, key=key).order_by("-population")[:1]
)


def town_called(name: str, institution: Institution) -> Town | None:
    """The largest town of that name in the institution's country."""
    found: Town | None = TOWN.first(country=country_of(institution), key=key_of_town(name))
    return found


def sites_near(town: Town, within: int) -> dict[int, float]:
    """The keys of places at most so many kilometres from ``town``, each with how many it is."""
    high = within / KM_PER_DEGREE
    wide = high / max(0.01, cos(radians(town.latitude)))
    box = Site.objects.filter(
        latitude__range=(town.latitude - high, town.latitude + high),
        longitude__range=(town.longitude - wide, town.longitude + wide),
    )
    here = (town.latitude, town.longitude)
    rows = box.order_by().values_list("pk", "latitude", "longitude")
    far = {pk: kilometres(here, (north or 0, east or 0)) for pk, north, east in rows}
    return {pk: distance for pk, distance in far.items() if distance <= within}


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of two places (latitude, longitude in degrees) by the haversine formula."""
    (lat_a, lon_a), (lat_b, lon_b) = ([radians(each) for each in place] for place in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(1.0, half)))


# Did you mean

ALIKE = 25  # words looked at for each that is typed
MISTAKES = {0: 0, 1: 0, 2: 0, 3: 1, 4: 1}  # by length of the word; two in longer ones


def did_you_mean(words: str, institution: Institution) -> str:
    """``words`` with what stands in no listing replaced by the nearest word that does; or ``""``.

    Nearest is by changed, missing, further or swapped letters, then by trigrams' order of
    frequency: the word that more listings have.
    """
    typed = [plain(word) for word in re.findall(r"\w+", words)]
    typed = [word for word in typed if len(word) > 2][:4]
    if not typed:
        return ""
    near = [_alike(word, institution) for word in typed]
    known = dict(near[0].union(*near[1:], all=True) if len(near) > 1 else near[0])
    meant = {word: _nearest(word, known) for word in typed}
    said = re.sub(r"\w+", lambda part: meant.get(plain(part[0])) or part[0], words)
    return said if plain(said) != plain(words) else ""


def plain(word: str) -> str:
    """In small letters without accents."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _alike(word: str, institution: Institution) -> Any:
    """The words of this institution's listings that look most like ``word``."""
    size = (len(word) - 2, len(word) + 2)
    close = Q(word__trigram_similar=word) | Q(word__startswith=word[0], letters__range=size)
    found = SearchWord.objects.filter(institution=institution).annotate(
        letters=Length("word"), alike=TrigramSimilarity("word", word)
    )
    return found.filter(close).order_by("-alike", "word").values_list("word", "listings")[:ALIKE]


def _nearest(word: str, known: Mapping[str, int]) -> str:
    at_most = MISTAKES.get(len(word), 2)
    near = sorted((mistakes(word, other), -count, other) for other, count in known.items())
    return near[0][2] if near and near[0][0] <= at_most else ""


def mistakes(a: str, b: str) -> int:
    """Letters changed, missing, too many or swapped with their neighbour (optimal string
    alignment; Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
