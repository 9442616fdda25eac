"""From an event's ids to what its letters are about. Every function reads the rows again."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from employers import services as employers
from employers.changes import edited_in_words
from employers.models import Call, Challenge, Member, Posting
from employers.states import ChallengeState
from institutions.models import Institution, StaffMember, StaffRole
from notifications.letters import Occasion, To, yes_or_no
from notifications.mail import came_with
from notifications.rows import challenge_of as _challenge
from notifications.rows import eoi_of as _eoi
from placements.models import (
    Allocation,
    Concern,
    Placement,
    SignOff,
)
from placements.services import has_practised
from placements.services.stuck import asks_host_first
from students.models import Eoi, Student
from students.services import code_of, confirm_link
from students.states import EoiState

Payload = Mapping[str, int]


# --- words -------------------------------------------------------------------------------------


def _local(moment: Any, institution: Institution) -> Any:
    return timezone.localtime(moment, ZoneInfo(institution.zone))


def _day(moment: Any, institution: Institution) -> str:
    """``Thursday 12 March``."""
    return date_format(_local(moment, institution), "l j F")


def _hour(moment: Any, institution: Institution) -> str:
    """``Thursday 12 March, 9:30``."""
    return date_format(_local(moment, institution), "l j F, G:i")


def _about(challenge: Challenge) -> dict[str, Any]:
    institution = challenge.institution
    return {
        "employer": challenge.employer,
        "day": _day(challenge.starts_at, institution),
        "starts": _hour(challenge.starts_at, institution),
        "closes": _hour(challenge.closes_at, institution),
        "answer_by": _day(challenge.answer_by, institution),
    }


# --- readers -----------------------------------------------------------------------------------


def _path(name: str, institution: Institution, *args: Any) -> str:
    return reverse(name, args=[institution.slug, *args])


def _student(student: Student, path: str, **extra: Any) -> To:
    name = student.preferred_name or student.given_name or student.family_name
    if student.user:
        return To(user=student.user, name=name, path=path, extra=extra)
    return To(address=student.email, name=name, path=path, extra=extra)


def _host(member: Member, path: str, second: str = "") -> tuple[To, ...]:
    """The host's person, or nobody where there is no e-mail: staff ring (REQUIREMENTS 4.6)."""
    if member.user:
        return (To(user=member.user, name=member.name, path=path, second=second),)
    to = To(address=member.email, name=member.name, path=path, second=second)
    return (to,) if member.email else ()


def _ring_me(challenge: Challenge) -> str:
    """Where a host asks to be rung about a project."""
    return f"{_path('employers:ask_for_call', challenge.institution)}?project={challenge.code}"


def _staff(institution: Institution, path: str, *roles: StaffRole) -> tuple[To, ...]:
    wanted = roles or (StaffRole.OFFICER, StaffRole.MANAGER)
    users = User.objects.filter(
        pk__in=StaffMember.objects.of(institution).filter(role__in=wanted).values("user"),
        is_active=True,
    )
    return tuple(To(user=user, name=user.name, path=path) for user in users)


def _occasion(challenge: Challenge, readers: Iterable[To], **context: Any) -> Occasion:
    return Occasion(challenge.institution, tuple(readers), _about(challenge) | context, challenge)


def _people_of_the_day(challenge: Challenge) -> list[Member]:
    """Contact and supervisor, each once: one person may be both and is not asked twice."""
    people = {
        challenge.contact_id: challenge.contact,
        challenge.supervisor_id: challenge.supervisor,
    }
    return list(people.values())


def _placements(challenge: Challenge) -> list[Placement]:
    return list(
        Placement.objects.standing()
        .filter(challenge=challenge)
        .select_related("student__user", "team")
        .order_by("pk")
    )


# --- the supply side ---------------------------------------------------------------------------


