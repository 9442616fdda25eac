"""How a project is found: what the database keeps beside each one, without anybody's help."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.contrib.postgres.search import SearchQuery

from core import clock
from employers.models import STEMS, Challenge, Facet, Grouping, Mode, Pay, Session, TimeKind
from tests.build import a_challenge, a_site, an_employer, an_institution

pytestmark = pytest.mark.django_db


def found_by(words):
    query = SearchQuery(words, search_type="websearch", config=STEMS)
    return {challenge.title for challenge in Challenge.objects.filter(search=query)}


def test_a_project_is_found_by_its_words_its_host_and_its_town():
    employer = an_employer(name="Kestrel Cycles")
    site = a_site(employer, town="Hebden Bridge", address="9 Mill Lane")
    a_challenge(employer=employer, site=site, title="Cafés that stay open in the évenings")

    for words in ("cafe evenings", "CAFÉS", "staying", "kestrel", "hebden", "saturday riders"):
        assert len(found_by(words)) == 1, words
    assert found_by("mill lane") == set()  # where there is a town it stands for the place


def test_a_new_name_of_a_host_or_a_place_is_found_at_once():
    employer = an_employer(name="Kestrel Cycles")
    site = a_site(employer, town="", address="9 Mill Lane, Marlpit")
    challenge = a_challenge(employer=employer, site=site)

    assert found_by("marlpit")
    employer.name = "Merlin Cycles"
    employer.save()
    site.town = "Orrin Quay"
    site.save()

    assert found_by("merlin orrin")
    assert not found_by("kestrel")
    assert not found_by("marlpit")
    challenge.site = None
    challenge.save()
    assert not found_by("orrin")


def test_a_title_counts_for_more_than_what_stands_further_down():
    from django.contrib.postgres.search import SearchRank
    from django.db.models import F

    a_challenge(title="Posters", summary="A market.", problem="Bicycles.")
    a_challenge(title="Bicycles", summary="A market.", problem="Posters.")

    query = SearchQuery("bicycles", config=STEMS)
    ranked = Challenge.objects.annotate(rank=SearchRank(F("search"), query)).order_by("-rank")

    assert [challenge.title for challenge in ranked] == ["Bicycles", "Posters"]


def facets_of(challenge):
    return Facet(Challenge.objects.values_list("facets", flat=True).get(pk=challenge.pk))


F_ = Facet


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, F_.SHORT | F_.IN_PERSON | F_.DAY | F_.PAID | F_.TEAM | F_.NEWCOMERS),
        (
            {
                "sessions": [],
                "time_kind": TimeKind.OWN_TIME,
                "mode": Mode.REMOTE,
                "pay": Pay.UNPAID,
                "pay_per_hour": None,
                "grouping": Grouping.SOLO,
                "experience_needed": "A driving licence.",
            },
            F_.OWN | F_.REMOTE | F_.ALONE,
        ),
        (
            {"mode": Mode.HYBRID, "grouping": Grouping.EITHER, "travel_up_to": Decimal(5)},
            F_.SHORT | F_.HYBRID | F_.DAY | F_.PAID | F_.COSTS | F_.ALONE | F_.TEAM | F_.NEWCOMERS,
        ),
    ],
)
def test_what_filters_ask_for_is_kept_as_bits(values, expected):
    assert facets_of(a_challenge(**values)) == expected | Facet.ANY


def test_the_bits_follow_the_sessions_also_where_an_old_row_is_saved_over_them():
    here = an_institution()
    day = clock.today(here.zone) + timedelta(days=20)
    evenings = [(day + timedelta(days=n), time(17, 30), time(20)) for n in (0, 2)]
    challenge = a_challenge(institution=here, sessions=evenings)

    assert facets_of(challenge) & (Facet.LONG | Facet.EVENING) == Facet.LONG | Facet.EVENING

    challenge.title = "A new title"  # this copy of the row was made before its sessions
    challenge.save()
    assert facets_of(challenge) & (Facet.LONG | Facet.EVENING) == Facet.LONG | Facet.EVENING

    Session.objects.filter(challenge=challenge).order_by("on")[1].delete()
    assert facets_of(challenge) & (Facet.SHORT | Facet.LONG | Facet.EVENING) == (
        Facet.SHORT | Facet.EVENING
    )
    Session.objects.filter(challenge=challenge).update(starts=time(9))
    assert facets_of(challenge) & (Facet.DAY | Facet.EVENING) == Facet.DAY
