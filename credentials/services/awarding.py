"""Badges from a settled sign-off: one a student, for what was seen of her."""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

import openbadges as ob
from accounts.models import User
from core import clock
from core.outbox import publish_all
from credentials.events import CredentialAwarded
from credentials.models import Credential
from credentials.services.achievements import (
    address_of,
    define_achievement,
    frameworks_in_words,
    host_in_words,
    length_in_words,
    level_id,
    picture_of,
    result_id,
)
from credentials.services.backing import with_backing
from credentials.services.endorsing import endorse_at_sign_off, names_of
from credentials.services.lists import is_signed, named_in_file, new_entries, sign_status_list
from credentials.services.resolving import Resolver
from credentials.services.signing import Document, Signed, profile_of, sign_all, url_of
from employers.models import Challenge, Grouping
from employers.wording import hours_words
from placements.facts_seen import nameless, tells_of_private_things, unsayable
from placements.models import WAS_THERE, Assessment, Placement, Reach, SignOff
from placements.services.assessment import BELOW, NEEDS_LINE
from placements.states import GONE, SignOffState

ACT = "placements.sign_off"
CHECKED_EVERY = 50  # files: verified as a stranger would, besides the first of an achievement


class OwnOutputRefused(RuntimeError):
    """Our own verification does not accept what we have just signed: nothing is issued."""


def award_credential(sign_off: SignOff) -> list[Credential]:
    """A badge for each student of the team who was there and showed at least one skill.

    Running it again makes none twice. Publishes ``CredentialAwarded`` for each; where the host
    lets its word be seen, its endorsement of each follows. In a worker alone.
    """
    if sign_off.state != SignOffState.SETTLED:
        return []
    placements = list(
        Placement.objects.filter(
            team=sign_off.team, attendance__came__in=WAS_THERE, credential__isnull=True
        )
        .exclude(state__in=GONE)
        .annotate(best=Max("assessments__level"))
        .filter(best__gte=1)
        .select_related("student__user", "challenge__employer", "challenge__institution")
        .order_by("pk")
    )
    return _award(placements, sign_off) if placements else []


@dataclass(frozen=True)
class _Case:
    """What one badge is made from."""

    placement: Placement
    sign_off: SignOff
    seen: Sequence[Assessment]  # with the skills, those not seen left out
    team_size: int
    names: Sequence[str]  # of everybody in the team: the lines are public and name nobody

    @property
    def challenge(self) -> Challenge:
        return self.placement.challenge

    @property
    def alone(self) -> bool:
        return self.challenge.grouping == Grouping.SOLO or self.team_size == 1

    @property
    def line(self) -> str:
        """What the host saw: her own lines, each once; the team's where it was written of her too.

        A line about a step below what is to be expected stays between her and the university; the
        line about everyone else does not speak for her in its place.
        """
        own = [row.evidence for row in self.seen if row.level > BELOW and row.evidence]
        said = " ".join(dict.fromkeys(own))
        if not own and any(row.level not in NEEDS_LINE for row in self.seen):
            said = self.sign_off.shared_evidence
        return "" if unsayable(said) else nameless(said, self.names)

    @property
    def evidence(self) -> str:
        """What the university signs of it: nothing that its owner should read first."""
        return "" if tells_of_private_things(self.line) else self.line


def _cases(placements: Sequence[Placement], sign_off: SignOff) -> list[_Case]:
    """What the team's badges are made from, read once for all of them."""
    seen = defaultdict(list)
    for row in (
        Assessment.objects.filter(placement__in=placements, level__gte=1)
        .select_related("skill__framework")
        .order_by("skill__code")
    ):
        seen[row.placement_id].append(row)
    there = Placement.objects.filter(team=sign_off.team, attendance__came__in=WAS_THERE)
    people = [
        each.student for each in there.exclude(state__in=GONE).select_related("student__user")
    ]
    names = [name for student in people for name in names_of(student)]
    return [
        _Case(placement, sign_off, seen[placement.pk], len(people), names)
        for placement in placements
    ]


@transaction.atomic
def _award(placements: Sequence[Placement], sign_off: SignOff) -> list[Credential]:
    cases = _cases(placements, sign_off)
    institution = cases[0].challenge.institution
    achievement = define_achievement(cases[0].challenge)
    inside = with_backing(achievement)
    awarded = min(sign_off.settled_at or clock.now(), clock.now())
    made = [
        Credential(
            institution=institution,
            achievement=achievement,
            placement=case.placement,
            student=case.placement.student,
            salt=ob.hash_identity("").salt,
            status=status,
            awarded_at=awarded,
            valid_from=awarded,
        )
        for case, status in zip(cases, new_entries(institution, len(cases)), strict=True)
    ]
    with override(institution.language):
        documents = [
            _drawn_up(credential, case, inside)
            for credential, case in zip(made, cases, strict=True)
        ]
    actor = _actor(sign_off)
    files = sign_all(documents, owner=institution, actor=actor, act=ACT)
    status_list = made[0].status.status_list
    if not is_signed(status_list):
        sign_status_list(status_list, actor=actor, act=ACT)
    is_first = not Credential.objects.filter(achievement=achievement).exists()
    for number, (credential, signed) in enumerate(zip(made, files, strict=True)):
        if (is_first and number == 0) or secrets.randbelow(CHECKED_EVERY) == 0:
            _check_own_output(signed)
        credential.document, credential.jwt = signed.document, signed.jwt
    Credential.objects.bulk_create(made)
    publish_all(CredentialAwarded(credential_id=credential.pk) for credential in made)
    if sign_off.reach != Reach.PRIVATE:
        endorse_at_sign_off(made, sign_off, comments=[case.line for case in cases])
    return made


