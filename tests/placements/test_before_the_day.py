"""Before and on the day: the pack, who leads, who is late, whom to ring when it is called off."""

from datetime import timedelta

import pytest

from core import clock
from employers.models import HostCheck
from employers.services import stand_in
from notifications.models import Message
from placements import services
from placements.models import Concern
from students.models import Student
from tests.build import a_host_member, a_student, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, a_placement, a_team

pytestmark = pytest.mark.django_db
PACK = "Two years ago forty people rode along: https://riders.example/figures?a=1&b=2 <b>"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def before(challenge, **early):
    return clock.moved(challenge.starts_at - clock.now() - timedelta(**early))


def test_the_pack_is_read_by_the_placed_alone_from_two_days_before():
    challenge = a_challenge_that_closed(day_plan=[{"time": "9:30", "text": "Tea and names"}])
    placement = a_placement(team=a_team(challenge=challenge))
    host, student = client_of(challenge.contact.user), client_of(placement.student.user)
    writing = url_of("employers:write_background", challenge)
    reading = url_of("placements:background_pack", placement)

    page = host.get(writing)
    host.post(writing, {"background": "Forty people.", "version": "1"})
    clash = host.post(writing, {"background": PACK, "version": "1"})
    host.post(writing, {"background": PACK, "version": clash.context["form"]["version"].value()})
    with before(challenge, hours=49):
        early = text_of(student.get(reading))
    with before(challenge, hours=47):
        sheet = text_of(student.get(url_of("placements:arrival_sheet", placement)))
        late = text_of(student.get(reading))
        others = [
            client_of(a_student(institution=challenge.institution).user).get(reading),
            client_of(staff_at(challenge.institution)).get(reading),
            host.get(reading),
        ]
        public = text_of(student.get(url_of("portal:project", challenge)))

    assert "Who you are" in text_of(page)
    assert (clash.status_code, "Forty people." in text_of(clash)) == (422, True)
    assert clash.context["form"]["background"].value() == PACK  # nothing typed is lost
    assert "It opens here on" in early
    assert "forty people rode" not in early + sheet + public
    assert "Read the background" in sheet
    for words in (challenge.problem, "Tea and names", challenge.supervisor.name, "&lt;b&gt;"):
        assert words in late
    assert 'href="https://riders.example/figures?a=1&amp;b=2" rel="nofollow"' in late
    assert [answer.status_code for answer in others] == [403, 403, 403]


def test_who_stands_in_leads_on_the_sheet_in_the_pack_and_on_the_list_also_in_an_emergency():
    challenge = a_challenge_that_closed()
    placement = a_placement(team=a_team(challenge=challenge))
    rosa = challenge.supervisor
    HostCheck.objects.create(
        institution=challenge.institution,
        employer=challenge.employer,
        asked_at=clock.now(),
        answered_at=clock.now(),
        emergency_name=f" {rosa.name.upper()}",
        emergency_telephone="01632 960999",
    )
    zoe = a_host_member(challenge.employer, name="Zoe Pask", telephone="01632 960777")
    student = client_of(placement.student.user)
    pages = [
        (student, url_of("placements:arrival_sheet", placement)),
        (student, url_of("placements:background_pack", placement)),
        (client_of(staff_at(challenge.institution)), url_of("placements:door_list", challenge)),
    ]
    with before(challenge, hours=30):
        as_it_was = [text_of(client.get(page)) for client, page in pages]
        stand_in(challenge=challenge, member=zoe)
        now = [text_of(client.get(page)) for client, page in pages]

    assert all(rosa.name in page and "Zoe" not in page for page in as_it_was)
    assert "01632 960999" in as_it_was[0]
    for page in now:
        assert "Zoe Pask" in page
        assert f"tands in for {rosa.name}" in page
        assert "01632 960777" in page
        assert "01632 960999" not in page


def test_late_is_one_press_and_reaches_the_host_and_the_clinic_at_once(
    django_capture_on_commit_callbacks,
):
    challenge = a_challenge_that_closed()
    placement = a_placement(team=a_team(challenge=challenge))
    officer, student = staff_at(challenge.institution), client_of(placement.student.user)
    late = url_of("placements:say_late", placement)
    sheet = url_of("placements:arrival_sheet", placement)

    with before(challenge, hours=30):
        too_early = student.post(late, {"minutes": "20"})
        quiet = text_of(student.get(sheet))
    with before(challenge, minutes=20), django_capture_on_commit_callbacks(execute=True):
        offered = text_of(student.get(sheet))
        student.post(late, {"minutes": "20", "words": "The bus stands."})
    with before(challenge, minutes=10):
        door = text_of(
            client_of(challenge.supervisor.user).get(url_of("placements:door_list", challenge))
        )
        desk = text_of(client_of(officer).get(url_of("placements:day", challenge)))
        told = text_of(student.get(sheet))
        with django_capture_on_commit_callbacks(execute=True):
            worry = {"kind": "concern", "words": "Somebody shouted."}
            student.post(url_of("placements:raise_concern", placement), worry)
            services.give_back_place(placement=placement, because="Ill.")

    assert (too_early.status_code, late in quiet, late in offered) == (422, False, True)
    concern = Concern.objects.get(kind="late")
    assert (concern.kind, concern.words) == ("late", "About 20 minutes late. The bus stands.")
    for page in (door, desk, told):
        assert "About 20 minutes late. The bus stands." in page
    letters = Message.objects.filter(channel="letter").order_by("pk")
    host = challenge.supervisor.user
    assert [each.kind for each in letters.filter(user=host)] == [
        "late_host",
        "place_given_back_host",
    ]
    assert [each.kind for each in letters.filter(user=officer)] == [
        "concern_raised",
        "concern_raised",  # which no host reads
        "place_given_back",
    ]
    assert "Ill." not in "".join(letters.values_list("text", flat=True))


def test_called_off_in_one_press_leads_to_whom_to_ring(django_capture_on_commit_callbacks):
    challenge = a_challenge_that_closed()
    placements = [a_placement(team=a_team(challenge=challenge)) for _one in range(1)]
    placements.append(a_placement(challenge=challenge, team=placements[0].team))
    Student.objects.filter(pk=placements[0].student_id).update(mobile="07700 900123")
    client = client_of(staff_at(challenge.institution))
    calling_off = url_of("employers:cancel_challenge", challenge)

    early = client.post(url_of("placements:note_rung", placements[0]))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(calling_off, {"reason": "The hall is flooded."})
    page = text_of(client.get(answer.url))
    client.post(url_of("placements:note_rung", placements[0]))
    after = text_of(client.get(answer.url))
    sheet = text_of(
        client_of(placements[1].student.user).get(url_of("placements:arrival_sheet", placements[1]))
    )

    assert answer.url == early.url == url_of("placements:day", challenge)
    assert "0 of 2 rung." in page
    assert 'href="tel:07700900123"' in page
    assert "1 of 2 rung." in after
    assert "Given back" not in after
    assert "The hall is flooded." in sheet
    assert "Take it out of my calendar" in sheet
    letters = Message.objects.filter(kind="challenge_cancelled", channel="letter")
    assert {each.user for each in letters} == {each.student.user for each in placements}