def challenge_drafted(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    address = challenge.contact.address
    if challenge.state != ChallengeState.DRAFT or not address or challenge.contact.user:
        return None  # whoever has proven the address finds the draft on her page
    link = employers.submit_link(challenge)
    to = To(address=address, name=challenge.contact.name, link=link, acted=True)
    return _occasion(challenge, [to], code=employers.code_of(challenge))


def draft_requested(payload: Payload) -> Occasion | None:
    posting = Posting.objects.select_related("institution").filter(pk=payload["posting_id"]).first()
    email = posting.answers.get("letter", {}).get("email") if posting else ""
    if posting is None or not email:
        return None  # sent to the university meanwhile, or forgotten
    to = To(address=email, link=employers.draft_link(posting), acted=True)
    return Occasion(posting.institution, (to,), {"team": posting.institution.team_name})


def challenge_submitted(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    if challenge.state != ChallengeState.IN_REVIEW:
        return None  # cleared before, and online already
    if challenge.series_id:
        return None  # one note tells of all
    path = _path("employers:review_challenge", challenge.institution, challenge.public_id)
    return _occasion(challenge, _staff(challenge.institution, path))


def changes_requested(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    if challenge.state != ChallengeState.CHANGES_REQUESTED:
        return None
    path = _path("employers:my_challenge", challenge.institution, challenge.public_id)
    return _occasion(
        challenge,
        _host(challenge.contact, path, _ring_me(challenge)),
        question=challenge.state_reason,
        edited=edited_in_words(challenge),
    )


def challenge_published(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    if employers.published_as_one(challenge):
        return None  # one letter tells of all
    path = _path("portal:project", challenge.institution, challenge.code)
    return _occasion(
        challenge,
        _host(challenge.contact, path, _ring_me(challenge)),
        edited=edited_in_words(challenge),
    )


def challenge_cancelled_for_host(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    whole = challenge.shared_from
    if challenge.published_at is None or (whole and whole.state == ChallengeState.CANCELLED):
        return None  # nobody saw it, or the letter about the whole says so
    path = _path("employers:my_challenge", challenge.institution, challenge.public_id)
    return _occasion(challenge, _host(challenge.contact, path), reason=challenge.state_reason)


def call_requested(payload: Payload) -> Occasion | None:
    call = Call.objects.select_related("institution").get(pk=payload["call_id"])
    path = _path("portal:staff_home", call.institution)
    return Occasion(call.institution, _staff(call.institution, path), {"caller": call.name})


# --- the demand side ---------------------------------------------------------------------------


def eoi_submitted(payload: Payload) -> Occasion | None:
    eoi = _eoi(payload["eoi_id"])
    if eoi.state != EoiState.UNCONFIRMED:
        return None
    path = _path("students:confirm_eoi", eoi.challenge.institution, eoi.public_id)
    to = To(address=eoi.email, path=path, link=confirm_link(eoi), acted=True)
    return _occasion(eoi.challenge, [to], code=code_of(eoi), **came_with(eoi))


def _to_asker(eoi: Eoi, page: str, *args: Any, **context: Any) -> Occasion | None:
    if eoi.student is None or not eoi.student.address:
        return None
    path = _path(page, eoi.challenge.institution, *args)
    return _occasion(eoi.challenge, [_student(eoi.student, path)], **context)


def eoi_confirmed(payload: Payload) -> Occasion | None:
    eoi = _eoi(payload["eoi_id"])
    return _to_asker(eoi, "portal:follow_interest", eoi.public_id)


def allocation_proposed(payload: Payload) -> Occasion | None:
    allocation = Allocation.objects.select_related("institution").get(pk=payload["allocation_id"])
    titles = [entry.challenge.title for entry in allocation.entries.select_related("challenge")]
    path = _path("portal:desk_projects", allocation.institution)
    return Occasion(
        allocation.institution,
        _staff(allocation.institution, path),
        {"titles": ", ".join(f"“{title}”" for title in titles)},
    )


def place_offered(payload: Payload) -> Occasion | None:
    eoi = _eoi(payload["eoi_id"])
    if eoi.state != EoiState.OFFERED or eoi.offer_ends_at is None:
        return None
    ends = _hour(eoi.offer_ends_at, eoi.challenge.institution)
    found = _to_asker(eoi, "placements:accept_place", eoi.public_id, ends=ends)
    return replace(found, readers=tuple(map(yes_or_no, found.readers))) if found else None


# --- places, teams, the day --------------------------------------------------------------------


def _to_placed(
    challenge: Challenge, page: str, but: Container[int] = (), *, second: str = "", **context: Any
) -> Occasion:
    """To everybody with a place; ``but`` are keys of placements that are left out, ``second`` is
    the page of the other way."""
    here, readers = challenge.institution, []
    for placement in _placements(challenge):
        if placement.student.address and placement.pk not in but:
            path = _path(page, here, placement.public_id)
            to = _student(placement.student, path, team=placement.team)
            other = _path(second, here, placement.public_id) if second else ""
            readers.append(replace(to, second=other))
    return _occasion(challenge, readers, **context)


def _to_hosts(
    challenge: Challenge, page: str, *args: Any, second: str = "", **context: Any
) -> Occasion:
    path = _path(page, challenge.institution, *args)
    people = _people_of_the_day(challenge)
    readers = [to for member in people for to in _host(member, path, second)]
    placements = _placements(challenge)
    return _occasion(
        challenge,
        readers,
        count=len(placements),
        people=[placement.student.display_name for placement in placements],
        **context,
    )


def place_accepted(payload: Payload) -> Occasion | None:
    placement = Placement.objects.select_related("student__user").get(pk=payload["placement_id"])
    challenge = _challenge(placement.challenge_id)
    path = _path("placements:arrival_sheet", challenge.institution, placement.public_id)
    return _occasion(challenge, [_student(placement.student, path)])


def teams_proposed(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    path = _path("placements:places", challenge.institution, challenge.public_id)
    return _occasion(challenge, _staff(challenge.institution, path))


def teams_formed_for_students(payload: Payload) -> Occasion | None:
    return _to_placed(_challenge(payload["challenge_id"]), "placements:arrival_sheet")


def teams_formed_for_host(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    more = _path("employers:write_background", challenge.institution, challenge.public_id)
    second = "" if challenge.shared_from_id else more
    return _to_hosts(challenge, "placements:door_list", challenge.public_id, second=second)


def _near(challenge: Challenge) -> str | Promise:
    """“Tomorrow” or “Today”; nothing once it has begun: a late letter says nothing wrong."""
    if challenge.starts_at <= clock.now():
        return ""
    first = _local(challenge.starts_at, challenge.institution).date()
    today = first == clock.today(challenge.institution.zone)
    return _("Today") if today else _("Tomorrow")


def day_is_near_for_students(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    near = _near(challenge)
    back = "placements:give_back_place"
    return (
        _to_placed(challenge, "placements:arrival_sheet", second=back, near=near) if near else None
    )


def _practice(challenge: Challenge) -> str:
    """Where a supervisor tries her eye before she rates; nothing where she has."""
    if has_practised(challenge.supervisor):
        return ""
    return _path("placements:practise", challenge.institution, challenge.public_id)


def day_is_near_for_host(payload: Payload) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    near = _near(challenge)
    if not near:
        return None
    link = employers.stand_in_link(challenge)
    return _to_hosts(
        challenge,
        "placements:door_list",
        challenge.public_id,
        second=_practice(challenge),
        near=near,
        stand_in=link,
    )


def outcome_assessed(payload: Payload) -> Occasion | None:
    sign_off = SignOff.objects.select_related("team").get(pk=payload["sign_off_id"])
    challenge = _challenge(sign_off.team.challenge_id)
    path = _path("placements:places", challenge.institution, challenge.public_id)
    return _occasion(challenge, _staff(challenge.institution, path))


def concern_raised(payload: Payload) -> Occasion | None:
    concern = Concern.objects.select_related("placement", "challenge__supervisor__user").get(
        pk=payload["concern_id"]
    )
    if asks_host_first(concern):
        return None  # staff hear of it where the host is silent; it stands on their list
    challenge = _challenge(concern.challenge_id)
    path = _path("portal:staff_home", challenge.institution)
    return _occasion(
        challenge,
        _staff(challenge.institution, path),
        concern=concern.get_kind_display(),
        words=concern.words,
        ring=concern.kind == Concern.Kind.LATE and not challenge.supervisor.address,
    )
