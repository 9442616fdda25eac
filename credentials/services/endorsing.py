"""The host's own signed word for one student's work: who sees the name, changed, withdrawn.

The endorsement names the badge by its address and binds its content by digest. It is served from
an address of its own only while the host lets its name be seen; with "your sector only" it is
signed too, kept, checked by our page, and shown without the name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import override

import openbadges as ob
from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from credentials.events import (
    CredentialEndorsed,
    CredentialOutdated,
    EndorsementChanged,
    WordsChanged,
)
from credentials.models import Addition, Credential, Endorsement, Seen
from credentials.services.known import is_one_of_its_own
from credentials.services.lists import (
    is_signed,
    named_in_file,
    new_entries,
    set_bit,
    sign_status_list,
)
from credentials.services.reissuing import first_issue
from credentials.services.signing import Document, file_of, profile_of, sign_all, url_of
from credentials.services.verifying import (
    Verdict,
    Voice,
    verdict_of,
    who_vouches,
)
from credentials.states import CredentialState, EndorsementState
from employers.models import Employer, Member, What
from employers.services.recording import Told, record
from placements.facts_seen import is_empty_praise, nameless, refusal_of, tells_of_private_things
from placements.models import Placement, Reach, SignOff
from placements.states import GONE
from students.models import Student

GOOD_FOR = timedelta(days=730)  # two years
UNDONE_FOR = timedelta(days=1)  # so long after it was taken back
NAMED = (Reach.ORGANISATION, Reach.PERSON)
MEDIA_TYPE = "application/vc+ld+json"


@dataclass(frozen=True)
class Preview:
    """As much of an ``Inspection`` as the part of the page about voices shows."""

    verdict: Verdict
    voices: Sequence[Voice]
    withdrawn: int = 0


@transaction.atomic
def endorse_credential(
    *,
    credential: Credential,
    member: Member,
    reach: str,
    comment: str = "",
    signed_name: str = "",
    by: User | None = None,
) -> Endorsement:
    """The host puts its name, or its sector, to one student's badge, in its own words.

    One word of a host stands for a badge: given before, it is said anew, for two more years. With
    ``Reach.PRIVATE`` its owner alone reads it, and nothing is signed. Words that she hid, or that
    tell of private things, wait until she lets them be seen. Raises ``RuleBroken`` where the badge
    is not in force, the words say nothing that was done, or what nobody may sign.
    """
    if credential.state != CredentialState.AWARDED:
        raise RuleBroken(_("This badge is not in force, so nobody can vouch for it now."))
    if not comment.strip():
        raise RuleBroken(_("Write one line about what you saw."))
    _refuse(comment, credential, member.employer, reach)
    if is_empty_praise(comment):
        raise RuleBroken(_("Say one thing that was done: praise alone tells the next host little."))
    given = (
        Endorsement.objects.select_for_update()
        .filter(credential=credential, employer=member.employer, state=EndorsementState.GIVEN)
        .first()
    )
    if given is None:
        return _give(credential, member, reach, comment, signed_name or member.name, by)
    if given.comment != comment.strip():
        given.seen = _seen_at_first(comment, given.seen)
    given.member, given.reach, given.comment = member, reach, comment.strip()
    given.signed_name, given.acted_by = signed_name or member.name, by
    given.given_at = clock.now()
    given.valid_until = given.given_at + GOOD_FOR
    given.save()
    publish(EndorsementChanged(endorsement_id=given.pk))
    publish(WordsChanged(endorsement_id=given.pk))
    return given


def given_for(credential: Any, employer: Any) -> QuerySet[Endorsement]:
    """The word of ``employer`` that stands for the badge; ``same``: how many other badges of the
    project have the same words."""
    others = Endorsement.objects.filter(
        employer=OuterRef("employer"),
        credential__achievement=OuterRef("credential__achievement"),
        comment=OuterRef("comment"),
        state=EndorsementState.GIVEN,
    )
    counted = others.exclude(Q(pk=OuterRef("pk")) | Q(comment="")).order_by().values("employer")
    return Endorsement.objects.filter(
        credential=credential, employer=employer, state=EndorsementState.GIVEN
    ).annotate(same=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0))


def _seen_at_first(comment: str, before: str = Seen.SHOWN) -> Seen:
    """Whether others read new words at once, or their badge's owner reads them first."""
    waits = before != Seen.SHOWN or tells_of_private_things(comment)
    return Seen.WAITS if waits else Seen.SHOWN


def names_of(student: Student) -> list[str]:
    """What she is called, by the records and by herself."""
    called = [student.given_name, student.family_name, student.preferred_name]
    return [*called, student.user.name if student.user else ""]


MATES = Compiled(
    lambda team: (
        Placement.objects.filter(team=team)
        .exclude(state__in=GONE)
        .select_related("student__user")
        .only(
            *("student__given_name", "student__family_name", "student__preferred_name"),
            "student__user__name",
        )
    )
)


def names_in_team(placement: Placement) -> list[str]:
    """What she and everybody in her team are called: public lines name nobody."""
    students = [placement.student]
    if placement.team_id is not None:
        students += [each.student for each in MATES.all(team=placement.team_id)]
    return list(dict.fromkeys(name for student in students for name in names_of(student) if name))


