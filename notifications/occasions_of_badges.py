"""What letters about a badge are about."""

from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credentials.models import (
    Appeal,
    Approach,
    Credential,
    Endorsement,
    Seen,
    WouldAgain,
)
from credentials.services import ending, whose_word
from credentials.states import CredentialState, EndorsementState
from institutions.models import StaffRole
from notifications.letters import Occasion, To
from notifications.occasions import (
    Payload,
    _challenge,
    _host,
    _local,
    _occasion,
    _path,
    _staff,
    _student,
)
from placements.models import Reach


def _credential(pk: int) -> Credential:
    return Credential.objects.select_related(
        "student__user", "achievement", "placement", "institution"
    ).get(pk=pk)


def _to_owner(credential: Credential, **context: Any) -> Occasion | None:
    if not credential.student.address:
        return None
    challenge = _challenge(credential.placement.challenge_id)
    path = _path("credentials:my_credential", credential.institution, credential.public_id)
    return _occasion(
        challenge,
        [_student(credential.student, path)],
        badge=credential.achievement.name,
        **context,
    )


def credential_awarded(payload: Payload) -> Occasion | None:
    credential = _credential(payload["credential_id"])
    words = credential.endorsements.filter(state=EndorsementState.GIVEN)
    return _to_owner(credential, vouched=words.exclude(reach=Reach.PRIVATE).exists())


def credential_status_changed(payload: Payload) -> Occasion | None:
    credential = _credential(payload["credential_id"])
    lifted = Appeal.objects.filter(
        credential=credential,
        decision=Appeal.Decision.LIFTED,
        decided_at__gte=credential.state_changed_at - timedelta(minutes=1),
    )
    if credential.state == CredentialState.AWARDED and lifted.exists():
        return None  # told with the decision
    return _to_owner(
        credential,
        state=CredentialState(credential.state).label,
        reason=credential.state_reason,
    )


def appeal_made(payload: Payload) -> Occasion | None:
    """To those who may decide: staff and approvers, but for whoever did it."""
    row = Appeal.objects.select_related("credential").get(pk=payload["appeal_id"])
    credential = _credential(row.credential_id)
    if row.decided_at is not None:
        return None
    path = _path("credentials:decide_appeal", credential.institution, row.public_id)
    roles = (StaffRole.OFFICER, StaffRole.MANAGER, StaffRole.APPROVER)
    readers = _staff(credential.institution, path, *roles)
    return _occasion(
        _challenge(credential.placement.challenge_id),
        [to for to in readers if to.user is None or to.user.pk != credential.state_by_id],
        badge=credential.achievement.name,
        state=CredentialState(credential.state).label,
        what=_("a host’s words on it are wrong")
        if row.word_id
        else _("it is wrongly %(state)s") % {"state": CredentialState(credential.state).label},
    )


def appeal_decided(payload: Payload) -> Occasion | None:
    row = Appeal.objects.get(pk=payload["appeal_id"])
    decision = row.get_decision_display()
    if row.word_id:
        wrong = row.decision == Appeal.Decision.LIFTED
        decision = _("the host’s words are wrong") if wrong else _("the host’s words may stand")
    return _to_owner(_credential(row.credential_id), decision=decision, answer=row.answer)


def _word(payload: Payload) -> Endorsement:
    return Endorsement.objects.select_related("institution", "employer", "member__user").get(
        pk=payload["endorsement_id"]
    )


def _waits(word: Endorsement) -> bool:
    given = word.state == EndorsementState.GIVEN
    return given and word.seen == Seen.WAITS and word.reach != Reach.PRIVATE


def credential_endorsed(payload: Payload) -> Occasion | None:
    word = _word(payload)
    private = word.reach == Reach.PRIVATE
    return _to_owner(_credential(word.credential_id), waits=_waits(word), private=private)


def words_changed(payload: Payload) -> Occasion | None:
    """To her: what a host says of her was written anew, taken back, or stands again."""
    word = _word(payload)
    what = _("it took its words back")
    if word.state == EndorsementState.GIVEN:
        what = _("new words wait for you") if _waits(word) else _("its words are new")
    return _to_owner(_credential(word.credential_id), what=what)


