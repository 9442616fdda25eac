"""The card index of hosts: found, checked, changed, and never another university's."""

import pytest
from django.test import Client

from employers.models import Member, Site
from institutions.models import StaffRole
from tests.build import (
    a_challenge,
    a_host_member,
    a_site,
    an_employer,
    an_institution,
    client_of,
    staff_at,
    url_of,
)
from tests.build_employers import post_project, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def officer(here):
    return client_of(staff_at(here))


@pytest.fixture
def known(here):
    employer = an_employer(known_to=here, name="Kestrel Cycles")
    return employer.partnership_set.get()


def test_hosts_are_found_by_name_person_and_town(here, officer, known):
    a_site(known.employer, town="Brackwater")
    a_host_member(known.employer, name="Rosa Kestrel")
    an_employer(known_to=here, name="Pellow’s Bakery")
    an_employer(known_to=an_institution(), name="Elsewhere")
    a_challenge(institution=here, employer=known.employer, state="open")

    def found(wanted=""):
        page = officer.get(url_of("employers:host_list", here), {"q": wanted})
        return [str(row["host"].employer) for row in page.context["rows"]]

    assert found() == ["Kestrel Cycles", "Pellow’s Bakery"]
    assert found("kestrel") == found("rosa") == found("brack") == ["Kestrel Cycles"]
    assert found("elsewhere") == []
    row = officer.get(url_of("employers:host_list", here)).context["rows"][0]
    assert (row["open"], row["all"], row["contact"].name) == (1, 1, "Rosa Kestrel")


def test_a_draft_from_an_unproven_address_makes_no_host_yet(here, officer):
    challenge = post_project(Client(), here)

    def hosts():
        return len(officer.get(url_of("employers:host_list", here)).context["rows"])

    assert hosts() == 0
    prove(Client(), challenge)
    assert hosts() == 1


def test_a_long_list_has_pages_and_few_queries(here, officer, django_assert_max_num_queries):
    for _n in range(30):
        a_host_member(an_employer(known_to=here))

    with django_assert_max_num_queries(10):
        page = officer.get(url_of("employers:host_list", here))

    assert len(page.context["rows"]) == 25
    assert len(officer.get(url_of("employers:host_list", here) + "?page=2").context["rows"]) == 5


def test_a_host_is_vouched_for_with_a_reason(officer, known):
    url = url_of("employers:vouch_for_employer", known)

    assert officer.post(url, {"checked_by": "vouched", "checked_note": " "}).status_code == 422
    officer.post(url, {"checked_by": "vouched", "checked_note": "Ruth knows its trustees."})

    known.refresh_from_db()
    assert (known.checked_by, known.checked_note) == ("vouched", "Ruth knows its trustees.")


def test_people_and_places_are_added_and_changed(officer, known):
    person = {"name": "Joan Pellow", "telephone": "01632 960200", "is_contact": "on"}
    place = {"name": "The shop", "address": "4 Mill Lane"}

    officer.post(url_of("employers:add_member", known), person)
    officer.post(url_of("employers:add_site", known), place)
    member, site = Member.objects.get(), Site.objects.get()
    assert (member.name, member.employer, member.is_supervisor) == (
        "Joan Pellow",
        known.employer,
        False,
    )
    officer.post(
        url_of("employers:edit_member", known, member_id=member.public_id), person | {"name": "J."}
    )
    officer.post(
        url_of("employers:edit_site", known, site_id=site.public_id), place | {"access": "A step."}
    )

    member.refresh_from_db()
    site.refresh_from_db()
    assert (member.name, site.access) == ("J.", "A step.")
    page = officer.get(url_of("employers:host_record", known)).content.decode()
    assert "01632 960200" in page
    assert "A step." in page


def test_a_person_must_be_reached_and_a_place_has_one_name(officer, known):
    site = a_site(known.employer)

    assert officer.post(url_of("employers:add_member", known), {"name": "J."}).status_code == 422
    doubled = {"name": site.name, "address": "Elsewhere"}
    assert officer.post(url_of("employers:add_site", known), doubled).status_code == 422
    assert Site.objects.count() == 1


def test_a_changed_address_has_to_be_proven_again(officer, known):
    member = a_host_member(known.employer)
    url = url_of("employers:edit_member", known, member_id=member.public_id)

    officer.post(url, {"name": member.name, "email": member.user.email, "is_contact": "on"})
    member.refresh_from_db()
    assert member.user is not None
    officer.post(url, {"name": member.name, "email": "new@kestrel.example", "is_contact": "on"})

    member.refresh_from_db()
    assert (member.user, member.address) == (None, "new@kestrel.example")


def test_what_is_said_of_a_host_is_changed(officer, known):
    officer.post(
        url_of("employers:edit_employer", known),
        {"name": "Kestrel Cycles Ltd", "kind": "micro", "website": "kestrel.example"},
    )

    known.employer.refresh_from_db()
    assert (known.employer.name, known.employer.kind, known.employer.website) == (
        "Kestrel Cycles Ltd",
        "micro",
        "https://kestrel.example",
    )


def test_other_universities_and_readers_change_nothing(here, known):
    member, site = a_host_member(known.employer), a_site(known.employer)
    elsewhere = an_institution()
    urls = [
        url_of(f"employers:{name}", known)
        for name in ("edit_employer", "vouch_for_employer", "add_member", "add_site")
    ] + [
        url_of("employers:edit_member", known, member_id=member.public_id),
        url_of("employers:edit_site", known, site_id=site.public_id),
    ]
    reader, stranger = client_of(staff_at(here, StaffRole.READER)), client_of(staff_at(elsewhere))
    for url in urls:
        assert reader.get(url).status_code == 403, url
        assert stranger.get(url).status_code == 403, url
        foreign = url.replace(f"/{here.slug}/", f"/{elsewhere.slug}/")
        assert stranger.get(foreign).status_code == 404, foreign
    assert reader.get(url_of("employers:host_record", known)).status_code == 200
    assert client_of(member.user).get(url_of("employers:host_record", known)).status_code == 403


def test_a_person_of_another_host_is_not_reached_through_this_one(officer, known, here):
    other = a_host_member(an_employer(known_to=here))

    url = url_of("employers:edit_member", known, member_id=other.public_id)

    assert officer.get(url).status_code == 404
