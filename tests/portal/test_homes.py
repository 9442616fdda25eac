"""The homes of students and hosts begin with what is asked of them now."""

from datetime import time, timedelta

import pytest

from core import clock
from employers.states import ChallengeState
from placements.models import Reflection, SelfRating
from placements.states import PlacementState
from students.states import EoiState
from tests.build import (
    a_challenge,
    a_closed_challenge,
    a_host_member,
    a_student,
    a_user,
    an_employer,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    url_of,
)
from tests.build_credentials import a_credential
from tests.build_placements import a_day_that_is_over, a_placement, a_team
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 10


def home_of(student):
    return words(client_of(student.user).get(url_of("portal:student_home", student.institution)))


def test_a_student_with_nothing_is_shown_where_to_begin():
    page = home_of(a_student())

    assert "Nothing is asked of you now" in page
    assert "See what is open" in page
    assert "Sign out" in page


def test_an_offer_stands_first_with_its_last_moment():
    student = a_student()
    challenge = a_closed_challenge(institution=student.institution, title="Save the shop")
    eoi = an_eoi(challenge=challenge, student=student, state=EoiState.OFFERED)
    response = client_of(student.user).get(url_of("portal:student_home", student.institution))

    page = words(response)

    assert "One thing for you" in page
    assert "A place for you: “Save the shop”" in page
    assert url_of("placements:accept_place", eoi) in response.content.decode()


def test_an_address_that_is_not_proven_is_asked_for():
    student = a_student()
    challenge = an_open_challenge(institution=student.institution, title="Save the shop")
    an_eoi(challenge=challenge, state=EoiState.UNCONFIRMED, email=student.user.email.upper())

    assert "Confirm your address: “Save the shop”" in home_of(student)


def test_the_day_before_the_arrival_sheet_is_there_and_weeks_before_it_is_not_asked_for():
    near = a_placement(challenge=in_days(1))
    far = a_placement(challenge=in_days(20))

    assert "Where, when, with whom" in home_of(near.student)
    assert "Nothing is asked of you now" in home_of(far.student)


def in_days(days):
    here = an_institution()
    on = clock.today(here.zone) + timedelta(days=days)
    return a_closed_challenge(
        institution=here,
        sessions=[(on, time(9, 30), time(16, 0))],
        closes_at=clock.now() - timedelta(days=3),
        answer_by=clock.now() - timedelta(days=2),
    )


def test_after_the_day_it_asks_until_both_answers_are_there():
    team = a_day_that_is_over(members=1)
    placement = team.placements.get()

    assert "How was it?" in home_of(placement.student)

    Reflection.objects.create(placement=placement, used="I asked three riders.")
    assert "How was it?" in home_of(placement.student)

    skill = placement.challenge.skills.first()
    SelfRating.objects.create(placement=placement, skill=skill, level=2)
    assert "How was it?" not in home_of(placement.student)


def test_a_badge_that_nobody_sees_is_news_and_a_shared_one_is_not():
    badge = a_credential(shared=False)

    assert f"Your badge: {badge.achievement.name}" in home_of(badge.student)

    badge.shared = True
    badge.save(update_fields=["shared"])
    page = home_of(badge.student)
    assert "Your badge:" not in page
    assert "Anybody with the link" in page


def test_a_student_home_costs_the_same_for_a_lot(django_assert_max_num_queries):
    student = a_student()
    for _n in range(5):
        an_eoi(challenge=an_open_challenge(institution=student.institution), student=student)
        an_eoi(
            challenge=a_closed_challenge(institution=student.institution),
            student=student,
            state=EoiState.OFFERED,
        )
    client = client_of(student.user)

    with django_assert_max_num_queries(QUERIES_AT_MOST):
        response = client.get(url_of("portal:student_home", student.institution))

    assert "5 things for you" in words(response)


def test_nobody_reads_of_another_university_or_another_student():
    student, other = a_student(), a_student()
    an_eoi(
        challenge=an_open_challenge(institution=other.institution, title="Not hers"), student=other
    )
    page = client_of(student.user).get(url_of("portal:student_home", other.institution))

    assert "Not hers" not in words(page)


# Hosts


def host_of(institution=None):
    institution = institution or an_institution()
    employer = an_employer(known_to=institution)
    return institution, employer, a_host_member(employer)


def hosted(member, institution):
    return words(client_of(member.user).get(url_of("portal:host_home", institution)))


def test_a_host_is_asked_for_what_waits_for_her():
    here, employer, member = host_of()
    theirs = {"institution": here, "employer": employer, "contact": member, "supervisor": member}
    a_challenge(title="Half written", **theirs)
    a_challenge(
        title="With a question",
        state=ChallengeState.CHANGES_REQUESTED,
        state_reason="Could you pay for it?",
        **theirs,
    )
    team = a_day_that_is_over(members=2, title="Over since yesterday", **theirs)

    page = hosted(member, here)

    assert "3 things for you" in page
    assert "A draft. Nobody has seen it" in page
    assert "Could you pay for it?" in page
    assert f"Sign off “{team.challenge}”" in page


def test_a_host_sees_who_comes_in_the_week_before():
    here, employer, member = host_of()
    challenge = in_days(2)
    challenge.employer, challenge.institution = employer, here
    challenge.save()
    team = a_team(challenge=challenge)
    for _n in range(3):
        student = a_student(institution=here)
        eoi = an_eoi(challenge=challenge, student=student, state=EoiState.ACCEPTED)
        a_placement(challenge=challenge, team=team, eoi=eoi, state=PlacementState.READY)

    assert f"3 students come: “{challenge}”" in hosted(member, here)


def test_a_host_sees_nothing_of_another_host_and_a_stranger_no_host_page():
    here, _employer, member = host_of()
    an_open_challenge(institution=here, title="Somebody else’s")

    assert "Somebody else’s" not in hosted(member, here)
    assert "Sign out" in hosted(member, here)
    address = url_of("portal:host_home", here)
    assert client_of(a_user()).get(address).status_code == 403


def test_a_host_home_costs_the_same_for_a_lot(django_assert_max_num_queries):
    here, employer, member = host_of()
    for _n in range(12):
        challenge = an_open_challenge(institution=here, employer=employer, contact=member)
        an_eoi(challenge=challenge)
    client = client_of(member.user)

    with django_assert_max_num_queries(QUERIES_AT_MOST):
        client.get(url_of("portal:host_home", here))
