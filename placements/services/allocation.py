"""Rounds: what is shared out together, and how it is worked out.

Every way of filling places ends in one list on an Allocation (``lists``): worked out here by the
rules, "everybody fits", or picked by hand with a reason. A person confirms it.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import after_commit, publish
from core.states import move
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import Institution
from matching import lottery
from matching.model import BadInput, Progress
from placements.events import AllocationProposed
from placements.models import Allocation, AllocationChallenge, How
from placements.services.choosing import ask_host, refuse_before_the_host, waits_for_host
from placements.services.solving import (
    Compared,
    Solved,
    compare,
    file_of,
    hash_of_file,
    pose,
    solve,
)
from placements.services.times import policy_of
from placements.states import UNFINISHED, AllocationState
from students.models import Eoi
from students.states import WAITING

RUN = "placements.propose_allocation"  # the task, by name: it stands above this room
COMPARE = "placements.compare_with_first"
STALE = timedelta(seconds=60)  # a run whose heart has not beaten for so long is taken over
BEAT = timedelta(seconds=5)
LOOK = timedelta(seconds=1)  # how often a run says how far it is, and asks whether to stop


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

    ``None`` where nobody waits for an answer, or where the host is asked first. The draw of a
    new round was promised before (:func:`promised_draw`); its secret is shown once the answers are
    out.
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
    """A new round without challenges, its draw as it was promised before."""
    earlier = Allocation.objects.of(institution).filter(closes_at=closes_at).count()
    seed = seed_of(institution.pk, closes_at, earlier)
    return Allocation.objects.create(
        institution=institution,
        closes_at=closes_at,
        seed=seed,
        seed_hash=lottery.commit(seed),
    )


def seed_of(institution: int, closes_at: datetime, earlier: int = 0) -> str:
    """The secret of a draw, fixed by when its interests close: 64 hex digits.

    So its hash can be shown before anybody knows who asks. ``earlier`` rounds of the same moment
    had secrets of their own, which may be known by now.
    """
    about = f"{institution}|{int(closes_at.timestamp())}|{earlier}"
    return salted_hmac("placements.draw", about, algorithm="sha256").hexdigest()


def promised_draw(institution: int, closes_at: datetime) -> str:
    """The hash of the secret of the round that will close then, for everybody to read before."""
    return lottery.commit(seed_of(institution, closes_at))


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
    forget: dict[str, Any] = {
        "problem": None,
        "result": None,
        "heartbeat_at": None,
        "failure": "",
        "note": "",
    }
    forget |= {"progress": None, "stop_asked": False}
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
    the same problem and the same seed, and so with the same result. Once somebody has asked to
    stop it, it ends with the best list that was found, and says so.
    """
    begun = _begin(allocation)
    if begun is None:
        return False
    pulse = _Pulse(begun.pk)
    try:
        solved = solve(
            challenges_of(begun), begun.problem or {}, progress=pulse.beat, cancelled=pulse.stopped
        )
    except BadInput as error:
        _give_up(begun, str(error))
        return False
    if not solved.ended and not solved.result["placed"]:
        _give_up(begun, _("Stopped by hand before there was any list."))
        return False
    return _write(begun, solved)


class _Pulse:
    """The signs of life of one run: its heartbeat, how far it is, and whether it is to stop."""

    def __init__(self, pk: int) -> None:
        self.row = Allocation.objects.filter(pk=pk)
        self.last_beat = self.last_look = timezone.now()
        self.stop = self.row.filter(stop_asked=True).exists()

    def beat(self, progress: Progress) -> None:
        """Say how far it is: what is reached, and what nothing can pass, in points."""
        now = timezone.now()
        if now - self.last_look < LOOK:
            return
        self.last_look = now
        said: dict[str, Any] = {
            "progress": {
                "stage": str(progress.stage),
                "reached": progress.incumbent,
                "at_most": progress.bound,
            }
        }
        if now - self.last_beat > BEAT:
            self.last_beat = said["heartbeat_at"] = now
        self.row.update(**said)
        self.stop = self.row.filter(stop_asked=True).exists()

    def stopped(self) -> bool:
        """Whether somebody has asked for it, as of the last look."""
        return self.stop


@transaction.atomic
def stop_run(*, allocation: Allocation, keep: bool) -> None:
    """End a run: with the best list that it has found (``keep``), or without any.

    Nobody works at it after that until a person asks for it again. Raises ``RuleBroken`` where it
    has ended by itself.
    """
    row = Allocation.objects.select_for_update().get(pk=allocation.pk)
    if row.state != AllocationState.SOLVING:
        raise RuleBroken(_("It is not being worked out any more."))
    if keep and row.heartbeat_at is not None:
        Allocation.objects.filter(pk=row.pk).update(stop_asked=True)
        return
    _give_up(row, _("Stopped by hand."))


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
        Allocation.objects.filter(pk=row.pk).update(
            failure=why[:300], problem=None, progress=None, stop_asked=False
        )
        move(row, AllocationState.WAITING)


# Running it again


@transaction.atomic
def run_again(*, allocation: Allocation) -> None:
    """Have a worker work a finished round out again, to compare. Raises ``RuleBroken``."""
    if not allocation.result_hash or not allocation.problem:
        raise RuleBroken(_("This list was made by hand: there is nothing to work out."))
    Allocation.objects.filter(pk=allocation.pk).update(compared={"asked": clock.now().isoformat()})
    after_commit(current_app.signature(COMPARE), allocation.pk)


def compare_with_first(*, allocation: Allocation) -> Compared | None:
    """Do it, and keep what came of it; ``None`` where the round has changed meanwhile."""
    done = compare(allocation, challenges_of(allocation))
    same = Allocation.objects.filter(pk=allocation.pk, result_hash=allocation.result_hash)
    kept = same.update(compared={"at": clock.now().isoformat(), **asdict(done)})
    return done if kept else None
