"""From a fact of a team's work to its letters: stuck, handed in, what was used later."""

from institutions.models import StaffMember, StaffRole
from notifications.letters import Occasion, To
from notifications.occasions import Payload, _challenge, _host, _occasion, _path, _staff, _student
from placements.models import AcademicWord, Concern, LaterUse, Placement, Team
from placements.services.stuck import asks_host_first
from placements.states import GONE

CONCERNS = Concern.objects.select_related("placement__student__user", "challenge__supervisor__user")


def stuck_for_host(payload: Payload) -> Occasion | None:
    """To whoever leads, while it runs; all other concerns are for staff alone."""
    concern = CONCERNS.get(pk=payload["concern_id"])
    if not asks_host_first(concern) or concern.settled_at or concern.placement is None:
        return None
    challenge = _challenge(concern.challenge_id)
    path = _path("placements:answer_stuck", challenge.institution, concern.public_id)
    who = concern.placement.student.display_name
    return _occasion(challenge, _host(challenge.supervisor, path), who=who, words=concern.words)


def stuck_unanswered(payload: Payload) -> Occasion | None:
    """To staff: the host was silent for an hour."""
    concern = CONCERNS.get(pk=payload["concern_id"])
    if concern.settled_at or concern.placement is None:
        return None
    challenge = _challenge(concern.challenge_id)
    path = _path("placements:concerns", challenge.institution)
    who = concern.placement.student.display_name
    return _occasion(challenge, _staff(challenge.institution, path), who=who, words=concern.words)


def stuck_answered(payload: Payload) -> Occasion | None:
    """To her who asked."""
    concern = CONCERNS.get(pk=payload["concern_id"])
    if concern.placement is None or not concern.placement.student.address:
        return None
    challenge = _challenge(concern.challenge_id)
    path = _path("placements:arrival_sheet", challenge.institution, concern.placement.public_id)
    return _occasion(challenge, [_student(concern.placement.student, path)], answer=concern.answer)


def handed_in(payload: Payload) -> Occasion | None:
    """To whoever leads: the team's result is there."""
    team = Team.objects.get(pk=payload["team_id"])
    challenge = _challenge(team.challenge_id)
    path = _path("placements:door_list", challenge.institution, challenge.public_id)
    return _occasion(challenge, _host(challenge.supervisor, path), label=team.name)


def handed_in_for_module(payload: Payload) -> Occasion | None:
    """To whoever teaches the module, where there is one: the result can be read."""
    team = Team.objects.select_related("challenge__module").get(pk=payload["team_id"])
    module = team.challenge.module
    if module is None:
        return None
    challenge = _challenge(team.challenge_id)
    path = _path("placements:read_result", challenge.institution, team.public_id)
    here = StaffMember.objects.of(challenge.institution).filter(role=StaffRole.ACADEMIC)
    users = module.academics.filter(pk__in=here.values("user"), is_active=True)
    readers = [To(user=user, name=user.name, path=path) for user in users]
    return _occasion(challenge, readers, module=module.code)


def result_read(payload: Payload) -> Occasion | None:
    """To each of the team."""
    said = AcademicWord.objects.filter(team=payload["team_id"])
    word = said.select_related("team__challenge__module").first()
    if word is None:
        return None
    module = word.team.challenge.module
    challenge = _challenge(word.team.challenge_id)
    members = Placement.objects.filter(team=word.team).exclude(state__in=GONE)
    readers = [
        _student(
            each.student,
            _path("placements:arrival_sheet", challenge.institution, each.public_id),
        )
        for each in members.select_related("student__user").order_by("pk")
    ]
    return _occasion(challenge, readers, module=module.code if module else "", who=word.name)


def later_use(payload: Payload) -> Occasion | None:
    """To whoever signed off: what did you use? Each answer is a link; the page has the button."""
    later = LaterUse.objects.select_related("sign_off__team", "sign_off__supervisor__user").get(
        pk=payload["later_use_id"]
    )
    if later.said_at is not None:
        return None
    signed = later.sign_off
    challenge = _challenge(signed.team.challenge_id)
    path = _path("placements:say_later_use", challenge.institution, signed.team.public_id)
    readers = _host(signed.supervisor, f"{path}?answer=part", second=f"{path}?answer=not")
    return _occasion(challenge, readers, outcome=signed.use_on_monday)
