"""Rows by COPY: lawful, the same for the same seed, and never where they are not wanted."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from employers.models import Challenge, Facet, Listed, Session
from employers.states import ChallengeState
from institutions.models import Institution
from portal.search import Wish
from students.models import Eoi, Student

pytestmark = pytest.mark.django_db
COUNTS = {"challenges": 60, "live": 25, "students": 20, "eois": 120}


def contents(seed):
    rows = Challenge.objects.filter(institution__slug=f"generated-{seed}").order_by("code")
    return list(rows.values_list("code", "title", "state", "starts_at", "facets"))


def test_as_many_rows_as_asked_and_every_rule_of_the_tables_holds():
    call_command("generate", seed=3, **COUNTS)
    here = Institution.objects.get(slug="generated-3")
    mine = Challenge.objects.of(here)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is left to the commit, now

    assert mine.count() == 60
    assert mine.filter(state=ChallengeState.OPEN).count() == 25
    assert Student.objects.of(here).count() == 20
    assert Eoi.objects.of(here).count() == 120
    assert {row.pk for row in Listed.objects.of(here)} == set(
        mine.filter(state=ChallengeState.OPEN).values_list("pk", flat=True)
    )
    assert all(2 <= challenge.skills.count() <= 4 for challenge in mine)
    for challenge in mine.filter(time_kind="sessions"):
        sittings = list(Session.objects.filter(challenge=challenge))
        assert (challenge.starts_at, challenge.ends_at) == (
            sittings[0].starts_at,
            sittings[-1].ends_at,
        )
        evening = any(sitting.starts.hour >= 17 for sitting in sittings)
        assert bool(challenge.facets & Facet.EVENING) == evening
    assert len(Wish.of(here, {}).keys()) == 25


def test_a_seed_gives_the_same_rows_once_and_another_seed_others():
    with transaction.atomic():
        call_command("generate", seed=3, **COUNTS)
        first = contents(3)
        transaction.set_rollback(True)
    call_command("generate", seed=3, **COUNTS)
    call_command("generate", seed=4, **COUNTS)

    assert contents(3) == first
    assert contents(4) != first
    with pytest.raises(CommandError, match="Take another"):
        call_command("generate", seed=3, **COUNTS)


def test_a_database_in_use_is_left_alone_without_yes(settings):
    settings.TEST = settings.DEMO = False

    with pytest.raises(CommandError, match="--yes"):
        call_command("generate", seed=3, **COUNTS)
    call_command("generate", "--yes", seed=3, **COUNTS)

    assert Challenge.objects.count() == 60


@pytest.mark.parametrize(
    "wrong", [{"challenges": 0}, {"live": 61}, {"eois": 1201}, {"students": -1}]
)
def test_impossible_numbers_are_refused(wrong):
    with pytest.raises(CommandError):
        call_command("generate", seed=3, **COUNTS | wrong)
