"""A supervisor who cannot be there hands a link on; a colleague stands in for that one project."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from employers.models import Member, StandIn
from employers.services import (
    begin_link,
    clone_challenge,
    run_timetable,
    stand_in,
    stand_in_link,
)
from employers.states import ChallengeState
from notifications.models import Message
from tests.build import (
    a_challenge,
    a_host_member,
    an_employer,
    an_institution,
    client_of,
    staff_at,
    url_of,
)
from tests.build_placements import a_challenge_that_closed

pytestmark = pytest.mark.django_db
NED = {"name": "Ned Pask", "email": "ned@kestrel.example"}


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def rosa(here):
    return a_host_member(an_employer(known_to=here), name="Rosa Kestrel")


@pytest.fixture
def project(here, rosa):
    return a_challenge_that_closed(institution=here, employer=rosa.employer, contact=rosa)


def offer(browser, link, typed):
    """Open the page behind the supervisor's link, and send it."""
    return browser.post(link, {"link": link.partition("link=")[2]} | typed, follow=True)


def supervisor(project):
    project.refresh_from_db()
    return project.supervisor


def test_whoever_takes_the_link_acts_for_that_project_alone_until_it_is_put_back(
    here, rosa, project, mailoutbox, django_capture_on_commit_callbacks
):
    other = a_challenge_that_closed(institution=here, employer=rosa.employer, contact=rosa)
    host, ned = client_of(rosa.user), Client()
    page = host.get(url_of("employers:offer_stand_in", project))
    link = page.context["link"]

    assert "Stand in for Rosa Kestrel?" in ned.get(link).content.decode()
    assert StandIn.objects.count() == 0
    refused = offer(ned, link, {"name": "", "email": rosa.user.email})
    assert (refused.status_code, "Give your name." in refused.content.decode()) == (422, True)
    own = offer(ned, link, {"name": "Me", "email": rosa.user.email})
    assert "Give your own" in own.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        offer(ned, link, NED)
    [letter] = mailoutbox
    assert letter.to == [NED["email"]]
    [begin] = [line for line in letter.body.splitlines() if "/stand-in/" in line]
    opened = ned.get(begin)
    assert supervisor(project) == rosa
    assert ned.get(url_of("employers:my_challenge", project)).status_code == 302

    with django_capture_on_commit_callbacks(execute=True):
        ned.post(begin, {"proof": opened.context["proof"]})

    member = supervisor(project)
    assert (member.name, member.user.email, member.introduced_by) == (*NED.values(), None)
    row = StandIn.objects.get()
    assert (row.name, row.email, row.former, row.member) == ("", "", rosa, member)
    for name in ("employers:my_challenge", "placements:door_list", "placements:host_concern"):
        assert ned.get(url_of(name, project)).status_code == 200
        assert ned.get(url_of(name, other)).status_code == 403
    assert ned.get(url_of("employers:clone_challenge", project)).status_code == 403
    assert ned.get(url_of("employers:draft_challenge", here)).context["pages"].member is None
    assert ned.get(url_of("portal:host_home", here)).status_code == 200
    assert ned.get(url_of("employers:colleagues", here)).status_code == 403
    told = Message.objects.get(kind="stand_in_begun")
    assert (told.user, told.channel, "Ned Pask stands in" in told.subject) == (
        rosa.user,
        Message.Channel.NOTE,
        True,
    )
    assert Client().get(link).status_code == 410  # it was Rosa's word, and she supervises no more
    assert Client().get(begin).status_code == 410

    desk = client_of(staff_at(here))
    host.post(url_of("employers:end_stand_in", project))
    assert supervisor(project) == rosa
    assert ned.get(url_of("employers:my_challenge", project)).status_code == 403
    happened = desk.get(url_of("employers:review_challenge", project)).content.decode()
    assert "Ned Pask stands in for Rosa Kestrel" in happened
    assert "Ned Pask no longer stands in" in happened


def test_a_colleague_needs_one_press_hands_it_on_and_it_goes_back_to_the_first_by_itself(
    here, rosa, project
):
    zoe = a_host_member(rosa.employer, name="Zoe", is_contact=False)
    offer(client_of(zoe.user), stand_in_link(project), {})
    assert supervisor(project) == zoe
    abe = a_host_member(rosa.employer, name="Abe")
    offer(client_of(abe.user), stand_in_link(project), {})
    assert supervisor(project) == abe
    assert StandIn.objects.get(ended_at=None).former == rosa
    stand_in(challenge=project, **NED)
    again = clone_challenge(
        challenge=project, first_day=clock.today(here.zone) + timedelta(days=40)
    )
    assert (again.supervisor, again.contact) == (rosa, rosa)  # for that one project, and no other

    with clock.moved(project.ends_at - clock.now() + timedelta(days=13)):
        run_timetable()
        assert supervisor(project) == abe
    with clock.moved(project.ends_at - clock.now() + timedelta(days=31)):
        run_timetable()
    assert supervisor(project) == rosa
    assert set(StandIn.objects.values_list("member", flat=True)) == {zoe.pk, abe.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        for _n in range(2):
            StandIn.objects.create(
                institution=here,
                challenge=project,
                former=rosa,
                member=abe,
                asked_at=clock.now(),
                begun_at=clock.now(),
            )


def test_a_link_that_is_not_hers_opens_nothing_and_who_comes_second_is_told(here, rosa, project):
    draft = a_challenge(institution=here, employer=rosa.employer, contact=rosa)
    link = stand_in_link(project)
    for wrong in (
        link[:-2],
        link.replace(str(project.public_id), str(draft.public_id)),
        stand_in_link(draft),
        link.partition("?")[0],
    ):
        assert Client().get(wrong).status_code == 410
        assert offer(Client(), wrong, NED).status_code == 410
    with clock.moved(timedelta(days=61)):
        assert Client().get(link).status_code == 410
    stranger = client_of(a_host_member(an_employer(known_to=here)).user)
    assert stranger.get(url_of("employers:offer_stand_in", project)).status_code == 403
    assert stranger.post(url_of("employers:end_stand_in", project)).status_code == 403
    dana = staff_at(here)
    first = stand_in(challenge=project, name="Dana", email=dana.email)
    second = stand_in(challenge=project, **NED)

    browser = Client()
    page = browser.get(begin_link(first))
    browser.post(begin_link(first), {"proof": page.context["proof"]})
    assert supervisor(project).user == dana
    assert "_auth_user_id" not in browser.session  # a letter never opens the desk
    assert Client().get(begin_link(second)).status_code == 410
    assert not Member.objects.filter(email=NED["email"]).exists()
    assert project.state == ChallengeState.CLOSED
