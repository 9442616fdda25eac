"""An owner and a clock in working days for each case of the desk's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.compiled import Compiled
from employers.states import ChallengeState
from employers.times import local_day
from institutions.models import Institution, Policy, StaffMember
from institutions.working_days import working_days_after, working_days_between
from placements.models import SignOff, Team
from portal.live import Standing
from students.models import Eoi
from students.states import EoiState

S = ChallengeState
SIGN_OFF_WITHIN = 2  # working days after the last day


@dataclass(frozen=True)
class Case:
    """One row of the list: the project, whose it is, and how its time stands."""

    standing: Standing
    owner: str
    clock: str
    late: bool


COLLEAGUES = Compiled(
    lambda institution: User.objects.filter(
        pk__in=StaffMember.objects.of(institution).values("user")
    ).order_by("name", "email")
)


def colleagues(institution: Institution) -> list[User]:
    """Whoever may own a case here, by name."""
    return list(COLLEAGUES.all(institution=institution.pk))


def cases_of(
    standings: Sequence[Standing], people: Sequence[User], institution: Institution, policy: Policy
) -> list[Case]:
    """The rows with owner (one of ``people``, or somebody who left) and clock."""
    owners = {None: ""} | {user.pk: str(user) for user in people}
    cases = []
    for each in standings:
        words, late = _clock(each, institution, policy)
        owner = owners.get(each.challenge.owner, _("somebody who left"))
        cases.append(Case(each, owner, words, late))
    return cases


def _clock(each: Standing, institution: Institution, policy: Policy) -> tuple[str, bool]:
    challenge = each.challenge
    match challenge.state:
        case S.IN_REVIEW:
            due = _due(challenge.state_changed_at, policy.brief_within_days, institution)
            return _counted(due, institution)
        case S.CHANGES_REQUESTED:
            sent = local_day(challenge.state_changed_at, institution.zone)
            waited = working_days_between(sent, clock.today(institution.zone), institution)
            words = ngettext(
                "the host has had it %(n)d working day",
                "the host has had it %(n)d working days",
                waited,
            )
            return words % {"n": waited}, waited > policy.brief_within_days
        case S.CLOSED if each.waiting:
            return _counted(local_day(challenge.answer_by, institution.zone), institution)
        case S.COMPLETED if challenge.sign_off_owed:
            return _counted(_due(challenge.ends_at, SIGN_OFF_WITHIN, institution), institution)
    return "", False


def _due(moment: datetime, days: int, institution: Institution) -> date:
    return working_days_after(local_day(moment, institution.zone), days, institution)


def _counted(due: date, institution: Institution) -> tuple[str, bool]:
    """How many working days are left until ``due``, or since when it is late."""
    today = clock.today(institution.zone)
    if due < today:
        over = max(1, working_days_between(due, today, institution))
        words = ngettext("late by %(n)d working day", "late by %(n)d working days", over)
        return words % {"n": over}, True
    if due == today:
        return _("due today"), False
    left = max(1, working_days_between(today, due, institution))  # it may be due on a Saturday
    words = ngettext("%(n)d working day left", "%(n)d working days left", left)
    return words % {"n": left}, False


def late(institution: Institution, policy: Policy) -> Q:
    """The cases whose clock has run out: what :func:`cases_of` calls late, in the database."""
    waiting = Eoi.objects.filter(challenge=OuterRef("pk"), state=EoiState.SUBMITTED)
    unsigned = Team.objects.filter(
        ~Exists(SignOff.objects.filter(team=OuterRef("pk"))),
        challenge=OuterRef("pk"),
        formed_at__isnull=False,
    )
    today = clock.at(clock.today(institution.zone), datetime.min.time(), institution.zone)
    brief = _began(policy.brief_within_days, institution)
    return (
        Q(state__in=(S.IN_REVIEW, S.CHANGES_REQUESTED), state_changed_at__lt=brief)
        | Q(Exists(waiting), state=S.CLOSED, answer_by__lt=today)
        | Q(Exists(unsigned), state=S.COMPLETED, ends_at__lt=_began(SIGN_OFF_WITHIN, institution))
    )


def _began(days: int, institution: Institution) -> Any:
    """What began before this moment and had ``days`` working days is late."""
    today = clock.today(institution.zone)
    day = today
    while working_days_after(day - timedelta(days=1), days, institution) >= today:
        day -= timedelta(days=1)
    return clock.at(day, datetime.min.time(), institution.zone)
