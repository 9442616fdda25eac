"""The host check: asked once, answered by the host or by telephone, good until a day, reused.

We rely on the host's own controls and never ask again what it has told us (HSE's advice on work
experience, REQUIREMENTS 2): one row serves each of its challenges until it runs out.
"""

from datetime import date, timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from core.days import months_after
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from employers.events import HostCheckAnswered, HostCheckAsked
from employers.models import AnsweredVia, Challenge, Employer, HostCheck, Insured, Mode
from employers.safety import checks_of, safety_of
from employers.states import ChallengeState
from institutions.models import Institution

REMIND_BEFORE = timedelta(days=28)
ASKED_AT_MOST = timedelta(days=60)  # so long may a host wait for its insurer
AHEAD = (ChallengeState.IN_REVIEW, ChallengeState.OPEN, ChallengeState.CLOSED)
ALREADY_ASKED = gettext_lazy("The host is asked already, and has not answered everything.")
KEPT = (
    *("controls", "controls_note", "induction", "emergency_name", "emergency_telephone"),
    *("insured", "insurer", "insured_until", "accepted_note", "at_risk"),
)


class Answers(TypedDict, total=False):
    """What a host says. For work that is online only, three of them are asked."""

    controls: bool
    controls_note: str
    induction: bool
    emergency_name: str
    emergency_telephone: str
    insured: str
    insurer: str
    insured_until: date | None
    insurer_answers_by: date | None
    accepted_note: str
    at_risk: str


@transaction.atomic
def ask_for_host_check(*, challenge: Challenge, by: User | None = None) -> HostCheck:
    """Ask the host of ``challenge`` for the one screen; it gets a letter with the link.

    Raises ``RuleBroken`` where it is asked already, or a check is good until the last day.
    """
    known = safety_of(challenge)
    if known.is_checked:
        raise RuleBroken(_("The host’s check is good until the last day. Nothing to ask."))
    asked = _unfinished(
        challenge.institution,
        challenge.employer,
        online_only=challenge.mode == Mode.REMOTE,
        challenge=challenge,
        by=by,
    )
    publish(HostCheckAsked(check_id=asked.pk))
    return asked


def _unfinished(
    institution: Institution,
    employer: Employer,
    *,
    online_only: bool,
    challenge: Challenge | None = None,
    by: User | None = None,
) -> HostCheck:
    with refused_by("hostcheck_one_unfinished", RuleBroken(str(ALREADY_ASKED))):
        return HostCheck.objects.create(
            institution=institution,
            employer=employer,
            challenge=challenge,
            online_only=online_only,
            asked_at=clock.now(),
            asked_by=by,
        )


@transaction.atomic
def answer_host_check(
    *,
    check: HostCheck,
    by: User,
    via: str = AnsweredVia.WEB,
    answered_with: str = "",
    **answers: Unpack[Answers],
) -> HostCheck:
    """Write down what the host says. Finished, it is good for the policy's months at most.

    “I ask our insurer” leaves it open until a day. ``answered_with`` is whom staff spoke to. Raises
    ``RuleBroken`` where the check is finished, or an answer lacks what belongs to it.
    """
    held = HostCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if held.is_finished:
        raise RuleBroken(_("This is answered already. Ring us if something has changed."))
    today = clock.today(held.institution.zone)
    for name, value in answers.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    _refuse_half(held, today)
    if held.insured != Insured.ASKING:
        held.insurer_answers_by = None
    if held.insured != Insured.YES:
        held.insured_until = None
    held.answered_at = clock.now()
    held.answered_by = by
    held.answered_via = via
    held.answered_with = answered_with.strip()
    held.good_until = _good_until(held, today)
    held.reminded_at = None
    held.save()
    if via == AnsweredVia.WEB:
        publish(HostCheckAnswered(check_id=held.pk))
    return held


