"""Another day: whoever is placed says yes or no again, bookings follow, a no costs nothing."""

from datetime import time, timedelta

import pytest

from core import clock
from core.errors import RuleBroken
from employers.models import Challenge
from employers.services.briefs import times_of
from employers.times import local_day, moved_to
from notifications.models import Message
from placements import services
from placements.models import Booking, Placement
from placements.services import timetable
from placements.services.problem import problem_of
from placements.services.times import policy_of
from placements.states import PlacementState
from students.models import Eoi, RecordedVia
from students.states import EoiState
from tests.build import a_student, an_eoi, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution

pytestmark = pytest.mark.django_db

WHY = "The bakery’s oven is out until Thursday."


def a_place(**overrides) -> Placement:
    """Somebody who has said yes to a day a fortnight away."""
    challenge = a_challenge_that_closed(**overrides)
    placement = a_placement(challenge=challenge)
    Placement.objects.filter(pk=placement.pk).update(
        agreed={"lines": [["Day and times", "the old day"]], "shown_at": "then"}
    )
    return placement


def a_week_later(challenge):
    first = local_day(challenge.starts_at, challenge.zone) + timedelta(days=7)
    return moved_to(times_of(challenge), first)


def postponed(placement: Placement) -> Placement:
    challenge = placement.challenge
    services.postpone_challenge(challenge=challenge, times=a_week_later(challenge), reason=WHY)
    return Placement.objects.select_related("challenge__institution", "student__user").get(
        pk=placement.pk
    )


def spans(placement) -> list:
    return [booking.span.lower for booking in Booking.objects.filter(placement=placement)]


def test_staff_give_another_day_and_whoever_is_placed_is_asked_by_letter(
    django_capture_on_commit_callbacks, mailoutbox
):
    placement = a_place()
    challenge = placement.challenge
    waits = an_eoi(challenge=challenge)
    url = url_of("placements:postpone_challenge", challenge)
    new = local_day(challenge.starts_at, challenge.zone) + timedelta(days=7)

    with django_capture_on_commit_callbacks(execute=True):
        client_of(staff_at(challenge.institution)).post(url, {"first_day": str(new), "reason": WHY})

    after = Challenge.objects.get(pk=challenge.pk)
    placement.refresh_from_db()
    assert after.starts_at - challenge.starts_at == timedelta(days=7)
    assert [s.on for s in after.sessions.all()] == [new]
    assert after.answer_by == challenge.answer_by
    assert placement.again_by is not None
    assert spans(placement) == [after.starts_at]
    (letter,) = [mail for mail in mailoutbox if mail.to == [placement.student.user.email]]
    assert letter.subject.startswith("Another day")
    assert WHY in letter.body
    assert url_of("placements:agree_again", placement) in letter.body
    assert Message.objects.get(kind="challenge_postponed_asked").user == waits.student.user


def test_opening_the_letter_agrees_to_nothing_and_yes_is_a_new_version():
    placement = postponed(a_place())
    student = client_of(placement.student.user)
    url = url_of("placements:agree_again", placement)

    page = student.get(url).content.decode()
    held = Placement.objects.get(pk=placement.pk).again_by
    student.post(url, {"answer": "yes"})
    student.post(url, {"answer": "yes"})

    after = Placement.objects.get(pk=placement.pk)
    assert WHY in page
    assert "the old day" in page
    assert held is not None
    assert (after.again_by, after.state) == (None, PlacementState.READY)
    assert [version["lines"] for version in after.agreed["before"]] == [
        [["Day and times", "the old day"]]
    ]
    assert after.agreed["lines"] != [["Day and times", "the old day"]]


