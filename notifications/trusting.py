"""From a fact of practice and checking to its letters."""

from typing import Any

from notifications.letters import Occasion
from notifications.occasions import Payload, _challenge, _host, _occasion, _path, _ring_me, _staff
from placements.models import StepQuestion
from placements.states import StepQuestionState


def _question(payload: Payload) -> StepQuestion:
    related = ("assessment__skill", "assessment__sign_off__supervisor__user")
    rows = StepQuestion.objects.select_related(*related, "assessment__sign_off__team")
    question: StepQuestion = rows.get(pk=payload["question_id"])
    return question


def _about(question: StepQuestion) -> dict[str, Any]:
    skill = question.assessment.skill.plain_name
    return {"skill": skill, "question": question.words, "answer": question.answer}


def supervisor_asked(payload: Payload, *, ring: bool = False) -> Occasion | None:
    """To whoever signed; nothing once it is answered, or decided without her."""
    question = _question(payload)
    if question.state != StepQuestionState.ASKED:
        return None
    signed = question.assessment.sign_off
    challenge = _challenge(signed.team.challenge_id)
    path = _path("placements:answer_question", challenge.institution, question.public_id)
    readers = _host(signed.supervisor, path, _ring_me(challenge) if ring else "")
    team = challenge.institution.team_name
    return _occasion(challenge, readers, team=team, **_about(question))


def supervisor_reminded(payload: Payload) -> Occasion | None:
    """The same question once more, and somebody who rings."""
    return supervisor_asked(payload, ring=True)


def supervisor_answered(payload: Payload) -> Occasion | None:
    """To staff, as long as nobody has decided."""
    question = _question(payload)
    if question.state != StepQuestionState.ANSWERED:
        return None
    signed = question.assessment.sign_off
    challenge = _challenge(signed.team.challenge_id)
    path = _path("placements:settle_outcome", challenge.institution, signed.public_id)
    return _occasion(challenge, _staff(challenge.institution, path), **_about(question))
