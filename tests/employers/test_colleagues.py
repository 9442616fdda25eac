"""A host keeps its own list of people: asked in by letter, taken off with one press."""

import pytest
from django.test import Client
from django.urls import reverse

from employers.models import Member, Partnership
from employers.services import join_link
from employers.states import ChallengeState
from tests.build import (
    a_challenge,
    a_host_member,
    a_site,
    an_employer,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_placements import a_day_that_is_over, a_sign_off

pytestmark = pytest.mark.django_db
NED = {"name": "Ned Pask", "email": "ned@kestrel.example", "is_supervisor": "on", "did_wil": "on"}


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def rosa(here):
    return a_host_member(an_employer(known_to=here), name="Rosa Kestrel")


def page_of(here):
    return reverse("employers:colleagues", args=[here.slug])


def ask(client, here, typed):
    return client.post(reverse("employers:invite_colleague", args=[here.slug]), typed, follow=True)


@pytest.fixture
def asked(here, rosa, mailoutbox, django_capture_on_commit_callbacks):
    """Ned is asked in; the address behind the button of his letter."""
    with django_capture_on_commit_callbacks(execute=True):
        ask(client_of(rosa.user), here, NED)
    [letter] = mailoutbox
    assert letter.to == ["ned@kestrel.example"]
    [link] = [line for line in letter.body.splitlines() if "/join/" in line]
    return link


def test_whoever_is_asked_in_acts_after_one_press_and_not_before(here, rosa, asked):
    project = a_challenge(institution=here, employer=rosa.employer, contact=rosa)
    ned, browser = Member.objects.get(name="Ned Pask"), Client()

    opened = browser.get(asked)
    assert "Yes, I do" in opened.content.decode()
    assert Member.objects.get(pk=ned.pk).user is None
    assert browser.get(url_of("employers:my_challenge", project)).status_code == 302

    browser.post(asked, {"proof": opened.context["proof"]})

    ned.refresh_from_db()
    assert (ned.user.email, ned.introduced_by, ned.did_wil) == ("ned@kestrel.example", here, True)
    assert browser.get(url_of("employers:my_challenge", project)).status_code == 200


def test_those_who_did_a_placement_stand_first(here, rosa):
    a_host_member(rosa.employer, name="Aaron")
    a_host_member(rosa.employer, name="Zoe", did_wil=True)
    Member.objects.create(employer=rosa.employer, name="Gone", introduced_by=here, did_wil=True)
    project = a_challenge(institution=here, employer=rosa.employer, contact=rosa)
    host = client_of(rosa.user)

    people = host.get(page_of(here)).context["people"]
    form = host.get(url_of("employers:edit_challenge", project)).context["form"]

    assert [member.name for member in people] == ["Zoe", "Aaron", "Rosa Kestrel"]
    offered = [label for _key, label in form.fields["supervisor"].widget.choices]
    assert offered == ["Zoe (did a placement as a student)", "Aaron", "Rosa Kestrel"]


def test_taken_off_she_sees_nothing_and_what_named_her_names_another(here, rosa):
    zoe = a_host_member(rosa.employer, name="Zoe")
    live = an_open_challenge(institution=here, employer=rosa.employer, contact=zoe, supervisor=zoe)
    past = a_challenge(
        institution=here,
        employer=rosa.employer,
        contact=zoe,
        state=ChallengeState.COMPLETED,
    )
    browser = client_of(zoe.user)
    assert browser.get(url_of("employers:my_challenge", live)).status_code == 200

    off = reverse("employers:remove_colleague", args=[here.slug, zoe.public_id])
    client_of(rosa.user).post(off)

    live.refresh_from_db()
    past.refresh_from_db()
    assert (live.contact, live.supervisor, past.contact) == (rosa, rosa, zoe)
    for project in (live, past):
        assert browser.get(url_of("employers:my_challenge", project)).status_code == 403
    assert [m.name for m in client_of(rosa.user).get(page_of(here)).context["people"]] == [
        "Rosa Kestrel"
    ]


def test_taken_back_the_letter_opens_nothing(here, rosa, asked):
    ned = Member.objects.get(name="Ned Pask")
    client_of(rosa.user).post(
        reverse("employers:remove_colleague", args=[here.slug, ned.public_id])
    )

    answer = Client().get(asked)

    assert answer.status_code == 410
    proof = asked.partition("proof=")[2]
    Client().post(asked.partition("?")[0], {"proof": proof})
    assert Member.objects.get(pk=ned.pk).user is None


def test_asked_twice_it_is_one_row(here, rosa, asked):
    ask(client_of(rosa.user), here, NED | {"name": "Ned A. Pask"})

    assert [m.name for m in Member.objects.filter(email=NED["email"])] == ["Ned A. Pask"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Give their name"),
        ({"email": "ned"}, "valid email"),
        ({"is_supervisor": ""}, "Say what they do"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(here, rosa, change, says):
    typed = {name: value for name, value in (NED | change).items() if value}

    answer = ask(client_of(rosa.user), here, typed)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Member.objects.count() == 1


def test_nobody_takes_herself_off(here, rosa):
    own = reverse("employers:remove_colleague", args=[here.slug, rosa.public_id])

    answer = client_of(rosa.user).post(own)

    assert answer.status_code == 422
    assert Member.objects.get(pk=rosa.pk).user == rosa.user


def test_who_is_named_at_another_university_is_not_taken_off_here(here, rosa):
    zoe = a_host_member(rosa.employer, name="Zoe")
    there = an_institution()
    an_open_challenge(institution=there, employer=rosa.employer, contact=zoe)

    answer = client_of(rosa.user).post(
        reverse("employers:remove_colleague", args=[here.slug, zoe.public_id])
    )

    assert "Another university" in answer.content.decode()
    assert Member.objects.get(pk=zoe.pk).user == zoe.user


def test_a_supervisor_reads_the_list_and_changes_nothing(here, rosa):
    ned = client_of(a_host_member(rosa.employer, is_contact=False).user)

    assert ned.get(page_of(here)).status_code == 200
    assert ask(ned, here, NED).status_code == 403
    off = reverse("employers:remove_colleague", args=[here.slug, rosa.public_id])
    assert ned.post(off).status_code == 403


def test_the_letter_never_opens_the_desk(here, rosa):
    """Who is staff of a university signs in the usual way, also where a host asks her in."""
    dana = staff_at(here)
    member = a_host_member(rosa.employer, user=None, email=dana.email)
    browser = Client()
    page = browser.get(join_link(member))
    browser.post(join_link(member), {"proof": page.context["proof"]})

    assert "_auth_user_id" not in browser.session


def test_the_home_says_what_can_be_used_on_monday(here, rosa):
    team = a_day_that_is_over(institution=here, employer=rosa.employer, contact=rosa)
    a_sign_off(team, use_on_monday="Move the ride to Sunday.")

    page = client_of(rosa.user).get(reverse("portal:host_home", args=[here.slug]))

    assert "Move the ride to Sunday." in page.content.decode()
    assert page_of(here) in page.content.decode()
    assert team.challenge.title in page.content.decode()


def test_a_host_says_who_it_is_and_the_university_keeps_its_kind(here, rosa):
    kind = rosa.employer.kind
    own = reverse("employers:edit_own_employer", args=[here.slug])

    client_of(rosa.user).post(own, {"name": "Kestrel Ltd", "about": "We ride.", "kind": "charity"})

    rosa.employer.refresh_from_db()
    assert (rosa.employer.name, rosa.employer.about) == ("Kestrel Ltd", "We ride.")
    assert rosa.employer.kind == kind


def test_a_second_university_does_not_rename_a_host_nor_move_a_place_that_is_used(here, rosa):
    site = a_site(rosa.employer)
    free = a_site(rosa.employer)
    an_open_challenge(institution=here, employer=rosa.employer, contact=rosa, site=site)
    there = an_institution()
    first = Partnership.objects.get(institution=here)
    second = Partnership.objects.create(institution=there, employer=rosa.employer)
    dana, away = client_of(staff_at(here)), client_of(staff_at(there))

    for client, known, says in ((dana, first, 200), (away, second, 403)):
        assert client.get(url_of("employers:edit_employer", known)).status_code == says
        page = url_of("employers:edit_site", known, site_id=site.public_id)
        assert client.get(page).status_code == says
    assert (
        away.get(url_of("employers:edit_site", second, site_id=free.public_id)).status_code == 200
    )
    record = away.get(url_of("employers:host_record", second)).content.decode()
    assert "Another university introduced this host" in record