def _refuse(comment: str, credential: Credential, employer: Employer, reach: str) -> None:
    """The line is public and signed: it names no student, no host that wants to stay unnamed, and
    tells nothing of a person that is no part of the work.

    Raises ``RuleBroken`` where it does, or where it has an address, a link or a telephone number.
    """
    if nameless(comment, names_in_team(credential.placement)) != comment:
        raise RuleBroken(
            _(
                "Leave out names, addresses and numbers: write “they”. The name stands on the "
                "badge where its owner lets it."
            )
        )
    if refusal := refusal_of(comment):
        raise RuleBroken(refusal)
    if reach == Reach.SECTOR and employer.name.casefold() in comment.casefold():
        raise RuleBroken(_("Your line names your organisation. Leave that out, or be named."))


def steps_of_reach(credential: Credential, member: Member, signed_name: str = "") -> dict[str, str]:
    """For each step of who sees the host's name, the words that stand beside the badge."""
    named = Endorsement(
        employer=member.employer, member=member, signed_name=signed_name or member.name
    )
    said = {Reach.PRIVATE.value: _("Nothing of yours is shown. The badge stays as it is.")}
    for reach in (Reach.SECTOR, *NAMED):
        named.reach = reach
        who, capacity = who_vouches(named, credential)
        said[reach.value] = _("“%(who)s, %(capacity)s.”") % {"who": who, "capacity": capacity}
    return said


def preview_of(
    credential: Credential,
    member: Member,
    reach: str,
    comment: str,
    signed_name: str,
    *,
    given: Endorsement | None = None,
) -> Preview:
    """What strangers will read beside the badge, word for word, if it is signed like this.

    ``given``: who sees these words changes, so their day and their last one stay.
    """
    endorsement = Endorsement(
        institution=credential.institution,
        credential=credential,
        employer=member.employer,
        member=member,
        reach=reach,
        comment=comment.strip(),
        signed_name=signed_name or member.name,
        given_at=given.given_at if given else clock.now(),
        valid_until=given.valid_until if given else clock.now() + GOOD_FOR,
    )
    in_force = verdict_of(credential, ob.Code.GENUINE)
    if reach == Reach.PRIVATE:
        return Preview(in_force, [])
    who, capacity = who_vouches(endorsement, credential)
    holds = Verdict("genuine", _("Their signature holds"), "")
    own = is_one_of_its_own(credential.student, member.employer)
    return Preview(in_force, [Voice(endorsement, holds, endorsement.comment, who, capacity, own)])


@transaction.atomic
def endorse_at_sign_off(
    credentials: Sequence[Credential], sign_off: SignOff, *, comments: Sequence[str]
) -> None:
    """The word that the supervisor gave for the whole team when she signed off, signed at once.

    One for each badge, with a line of its own. In a worker alone; the badge's letter tells of it.
    """
    by = sign_off.recorded_by or sign_off.supervisor.user
    given = [
        _word(credential, sign_off.supervisor, sign_off.reach, comment, sign_off.signed_name, by)
        for credential, comment in zip(credentials, comments, strict=True)
    ]
    _sign(given, by, CredentialEndorsed.name())
    Endorsement.objects.bulk_create(given)


def _give(
    credential: Credential,
    member: Member,
    reach: str,
    comment: str,
    signed_name: str,
    by: User | None,
) -> Endorsement:
    endorsement = _word(credential, member, reach, comment, signed_name, by)
    endorsement.save()
    publish(CredentialEndorsed(endorsement_id=endorsement.pk))
    return endorsement


def _word(
    credential: Credential,
    member: Member,
    reach: str,
    comment: str,
    signed_name: str,
    by: User | None,
) -> Endorsement:
    now = clock.now()
    return Endorsement(
        institution=credential.institution,
        credential=credential,
        employer=member.employer,
        member=member,
        reach=reach,
        comment=comment.strip(),
        seen=_seen_at_first(comment),
        signed_name=signed_name,
        acted_by=by,
        given_at=now,
        valid_until=now + GOOD_FOR,
    )


@transaction.atomic
def change_reach(
    *, endorsement: Endorsement, reach: str, by: User | None, told: Told | None = None
) -> None:
    """Who sees the host's name, from now on: the page follows at once, the signature in seconds.

    ``told``: the host said so to staff. Raises ``RuleBroken`` for a word that was withdrawn.
    """
    _refuse(endorsement.comment, endorsement.credential, endorsement.employer, reach)
    changed = Endorsement.objects.filter(pk=endorsement.pk, state=EndorsementState.GIVEN)
    if not changed.update(reach=reach, acted_by=by):
        raise RuleBroken(_("This was withdrawn. You can vouch for the badge anew."))
    endorsement.reach = reach
    record(endorsement.credential.placement.challenge, What.REACH, told)
    publish(EndorsementChanged(endorsement_id=endorsement.pk))


