"""Rounds: what is shared out together, and how it is worked out.

Every way of filling places ends in one list on an Allocation (``lists``): worked out here by the
rules, "everybody fits", or picked by hand with a reason. A person confirms it.
"""

from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import after_commit, publish
from core.states import move
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import Institution
from matching import lottery
from matching.model import BadInput
from placements.events import AllocationProposed
from placements.models import Allocation, AllocationChallenge, How
from placements.services.choosing import ask_host, refuse_before_the_host, waits_for_host
from placements.services.solving import Solved, file_of, hash_of_file, pose, solve
from placements.services.times import policy_of
from placements.states import UNFINISHED, AllocationState
from students.models import Eoi
from students.states import WAITING

RUN = "placements.propose_allocation"  # the task, by name: it stands above this room
STALE = timedelta(seconds=60)  # a run whose heart has not beaten for so long is taken over
BEAT = timedelta(seconds=5)


ROUND = Compiled(
    lambda challenge: Allocation.objects.filter(
        entries__challenge=challenge, entries__unfinished=True, state__in=UNFINISHED
    ).order_by("pk")[:1]
)
CHALLENGES = Compiled(
    lambda allocation: (
        Challenge.objects.filter(pk__in=_entered(allocation))
        .select_related("institution", "employer")
        .order_by("pk")
    )
)
WAIT = Compiled(
    lambda allocation: Eoi.objects.filter(
        challenge__in=_entered(allocation), state__in=WAITING
    ).values_list("public_id", flat=True)
)


def _entered(allocation: int) -> QuerySet[AllocationChallenge, Any]:
    return AllocationChallenge.objects.filter(allocation=allocation).values("challenge")


def round_of(challenge: Challenge) -> Allocation | None:
    """The challenge's unfinished round."""
    found: Allocation | None = ROUND.first(challenge=challenge.pk)
    if found is not None:
        found.institution = challenge.institution
    return found


def challenges_of(allocation: Allocation) -> list[Challenge]:
    """The challenges of a round, in id order: locks are always taken in this one."""
    return list(CHALLENGES.all(allocation=allocation.pk))


def asked_since(allocation: Allocation) -> int:
    """How many interests wait that the list does not know: confirmed after it was made."""
    known = (allocation.result or {}).get("reasons", {})
    return sum(str(eoi) not in known for eoi in WAIT.all(allocation=allocation.pk))


# Opening a round, and working it out


@transaction.atomic
def join_round(*, challenge: Challenge) -> Allocation | None:
    """The round of the challenge's closing time at its institution, joined or opened.

    ``None`` where nobody waits for an answer, or where the host is asked first. The seed of a new
    round is drawn here; its hash is shown from now on and the seed itself once the answers are out.
    """
    if waits_for_host(challenge):
        ask_host(challenge=challenge)
        return None
    Institution.objects.select_for_update(no_key=True).get(pk=challenge.institution_id)
    current = round_of(challenge)
    if current is not None:
        return current
    if not Eoi.objects.filter(challenge=challenge, state__in=WAITING).exists():
        return None
    allocation = Allocation.objects.filter(
        institution=challenge.institution,
        closes_at=challenge.closes_at,
        state=AllocationState.WAITING,
    ).first() or open_round(challenge.institution, challenge.closes_at)
    AllocationChallenge.objects.create(allocation=allocation, challenge=challenge)
    return allocation


def open_round(institution: Institution, closes_at: datetime) -> Allocation:
    """A new round without challenges, its seed drawn and promised."""
    seed = lottery.new_seed()
    return Allocation.objects.create(
        institution=institution,
        closes_at=closes_at,
        seed=seed,
        seed_hash=lottery.commit(seed),
    )


def is_ready(allocation: Allocation) -> bool:
    """Whether every challenge that closes with the round has closed."""
    still_open = Challenge.objects.filter(
        institution=allocation.institution,
        closes_at=allocation.closes_at,
        state__in=(ChallengeState.OPEN, ChallengeState.PAUSED),
    )
    return allocation.state == AllocationState.WAITING and not still_open.exists()


