"""Whether answers came by the promised day: a trouble of the desk, and the record for everybody."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from core import clock
from disclosure import percentage_shown, total_shown
from employers.states import ChallengeState
from institutions.models import Institution
from institutions.working_days import working_days_after
from portal.asks import said_briefly
from portal.live import Standing
from students.models import Eoi

HOUR = 3600
A_YEAR = timedelta(days=365)


def answer_due(institution: Institution, each: Standing) -> list[dict[str, Any]]:
    """People wait for an answer that was promised for today or the next working day."""
    challenge = each.challenge
    if challenge.state != ChallengeState.CLOSED or not each.waiting:
        return []
    today = clock.today(institution.zone)
    last = clock.end_of(working_days_after(today, 1, institution), institution.zone)
    if each.hear_by > last:
        return []
    people = ngettext(
        "%(n)d person waits for an answer: “%(title)s”",
        "%(n)d people wait for an answer: “%(title)s”",
        each.waiting,
    )
    late = challenge.answer_by < clock.now()
    told = _("They have had our apology, with this new day. ") if challenge.answer_again_by else ""
    promised = _("We promised an answer by then. ") if late and not told else ""
    act = each.act
    return [
        {
            "due": each.hear_by,
            "when": said_briefly(each.hear_by, each.zone),
            "title": people % {"n": each.waiting, "title": challenge.title},
            "detail": told + promised + _places_words(each),
            "act": act.label,
            "url": act.url or each.url,
            "tone": "bad" if late else "warm",
        }
    ]


def _places_words(each: Standing) -> str:
    places = ngettext("%(n)d place", "%(n)d places", each.challenge.places)
    asked = ngettext("%(n)d interest", "%(n)d interests", each.asked)
    words = f"{places % {'n': each.challenge.places}}, {asked % {'n': each.asked}}."
    if each.challenge.round_state == "drafted":
        return f"{words} {_('A list with reasons is ready to check.')}"
    return words


def kept_of(institution: Institution) -> tuple[int, int]:
    """How many of the last twelve months' answers came by their day, of how many; an hour old."""

    def count() -> tuple[int, int]:
        now = clock.now()
        answered = Eoi.objects.of(institution).filter(
            challenge__answer_by__gt=now - A_YEAR,
            challenge__answer_by__lt=now,
            confirmed_at__isnull=False,
        )
        figures = answered.aggregate(
            kept=Count("pk", filter=Q(answered_at__lte=F("challenge__answer_by"))),
            all=Count("pk", filter=~Q(state="withdrawn") | Q(answered_at__isnull=False)),
        )
        return figures["kept"], figures["all"]

    try:
        kept = cache.get_or_set(f"promise:{institution.pk}", count, HOUR)
    except (RedisError, OSError):  # the list is there while the cache is not
        kept = count()
    return kept or (0, 0)


def record_in_words(kept: int, due: int) -> str:
    """What the public list says of ``kept`` answers in time of ``due``, rounded by ``disclosure``.

    Nothing where there are too few to say it. That all came in time is said: it is the university's
    own record, and says nothing of anybody who asked.
    """
    about, in_100 = total_shown(due), percentage_shown(kept, due)
    if about is None or (in_100 is None and 2 * kept < due):
        return ""
    if kept == due:
        said = _("In the last twelve months all of about %(n)d came by that day.")
    elif in_100 is None:
        said = _("In the last twelve months nearly all of about %(n)d came by that day.")
    else:
        said = _("In the last twelve months %(in_100)d in 100 of about %(n)d came by that day.")
    return said % {"n": about, "in_100": in_100}


def record_of(institution: Institution) -> str:
    """The record of kept promises in words; empty where there are too few answers to say it."""
    return record_in_words(*kept_of(institution))
