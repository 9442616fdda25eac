"""A series: one brief on days by a rule ("every second Friday in term"), approved as one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import publish
from core.states import move
from employers.events import ChallengeSubmitted, SeriesMade, SeriesPublished
from employers.models import Challenge, Series, What
from employers.safety import safety_of
from employers.services.briefs import COPIED, clone_challenge, times_of
from employers.services.fitness import check_brief
from employers.services.life import publish_challenge
from employers.services.recording import Told, record
from employers.states import ChallengeState
from employers.times import NOTICE, OwnTime, Times, local_day, moved_by_days, moved_to, said
from institutions.models import Institution, Term
from institutions.working_days import is_working_day

DAYS_AT_MOST = 30  # that a rule may give, and a series may have
WEEKS_AT_MOST = 8
AS_ONE = timedelta(minutes=1)


@dataclass(frozen=True)
class Rule:
    """Every ``every`` weeks on the weekday of ``first``, from ``first`` to ``last`` included."""

    first: date
    last: date
    every: int
    in_term: bool = True

    def words(self) -> str:
        """“Every second Friday, 4 September to 11 December”, as pages and history say it."""
        weekday = _WEEKDAYS[self.first.weekday()]()
        each = ngettext("Every %(weekday)s", "Every %(n)d weeks on %(weekday)s", self.every)
        each = each % {"weekday": weekday, "n": self.every}
        if self.every == 2:
            each = _("Every second %(weekday)s") % {"weekday": weekday}
        return _("%(each)s, %(first)s to %(last)s") % {
            "each": each,
            "first": said(self.first),
            "last": said(self.last),
        }

    def words_for(self, days: Collection[date]) -> str:
        """The same where all of its days are made, else how many and from when to when."""
        steps = (self.last - self.first).days // (7 * self.every) + 1
        if len(days) == steps:
            return self.words()
        first, last = said(min(days)), said(max(days))
        line = ngettext("One day, %(first)s", "%(n)d days, %(first)s to %(last)s", len(days))
        return line % {"n": len(days), "first": first, "last": last}


_WEEKDAYS = (
    lambda: _("Monday"),
    lambda: _("Tuesday"),
    lambda: _("Wednesday"),
    lambda: _("Thursday"),
    lambda: _("Friday"),
    lambda: _("Saturday"),
    lambda: _("Sunday"),
)


@dataclass(frozen=True)
class Candidate:
    """A day that the rule gives; ``left_out`` says why it is not chosen, empty where it is."""

    day: date
    left_out: str = ""


TERMS = Compiled(
    lambda institution: (
        Term.objects.of(institution).order_by("starts_on").values_list("starts_on", "ends_on")
    )
)


def terms_of(institution: Institution) -> list[tuple[date, date]]:
    """First and last days of the institution's terms, in order."""
    return list(TERMS.all(institution=institution.pk))


def days_of(
    rule: Rule, challenge: Challenge, terms: Sequence[tuple[date, date]]
) -> list[Candidate]:
    """Every day that the rule gives, thirty at most, each looked at with all days of the project.

    Left out are days off, days outside the terms (where ``in_term``), and days too near. Raises
    ``RuleBroken`` for a rule that gives none or too many.
    """
    if not 1 <= rule.every <= WEEKS_AT_MOST:
        raise RuleBroken(_("Give one to %(n)d weeks.") % {"n": WEEKS_AT_MOST})
    if rule.last < rule.first:
        raise RuleBroken(_("The last day must not come before the first."))
    count = (rule.last - rule.first).days // (7 * rule.every) + 1
    if count > DAYS_AT_MOST:
        raise RuleBroken(
            _("That gives %(n)d days. A series has %(most)d at most.")
            % {"n": count, "most": DAYS_AT_MOST}
        )
    times, here = times_of(challenge), challenge.institution
    days = [rule.first + timedelta(weeks=rule.every * step) for step in range(count)]
    over = challenge.state in (ChallengeState.COMPLETED, ChallengeState.CANCELLED)
    taken = None if over else local_day(challenge.starts_at, here.zone)
    return [
        Candidate(
            day,
            _("it is planned for this day already")
            if day == taken
            else _left_out(moved_to(times, day), here, rule, terms),
        )
        for day in days
    ]


