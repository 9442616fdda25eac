"""The calendar of what is open, by month (R69)."""

from datetime import time, timedelta

import pytest

from core import clock
from tests.build import an_open_challenge
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def test_each_month_shows_the_days_on_which_what_is_open_meets(client):
    first = clock.today("Europe/London") + timedelta(days=21)
    later = (first.replace(day=1) + timedelta(days=70)).replace(day=5)
    days = [(on, time(9), time(12)) for on in (first, later)]
    challenge = an_open_challenge(sessions=days, title="Two mornings")
    closed = an_open_challenge(institution=challenge.institution, title="Too late to ask")
    type(closed).objects.filter(pk=closed.pk).update(closes_at=clock.now() - timedelta(minutes=1))
    base = f"/{challenge.institution.slug}/calendar/"
    for day in (first, later):
        page = text_of(client.get(base, {"of": f"{day:%Y-%m}"}))
        assert "Two mornings" in page
        assert f"{day:%A} {day.day} {day:%B}" in page
    assert "Too late to ask" not in text_of(client.get(base, {"of": f"{closed.starts_at:%Y-%m}"}))
    far = text_of(client.get(base, {"of": f"{first.year + 2}-01"}))
    assert "Nothing open meets in this month" in far
    assert f"{first:%B %Y}" in far
    assert "One project begins" in far
    for nonsense in ("", "2027", "2027-13", "99999-01", "２０２７-01", "-", "2027-0x", "²-1"):
        assert f"{first.day} {first:%B}" in text_of(client.get(base, {"of": nonsense})), nonsense
