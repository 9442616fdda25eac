"""A host asks those who agreed, and sees of them what they chose; a word taken back is gone."""

from datetime import timedelta

import pytest
from django.core import mail

from core import clock
from placements.models import AskAgain, Attendance, Invitation, Placement
from tests.build import an_eoi, an_open_challenge, client_of, url_of
from tests.build_placements import a_day_that_is_over, an_awake_institution
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def test_only_who_agreed_is_asked_by_one_letter_and_may_take_it_back(
    django_capture_on_commit_callbacks,
):
    north = an_awake_institution()
    team = a_day_that_is_over(institution=north, members=4)
    nameless, by_name, silent, absent = Placement.objects.filter(team=team).order_by("pk")
    for number, placement in enumerate((by_name, nameless, silent, absent)):
        placement.student.family_name = f"Person{number}"
        placement.student.save()
    Attendance.objects.create(placement=absent, came="did_not_come")
    host = team.challenge.contact
    next_one = an_open_challenge(
        institution=north, employer=team.challenge.employer, contact=host, supervisor=host
    )
    page, rosa = url_of("placements:invite_again", next_one), client_of(host.user)

    def says(placement, answer):
        url = url_of("placements:be_invited", placement)
        return client_of(placement.student.user).post(url, {"answer": answer}, follow=True)

    assert "Nobody has agreed yet" in text_of(rosa.get(page))
    asked = client_of(by_name.student.user).get(url_of("placements:arrival_sheet", by_name))
    assert "May Kestrel" in text_of(asked)
    assert "may ask you again" in text_of(says(by_name, "name"))
    says(nameless, "project")
    says(absent, "name")  # she was not there
    seen = rosa.get(page)
    assert "Person0" in text_of(seen)
    assert not {"Person1", "Person2", "Person3"} & set(text_of(seen).split())
    said = text_of(seen)  # in no order that tells who it is
    assert said.index("Person0") < said.index("Somebody who was there, number 1")
    assert str(nameless.public_id) not in seen.content.decode()  # it stands beside names elsewhere

    people = [str(each.public_id) for each in AskAgain.objects.order_by("pk")]
    with django_capture_on_commit_callbacks(execute=True):
        rosa.post(page, {"who": people})
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        each.student.address for each in (by_name, nameless)
    )
    assert all("asks you again" in letter.subject for letter in mail.outbox)
    assert "Everybody has been asked" in text_of(rosa.get(page))
    assert rosa.post(page, {"who": people}).status_code == 422

    # nobody is asked twice in a month; who asks for a place already hears nothing
    third = an_open_challenge(
        institution=north, employer=team.challenge.employer, contact=host, supervisor=host
    )
    page = url_of("placements:invite_again", third)
    assert rosa.post(page, {"who": people}).status_code == 422
    Invitation.objects.update(invited_at=clock.now() - timedelta(days=31))
    an_eoi(challenge=third, student=by_name.student)
    says(nameless, "no")
    assert not AskAgain.objects.filter(placement=nameless).exists()
    assert "Somebody" not in text_of(rosa.get(page))
    with django_capture_on_commit_callbacks(execute=True):
        rosa.post(page, {"who": people[:1]})
    assert len(mail.outbox) == 2
    assert "asked on" in text_of(rosa.get(page))  # whether she asks is not the host's to know
