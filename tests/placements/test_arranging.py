"""What helps at one place: agreed with staff, seen as the host will, shared and taken back."""

from datetime import timedelta

import pytest

from core import clock
from institutions.models import StaffRole
from placements.models import Arrangement, Placement, SharedAccess
from placements.services import forget_after_the_day
from students.models import Student
from students.services import keep_access_needs
from tests.build import a_host_member, a_student, client_of, staff_at, url_of
from tests.build_placements import a_placement, a_team
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
CANARY = "My left knee locks on stairs."
FOR_HOST = "A chair with a high back, please."


@pytest.fixture
def placement():
    team = a_team()
    for _n in range(2):
        a_placement(team=team)
    placed = a_placement(team=team)
    keep_access_needs(student=placed.student, helps=["step_free"], words=CANARY)
    return placed


def test_a_host_reads_what_she_saw_and_pressed_and_no_more(placement):
    here, challenge = placement.institution, placement.challenge
    client = client_of(placement.student.user)
    host, desk = client_of(challenge.supervisor.user), client_of(staff_at(here))
    door = url_of("placements:door_list", challenge)
    share = url_of("placements:share_access", placement)
    agreed = {"what": "Files two days before", "who": "the host", "by_day": "2027-03-01"}
    assert desk.post(url_of("placements:arrange", placement), {"what": "x"}).status_code == 422
    desk.post(url_of("placements:arrange", placement), agreed)

    sheet = words(client.get(url_of("placements:arrival_sheet", placement)))
    assert "Files two days before" in sheet
    assert "has not been told what helps you" in sheet
    assert CANARY in client.get(share).content.decode()  # her own words, to cut down
    for page in (door, url_of("portal:host_home", here)):
        assert "Files two days" not in words(host.get(page))

    seen = words(client.post(share, {"words": FOR_HOST}))
    assert "will read exactly this" in seen
    assert FOR_HOST in seen
    assert "Files two days before. Done by: the host, until 1 March." in seen
    assert not SharedAccess.objects.exists()  # a look is no press
    client.post(share, {"words": FOR_HOST, "share": "yes"})

    told = words(host.get(door))
    assert FOR_HOST in told
    assert "Files two days before. Done by: the host, until 1 March." in told
    assert CANARY not in told
    assert "without steps" not in told
    elsewhere = client_of(a_host_member(challenge.employer).user)  # of the same host
    for nobody in (desk, client_of(staff_at(here, StaffRole.READER)), elsewhere):
        assert FOR_HOST not in words(nobody.get(door))

    desk.post(url_of("placements:arrange", placement), agreed | {"what": "A taxi home"})
    assert "A taxi home" not in words(host.get(door))  # she has not seen it as the host would
    assert "has changed since" in words(client.get(url_of("placements:arrival_sheet", placement)))

    client.post(url_of("placements:take_back_access", placement))
    assert FOR_HOST not in words(host.get(door))
    assert not SharedAccess.objects.exists()
    assert client.post(share, {"words": " ", "share": "yes"}).status_code == 302  # what was agreed
    other = client_of(a_student(institution=here).user)
    assert other.post(share, {"words": "x", "share": "yes"}).status_code == 403


def test_thirty_days_after_nothing_of_it_is_left_and_the_mobile_is_gone(placement):
    Arrangement.objects.create(
        institution=placement.institution, placement=placement, what="A desk", who="We"
    )
    SharedAccess.objects.create(placement=placement, words=FOR_HOST)
    Student.objects.filter(pk=placement.student_id).update(mobile="07700 900123")
    over = placement.challenge.ends_at - clock.now()
    with clock.moved(over + timedelta(days=29)):
        assert forget_after_the_day() == 0
        ahead = a_placement()
        Placement.objects.filter(pk=ahead.pk).update(student=placement.student)
    with clock.moved(over + timedelta(days=31)):
        forget_after_the_day()
        assert not Arrangement.objects.exists()
        assert not SharedAccess.objects.exists()
        assert Student.objects.get(pk=placement.student_id).mobile  # another place is ahead

        ahead.delete()
        forget_after_the_day()
        assert Student.objects.get(pk=placement.student_id).mobile == ""
