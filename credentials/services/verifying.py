"""What holds of a badge of ours, for the page that strangers open.

A badge of ours is checked as a stranger would check it: both signatures over what is stored. That
answer is kept by digest of the file and by the keys that are published now; dates, pauses,
withdrawals and what the student shares are read from the rows every time, so they show at once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

import openbadges as ob
from core import clock
from core.compiled import Compiled
from credentials.models import Backing, Credential, Endorsement, Seen
from credentials.services.achievements import host_in_words
from credentials.services.appealing import standing_of_appeal
from credentials.services.known import has_its_address, works_there
from credentials.services.proofs import proofs, published_keys
from credentials.services.reissuing import first_issue, says_the_same
from credentials.services.relied import sectors_that_relied
from credentials.services.saying import (
    Line,
    Shown,
    evidence_in,
    lines_in,
    motif_of,
    project_in_words,
    shown_in,
)
from credentials.services.signing import file_of
from credentials.services.whose import owner_in_words
from credentials.states import CredentialState, EndorsementState
from institutions.models import Institution
from placements.models import Reach, SignOff

CHANGED = frozenset(
    {
        ob.Code.MALFORMED,
        ob.Code.UNREADABLE,
        ob.Code.UNSIGNED,
        ob.Code.ALTERED,
        ob.Code.ABOUT_SOMETHING_ELSE,
    }
)


@dataclass(frozen=True)
class Verdict:
    """One verdict in words: ``seal`` is a name of the seal component."""

    seal: str
    title: str
    sentence: str

    @property
    def genuine(self) -> bool:
        """Whether it can be relied on now."""
        return self.seal == "genuine"


@dataclass(frozen=True)
class Voice:
    """An endorsement as its reach lets it be seen."""

    endorsement: Endorsement
    verdict: Verdict
    comment: str
    who: str
    capacity: str
    own: bool = False  # an employer about one of its own people
    assessed: bool = False  # one person: ran the work, assessed it and vouches

    @property
    def named(self) -> bool:
        """Whether its signed file is public."""
        return self.endorsement.reach in (Reach.ORGANISATION, Reach.PERSON)


@dataclass(frozen=True)
class Backer:
    """A host that stands behind what the badge asks for, as the badge's file says it."""

    who: str
    comment: str
    verdict: Verdict


@dataclass(frozen=True)
class Inspection:
    """All that the verification page says of one badge."""

    credential: Credential
    verdict: Verdict
    owner: str
    checked_at: datetime
    shown: Sequence[Shown]
    setting: Sequence[Line]
    assessment: Sequence[Line]
    voices: Sequence[Voice]
    relied: int
    relied_elsewhere: int
    backings: Sequence[Backer] = ()
    own_words: str = ""
    own_link: str = ""
    withdrawn: int = 0
    key: str = ""
    family: str = ""
    step: int = 0
    evidence: str = ""
    project: str = ""
    about: str = ""

    @property
    def others(self) -> int:
        """How many more skills were seen than the one that is said first."""
        return len(self.shown) - 1

    @property
    def one_person(self) -> bool:
        """Whether all who vouch are the one who assessed, so that nobody counts for two."""
        standing = [voice for voice in self.voices if voice.verdict.genuine]
        return bool(standing) and all(voice.assessed for voice in standing)

    @property
    def standing(self) -> list[str]:
        """Whose signature holds now, as far as they let it be seen."""
        return [
            f"{voice.who}, {voice.endorsement.employer}"
            if voice.endorsement.reach == Reach.PERSON
            else voice.who
            for voice in self.voices
            if voice.verdict.genuine
        ]


PUBLISHED = Compiled(
    lambda credential: (
        Endorsement.objects.filter(credential=credential, seen=Seen.SHOWN.value)
        .exclude(reach=Reach.PRIVATE)
        .select_related("employer", "member")
        .annotate(
            works_there=works_there(OuterRef("employer"), OuterRef("credential__student__user")),
            assessed=Exists(
                SignOff.objects.filter(
                    team=OuterRef("credential__placement__team"), supervisor=OuterRef("member")
                )
            ),
        )
        .order_by("given_at", "pk")
    )
)
BACKINGS = Compiled(
    lambda achievement: Backing.objects.filter(achievement=achievement).select_related("employer")
)