def _left_out(
    times: Times, here: Institution, rule: Rule, terms: Sequence[tuple[date, date]]
) -> str:
    days = _days(times)
    if min(days) <= local_day(clock.now() + NOTICE, here.zone):
        return _("too soon: students need a day to see it")
    if rule.in_term and not any(a <= min(days) and max(days) <= b for a, b in terms):
        return _("outside term")
    for day in days:
        if day.weekday() < 5 and not is_working_day(day, here):
            return _("%(day)s is a public holiday") % {"day": said(day)}
    return ""


def _days(times: Times) -> list[date]:
    if isinstance(times, OwnTime):
        return [times.first_day, times.last_day, *(each.on for each in times.meetings)]
    return [each.on for each in times]


@transaction.atomic
def make_series(
    *, challenge: Challenge, days: Iterable[date], words: str, by: User, by_staff: bool
) -> Series:
    """A draft on each of ``days``, all sent to the university at once.

    Each closes and answers as long before its start as ``challenge`` did, or by the policy where
    that is past. ``by_staff``: recorded for the host, who said so. Raises ``RuleBroken``.
    """
    chosen = sorted(set(days))
    if not chosen:
        raise RuleBroken(_("Choose at least one day."))
    if len(chosen) > DAYS_AT_MOST:
        raise RuleBroken(_("A series has %(n)d days at most.") % {"n": DAYS_AT_MOST})
    series = Series.objects.create(institution=challenge.institution, words=words[:120], made_by=by)
    for day in chosen:
        copy = clone_challenge(
            challenge=challenge, first_day=day, recorded_by=by if by_staff else None
        )
        copy.series = series
        later = day - local_day(challenge.starts_at, challenge.zone)
        closes_at = moved_by_days(challenge.closes_at, later, challenge.zone)
        if closes_at > clock.now() + NOTICE:
            copy.closes_at = closes_at
            copy.answer_by = moved_by_days(challenge.answer_by, later, challenge.zone)
        copy.save(update_fields=["series", "closes_at", "answer_by"])
        check_brief(copy)
        move(copy, ChallengeState.IN_REVIEW)
        record(copy, What.SENT, Told(by, copy.contact) if by_staff else None)
        publish(ChallengeSubmitted(challenge_id=copy.pk))
    publish(SeriesMade(series_id=series.pk))
    return series


OF_SERIES = Compiled(
    lambda institution, series: (
        Challenge.objects.of(institution)
        .filter(series=series)
        .select_related("institution__policy", "employer", "contact", "supervisor", "site")
        .prefetch_related("skills", "sessions")
        .order_by("starts_at")
    )
)
BRIEF = [f.attname for f in Challenge._meta.concrete_fields if f.name in COPIED]


def of_series(series: Series) -> list[Challenge]:
    """The projects of a series by their days."""
    return list(OF_SERIES.all(institution=series.institution_id, series=series.pk))


def brief_of(challenge: Challenge) -> tuple[Any, ...]:
    """What a reader approves of a brief, without its days."""
    skills = sorted(skill.pk for skill in challenge.skills.all())
    return (*(getattr(challenge, name) for name in BRIEF), tuple(skills))


def published_as_one(challenge: Challenge) -> bool:
    """Whether ``challenge`` went online with the others of its series, by one press."""
    series, moment = challenge.series, challenge.published_at
    if series is None or series.published_at is None or moment is None:
        return False
    return series.published_at <= moment < series.published_at + AS_ONE


def alike(challenges: Sequence[Challenge]) -> tuple[list[Challenge], list[Challenge]]:
    """Those in review that say what the first of them says, and those that say something else."""
    waiting = [each for each in challenges if each.state == ChallengeState.IN_REVIEW]
    same = [each for each in waiting if brief_of(each) == brief_of(waiting[0])]
    return same, [each for each in waiting if each not in same]


@transaction.atomic
def publish_series(*, series: Series, by: User, all_low: bool = False) -> list[Challenge]:
    """Approve one brief for all its days; those that were changed since stay to be read.

    ``all_low`` says that ``by`` judges the six factors of safety to be low on each of the days that
    nobody has judged. Raises ``RuleBroken`` where none waits, or where one of them is not fit: then
    none goes out.
    """
    Series.objects.select_for_update().get(pk=series.pk)
    same, _changed = alike(of_series(series))
    if not same:
        raise RuleBroken(_("Nothing of this series waits to be read."))
    Series.objects.filter(pk=series.pk).update(published_at=clock.now())
    for challenge in same:
        unjudged = safety_of(challenge).asks_all_low
        publish_challenge(challenge=challenge, by=by, all_low=all_low and unjudged)
    publish(SeriesPublished(series_id=series.pk))
    return same