def _drawn_up(credential: Credential, case: _Case, inside: Document) -> Document:
    """The unsigned badge of one student; ``inside`` is the achievement as it stands in it."""
    challenge, address = case.challenge, credential.student.address
    achievement = credential.achievement
    at = address_of(achievement.public_id)
    best = max(case.seen, key=lambda row: row.level)
    subject = ob.Subject(
        f"urn:uuid:{credential.subject_id}",
        # stands in for the snapshot, which takes its place below as it was stored
        ob.Achievement(at, achievement.name, achievement.description, achievement.criteria),
        identities=[ob.hash_identity(address, credential.salt)] if address else [],
        results=[
            ob.Result(result_id(at, row.skill.code), level=level_id(at, row.skill.code, row.level))
            for row in case.seen
        ],
        started=challenge.starts_at,
        ended=challenge.ends_at,
        source=ob.Profile(f"urn:uuid:{uuid.uuid4()}", _assessor_in_words(challenge)),
        role=_("Worked alone")
        if case.alone
        else _("Member of a team of %(size)d") % {"size": case.team_size},
        narrative=_setting_in_words(case),
    )
    document = ob.credential_document(
        ob.Credential(
            url_of("credentials", credential.public_id),
            achievement.name,
            profile_of(challenge.institution),
            subject,
            awarded=credential.awarded_at,
            valid_from=credential.valid_from,
            description=achievement.description,
            image=ob.Image(picture_of(achievement.public_id, best.skill.family, best.level)),
            evidence=[ob.Evidence(_("What the host saw"), narrative=case.evidence)]
            if case.evidence
            else [],
            status=[named_in_file(credential.status)],
        )
    )
    document["credentialSubject"]["achievement"] = inside
    return document


def _assessor_in_words(challenge: Challenge) -> str:
    """The assessor by capacity; by name only in an endorsement that she put her name to."""
    return _("The person who ran the work at the host, a %(host)s") % {
        "host": host_in_words(challenge.employer)
    }


def _setting_in_words(case: _Case) -> str:
    """The setting, then how it was assessed: two blocks of lines ``label: words``.

    The verification page shows these lines, so that what it says is what was signed.
    """
    challenge, sign_off = case.challenge, case.sign_off
    whom = _("a team of %(size)d; this badge is for one person’s own part")
    mode = str(challenge.get_mode_display()).lower()
    setting = [
        (_("When"), _when_in_words(challenge)),
        (_("Where"), f"{mode}, {host_in_words(challenge.employer)}"),
        (_("With whom"), _("alone") if case.alone else whom % {"size": case.team_size}),
        (_("Support given"), _("a written brief, and a person at the host to guide the work")),
    ]
    checked = _("no, nothing stood out")
    if sign_off.settled_by_id and sign_off.settled_at:
        checked = _("yes, on %(day)s") % {"day": _day(sign_off.settled_at, challenge)}
    assessment = [
        (_("Assessed by"), _("the person who ran the work, against written steps")),
        (_("Steps"), frameworks_in_words([row.skill for row in case.seen])),
        (
            _("Practice ratings before assessing"),
            _("done") if sign_off.practice_done else _("not done"),
        ),
        (_("Checked by the university"), checked),
    ]
    return "\n\n".join(
        "\n".join(f"{label}: {' '.join(words.split())}" for label, words in block)  # one line each
        for block in (setting, assessment)
    )


def _when_in_words(challenge: Challenge) -> str:
    """``1 day, Friday 27 March 2026, 6 hours``."""
    first, last = _day(challenge.starts_at, challenge), _day(challenge.ends_at, challenge)
    days = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return ", ".join([length_in_words(challenge), days, hours_words(challenge.hours)])


def _day(moment: Any, challenge: Challenge) -> str:
    local = timezone.localtime(moment, ZoneInfo(challenge.institution.zone))
    return date_format(local, "l j F Y")


def _actor(sign_off: SignOff) -> User | None:
    """Whose act is behind the badge: who settled it, else the supervisor, else who recorded it."""
    return sign_off.settled_by or sign_off.supervisor.user or sign_off.recorded_by


def _check_own_output(signed: Signed) -> None:
    """Verify both securings as a stranger would, once for each achievement.

    Catches what schemas and builders cannot: a term no context defines is left unsigned silently.
    """
    for secured in (signed.document, signed.jwt):
        verdict = ob.verify(secured, resolve=Resolver(), now=clock.now())
        if not verdict.genuine:
            problems = [f for f in verdict.findings if f.code is not ob.Code.GENUINE]
            raise OwnOutputRefused(f"{signed.document['id']}: {problems}")
