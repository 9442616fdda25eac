"""The pages outside any university, and the way home."""

import pytest
from django.core.management import call_command
from django.test import Client

from institutions.models import StaffRole
from tests.build import (
    a_host_member,
    a_student,
    a_user,
    an_employer,
    an_institution,
    client_of,
    staff_at,
    url_of,
)
from tests.portal.pages import get, words

pytestmark = pytest.mark.django_db


def test_the_front_door_lists_universities_or_opens_the_only_one():
    one = an_institution(name="Only University")
    assert get("/").headers["Location"] == url_of("portal:listing", one)

    an_institution(name="Another University")
    assert "Only University" in words(get("/"))
    assert "Another University" in words(get("/"))


@pytest.mark.parametrize("statement", ["accessibility", "privacy"])
def test_statements_are_public_pages(statement):
    response = get(f"/{statement}/")

    assert response.status_code == 200
    assert "<!--" not in words(response)
    assert "&lt;" not in response.content.decode()


def test_the_record_of_what_is_kept_is_as_the_models_say():
    call_command("privacy_record", "--check")


def test_home_leads_to_the_one_home_of_a_person():
    here = an_institution()
    officer = staff_at(here)
    member = a_host_member(an_employer(known_to=here))
    student = a_student(institution=here)

    for user, name in (
        (officer, "portal:staff_home"),
        (member.user, "portal:host_home"),
        (student.user, "portal:student_home"),
    ):
        assert client_of(user).get("/home/").headers["Location"] == url_of(name, here)


def test_somebody_with_several_homes_chooses():
    here, there = an_institution(), an_institution()
    user = staff_at(here, StaffRole.OFFICER, StaffRole.MANAGER)
    a_student(institution=there, user=user)

    page = words(client_of(user).get("/home/"))

    assert f"{here.name} University" in page
    assert f"{there.name} Student" in page


def test_somebody_without_any_home_is_told_where_to_begin():
    assert "Nothing is linked to this address yet" in words(client_of(a_user()).get("/home/"))


def test_the_theme_is_kept_and_leads_nowhere_else():
    client = Client()

    response = client.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/"
    assert client.cookies["theme"].value == "dark"
    client.post("/theme/", {"theme": "system"})
    assert client.cookies["theme"].value == ""


def test_the_demo_is_nowhere_outside_a_demo(settings):
    assert settings.DEMO is False
    for path in ("", "mailbox/", "people/", "clock/", "components/", "forged-badge.json"):
        assert get(f"/demo/{path}").status_code == 404
    here = an_institution()
    assert "Walk as" not in get(url_of("portal:listing", here)).content.decode()