def inspect(credential: Credential, *, counts: bool = True) -> Inspection:
    """Check one badge of ours and put it in words. Needs institution, achievement and student.

    Without ``counts`` neither who relied on it nor who stands behind what it asks for.
    """
    document = credential.document
    endorsements = list(PUBLISHED.all(credential=credential.pk))
    given = [row for row in endorsements if row.state == EndorsementState.GIVEN and row.document]
    backings = _backings(credential) if counts else {}
    marks = published_keys(credential, [*endorsements, *backings.values()])
    ours, content = marks[credential.institution_id, "institution"], file_of(document)
    in_json, in_jwt, *of_words = proofs(
        (content, ours),
        (credential.jwt.encode(), ours),
        *((file_of(row.document or {}), marks[row.employer_id, "employer"]) for row in given),
        *((content, marks[row.employer_id, "employer"]) for content, row in backings.items()),
    )
    vouched_for = _vouched_for(credential)
    code = in_jwt if in_json is ob.Code.GENUINE else in_json
    if not _is_its_own(credential):
        code = ob.Code.ALTERED
    standing = {row.employer_id for row in given}
    sectors = sectors_that_relied(credential) if counts else []
    host = credential.placement.challenge.employer
    setting, assessment = lines_in(document)
    family, step = motif_of(document)
    voices = [
        _voice(row, credential, vouched_for, proven)
        for row, proven in zip(given, of_words, strict=False)
    ]
    evidence, own_words, own_link = evidence_in(document)
    return Inspection(
        credential,
        verdict=verdict_of(credential, code),
        owner=owner_in_words(credential),
        checked_at=clock.now(),
        shown=shown_in(document),
        setting=setting,
        assessment=assessment,
        voices=voices,
        backings=[
            _backer(row, content, proven)
            for (content, row), proven in zip(backings.items(), of_words[len(given) :], strict=True)
        ],
        own_words=own_words,
        own_link=own_link,
        withdrawn=sum(
            row.state == EndorsementState.WITHDRAWN and row.employer_id not in standing
            for row in endorsements
        ),
        relied=len(sectors),
        relied_elsewhere=sum(sector != host.sector for sector in sectors),
        key=document.get("proof", {}).get("verificationMethod", ""),
        family=family,
        step=step,
        # what the host vouches for in the same words is said once
        evidence="" if evidence in [voice.comment for voice in voices] else evidence,
        project=project_in_words(credential, named=any(voice.named for voice in voices)),
        about=document["credentialSubject"]["achievement"].get("description", ""),
    )


def verdict_of(credential: Credential, code: ob.Code) -> Verdict:
    """The verdict on a badge of ours whose signatures gave ``code``, by what its row says now."""
    institution = credential.institution
    if code is not ob.Code.GENUINE:
        return bad_proof(code, str(institution))
    day = day_in_words(credential.state_changed_at, institution)
    if credential.state == CredentialState.REVOKED:
        return Verdict("withdrawn", _("Withdrawn on %(day)s") % {"day": day}, _reason(credential))
    if credential.state == CredentialState.SUSPENDED:
        sentence = _("Genuine, but do not count on it now.")
        return Verdict(
            "paused",
            _("Paused while it is looked into, since %(day)s") % {"day": day},
            f"{sentence} {_reason(credential)}",
        )
    moments = _moments(credential.document)
    now = clock.now()
    if moments.get("validUntil") and moments["validUntil"] < now:
        day = day_in_words(moments["validUntil"], institution)
        return Verdict(
            "expired",
            _("Genuine; ran out on %(day)s") % {"day": day},
            _("It was true on every day until then."),
        )
    if moments["validFrom"] > now:
        day = day_in_words(moments["validFrom"], institution)
        return Verdict(
            "paused",
            _("Genuine, but not in force before %(day)s") % {"day": day},
            _("Come back on that day."),
        )
    owner = owner_in_words(credential) or _("one of its students")
    return Verdict(
        "genuine",
        _("Genuine and in force"),
        _(
            "%(institution)s gave this badge to %(owner)s. It has not been changed, withdrawn or "
            "run out."
        )
        % {"institution": institution, "owner": owner},
    )


def _reason(credential: Credential) -> str:
    """Why; and whether its owner says that it is wrong, never in her words."""
    said = _("%(institution)s says: %(reason)s")
    words = said % {"institution": credential.institution, "reason": credential.state_reason}
    return " ".join([words, *standing_of_appeal(credential)])


def bad_proof(code: ob.Code, issuer: str) -> Verdict:
    """The verdict on something whose signature does not hold, or could not be looked at."""
    if code in {ob.Code.WRONG_KEY, ob.Code.ISSUER_UNKNOWN}:
        return Verdict(
            "forged",
            _("Not signed by %(issuer)s") % {"issuer": issuer},
            _("It says so, but not with a signature that they stand behind. Do not rely on it."),
        )
    if code in CHANGED:
        return Verdict(
            "changed",
            _("Changed after it was signed"),
            _("Do not rely on this file. Ask its owner for the link instead."),
        )
    return Verdict(
        "unknown",
        _("We cannot check this now"),
        _("This says nothing for or against it. Try again in a while."),
    )