def words_hidden(payload: Payload) -> Occasion | None:
    """To the host's person who gave them; nothing where she shows them again by now."""
    word = _word(payload)
    wrong = word.disputes.filter(decision=Appeal.Decision.LIFTED).exists()
    if word.seen != Seen.HIDDEN or word.state != EndorsementState.GIVEN or word.member is None:
        return None
    challenge = _challenge(_credential(word.credential_id).placement.challenge_id)
    path = _path("credentials:my_endorsements", word.institution)
    badge = word.credential.achievement.name
    return _occasion(challenge, _host(word.member, path), badge=badge, wrong=wrong)


def endorsements_run_out(payload: Payload) -> Occasion | None:
    """To the host's person who gave them, or looked after the project: all of them in one letter.

    Nothing where they were renewed or withdrawn meanwhile.
    """
    word = Endorsement.objects.select_related(
        "institution",
        "employer",
        "member__user",
        "credential__placement__challenge__supervisor__user",
    ).get(pk=payload["endorsement_id"])
    member, here = whose_word(word), word.institution
    words = list(ending([member.pk], here).values_list("valid_until", flat=True))
    readers = _host(member, _path("credentials:my_endorsements", here))
    if not words or not readers:
        return None
    first = date_format(_local(words[0], here), "j F Y")
    said = {"employer": word.employer, "count": len(words), "first": first}
    return Occasion(here, readers, said)


def student_approached(payload: Payload) -> Occasion | None:
    """To her, until she has answered."""
    approach = Approach.objects.select_related(
        "student__user", "institution", "employer", "member__user"
    ).get(pk=payload["approach_id"])
    student, here = approach.student, approach.institution
    if approach.answer or not student.address:
        return None
    said = {
        "employer": approach.employer,
        "words": approach.words,
        "who": approach.member.name if approach.member else "",
    }
    to = _student(student, _path("credentials:answer_approach", here, approach.public_id))
    return Occasion(here, (to,), said)


def _answered(payload: Payload) -> tuple[Approach, tuple[To, ...]]:
    approach = Approach.objects.select_related(
        "student__user", "student__portfolio", "institution", "employer", "member__user"
    ).get(pk=payload["approach_id"])
    page = _path(
        "credentials:approach_student", approach.institution, approach.student.portfolio.found_as
    )
    return approach, _host(approach.member, page) if approach.member else ()


def approach_answered(payload: Payload) -> Occasion | None:
    """To whoever wrote: her name and address with a yes, her question without them."""
    approach, readers = _answered(payload)
    yes, student = approach.answer == Approach.Answer.YES, approach.student
    if not readers or approach.answer not in (Approach.Answer.YES, Approach.Answer.ASKED):
        return None
    said = {"accepted": yes, "question": approach.line}
    said |= {"who": student.display_name, "address": student.address} if yes else {}
    what = _("yes, you may talk") if yes else _("they ask something first")
    return Occasion(approach.institution, readers, said | {"what": what})


def approach_declined(payload: Payload) -> Occasion | None:
    """To whoever wrote; of what she reports to the university they read no more than a no."""
    approach, readers = _answered(payload)
    if not readers or not approach.refused:
        return None
    return Occasion(approach.institution, readers, {"words": approach.words})


def approach_reported(payload: Payload) -> Occasion | None:
    """To staff: what the employer wrote, and what she says of it."""
    approach, _readers = _answered(payload)
    if approach.answer != Approach.Answer.REPORTED:
        return None
    here = approach.institution
    path = _path("credentials:reported_letter", here, approach.public_id)
    said = {"employer": approach.employer, "words": approach.words, "reason": approach.line}
    said |= {"person": approach.student.display_name}
    return Occasion(here, _staff(here, path), said)


def _found(payload: Payload) -> WouldAgain | None:
    """Nothing where one of them has taken it back since."""
    rows = WouldAgain.objects.select_related("placement__student__user", "placement__team")
    return rows.filter(pk=payload["would_again_id"]).first()


def again_found(payload: Payload) -> Occasion | None:
    found = _found(payload)
    if found is None:
        return None
    challenge, placement = _challenge(found.placement.challenge_id), found.placement
    path = _path("credentials:answer_sealed", challenge.institution, placement.public_id)
    return _occasion(challenge, [_student(placement.student, path)])


def again_found_for_host(payload: Payload) -> Occasion | None:
    found = _found(payload)
    if found is None or found.placement.team is None:
        return None
    challenge, placement = _challenge(found.placement.challenge_id), found.placement
    team = found.placement.team
    path = _path("credentials:answer_sealed_of_team", challenge.institution, team.public_id)
    who = placement.student.display_name
    return _occasion(challenge, _host(challenge.supervisor, path), who=who)
