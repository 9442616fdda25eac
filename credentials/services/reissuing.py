"""Another issue of a badge, where something that stands in its file has changed.

By the standard's rules of equality (OB 3.0, "Equality and comparison") the same issuer and ``id``
are the same badge, and the later ``validFrom`` wins: a new issue keeps ``id`` and ``awardedDate``
and raises ``validFrom``. What the university attests never changes between issues; hosts vouch for
the first one, which is kept, so nobody signs for what a student added later.
"""

import copy
import json
from base64 import urlsafe_b64decode
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

import openbadges as ob
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from credentials.events import (
    AcceptanceChanged,
    BackingChanged,
    CredentialOutdated,
    EndorsementOutdated,
)
from credentials.models import (
    Acceptance,
    Addition,
    Backing,
    Consented,
    Credential,
    Endorsement,
    FirstIssue,
    Seen,
    SigningKey,
    StatusList,
)
from credentials.services.achievements import self_result_id
from credentials.services.backing import with_backing
from credentials.services.consenting import keep_ledger
from credentials.services.keys import owner_column
from credentials.services.lists import sign_status_list
from credentials.services.saying import OWN_GENRE
from credentials.services.signing import Document, sign
from credentials.states import CredentialState, EndorsementState
from placements.models import Reach, SelfRating

NAMED = (Reach.ORGANISATION, Reach.PERSON)


@transaction.atomic
def reissue_credential(credential_id: int, *, act: str) -> bool:
    """Sign the file of a badge anew if it would say something else now; whether it did.

    Also where a key that signed it is no longer published. In a worker alone.
    """
    credential = (
        Credential.objects.select_for_update(of=("self",))
        .select_related("institution", "achievement", "placement__student", "student__user")
        .filter(pk=credential_id)
        .first()
    )
    if credential is None:  # deleted since
        return False
    now_signed = unsigned(credential.document)
    document = _drawn_up(credential, act) | {"validFrom": now_signed["validFrom"]}
    if document == now_signed and not is_struck(*_keys_of(credential)):
        return False
    FirstIssue.objects.get_or_create(
        credential=credential, defaults={"document": credential.document}
    )
    credential.valid_from = max(clock.now(), credential.valid_from + timedelta(seconds=1))
    document["validFrom"] = ob.in_utc(credential.valid_from)
    addition = _addition(credential)
    actor = credential.student.user if addition is not None else None
    signed = sign(document, owner=credential.institution, actor=actor, act=act)
    credential.document, credential.jwt = signed.document, signed.jwt
    credential.save(update_fields=["document", "jwt", "valid_from"])
    return True


@transaction.atomic
def change_addition(
    *, credential: Credential, self_rating: bool, words: str, link: str, vouched: bool
) -> Addition:
    """What she wants in the file of her badge besides; a worker signs it in seconds.

    The files that she handed on before stay as they were, and stay valid. Raises ``RuleBroken`` for
    a badge that was taken back.
    """
    if credential.state == CredentialState.REVOKED:
        raise RuleBroken(_("This badge was taken back, so nothing can be added to it."))
    addition, _made = Addition.objects.update_or_create(
        credential=credential,
        defaults={
            "self_rating": self_rating,
            "words": " ".join(words.split()),
            "link": link,
            "vouched": vouched,
            "changed_at": clock.now(),
        },
    )
    anything = self_rating or vouched or bool(addition.words or addition.link)
    keep_ledger(credential.student, {Consented.FILE: anything}, credential=credential)
    publish(CredentialOutdated(credential_id=credential.pk))
    return addition


@transaction.atomic
def sign_anew(key_id: int, *, act: str) -> None:
    """Have whatever a struck key signed signed by another: lists now, documents one fact each.

    In a worker alone.
    """
    key = SigningKey.objects.select_related("institution", "employer").get(pk=key_id)
    owner = key.institution or key.employer
    assert owner is not None, "a constraint of the database"
    lists = StatusList.objects.filter(signed_at__isnull=False, **owner_column(owner))
    for status_list in lists:
        sign_status_list(status_list, actor=None, act=act)
    if key.institution is not None:
        badges = Credential.objects.filter(institution=key.institution)
        for pk in badges.values_list("pk", flat=True):
            publish(CredentialOutdated(credential_id=pk))
        return
    signed = {"employer": key.employer, "document__isnull": False}
    for pk in Endorsement.objects.filter(**signed).values_list("pk", flat=True):
        publish(EndorsementOutdated(endorsement_id=pk))
    for pk in Backing.objects.filter(**signed).values_list("pk", flat=True):
        publish(BackingChanged(backing_id=pk))
    for pk in Acceptance.objects.filter(**signed).values_list("pk", flat=True):
        publish(AcceptanceChanged(acceptance_id=pk))


