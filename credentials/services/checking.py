"""What holds of a file that somebody brings, or of what a link leads to: JSON, a token, a picture.

Signatures of this service are checked without a network. For a badge of another issuer its DID and
its status list are fetched (:mod:`credentials.services.fetching`), and nothing else. What it says
is shown only where its signature holds, and its issuer's name as its own word: proven is the name
of the site alone.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

import openbadges as ob
from core import clock
from credentials.models import Credential, Endorsement
from credentials.services.answers import Answer, answers_of, verdict_by_code, word_of_file
from credentials.services.bringing import address_in, is_ours, is_paper, number_in, parts_of
from credentials.services.differing import differences
from credentials.services.fetching import Elsewhere, Refused
from credentials.services.resolving import Resolver
from credentials.services.saying import Shown, shown_in
from credentials.services.verifying import Verdict, day_in_words, verdict_of
from credentials.services.whose import owner_in_words
from credentials.states import EndorsementState

_WORDS_OF_A_BADGE = re.compile(r"OpenBadgeCredential|credentialSubject|EndorsementCredential")
_OLDER = re.compile(r"w3id\.org/openbadges/v[12]|openbadges\.org/v[12]/")
_PATH = re.compile(r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
BELIEVED = frozenset({"genuine", "expired", "paused", "withdrawn"})
MOST_STEPS = 12


@dataclass(frozen=True)
class FileVoice:
    """An endorsement inside a file: who it says speaks, and whether that holds."""

    who: str
    site: str
    verdict: Verdict
    comment: str = ""


@dataclass(frozen=True)
class FileInspection:
    """What holds of a file: the verdict, and what the file says where that can be believed."""

    verdict: Verdict
    name: str = ""
    issuer: str = ""
    issuer_id: str = ""
    site: str = ""  # of an issuer elsewhere: what its signature proves
    shown: Sequence[Shown] = ()
    page: str = ""  # public id of the badge here, where its owner shares it
    is_endorsement: bool = False
    comment: str = ""
    voices: Sequence[FileVoice] = ()
    answers: Sequence[Answer] = ()
    detail: Sequence[str] = ()
    ours: bool = False  # a row here has it
    pictured: bool = False  # it came inside a picture, which nobody signed
    differs: Sequence[str] = ()  # where it differs from the real one
    owner: str = ""  # of the real one, where her name is public

    @property
    def believed(self) -> bool:
        """Whether what it says may be read for true, or for what was true once."""
        return self.verdict.seal in BELIEVED

    @property
    def from_words(self) -> str:
        """What to call whoever it names as its issuer: proven for ours, else its own word."""
        return _("Signed by") if self.ours and self.believed else _("It says it is from")


def inspect_file(content: bytes, *, elsewhere: Elsewhere | None = None) -> FileInspection:
    """Check a badge that somebody brings: JSON, a token, a picture with one inside, or a link."""
    elsewhere = elsewhere or Elsewhere()
    if is_paper(content):
        return _paper()
    try:
        text = _text_in(content)
        if number_in(text):
            return _no_such_number()
        if address := address_in(text):
            if is_ours(address):
                return _not_opened(_("It leads to a page here that is no badge."))
            content = elsewhere.fetch(address)
            text = _text_in(content)
    except (ob.ImageRefused, UnicodeDecodeError) as error:
        return _nothing_in_it(str(error))
    except ob.NotFound as error:
        return _not_opened(_("There is nothing at that address."), str(error))
    except (Refused, OSError, HTTPException, CancelledError) as error:
        return _not_opened(
            _("We open links to public addresses that begin with https."), repr(error)
        )
    row = _row_of(text)
    now = clock.now()
    resolver = Resolver(elsewhere=elsewhere) if row is None else Resolver(moved=True)
    checked = ob.verify(text, resolve=resolver, now=now)
    document = checked.document
    if document is None or not isinstance(document.get("credentialSubject"), dict):
        detail = [finding.detail for finding in checked.findings]
        if _OLDER.search(text):
            return _older(*detail)
        return _broken(*detail) if _is_like_a_badge(text) else _nothing_in_it(*detail)
    site = "" if row is not None else site_of(checked.issuer_id)
    verdict = _verdict_of_file(checked, row, site)
    believed = verdict.seal in BELIEVED
    credential = row if isinstance(row, Credential) else None
    is_endorsement = checked.kind is ob.Kind.ENDORSEMENT
    shared = credential is not None and credential.shared
    tampered = shared and not believed and checked.code is not ob.Code.CANNOT_CHECK_NOW
    said = document["credentialSubject"].get("endorsementComment")
    return FileInspection(
        verdict,
        name=word_of_file(document.get("name")) or word_of_file(_achievement(document).get("name")),
        issuer=word_of_file(checked.issuer_name),
        issuer_id=word_of_file(checked.issuer_id),
        site=site if believed else "",
        shown=_shown(document) if believed and not is_endorsement else (),
        page=str(credential.public_id) if credential is not None and shared else "",
        is_endorsement=is_endorsement,
        comment=word_of_file(said, 1000) if believed and is_endorsement else "",
        voices=[_voice(each) for each in checked.endorsements],
        answers=answers_of(checked, genuine=verdict.genuine),
        detail=[f.detail for f in checked.findings if f.detail],
        ours=row is not None,
        pictured=_is_picture(content),
        differs=differences(document, credential.document) if credential and tampered else (),
        owner=owner_in_words(credential) if credential and tampered else "",
    )


def site_of(did: str) -> str:
    """The name of the site that a ``did:web`` of another service stands on; else nothing."""
    host = unquote(did.removeprefix("did:web:").partition(":")[0]).lower()
    ours = urlsplit(settings.BASE_URL).netloc
    return host if did.startswith("did:web:") and host != ours else ""


def _is_like_a_badge(text: str) -> bool:
    """Whether it has the parts of a token, however damaged, or the words of every badge."""
    token = text.startswith("eyJ") and text.count(".") >= 2 and len(text.split(maxsplit=1)) == 1
    return token or _WORDS_OF_A_BADGE.search(text) is not None


def _text_in(content: bytes) -> str:
    return ob.unbake(content) if _is_picture(content) else content.decode().strip()


def _voice(checked: ob.Verdict) -> FileVoice:
    """An endorsement inside a file, checked for itself: none makes the badge good or bad."""
    site = site_of(checked.issuer_id)
    who = word_of_file(checked.issuer_name) or site or word_of_file(checked.issuer_id)
    verdict = verdict_by_code(checked.code, site or who, checked.issuer_id)
    if checked.genuine:
        verdict = Verdict("genuine", _("Their signature holds"), "")
    elif checked.code is ob.Code.REVOKED:
        verdict = Verdict("withdrawn", _("They have taken their word back"), "")
    document = checked.document or {}
    subject = document.get("credentialSubject")
    said = subject.get("endorsementComment") if isinstance(subject, dict) else ""
    stood = verdict.seal in {"genuine", "expired"}
    return FileVoice(who or _("Somebody"), site, verdict, word_of_file(said, 1000) if stood else "")


def _achievement(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found = document["credentialSubject"].get("achievement")
    return found if isinstance(found, dict) else {}


def _shown(document: Mapping[str, Any]) -> list[Shown]:
    """The steps that a file speaks of; none where they do not stand as the standard says."""
    try:
        found = shown_in(document)
    except (AttributeError, KeyError, TypeError):
        return []
    return [
        Shown(
            word_of_file(row.skill), row.step, word_of_file(row.name), word_of_file(row.behaviour)
        )
        for row in found[:MOST_STEPS]
    ]


def _broken(*detail: str) -> FileInspection:
    return _says(
        "changed",
        _("This looks like a badge, but it is broken"),
        _("Do not rely on it. Ask its owner for the link instead."),
        *detail,
    )


def _older(*detail: str) -> FileInspection:
    return _says(
        "unknown",
        _("This is a badge of an older kind"),
        _("It is made after Open Badges 2. We check version 3 alone: ask whoever gave it."),
        *detail,
    )


def _nothing_in_it(*detail: str) -> FileInspection:
    return _says(
        "unknown",
        _("There is no badge in this"),
        _("Bring a badge as JSON, as a token, or as a picture with the badge inside."),
        *detail,
    )


def _paper() -> FileInspection:
    return _says(
        "unknown",
        _("This is a paper, and a paper proves nothing by itself"),
        _(
            "Type the address that is printed beside the square into your browser, or hold your "
            "telephone’s camera to the square. The page that opens is what counts."
        ),
    )


def _no_such_number() -> FileInspection:
    return _says(
        "unknown",
        _("No badge here has this number"),
        _("A badge of somebody else is found by its address: bring that, or its file."),
    )


def _not_opened(why: str, *detail: str) -> FileInspection:
    instead = _("Open it in your browser, download the badge there, and bring the file.")
    return _says("unknown", _("We could not open this link"), f"{why} {instead}", *detail)


def _says(seal: str, title: str, sentence: str, *detail: str) -> FileInspection:
    return FileInspection(
        Verdict(seal, title, sentence), detail=[word_of_file(line) for line in detail if line]
    )


def _verdict_of_file(
    checked: ob.Verdict, row: Credential | Endorsement | None, site: str
) -> Verdict:
    codes = {f.check: f.code for f in checked.findings}
    proof = codes.get(ob.Check.PROOF, codes[ob.Check.SHAPE])
    name = word_of_file(checked.issuer_name) or word_of_file(checked.issuer_id)
    if proof is ob.Code.GENUINE and isinstance(row, Credential):
        return verdict_of(row, ob.Code.GENUINE)
    taken_back = isinstance(row, Endorsement) and row.state == EndorsementState.WITHDRAWN
    if proof is ob.Code.GENUINE and row is not None and taken_back:
        day = day_in_words(row.state_changed_at, row.institution)
        return Verdict("withdrawn", _("Withdrawn on %(day)s") % {"day": day}, "")
    if proof is ob.Code.GENUINE and site and checked.genuine:
        title = _("Signed at %(site)s, unchanged and in force") % {"site": site}
        said = _(
            "Proven is the address %(site)s, and nothing more: “%(issuer)s” is what it calls "
            "itself. Is it the address that you would expect?"
        )
        return Verdict("genuine", title, said % {"site": site, "issuer": name})
    code = checked.code if proof is ob.Code.GENUINE else proof
    return verdict_by_code(code, site or name, checked.issuer_id)


def _row_of(text: str) -> Credential | Endorsement | None:
    """The badge or endorsement here that a file says it is, on whatever host it was signed."""
    path = parts_of(ob.id_in(text)).path
    if match := _PATH.fullmatch(path):
        return (
            Credential.objects.filter(public_id=uuid.UUID(match[1]))
            .select_related("institution", "student__user")
            .first()
        )
    if match := _PATH.fullmatch(path.replace("/credentials/endorsements/", "/credentials/")):
        return (
            Endorsement.objects.filter(public_id=uuid.UUID(match[1]))
            .select_related("institution", "employer")
            .first()
        )
    return None


def _is_picture(content: bytes) -> bool:
    return content.startswith(b"\x89PNG") or content.lstrip()[:1] == b"<"
