"""Who posts a project: a host they know, staff for somebody; and what a stranger cannot do."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from core import clock
from employers.models import Challenge, Employer, Member, Posting
from employers.states import ChallengeState
from tests.build import (
    a_host_member,
    a_user,
    an_employer,
    an_institution,
    client_of,
    staff_at,
)
from tests.build_employers import (
    Walk,
    answers,
    on_one_page,
    post_project,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


def test_without_a_cookie_the_pages_begin_at_the_beginning(client, here):
    for step in ("what", "preview", "nonsense"):
        response = client.get(f"/{here.slug}/post/{step}/")
        assert (response.status_code, response.url) == (302, f"/{here.slug}/post/")


def test_a_cookie_of_another_university_or_a_forged_one_holds_nothing(client, here):
    other = an_institution()
    Walk(client, here)
    client.cookies["posting"]["path"] = "/"

    assert client.get(f"/{other.slug}/post/what/").status_code == 302
    client.cookies["posting"] = str(Posting.objects.get().public_id)
    assert client.get(f"/{here.slug}/post/what/").status_code == 302


def test_a_known_host_is_not_asked_again_and_needs_no_code(here):
    employer = an_employer(known_to=here, kind="charity")
    member = a_host_member(employer)
    client = client_of(member.user)
    walk = Walk(client, here)
    pages = answers(here, pay={"pay": "charity", "travel_up_to": "12"})
    while walk.page != "preview":
        assert walk.page != "you"
        walk.answer(pages[walk.page])
    offered = dict(walk.client.get(walk.url("pay")).context["form"].fields["pay"].choices)
    challenge = walk.go(pages)

    assert sorted(offered) == ["charity", "paid"]
    assert (challenge.employer, challenge.contact) == (employer, member)
    assert challenge.state == ChallengeState.IN_REVIEW
    assert walk.last_url.endswith(f"/host/projects/{challenge.public_id}/")
    assert Employer.objects.count() == Member.objects.count() == 1


def test_somebody_signed_in_is_asked_for_the_organisation_alone(here):
    user = a_user(name="Rosa Kestrel")
    client = client_of(user)
    walk = Walk(client, here)
    pages = answers(here, you={"organisation": "Kestrel Cycles"})
    challenge = walk.go(pages)

    assert walk.asked["you"] == {"organisation"}
    assert (challenge.contact.user, challenge.contact.name) == (user, "Rosa Kestrel")
    assert challenge.state == ChallengeState.IN_REVIEW


def test_staff_write_for_a_host_without_e_mail(here):
    officer = staff_at(here)
    walk = Walk(client_of(officer), here)
    pages = answers(
        here,
        you={"organisation": "Pellow’s", "name": "Joan", "email": "", "telephone": "01632 960200"},
    )
    challenge = walk.go(pages)

    assert (challenge.recorded_by, challenge.state) == (officer, ChallengeState.IN_REVIEW)
    assert (challenge.contact.email, challenge.contact.telephone) == ("", "01632 960200")
    assert walk.last_url.endswith(f"/desk/projects/{challenge.public_id}/brief/")


def test_staff_need_some_way_to_reach_the_host(here):
    walk = Walk(client_of(staff_at(here)), here)
    pages = answers(here, you={"organisation": "Pellow’s", "name": "Joan"})

    assert "to reach them by" in walk.answer(on_one_page(pages)).content.decode()


def test_staff_write_for_a_person_they_know(here):
    member = a_host_member(an_employer(known_to=here))
    elsewhere = a_host_member(an_employer(known_to=an_institution()))
    client = client_of(staff_at(here))
    url = f"/{here.slug}/post/"

    assert client.post(url, {"starter": "", "member": elsewhere.public_id}).status_code == 404
    client.post(url, {"starter": "", "member": member.public_id})
    walk = Walk.__new__(Walk)
    walk.client, walk.here, walk.asked, walk.last_url = client, here, {}, ""
    walk.page = "what"
    challenge = walk.go(answers(here))

    assert (challenge.contact, challenge.employer) == (member, member.employer)


def test_a_stranger_cannot_choose_a_person(client, here):
    member = a_host_member(an_employer(known_to=here))

    client.post(f"/{here.slug}/post/", {"starter": "", "member": member.public_id})

    assert Posting.objects.get().member is None


def test_one_address_is_not_flooded_with_letters(client, here):
    for _n in range(3):
        post_project(Client(), here)

    walk = Walk(client, here)
    pages = answers(here)
    while walk.page != "preview":
        walk.answer(pages[walk.page])
    response = client.post(walk.url("preview"))

    assert response.status_code == 422
    assert "Letters about three projects wait" in response.content.decode()
    assert Challenge.objects.count() == 3


def test_what_nobody_finished_is_forgotten_after_thirty_days(client, here):
    from employers.services import run_timetable

    Walk(client, here)
    with clock.moved(timedelta(days=29)):
        run_timetable()
        assert Posting.objects.count() == 1
    with clock.moved(timedelta(days=31)):
        run_timetable()
    assert not Posting.objects.exists()
    assert isinstance(clock.now(), datetime)
