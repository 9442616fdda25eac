"""One letter, two buttons: staff like a brief, its host says fine, and it is online."""

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import publish
from core.states import move
from employers.events import SentToHost
from employers.models import Challenge, Clearance
from employers.services.briefs import mark_of
from employers.services.fitness import check_brief
from employers.services.life import publish_challenge
from employers.services.proof import submit_challenge
from employers.services.safety import assess_risk, refuse_unsafe
from employers.states import ChallengeState

OPEN_CLEARANCE = Compiled(
    lambda challenge: Clearance.objects.filter(
        challenge=challenge, answered_at__isnull=True
    ).select_related("cleared_by")
)
CLEARED_AS = Subquery(  # annotate ``cleared_as`` with it, so that a page need not ask
    Clearance.objects.filter(challenge=OuterRef("pk"), answered_at__isnull=True).values("mark")
)


@transaction.atomic
def send_to_host(
    *, challenge: Challenge, by: User, seen: str = "", all_low: bool = False
) -> Clearance:
    """Show the brief to its host as students will see it; her “fine” puts this text online.

    ``seen`` is the mark of the text that ``by`` read; ``all_low`` is as in ``publish_challenge``:
    how safe it is must be judged before the host is asked. Raises ``RuleBroken`` where it could
    not be published as it stands: nobody is asked to say fine to what does not do.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    mark = mark_of(held)
    if seen and mark != seen:
        raise RuleBroken(
            _("The host has changed it since you opened this page. Read it once more.")
        )
    check_brief(challenge)
    if all_low:
        assess_risk(challenge=challenge, by=by)
    refuse_unsafe(challenge)
    if challenge.starts_at <= clock.now():
        raise RuleBroken(_("Its first day is over. Ask the host for another."))
    challenge.state_reason = ""
    challenge.owner = challenge.owner or by
    challenge.save(update_fields=["state_reason", "owner"])
    move(challenge, ChallengeState.CHANGES_REQUESTED)
    _answered(challenge)
    clearance = Clearance.objects.create(
        institution_id=challenge.institution_id,
        challenge=challenge,
        mark=mark,
        cleared_by=by,
        cleared_at=clock.now(),
    )
    publish(SentToHost(clearance_id=clearance.pk))
    return clearance


def clearance_of(challenge: Challenge) -> Clearance | None:
    """Who cleared ``challenge`` as it stands now; ``None`` where its text has changed since."""
    if challenge.state != ChallengeState.CHANGES_REQUESTED:
        return None
    found: Clearance | None = OPEN_CLEARANCE.first(challenge=challenge.pk)
    return found if found is not None and found.mark == mark_of(challenge) else None


def is_cleared(challenge: Challenge) -> bool:
    """Whether a “fine” for ``challenge``, annotated with ``cleared_as``, is all that is missing."""
    cleared_as: str | None = getattr(challenge, "cleared_as", None)
    waits = challenge.state == ChallengeState.CHANGES_REQUESTED and cleared_as is not None
    return waits and cleared_as == mark_of(challenge)


@transaction.atomic
def say_fine(
    *,
    challenge: Challenge,
    user: User | None = None,
    recorded_by: User | None = None,
    online: bool = False,
) -> Challenge:
    """The host stands behind her brief: it goes back to the university, or online at once.

    ``online`` says that whoever cleared it may publish it alone. It counts for the text that was
    cleared, and for no other. ``user`` and ``recorded_by`` are those of ``submit_challenge``.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    clearance = clearance_of(held)
    submit_challenge(challenge=challenge, user=user, recorded_by=recorded_by)
    if clearance is not None and online:
        publish_challenge(challenge=challenge, by=clearance.cleared_by)
    _answered(challenge)
    return challenge


def _answered(challenge: Challenge) -> None:
    waiting = Clearance.objects.filter(challenge=challenge, answered_at__isnull=True)
    waiting.update(answered_at=clock.now())
