"""Hosts are shared by universities; what one university says of a person counts there alone."""

import pytest
from django.test import Client

from employers.models import Challenge, Member, Partnership
from employers.services.proof import code_of
from placements.models import Reach
from tests.build import (
    a_challenge,
    a_host_member,
    a_user,
    an_employer,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_credentials import a_credential, a_settled_sign_off, credentials_of

pytestmark = pytest.mark.django_db
THEIRS = ("employers:my_challenge", "employers:clone_challenge", "placements:door_list")


@pytest.fixture
def north():
    return an_institution(slug="north")


@pytest.fixture
def east():
    return an_institution(slug="east")


@pytest.fixture
def employer(north, east):
    """A host that north knew first."""
    employer = an_employer(known_to=north, name="Kestrel Cycles")
    Partnership.objects.create(institution=east, employer=employer)
    return employer


def added_by(university, employer, **typed):
    """Whom the university's officer adds to the host by the page."""
    known = Partnership.objects.get(institution=university, employer=employer)
    person = {"name": "Kit Nobody", "email": "kit@mail.example", "is_contact": "on"} | typed
    officer = client_of(staff_at(university))
    assert officer.post(url_of("employers:add_member", known), person).status_code == 302
    return Member.objects.latest("pk")


def proven(member):
    """The same person, once she has shown that the address is hers."""
    member.user = a_user(email=member.email)
    member.save(update_fields=["user"])
    return client_of(member.user)


def test_staff_elsewhere_change_nothing_of_a_hosts_people(north, east, employer):
    rosa = a_host_member(employer)
    of_north, of_east = (
        (
            client_of(staff_at(university)),
            url_of(
                "employers:edit_member",
                Partnership.objects.get(institution=university, employer=employer),
                member_id=rosa.public_id,
            ),
        )
        for university in (north, east)
    )
    typed = {"name": rosa.name, "email": "mine@east.example", "is_contact": "on"}

    officer, url = of_east
    record = officer.get(
        url_of("employers:host_record", Partnership.objects.get(institution=east))
    ).content.decode()
    assert (officer.get(url).status_code, officer.post(url, typed).status_code) == (404, 404)
    assert url not in record
    assert "Known through another university" in record
    rosa.refresh_from_db()
    assert rosa.user is not None

    officer, url = of_north
    assert officer.post(url, typed).status_code == 302


def test_an_address_is_not_changed_while_she_hosts_elsewhere(north, east, employer):
    """Else north's staff would act for the host at east."""
    rosa = a_host_member(employer)
    a_challenge(institution=east, employer=employer, contact=rosa)
    officer = client_of(staff_at(north))
    known = Partnership.objects.get(institution=north, employer=employer)
    url = url_of("employers:edit_member", known, member_id=rosa.public_id)
    typed = {"name": "Rosa K.", "email": "mine@north.example", "is_contact": "on"}

    refused = officer.post(url, typed)
    allowed = officer.post(url, typed | {"email": rosa.user.email.upper()})

    rosa.refresh_from_db()
    assert (refused.status_code, allowed.status_code) == (422, 302)
    assert "hosts at another university too" in refused.content.decode()
    assert (rosa.user is None, rosa.name) == (False, "Rosa K.")


def test_whom_one_university_adds_has_no_power_at_another(north, east, employer):
    project = an_open_challenge(institution=north, employer=employer)
    at_east = an_open_challenge(institution=east, employer=employer)
    kit = proven(added_by(east, employer))

    assert [kit.get(url_of(name, project)).status_code for name in THEIRS] == [403] * 3
    assert [kit.get(url_of(name, at_east)).status_code for name in THEIRS] == [200] * 3
    assert project.title not in kit.get(url_of("portal:host_home", north)).content.decode()
    assert at_east.title in kit.get(url_of("portal:host_home", east)).content.decode()


def test_she_has_it_once_north_names_her(north, east, employer):
    project = an_open_challenge(institution=north, employer=employer)
    other = an_open_challenge(institution=north, employer=employer)
    member = added_by(east, employer)
    kit = proven(member)
    Challenge.objects.filter(pk=project.pk).update(supervisor=member)

    assert [kit.get(url_of(name, project)).status_code for name in THEIRS] == [200] * 3
    assert [kit.get(url_of(name, other)).status_code for name in THEIRS] == [403] * 3


def test_she_vouches_for_no_badge_of_another_university(east):
    (credential, *_more) = credentials_of(a_settled_sign_off())
    north, employer = credential.institution, credential.placement.challenge.employer
    Partnership.objects.create(institution=east, employer=employer)
    kit = proven(added_by(east, employer))
    host = client_of(credential.placement.challenge.supervisor.user)
    vouch = url_of("credentials:endorse_credential", credential)

    assert (kit.get(vouch).status_code, host.get(vouch).status_code) == (403, 200)
    assert kit.get(url_of("credentials:my_endorsements", north)).status_code == 403


def test_she_takes_no_word_back_at_another_university(east):
    credential = a_credential(reach=Reach.ORGANISATION)
    endorsement = credential.endorsements.get()
    Partnership.objects.create(institution=east, employer=endorsement.employer)
    kit = proven(added_by(east, endorsement.employer))

    answer = kit.post(url_of("credentials:withdraw_endorsement", endorsement))

    endorsement.refresh_from_db()
    assert (answer.status_code, endorsement.state) == (403, "given")


def test_she_counts_for_no_employer_that_only_another_university_has_checked(east):
    employer = an_employer(known_to=an_institution())
    Partnership.objects.filter(employer=employer).update(checked_by="register")
    Partnership.objects.create(institution=east, employer=employer)
    kit = proven(added_by(east, employer))
    credential = a_credential()

    kit.post(f"/credentials/{credential.public_id}/rely")

    assert credential.reliances.count() == 0


def test_a_draft_does_not_give_a_known_person_another_address(north, east, employer):
    """East's copy of a brief for Rosa, whose address nobody has proven, is no way to her seat."""
    rosa = a_host_member(employer, user=None, email="rosa@kestrel.example")
    an_open_challenge(institution=north, employer=employer, contact=rosa)
    draft = a_challenge(institution=east, employer=employer, contact=rosa)

    answer = Client().post(url_of("employers:resend_code", draft), {"email": "mine@east.example"})
    Client().post(url_of("employers:submit_challenge", draft), {"code": code_of(draft)})

    rosa.refresh_from_db()
    assert (answer.status_code, rosa.email) == (422, "rosa@kestrel.example")