def first_issue(credential: Credential) -> Document:
    """The file as it was first signed: what hosts saw when they vouched for it."""
    if credential.valid_from == credential.awarded_at:  # a later issue raises it
        return credential.document
    try:
        return credential.first_issue.document
    except FirstIssue.DoesNotExist:
        return credential.document


def says_the_same(document: Document, first: Document) -> bool:
    """Whether a later issue says what the first one says, but for what was put in besides."""
    if document is first:
        return True
    return _attested(document, first) == _attested(first, first)


def is_struck(*keys: str) -> bool:
    """Whether one of these DID URLs names a key that its owner no longer publishes."""
    return SigningKey.objects.filter(
        fingerprint__in=[key.rpartition("#")[2] for key in keys], compromised_at__isnull=False
    ).exists()


def unsigned(document: Document) -> Document:
    """A copy without its proof."""
    return {name: copy.deepcopy(value) for name, value in document.items() if name != "proof"}


def _attested(document: Document, first: Document) -> Document:
    """What the university itself says in an issue: without proof, moment and what was put in."""
    core = unsigned(document)
    for name in ("validFrom", "endorsement"):
        core.pop(name, None)
    core["credentialSubject"]["achievement"].pop("endorsement", None)
    own = len(first.get("evidence", []))
    core["evidence"] = core.get("evidence", [])[:own]
    shown = len(first["credentialSubject"].get("result", []))
    core["credentialSubject"]["result"] = core["credentialSubject"].get("result", [])[:shown]
    return core


def _keys_of(credential: Credential) -> tuple[str, str]:
    """The keys that both securings name."""
    head = credential.jwt.partition(".")[0]
    header = json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return credential.document["proof"]["verificationMethod"], header["kid"]


def _addition(credential: Credential) -> Addition | None:
    return Addition.objects.filter(credential=credential).first()


def _drawn_up(credential: Credential, act: str) -> Document:
    """The badge as it would be issued now, unsigned but for the hosts' words inside."""
    document = unsigned(first_issue(credential))
    document["credentialSubject"]["achievement"] = with_backing(credential.achievement)
    addition = _addition(credential)
    if addition is not None:
        with override(credential.institution.language):
            _put_in(document, credential, addition)
        if addition.vouched:
            words = _words(credential, act)
            if words:
                document["endorsement"] = words
    return document


def _put_in(document: Document, credential: Credential, addition: Addition) -> None:
    subject = document["credentialSubject"]
    if addition.self_rating:
        at = subject["achievement"]["id"]
        described = {row["id"] for row in subject["achievement"].get("resultDescription", [])}
        subject["result"] = subject["result"] + [
            ob.result_object(ob.Result(self_result_id(at, code), value=str(level)))
            for code, level in _self_ratings(credential)
            if self_result_id(at, code) in described
        ]
    if addition.words or addition.link:
        hers = ob.Evidence(
            _("In the student’s own words"),
            url=addition.link,
            narrative=addition.words,
            description=_("Added by the student. The university has not checked it."),
            genre=OWN_GENRE,
        )
        document["evidence"] = [*document.get("evidence", []), ob.evidence_object(hers)]


def _self_ratings(credential: Credential) -> list[tuple[str, int]]:
    rows = SelfRating.objects.filter(placement=credential.placement, level__gte=1)
    return list(rows.order_by("skill__code").values_list("skill__code", "level"))


def _words(credential: Credential, act: str) -> list[Document]:
    """The hosts' words as they stand inside the file: about her, and only those with a name."""
    given = Endorsement.objects.filter(
        credential=credential,
        state=EndorsementState.GIVEN,
        seen=Seen.SHOWN,
        reach__in=NAMED,
        document__isnull=False,
        valid_until__gt=clock.now(),
    ).select_related("employer", "acted_by")
    return [_about_her(word, credential, act) for word in given.order_by("given_at", "pk")]


def _about_her(word: Endorsement, credential: Credential, act: str) -> Document:
    """``word`` as it stands inside: about her pairwise id, since nothing inside a file may name the
    file (nodes with one id merge in RDF). One status bit ends both."""
    wanted = unsigned(word.document or {})
    wanted["id"] += "#inside"
    wanted["credentialSubject"]["id"] = credential.document["credentialSubject"]["id"]
    for there in credential.document.get("endorsement", []):
        if unsigned(there) == wanted and not is_struck(there["proof"]["verificationMethod"]):
            return dict(there)
    return sign(wanted, owner=word.employer, actor=word.acted_by, act=act).document
