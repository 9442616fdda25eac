"""A program that is staff, asks for every page and file, and knows how to take one from another."""

import random
import re

import pytest
from django.urls import NoReverseMatch, reverse

from bench import disclosure
from bench.disclosure import NEVER, Cohort, a_cohort, attack
from insights.equity import freeze_due
from insights.measures import MEASURES
from insights.urls import urlpatterns
from institutions.models import StaffRole
from students.equity import EquityProfile
from students.models import Student
from tests.build import an_institution, client_of, staff_at
from tests.build_insights import a_term, some_people, they_take_part

CHANGES_EACH_TIME = re.compile(
    rb'csrf[^>]*|nonce="[^"]*"|value="[A-Za-z0-9]{64}"|/(ID|CreationDate|ModDate)[^\n]*'
)


def test_who_knows_all_but_the_answers_learns_no_small_number(monkeypatch):
    found = [attack(a_cohort(random.Random(number))) for number in (51, 91)]
    two_more = Cohort([(0, 0)] * 38 + [(NEVER, 0)] * 2, [True] * 12 + [False] * 26 + [True] * 2)

    assert [each.learned for each in found] == [[], []]
    assert min(each.shown for each in found) >= 4
    assert attack(two_more).learned == []
    monkeypatch.setattr(disclosure, "nearly_the_same", lambda people, others: False)
    assert attack(two_more).learned  # ten of the first, fifteen of all: both who came told yes


@pytest.mark.django_db
def test_no_page_or_file_of_the_reports_hangs_on_what_people_told_but_through_the_tables():
    here, lot = an_institution(), random.Random(4)
    term = a_term(here)
    they_take_part(term, some_people(here, 40, lot), lot)
    freeze_due()
    manager = client_of(staff_at(here, StaffRole.MANAGER))

    def all_that_is_said() -> dict[str, bytes]:
        said = {}
        for address in addresses(here, term):
            response = manager.get(address)
            streamed = response.streaming
            body = b"".join(response.streaming_content) if streamed else response.content
            if body.startswith((b"PK", b"%PDF")):  # the time of its making is in it
                body = bytes(len(body))
            said[address] = CHANGES_EACH_TIME.sub(b"", body)
        return said

    before = all_that_is_said()
    EquityProfile.objects.all().delete()
    EquityProfile.objects.bulk_create(
        EquityProfile(institution=here, student=student, carer=True, disabled=True)
        for student in Student.objects.of(here)
    )
    after = all_that_is_said()

    assert len(before) > 15
    assert [address for address in before if before[address] != after[address]] == []
    assert any(b"Who takes part" in body for body in before.values())


def addresses(here, term) -> list[str]:
    """Every address of ``insights`` that needs no key of its own, with what it can be asked for."""
    found = []
    for pattern in urlpatterns:
        if "desk/" not in str(pattern.pattern):
            continue
        for more in ([], *([measure] for measure in MEASURES)):
            try:
                address = reverse(f"insights:{pattern.name}", args=[here.slug, *more])
            except NoReverseMatch:
                continue
            period = f"first={term.starts_on}&last={term.ends_on}"
            found += [f"{address}?{period}", f"{address}?{period}&format=csv"]
    return found