def _is_its_own(credential: Credential) -> bool:
    """Whether the document stored is this badge's, and of this university."""
    document = credential.document
    return urlsplit(document.get("id", "")).path == f"/credentials/{credential.public_id}" and (
        document["issuer"]["id"].rpartition(":institutions:")[2] == credential.institution.slug
    )


def _vouched_for(credential: Credential) -> bytes:
    """The bytes that hosts vouched for: those of the first issue; nothing where this issue does not
    say the same."""
    if credential.valid_from == credential.awarded_at:
        return file_of(credential.document)
    first = first_issue(credential)
    return file_of(first) if says_the_same(credential.document, first) else b""


def _backings(credential: Credential) -> dict[bytes, Backing]:
    """The hosts' words on what can be earned that the file holds, by their bytes."""
    inside = credential.document["credentialSubject"]["achievement"].get("endorsement", [])
    words = {word["id"].rpartition("#")[2]: word for word in inside}
    if not words:
        return {}
    rows = BACKINGS.all(achievement=credential.achievement_id)
    return {file_of(words[str(row.public_id)]): row for row in rows if str(row.public_id) in words}


def _backer(backing: Backing, content: bytes, code: ob.Code) -> Backer:
    """What the word of ``backing``'s host is worth now, its bytes' proof having given ``code``."""
    who, document = backing.employer.name, json.loads(content)
    if code is not ob.Code.GENUINE:
        verdict = bad_proof(code, who)
    elif backing.state == EndorsementState.WITHDRAWN:
        verdict = Verdict("withdrawn", _("They no longer stand behind it"), "")
    elif datetime.fromisoformat(document["validUntil"]) < clock.now():
        verdict = Verdict("expired", _("Their word has run out"), "")
    else:
        verdict = Verdict("genuine", _("Their signature holds"), "")
    return Backer(who, document["credentialSubject"]["endorsementComment"], verdict)


def _voice(
    endorsement: Endorsement, credential: Credential, content: bytes, code: ob.Code
) -> Voice:
    """What the word for a badge of this ``content`` says, its own proof having given ``code``."""
    document = endorsement.document or {}
    about = document.get("credentialSubject", {}).get("id")
    bound = ob.binds_content(document, content)
    if code is ob.Code.GENUINE and not (about == credential.document["id"] and bound):
        code = ob.Code.ABOUT_SOMETHING_ELSE
    who, capacity = who_vouches(endorsement, credential)
    if code is not ob.Code.GENUINE:
        verdict = bad_proof(code, who)
    elif endorsement.valid_until < clock.now():
        day = day_in_words(endorsement.valid_until, credential.institution)
        ran_out = _("Their word stood until %(day)s") % {"day": day}
        verdict = Verdict("expired", ran_out, _("Nobody has renewed it since."))
    else:
        verdict = Verdict("genuine", _("Their signature holds"), "")
    comment = document.get("credentialSubject", {}).get("endorsementComment", "")
    own = bool(getattr(endorsement, "works_there", False))
    own = own or has_its_address(credential.student, endorsement.employer)
    said = comment if verdict.seal != "changed" else ""
    assessed = bool(getattr(endorsement, "assessed", False))
    return Voice(endorsement, verdict, said, who, capacity, own, assessed)


def who_vouches(endorsement: Endorsement, credential: Credential) -> tuple[str, str]:
    """Who vouches, as far as they let it be seen, and what they are."""
    employer = endorsement.employer
    kind = host_in_words(employer)
    if endorsement.reach == Reach.SECTOR:
        known = _("%(institution)s knows which, and checked the signature")
        return kind[:1].upper() + kind[1:], known % {"institution": credential.institution}
    if endorsement.reach == Reach.ORGANISATION:
        return employer.name, kind
    title = endorsement.member.job_title if endorsement.member else ""
    return endorsement.signed_name, ", ".join(filter(None, [title, employer.name, kind]))


def _moments(document: Mapping[str, Any]) -> dict[str, datetime]:
    return {
        name: datetime.fromisoformat(document[name])
        for name in ("validFrom", "validUntil")
        if name in document
    }


def day_in_words(moment: datetime, institution: Institution) -> str:
    """``27 March 2026``, in the institution's zone."""
    return date_format(timezone.localtime(moment, ZoneInfo(institution.zone)), "j F Y")
