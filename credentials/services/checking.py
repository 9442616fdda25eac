"""What holds of a file that somebody brings: JSON, a token, or a picture with a badge inside.

Signatures of this service are checked here, without a network. About files of other issuers the
page says that it cannot tell.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

import openbadges as ob
from core import clock
from credentials.models import Credential, Endorsement
from credentials.services.resolving import Resolver
from credentials.services.signing import did_of
from credentials.services.verifying import (
    Shown,
    Verdict,
    bad_proof,
    day_in_words,
    shown_in,
    verdict_of,
)
from credentials.states import EndorsementState
from employers.models import Employer
from institutions.models import Institution

# three parts of a token, however damaged; or the words that every badge has in it
_LIKE_A_BADGE = re.compile(
    r"^\s*eyJ[\w+/=-]*\.\S+\.\S+\s*$|OpenBadgeCredential|credentialSubject|EndorsementCredential"
)
_PATH = re.compile(r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True)
class Answer:
    """One question that was asked of a file, in plain words, and whether the answer is good."""

    words: str
    good: bool


@dataclass(frozen=True)
class FileInspection:
    """What holds of a file: the verdict, and what the file says where that can be believed."""

    verdict: Verdict
    name: str = ""
    issuer: str = ""
    issuer_id: str = ""
    shown: Sequence[Shown] = ()
    page: str = ""  # public id of the badge here, where its owner shares it
    is_endorsement: bool = False
    comment: str = ""
    answers: Sequence[Answer] = ()
    detail: Sequence[str] = ()


def inspect_file(content: bytes) -> FileInspection:
    """Check a badge that somebody brings: JSON, a token, or a picture with one inside."""
    try:
        text = ob.unbake(content) if _is_picture(content) else content.decode().strip()
    except (ob.ImageRefused, UnicodeDecodeError) as error:
        return _nothing_in_it(str(error))
    if _is_a_link(text):
        return FileInspection(
            Verdict(
                "unknown",
                _("This is a link to somewhere else"),
                _("We can open links to badges of ours. Open this one in your browser."),
            )
        )
    now = clock.now()
    checked = ob.verify(text, resolve=Resolver(), now=now)
    document = checked.document
    if document is None or "credentialSubject" not in document:
        detail = [finding.detail for finding in checked.findings]
        return _broken(*detail) if _LIKE_A_BADGE.search(text) else _nothing_in_it(*detail)
    row = _row_of(checked)
    if row is not None and not checked.issuer_id.startswith(did_of(_owner(row)).rpartition(":")[0]):
        checked = ob.verify(text, resolve=Resolver(moved=True), now=now)
    verdict = _verdict_of_file(checked, row)
    believed = verdict.seal in {"genuine", "expired", "paused", "withdrawn"}
    credential = row if isinstance(row, Credential) else None
    return FileInspection(
        verdict,
        name=_text(document.get("name")),
        issuer=checked.issuer_name,
        issuer_id=checked.issuer_id,
        shown=shown_in(document) if believed and credential is not None else (),
        page=str(credential.public_id) if credential is not None and credential.shared else "",
        is_endorsement=checked.kind is ob.Kind.ENDORSEMENT,
        comment=_text(document["credentialSubject"].get("endorsementComment"))
        if believed and checked.kind is ob.Kind.ENDORSEMENT
        else "",
        answers=_answers(checked, genuine=verdict.genuine),
        detail=[f.detail for f in checked.findings if f.detail],
    )


def linked_badge(text: str) -> Credential | None:
    """The badge here whose page ``text`` is a link to, if it is one."""
    text = text.strip()
    ours = {urlsplit(settings.BASE_URL).netloc, settings.HOST}
    if not _is_a_link(text) or urlsplit(text).netloc not in ours:
        return None
    match = _PATH.match(urlsplit(text).path)
    return Credential.objects.filter(public_id=uuid.UUID(match[1])).first() if match else None


def _is_a_link(text: str) -> bool:
    return text.startswith(("http://", "https://")) and not any(sign.isspace() for sign in text)


def _answers(checked: ob.Verdict, *, genuine: bool) -> list[Answer]:
    """What was looked at, in the order of looking. Where the verdict is bad nothing is called
    good that the reader could take for it: only what went wrong is said."""
    good = {
        ob.Check.SHAPE: _("It is a whole badge, as the open standard wants it."),
        ob.Check.PROOF: _("The signature holds: not a letter has changed since it was signed."),
        ob.Check.SUBJECT: _("It is about the badge that it names."),
        ob.Check.DATES: _("Today lies between its first and its last day."),
        ob.Check.STATUS: _("Whoever signed it has not taken it back."),
    }
    bad = {
        ob.Check.SHAPE: _("It is not a whole badge: parts are missing or in the wrong place."),
        ob.Check.PROOF: _("The signature does not fit what stands in it."),
        ob.Check.SUBJECT: _("It is about another badge than the one it names."),
        ob.Check.DATES: _("Today does not lie between its first and its last day."),
        ob.Check.STATUS: _("Whoever signed it has taken it back or paused it."),
    }
    unsure = {ob.Code.CANNOT_CHECK_NOW, ob.Code.ISSUER_UNKNOWN, ob.Code.UNSUPPORTED}
    found = []
    for finding in checked.findings:
        if finding.code is ob.Code.GENUINE:
            if genuine:
                found.append(Answer(good[finding.check], good=True))
        elif finding.code in unsure:
            found.append(Answer(_("We could not ask its issuer about it."), good=False))
        elif finding.code is ob.Code.WRONG_KEY:
            found.append(Answer(_("It is signed with a key that is not its issuer’s."), good=False))
        else:
            found.append(Answer(bad[finding.check], good=False))
    return found


def _broken(*detail: str) -> FileInspection:
    return FileInspection(
        Verdict(
            "changed",
            _("This looks like a badge, but it is broken"),
            _("Do not rely on it. Ask its owner for the link instead."),
        ),
        detail=[line for line in detail if line],
    )


def _nothing_in_it(*detail: str) -> FileInspection:
    return FileInspection(
        Verdict(
            "unknown",
            _("There is no badge in this"),
            _("Bring a badge as JSON, as a token, or as a picture with the badge inside."),
        ),
        detail=[line for line in detail if line],
    )


def _verdict_of_file(checked: ob.Verdict, row: Credential | Endorsement | None) -> Verdict:
    issuer = checked.issuer_name or checked.issuer_id
    codes = {f.check: f.code for f in checked.findings}
    proof = codes.get(ob.Check.PROOF, codes[ob.Check.SHAPE])
    if proof in {ob.Code.CANNOT_CHECK_NOW, ob.Code.ISSUER_UNKNOWN, ob.Code.UNSUPPORTED}:
        return Verdict(
            "unknown",
            _("We cannot say who signed this"),
            _(
                "It calls its issuer “%(issuer)s”, at an address that is not ours. Anybody can "
                "write any name there: ask that issuer before you rely on it."
            )
            % {"issuer": issuer},
        )
    if proof is not ob.Code.GENUINE:
        return bad_proof(proof, issuer)
    if isinstance(row, Credential):
        return verdict_of(row, ob.Code.GENUINE)
    if isinstance(row, Endorsement) and row.state == EndorsementState.WITHDRAWN:
        day = day_in_words(row.state_changed_at, row.institution)
        return Verdict("withdrawn", _("Withdrawn on %(day)s") % {"day": day}, "")
    return _verdict_by_code(checked.code, issuer)


def _verdict_by_code(code: ob.Code, issuer: str) -> Verdict:
    """For a file of ours that no row tells more about."""
    if code is ob.Code.GENUINE:
        said = _("%(issuer)s signed this, and it has not been changed.") % {"issuer": issuer}
        return Verdict("genuine", _("Genuine and in force"), said)
    if code in {ob.Code.REVOKED, ob.Code.SUSPENDED}:
        return Verdict(
            "withdrawn", _("Withdrawn"), _("%(issuer)s has taken it back.") % {"issuer": issuer}
        )
    if code is ob.Code.EXPIRED:
        return Verdict("expired", _("Genuine; it has run out"), _("It was true until then."))
    if code is ob.Code.NOT_YET_VALID:
        return Verdict("paused", _("Genuine, but not in force yet"), _("Come back later."))
    return bad_proof(code, issuer)


def _row_of(checked: ob.Verdict) -> Credential | Endorsement | None:
    """The badge or endorsement here that a file says it is."""
    path = urlsplit(checked.id).path
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


def _owner(row: Credential | Endorsement) -> Institution | Employer:
    return row.institution if isinstance(row, Credential) else row.employer


def _is_picture(content: bytes) -> bool:
    return content.startswith(b"\x89PNG") or content.lstrip()[:1] == b"<"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