def _refuse_half(held: HostCheck, today: date) -> None:
    if not held.emergency_name:
        raise RuleBroken(_("Name somebody whom students turn to in an emergency."))
    if held.insured == Insured.YES:
        if not held.insurer or held.insured_until is None:
            raise RuleBroken(_("Say who insures you, and until when."))
        if held.insured_until < today:
            raise RuleBroken(_("This insurance has ended. Give the day on which the new one ends."))
    if held.insured == Insured.ASKING:
        by = held.insurer_answers_by
        if by is None or not today <= by <= today + ASKED_AT_MOST:
            raise RuleBroken(_("Give a day within two months by which you will know."))


def _good_until(held: HostCheck, today: date) -> date | None:
    """The day until which these answers are good, ``None`` while something is open."""
    if not held.controls or held.insured == Insured.ASKING:
        return None
    months = held.institution.policy.host_check_months
    last = months_after(today, months)
    if held.online_only:
        return last
    if not held.induction:
        return None
    if held.insured == Insured.YES and held.insured_until is not None:
        return min(last, held.insured_until)
    return last if held.insured == Insured.NO and held.accepted_note else None


@transaction.atomic
def record_host_check(
    *,
    institution: Institution,
    employer: Employer,
    by: User,
    via: str = AnsweredVia.TELEPHONE,
    answered_with: str = "",
    online_only: bool = False,
    **answers: Unpack[Answers],
) -> HostCheck:
    """What a host told staff by telephone, on a visit or by e-mail: into the check that waits.

    Where none waits, a new one begins. Raises ``RuleBroken`` as ``answer_host_check`` does.
    """
    newest = next(iter(checks_of(institution, employer.pk)), None)
    waiting = newest if newest is not None and not newest.is_finished else None
    check = waiting or _unfinished(institution, employer, online_only=online_only, by=by)
    if check.online_only != online_only:
        check.online_only = online_only
        check.save(update_fields=["online_only"])
    return answer_host_check(check=check, by=by, via=via, answered_with=answered_with, **answers)


def last_answers(check: HostCheck) -> Answers:
    """What the host said here before, so that nobody types it twice; insurance alone is asked."""
    for other in checks_of(check.institution, check.employer_id):
        if other.answered_at is not None:
            known: Answers = {name: getattr(other, name) for name in KEPT}  # type: ignore[assignment]
            return known
    return {}


def remind_about_checks() -> int:
    """Ask anew where a check runs out before the work ends, and remind where an insurer is late.

    Only hosts with a project ahead are written to, once for each check; how many were.
    """
    return sum(_ask_anew()) + sum(_remind_of_insurers())


def _ask_anew() -> list[int]:
    soon = clock.now().date() + REMIND_BEFORE
    good = HostCheck.objects.filter(
        institution=OuterRef("institution"), employer=OuterRef("employer"), good_until__isnull=False
    )
    waits = HostCheck.objects.filter(
        institution=OuterRef("institution"), employer=OuterRef("employer"), good_until__isnull=True
    )
    ahead = Challenge.objects.filter(
        Exists(good.filter(good_until__lte=soon)),
        ~Exists(good.filter(good_until__gt=soon)),
        ~Exists(waits),
        state__in=AHEAD,
        ends_at__gt=clock.now(),
    ).select_related("institution__policy", "employer")
    asked = []
    for challenge in ahead.order_by("starts_at"):
        try:
            ask_for_host_check(challenge=challenge)
        except RuleBroken:
            continue  # it is good until the last day, or an earlier project has just asked
        asked.append(1)
    return asked


def _remind_of_insurers() -> list[int]:
    late = HostCheck.objects.filter(
        Q(reminded_at__isnull=True),
        insured=Insured.ASKING,
        good_until__isnull=True,
        insurer_answers_by__lte=clock.now().date(),
    )
    return [_remind(check.pk) for check in late.order_by("pk")]


@transaction.atomic
def _remind(pk: int) -> int:
    waiting = HostCheck.objects.filter(pk=pk, reminded_at__isnull=True)
    if not waiting.update(reminded_at=clock.now()):
        return 0
    publish(HostCheckAsked(check_id=pk))
    return 1
