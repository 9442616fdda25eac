"""A pause or a withdrawal is answered by the badge's owner, and decided by somebody else."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from credentials.events import AppealDecided, AppealMade, CredentialStatusChanged, WordsHidden
from credentials.models import Appeal, Credential
from credentials.services.lists import set_bit
from credentials.states import CredentialState

APPEALS = Compiled(
    lambda credential: (
        Appeal.objects.filter(credential=credential, word__isnull=True)
        .select_related("decided_by", "recorded_by")
        .order_by("-made_at", "-pk")
    )
)


@transaction.atomic
def appeal(*, credential: Credential, words: str, recorded_by: User | None = None) -> Appeal:
    """Say why a pause or a withdrawal is wrong; ``recorded_by`` wrote it down for her.

    Raises ``RuleBroken`` for a badge in force, without words, and the second time for one ending.
    """
    credential = Credential.objects.select_for_update(of=("self",)).get(pk=credential.pk)
    if credential.state == CredentialState.AWARDED:
        raise RuleBroken(_("This badge is in force."))
    if not words.strip():
        raise RuleBroken(_("Say in a line or two why it is wrong."))
    with refused_by("appeal_once", RuleBroken(_("You have answered this before."))):
        made = Appeal.objects.create(
            institution_id=credential.institution_id,
            credential=credential,
            against=credential.state_changed_at,
            words=words.strip(),
            made_at=clock.now(),
            recorded_by=recorded_by,
        )
    publish(AppealMade(appeal_id=made.pk))
    return made


@transaction.atomic
def decide_appeal(*, appeal: Appeal, lift: bool, answer: str, by: User) -> Appeal:
    """Let the pause or withdrawal stand, or put the badge in force again; say why.

    Of a host's words: say whether they are wrong; then their host is told. Raises ``RuleBroken``
    for whoever paused the badge or took it back, without an answer, for what is decided, and where
    the badge has been paused or taken back anew since.
    """
    credential = Credential.objects.select_for_update(of=("self",)).get(pk=appeal.credential_id)
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    of_words = appeal.word_id is not None  # which stay hidden until she shows them, whatever it is
    if appeal.decided_at is not None:
        raise RuleBroken(_("This is decided."))
    if credential.state_by_id == by.pk and not of_words:
        raise RuleBroken(_("It was you who did this: somebody else decides, such as an approver."))
    if not answer.strip():
        raise RuleBroken(_("Say why: the student reads it."))
    if lift and not of_words and credential.state_changed_at != appeal.against:
        raise RuleBroken(_("The badge has changed since. Look at it again."))
    decision = Appeal.Decision.LIFTED if lift else Appeal.Decision.STANDS
    _settle(appeal, decision, answer, by)
    if lift and not of_words:
        put_in_force(credential, by)
    if lift and appeal.word_id is not None:
        publish(WordsHidden(endorsement_id=appeal.word_id))
    publish(AppealDecided(appeal_id=appeal.pk))
    return appeal


def put_in_force(credential: Credential, by: User) -> None:
    """The badge counts again, and its bit says so once the worker has signed the list."""
    move(credential, CredentialState.AWARDED)
    credential.state_reason, credential.state_by = "", by
    credential.save(update_fields=["state_reason", "state_by"])
    set_bit(credential.status, to=False)
    publish(CredentialStatusChanged(credential_id=credential.pk))


def settle_open(credential: Credential, by: User) -> None:
    """What she said of a pause is answered by its end."""
    for row in Appeal.objects.filter(
        credential=credential, word__isnull=True, decided_at__isnull=True
    ):
        _settle(row, Appeal.Decision.LIFTED, _("The badge is in force again."), by)


def _settle(appeal: Appeal, decision: Appeal.Decision, answer: str, by: User) -> None:
    appeal.decision, appeal.answer = decision, answer.strip()
    appeal.decided_at, appeal.decided_by = clock.now(), by
    appeal.save(update_fields=["decision", "answer", "decided_at", "decided_by"])


def appeals_of(credential: Credential) -> list[Appeal]:
    """What was said against endings of this badge, the newest first; asked once for one row."""
    kept: dict[str, Any] = credential.__dict__.setdefault("_prefetched_objects_cache", {})
    if "appeals" not in kept:
        kept["appeals"] = APPEALS.all(credential=credential.pk)
    return list(credential.appeals.all())


def may_be_answered(credential: Credential, appeals: list[Appeal]) -> bool:
    """Whether its owner has not answered the ending that it is in."""
    if credential.state == CredentialState.AWARDED:
        return False
    return all(row.against != credential.state_changed_at for row in appeals)


def standing_of_appeal(credential: Credential) -> list[str]:
    """What strangers read of it: that its owner disagrees, and whether somebody has looked."""
    waits = _("Its owner says that this is wrong, and somebody else is looking at it.")
    stands = _("Its owner said that this is wrong; somebody else has looked: it stands.")
    return [
        stands if row.decided_at else waits
        for row in appeals_of(credential)
        if row.against == credential.state_changed_at
    ]