@transaction.atomic
def share_out(*, challenge: Challenge) -> Allocation:
    """Have the challenge's round worked out (again), whoever else may still join it.

    A worker begins after the commit; where the broker is down, the timetable sees to it. Raises
    ``RuleBroken`` where nobody waits, the host has yet to choose, or a confirmed list is on its
    way.
    """
    refuse_before_the_host(challenge)
    allocation = join_round(challenge=challenge)
    if allocation is None:
        raise RuleBroken(_("Nobody waits for a place here."))
    allocation = Allocation.objects.select_for_update().get(pk=allocation.pk)
    refuse_on_its_way(allocation)
    if allocation.state != AllocationState.SOLVING:
        move(allocation, AllocationState.SOLVING)
    forget = {"problem": None, "result": None, "heartbeat_at": None, "failure": "", "note": ""}
    Allocation.objects.filter(pk=allocation.pk).update(
        how=How.WORKED_OUT, changes=[], problem_hash="", result_hash="", compared=None, **forget
    )
    after_commit(current_app.signature(RUN), allocation.pk)
    return allocation


def refuse_on_its_way(allocation: Allocation | None) -> None:
    """Raise ``RuleBroken`` where the round's letters wait to go out."""
    if allocation is not None and allocation.state == AllocationState.CONFIRMED:
        raise RuleBroken(_("A confirmed list is about to go out. Undo it first, or send it now."))


def propose_allocation(*, allocation: Allocation) -> bool:
    """Work the round out and leave a draft with a reason for every interest; whether it did.

    Not one transaction: the round is claimed, solved with a beating heart, and written. Whoever
    comes while another is at it does nothing; a run whose heart stands still is taken over with
    the same problem and the same seed, and so with the same result.
    """
    begun = _begin(allocation)
    if begun is None:
        return False
    last_beat = timezone.now()

    def beat(_progress: Any) -> None:
        nonlocal last_beat
        if timezone.now() - last_beat > BEAT:
            last_beat = timezone.now()
            Allocation.objects.filter(pk=begun.pk).update(heartbeat_at=last_beat)

    try:
        solved = solve(challenges_of(begun), begun.problem or {}, progress=beat)
    except BadInput as error:
        _give_up(begun, str(error))
        return False
    return _write(begun, solved)


@transaction.atomic
def _begin(allocation: Allocation) -> Allocation | None:
    """Claim the round: from waiting, or from a run that never began or has died."""
    row = Allocation.objects.select_for_update().get(pk=allocation.pk)
    if row.state == AllocationState.WAITING:
        move(row, AllocationState.SOLVING)
    elif row.state != AllocationState.SOLVING or (
        row.heartbeat_at and timezone.now() - row.heartbeat_at < STALE
    ):
        return None
    if row.problem is None:
        put_question(row, pose(challenges_of(row), policy_of(row.institution), row.seed))
    row.heartbeat_at, row.failure = timezone.now(), ""
    row.save(update_fields=["problem", "problem_hash", "policy", "heartbeat_at", "failure"])
    return row


def put_question(row: Allocation, problem: dict[str, Any]) -> None:
    """Set what the round asks, and its hash: that of the file that anybody may run again."""
    row.problem, row.problem_hash = problem, hash_of_file(file_of(problem))
    row.policy = problem["weights"]


@transaction.atomic
def _write(begun: Allocation, solved: Solved) -> bool:
    row = Allocation.objects.select_for_update().get(pk=begun.pk)
    if row.state != AllocationState.SOLVING or row.problem_hash != begun.problem_hash:
        return False
    row.result, row.solver, row.result_hash = solved.result, solved.solver, solved.hash
    row.save(update_fields=["result", "solver", "result_hash"])
    move(row, AllocationState.DRAFTED)
    publish(AllocationProposed(allocation_id=row.pk))
    return True


@transaction.atomic
def _give_up(begun: Allocation, why: str) -> None:
    row = Allocation.objects.select_for_update().get(pk=begun.pk)
    if row.state == AllocationState.SOLVING:
        Allocation.objects.filter(pk=row.pk).update(failure=why[:300], problem=None)
        move(row, AllocationState.WAITING)
