"""Both sides are heard: who did not come, whom a complaint is about, whose place a host ended.

Nothing of it counts against anybody by itself. Staff read both sides and settle the concern.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from core.states import move
from employers.models import What
from employers.services.recording import Told, record
from placements.events import ConcernRaised, OtherSideAsked, OwnSideTold
from placements.models import Came, Concern, Hearing, Placement
from placements.states import PlacementState
from students.services import hold_seats


@transaction.atomic
def ask_other_side(
    *,
    concern: Concern,
    placement: Placement | None = None,
    question: str = "",
    by: User | None = None,
) -> Hearing:
    """Ask a student (``placement``), or the host, for their side. Asking twice keeps the first.

    Raises ``RuleBroken`` without a question where the concern's kind does not say it by itself,
    for what is settled, and for a student of another project.
    """
    if concern.settled_at is not None:
        raise RuleBroken(_("This is settled."))
    if placement is not None and placement.challenge_id != concern.challenge_id:
        raise RuleBroken(_("Choose somebody of this project."))
    if not question.strip() and concern.kind not in (Concern.Kind.NO_SHOW, Concern.Kind.ENDED):
        raise RuleBroken(_("Write what you would like to hear about: they read it."))
    hearing, made = Hearing.objects.get_or_create(
        concern=concern,
        placement=placement,
        defaults={
            "institution": concern.institution,
            "question": question.strip()[:400],
            "asked_at": clock.now(),
            "asked_by": by,
        },
    )
    if made:
        publish(OtherSideAsked(hearing_id=hearing.pk))
    return hearing


@transaction.atomic
def tell_own_side(
    *, hearing: Hearing, says: str = "", words: str = "", told: Told | None = None
) -> Hearing:
    """Keep what she says; she may change it until staff have settled the concern."""
    hearing = Hearing.objects.select_for_update(of=("self",)).get(pk=hearing.pk)
    concern = Concern.objects.select_related("challenge__institution").get(pk=hearing.concern_id)
    if concern.settled_at is not None:
        raise RuleBroken(_("This is settled. Ring us if something is still wrong."))
    if not says and not words.strip():
        raise RuleBroken(_("Choose one, or write a line."))
    first = hearing.told_at is None
    hearing.says, hearing.words, hearing.told_at = says, words.strip()[:600], clock.now()
    hearing.save(update_fields=["says", "words", "told_at"])
    record(concern.challenge, What.CONCERN if hearing.placement_id is None else What.STUCK, told)
    if first:
        publish(OwnSideTold(hearing_id=hearing.pk))
    return hearing


def heed_absence(*, placement: Placement, came: str, by: User | None = None) -> None:
    """After the day: who is noted as not there is asked once, kindly; put right, it is settled."""
    if came == Came.DID_NOT_COME:
        concern, _made = Concern.objects.get_or_create(
            placement=placement,
            kind=Concern.Kind.NO_SHOW,
            defaults={
                "institution_id": placement.institution_id,
                "challenge_id": placement.challenge_id,
            },
        )
        if concern.settled_at is None:
            ask_other_side(concern=concern, placement=placement)
        return
    open_one = Concern.objects.filter(
        placement=placement, kind=Concern.Kind.NO_SHOW, settled_at__isnull=True
    )
    open_one.update(settled_at=clock.now(), settled_by=by)


@transaction.atomic
def end_early(
    *, placement: Placement, because: str, by: User, told: Told | None = None
) -> Placement:
    """The host ends one student's time. It costs her nothing; staff hear of it, and her side.

    Raises ``RuleBroken`` without a reason, and where it does not run.
    """
    if not because.strip():
        raise RuleBroken(_("Say why in a line: the student and the university read it."))
    hold_seats([placement.challenge])
    placement = Placement.objects.select_related("challenge__institution").get(pk=placement.pk)
    if placement.state != PlacementState.RUNNING:
        raise RuleBroken(_("Only what is under way can be ended early. Write to us instead."))
    move(placement, PlacementState.LEFT_EARLY)
    Placement.objects.filter(pk=placement.pk).update(left_because=because.strip()[:200])
    concern = Concern.objects.create(
        institution_id=placement.institution_id,
        challenge_id=placement.challenge_id,
        placement=placement,
        kind=Concern.Kind.ENDED,
        words=because.strip()[:200],
        raised_by=by,
    )
    record(placement.challenge, What.CONCERN, told)
    publish(ConcernRaised(concern_id=concern.pk))
    ask_other_side(concern=concern, placement=placement, by=by)
    return placement
