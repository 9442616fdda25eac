"""The clock of business rules moves past a table's date: a second approver decides, and is told."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core import clock
from core.permissions import may
from employers.law import pay_in_words
from employers.models import Challenge
from tests.build import a_challenge, an_institution, client_of, staff_at, url_of

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def on(day: date) -> timedelta:
    """How far the clock must move to stand at noon of ``day``."""
    return datetime.combine(day, time(12), tzinfo=LONDON) - timezone.now()


def a_brief(day: date) -> Challenge:
    """Well paid, on ``day``."""
    return a_challenge(
        institution=an_institution(),
        state="in_review",
        sessions=[(day, time(9, 30), time(16, 0))],
        pay_per_hour=Decimal(20),
    )


@pytest.mark.parametrize(
    ("today", "day", "one", "said"),
    [
        (date(2026, 12, 1), date(2027, 3, 31), True, "at least the minimum"),
        (date(2026, 12, 1), date(2027, 4, 1), False, "What we know ends on 31 March 2027"),
        (date(2027, 3, 31), date(2027, 4, 20), False, "What we know ends on 31 March 2027"),
        (date(2027, 4, 1), date(2027, 4, 20), False, "What we know ends on 31 March 2027"),
    ],
)
def test_past_the_last_rate_a_second_approver_decides(today, day, one, said):
    with clock.moved(on(today)):
        brief = a_brief(day)

        assert may(staff_at(brief.institution), "employers.publish_challenge", brief) is one
        assert said in pay_in_words(brief).why


def test_a_table_that_nobody_read_again_says_so_on_its_page_and_beside_the_brief():
    with clock.moved(on(date(2027, 4, 1))):
        brief = a_brief(date(2027, 4, 20))
        officer = client_of(staff_at(brief.institution))

        table = officer.get(url_of("employers:law_table", brief.institution)).content.decode()
        page = officer.get(url_of("employers:review_challenge", brief)).content.decode()

    assert "This table is past its date." in table
    assert "brings the table up to date" in page
