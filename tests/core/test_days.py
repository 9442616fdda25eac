"""Days in words, remembered for each language."""

from datetime import UTC, date, datetime

from django.utils import translation

from core.days import dated


def test_a_day_is_said_in_the_language_of_the_moment():
    day, moment = date(2026, 3, 12), datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    with translation.override("en"):
        assert dated(day, "l j F") == dated(moment, "l j F") == "Thursday 12 March"
        assert dated(day, "j M") == "12 Mar"
    with translation.override("cy"):
        assert dated(day, "l j F") == "Dydd Iau 12 Mawrth"
