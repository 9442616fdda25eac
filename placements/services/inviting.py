"""Inviting again (R59): a past participant says who may ask her, and a host asks those who did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import publish
from employers.models import Challenge
from employers.states import ChallengeState
from placements.events import InvitedAgain
from placements.models import WAS_THERE, AskAgain, Attendance, Invitation, Placement, ShownAs
from placements.states import OVER

NOT_AGAIN_FOR = timedelta(days=30)  # one host does not ask the same person more often

AGREED = Compiled(lambda placement: AskAgain.objects.filter(placement=placement)[:1])
PAST = Compiled(
    lambda institution, employer: (
        AskAgain.objects.filter(
            placement__institution=institution,
            placement__challenge__employer=employer,
            placement__student__left_at__isnull=True,
        )
        .select_related("placement__student__user", "placement__challenge")
        .order_by("-placement__challenge__ends_at", "placement__pk")
    )
)


@dataclass(frozen=True)
class Past:
    """Somebody who may be asked, as she chose to be seen."""

    agreed: AskAgain
    asked_at: datetime | None  # by this host, lately or to this very project

    @property
    def name(self) -> str:
        """Her name, if she said so; else nothing."""
        named = self.agreed.shown_as == ShownAs.NAME
        return self.agreed.placement.student.display_name if named else ""

    @property
    def may_be_asked(self) -> bool:
        """Whether a letter may go to her now."""
        return self.asked_at is None


def may_be_asked(placement: Placement) -> bool:
    """Whether it is over and she was there: who did not come is not asked whether to be asked."""
    if placement.state not in OVER:
        return False
    absent = Attendance.objects.filter(placement=placement).exclude(came__in=WAS_THERE)
    return not absent.exists()


@transaction.atomic
def be_invited(*, placement: Placement, shown_as: str) -> None:
    """Let the host ask her again, seen as ``shown_as``; empty takes it back for all her projects
    with that host. Raises ``RuleBroken`` where nothing is over yet.
    """
    if not shown_as:
        AskAgain.objects.filter(
            placement__student=placement.student,
            placement__challenge__employer=placement.challenge.employer_id,
        ).delete()
        return
    if not may_be_asked(placement):
        raise RuleBroken(_("This can be said once the project is over."))
    AskAgain.objects.update_or_create(
        placement=placement, defaults={"shown_as": shown_as, "said_at": clock.now()}
    )


def past_people(challenge: Challenge) -> list[Past]:
    """Whom the host of ``challenge`` may ask, each once: names from A to Z, the nameless last.

    In no order of theirs that says who they are.
    """
    agreed: dict[int, AskAgain] = {}
    for each in PAST.all(institution=challenge.institution_id, employer=challenge.employer_id):
        agreed.setdefault(each.placement.student_id, each)
    since = clock.now() - NOT_AGAIN_FOR
    asked: dict[int, datetime] = {}
    for invitation in Invitation.objects.filter(
        student__in=agreed, challenge__employer=challenge.employer_id
    ).select_related("challenge"):
        if invitation.challenge_id == challenge.pk or invitation.invited_at > since:
            known = asked.get(invitation.student_id)
            asked[invitation.student_id] = max(known or since, invitation.invited_at)
    found = [Past(each, asked.get(pk)) for pk, each in agreed.items()]
    return sorted(found, key=lambda past: (not past.name, past.name, past.agreed.public_id))


@transaction.atomic
def invite_again(*, challenge: Challenge, chosen: Sequence[AskAgain], by: User) -> int:
    """Ask each whom the host chose among those who agreed, by one letter; how many are asked.

    Whoever took it back or was asked lately is passed over. Whoever has sent an interest already
    gets no letter, and the host does not learn of it. Raises ``RuleBroken`` where the project
    takes no interests.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if held.state != ChallengeState.OPEN or held.closes_at <= clock.now():
        raise RuleBroken(_("The project takes no interests now, so nobody is asked."))
    wanted = {agreed.pk for agreed in chosen}
    free = [
        past.agreed.placement
        for past in past_people(held)
        if past.agreed.pk in wanted and past.may_be_asked
    ]
    for placement in free:
        invitation = Invitation.objects.create(
            challenge=held, student=placement.student, known_from=placement, invited_by=by
        )
        publish(InvitedAgain(invitation_id=invitation.pk))
    return len(free)