def test_a_no_gives_the_place_to_the_next_in_line_and_costs_nothing(
    django_capture_on_commit_callbacks,
):
    placement = postponed(a_place(places=1, team_at_least=1))
    next_one = an_eoi(challenge=placement.challenge, state=EoiState.WAITLISTED)

    with django_capture_on_commit_callbacks(execute=True):
        client_of(placement.student.user).post(
            url_of("placements:agree_again", placement), {"answer": "no"}
        )

    assert Placement.objects.get(pk=placement.pk).state == PlacementState.GIVEN_BACK
    assert spans(placement) == []
    assert Eoi.objects.get(pk=next_one.pk).state == EoiState.OFFERED
    again = an_eoi(
        challenge=a_challenge_that_closed(institution=placement.institution),
        student=placement.student,
    )
    problem = problem_of([again.challenge], policy_of(placement.institution), "seed")
    assert [student.first_timer for student in problem.students] == [True]


def test_who_is_elsewhere_on_the_new_day_keeps_the_place_until_she_answers():
    institution = an_awake_institution()
    placement = a_place(institution=institution)
    on = local_day(placement.challenge.starts_at, institution.zone) + timedelta(days=7)
    other = a_challenge_that_closed(institution=institution, sessions=[(on, time(12), time(17))])
    elsewhere = an_eoi(challenge=other, student=placement.student, state=EoiState.ACCEPTED)
    a_placement(challenge=other, eoi=elsewhere)

    placement = postponed(placement)
    answer = client_of(placement.student.user).post(
        url_of("placements:agree_again", placement), {"answer": "yes"}
    )

    assert answer.status_code == 422
    assert other.title in answer.content.decode()
    assert spans(placement) == []
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.READY


def test_without_an_answer_the_place_goes_on_and_she_is_told(django_capture_on_commit_callbacks):
    placement = postponed(a_place())
    after = placement.again_by - clock.now() + timedelta(minutes=1)

    with clock.moved(after), django_capture_on_commit_callbacks(execute=True):
        timetable.run()

    assert Placement.objects.get(pk=placement.pk).state == PlacementState.GIVEN_BACK
    assert Message.objects.get(kind="placement_lapsed").user == placement.student.user


def test_staff_record_the_answer_by_telephone():
    placement = postponed(a_place())
    officer = client_of(staff_at(placement.institution))

    places = officer.get(url_of("placements:places", placement.challenge)).content.decode()
    officer.post(url_of("placements:agree_again", placement), {"answer": "yes"})

    after = Placement.objects.get(pk=placement.pk)
    assert url_of("placements:agree_again", placement) in places
    assert (after.again_by, after.agreed_via) == (None, RecordedVia.TELEPHONE)


def test_an_offer_that_is_out_stands_with_the_new_day():
    challenge = a_challenge_that_closed()
    offer = an_eoi(challenge=challenge, state=EoiState.OFFERED)
    services.postpone_challenge(challenge=challenge, times=a_week_later(challenge), reason=WHY)

    placement = services.accept_place(eoi=Eoi.objects.get(pk=offer.pk))

    assert spans(placement) == [Challenge.objects.get(pk=challenge.pk).starts_at]
    assert placement.again_by is None


@pytest.mark.parametrize("state", ["running", "completed", "cancelled"])
def test_what_has_begun_or_is_over_keeps_its_day(state):
    challenge = a_challenge_that_closed()
    Challenge.objects.filter(pk=challenge.pk).update(state=state, state_reason="x")

    with pytest.raises(RuleBroken, match="has not begun"):
        services.postpone_challenge(challenge=challenge, times=a_week_later(challenge), reason=WHY)


def test_no_day_before_the_promised_answer_and_its_cut_off():
    challenge = a_challenge_that_closed()
    on = local_day(challenge.answer_by, challenge.zone)
    officer = client_of(staff_at(challenge.institution))

    page = officer.post(
        url_of("placements:postpone_challenge", challenge), {"first_day": str(on), "reason": WHY}
    )

    assert page.status_code == 422
    assert "Students were promised an answer first" in page.content.decode()
    assert Challenge.objects.get(pk=challenge.pk).starts_at == challenge.starts_at


def test_nobody_else_answers_for_her():
    placement = postponed(a_place())
    url = url_of("placements:agree_again", placement)
    other = a_student(institution=placement.institution)

    assert client_of(other.user).get(url).status_code == 403
    assert client_of(placement.challenge.contact.user).get(url).status_code == 403