@transaction.atomic
def withdraw_endorsement(
    *, endorsement: Endorsement, by: User | None, told: Told | None = None
) -> None:
    """Take the host's word back: the page says so at once, the badge itself stays valid.

    Raises ``InvalidTransition`` where it was withdrawn before.
    """
    move(endorsement, EndorsementState.WITHDRAWN)
    Endorsement.objects.filter(pk=endorsement.pk).update(acted_by=by)
    record(endorsement.credential.placement.challenge, What.WITHDREW, told)
    publish(EndorsementChanged(endorsement_id=endorsement.pk))
    publish(WordsChanged(endorsement_id=endorsement.pk))


def can_be_undone(endorsement: Endorsement) -> bool:
    """Whether it was taken back less than a day ago."""
    withdrawn = endorsement.state == EndorsementState.WITHDRAWN
    return withdrawn and endorsement.state_changed_at > clock.now() - UNDONE_FOR


@transaction.atomic
def undo_withdrawal(*, endorsement: Endorsement, by: User | None) -> None:
    """The word stands again as it was, signed anew: for a day after it was taken back.

    Raises ``RuleBroken`` later, where the badge is not in force, or another word was given since.
    """
    if not can_be_undone(endorsement):
        raise RuleBroken(_("This was taken back more than a day ago. You can vouch for it anew."))
    if endorsement.credential.state != CredentialState.AWARDED:
        raise RuleBroken(_("This badge is not in force, so nobody can vouch for it now."))
    with refused_by("endorsement_one_given", RuleBroken(_("You have vouched for it anew since."))):
        move(endorsement, EndorsementState.GIVEN)
    Endorsement.objects.filter(pk=endorsement.pk).update(acted_by=by)
    publish(EndorsementChanged(endorsement_id=endorsement.pk))
    publish(WordsChanged(endorsement_id=endorsement.pk))


@transaction.atomic
def sign_endorsement(endorsement_id: int, *, act: str) -> None:
    """Sign the endorsement as its row says it now, and end the issue before. In a worker alone.

    Withdrawn or for nobody's eyes: nothing is signed, and what was out is revoked.
    """
    endorsement = (
        Endorsement.objects.select_for_update(of=("self",))
        .select_related(
            "credential__institution", "employer", "member__user", "status__status_list"
        )
        .get(pk=endorsement_id)
    )
    actor = endorsement.acted_by
    before = endorsement.status
    if before is not None:
        set_bit(before, to=True)
        sign_status_list(before.status_list, actor=actor, act=act)
    given = endorsement.state == EndorsementState.GIVEN
    if given and endorsement.reach != Reach.PRIVATE:
        _sign([endorsement], actor, act)
    else:
        endorsement.document, endorsement.jwt, endorsement.status = None, "", None
    endorsement.save(update_fields=["document", "jwt", "status", "valid_from"])
    if Addition.objects.filter(credential=endorsement.credential_id, vouched=True).exists():
        publish(CredentialOutdated(credential_id=endorsement.credential_id))


def _sign(given: Sequence[Endorsement], actor: User | None, act: str) -> None:
    """Sign words of one host, each with a new bit; whoever calls keeps the rows."""
    employer = given[0].employer
    entries = new_entries(employer, len(given))
    documents = []
    for endorsement, status in zip(given, entries, strict=True):
        endorsement.status = status
        endorsement.valid_from = max(clock.now(), endorsement.given_at)
        with override(endorsement.credential.institution.language):
            documents.append(_drawn_up(endorsement))
    for endorsement, signed in zip(
        given, sign_all(documents, owner=employer, actor=actor, act=act), strict=True
    ):
        endorsement.document, endorsement.jwt = signed.document, signed.jwt
    if not is_signed(entries[0].status_list):
        sign_status_list(entries[0].status_list, actor=actor, act=act)


def _drawn_up(endorsement: Endorsement) -> Document:
    """The unsigned endorsement, bound to the bytes of the badge's first issue."""
    credential = endorsement.credential
    about = credential.document["id"]
    named = endorsement.reach == Reach.PERSON
    assert endorsement.status is not None
    assert endorsement.valid_from is not None
    return ob.endorsement_document(
        ob.Endorsement(
            address_of(endorsement),
            _("Endorsement by the host"),
            profile_of(endorsement.employer),
            about,
            endorsement.comment,
            description=_signer_in_words(endorsement) if named else "",
            awarded=endorsement.given_at,
            valid_from=endorsement.valid_from,
            valid_until=endorsement.valid_until,
            status=[named_in_file(endorsement.status)],
            resources=[
                ob.RelatedResource(
                    f"{about}.json?issue=first",
                    ob.digest_sri(file_of(first_issue(credential))),
                    MEDIA_TYPE,
                )
            ],
        )
    )


def _signer_in_words(endorsement: Endorsement) -> str:
    title = endorsement.member.job_title if endorsement.member else ""
    name = f"{endorsement.signed_name}, {title}" if title else endorsement.signed_name
    return _("Signed by %(name)s.") % {"name": name}


def address_of(endorsement: Endorsement) -> str:
    """The id of an endorsement, and where it is served."""
    return url_of("credentials", "endorsements", endorsement.public_id)
