"""A badge's owner has the last say about what its host says of her (decision 113)."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from credentials.events import AppealMade, CredentialOutdated, WordsHidden
from credentials.models import Addition, Appeal, Consented, Credential, Endorsement, Seen
from credentials.services.consenting import keep_ledger
from credentials.states import EndorsementState

WORDS = Compiled(
    lambda credential: (
        Endorsement.objects.filter(credential=credential, state=EndorsementState.GIVEN)
        .exclude(comment="")
        .select_related("employer")
        .annotate(
            said_wrong=ArraySubquery(
                Appeal.objects.filter(word=OuterRef("pk"))
                .order_by("-made_at")
                .values(said=JSONObject(decided="decided_at", answer="answer"))
            )
        )
        .order_by("given_at", "pk")
    )
)


def words_of(credential: Credential) -> list[Endorsement]:
    """What hosts say of her on ``credential``, whoever may read it.

    Each with ``said_wrong``: what became of what she said against it.
    """
    return list(WORDS.all(credential=credential.pk))


@transaction.atomic
def show_words(*, endorsement: Endorsement, shown: bool) -> None:
    """Let others read a host's words about her, or hide them: pages follow at once.

    The signed word stays as it is, and can be shown again. With hiding its host is told.
    """
    seen = Seen.SHOWN if shown else Seen.HIDDEN
    given = Endorsement.objects.filter(pk=endorsement.pk, state=EndorsementState.GIVEN)
    if not given.exclude(seen=seen).update(seen=seen):
        return
    endorsement.seen, credential = seen, endorsement.credential
    keep_ledger(
        credential.student,
        {Consented.WORDS: shown, Consented.HIDDEN: not shown},
        credential=credential,
    )
    if not shown:
        publish(WordsHidden(endorsement_id=endorsement.pk))
    if Addition.objects.filter(credential=credential, vouched=True).exists():
        publish(CredentialOutdated(credential_id=credential.pk))


@transaction.atomic
def dispute_words(*, endorsement: Endorsement, words: str) -> Appeal:
    """She says that a host's words about her are wrong: they are hidden, and the university looks.

    Raises ``RuleBroken`` without words, and the second time for the same words.
    """
    if not words.strip():
        raise RuleBroken(_("Say in a line or two why it is wrong."))
    with refused_by("appeal_once", RuleBroken(_("You have said so before."))):
        made = Appeal.objects.create(
            institution_id=endorsement.institution_id,
            credential=endorsement.credential,
            word=endorsement,
            against=endorsement.given_at,
            words=words.strip(),
            made_at=clock.now(),
        )
    show_words(endorsement=endorsement, shown=False)
    publish(AppealMade(appeal_id=made.pk))
    return made
