"""Proving the address: a code, a letter's button, or a session. A GET acts on nothing."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client

from accounts.models import User
from core import clock
from core.models import OutboxEvent
from employers.models import Call, Challenge, Employer, Member, Partnership
from employers.services import code_of, run_timetable, submit_link
from employers.services.proof import LETTERS_A_DAY
from employers.states import ChallengeState
from tests.build import (
    a_challenge,
    a_host_member,
    an_employer,
    an_institution,
    client_of,
    staff_at,
    url_of,
)
from tests.build_employers import EMAIL, post_project, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def drafted(here):
    return post_project(Client(), here)


def path_of(challenge: Challenge) -> str:
    return f"/{challenge.institution.slug}/post/sent/{challenge.public_id}/"


def wrong_code(challenge: Challenge) -> str:
    return f"{(int(code_of(challenge)) + 1) % 10**6:06d}"


def test_the_code_proves_the_address_and_signs_in(client, drafted):
    domain = drafted.contact.email.partition("@")[2]
    an_employer(known_to=drafted.institution, email_domain=domain)

    response = prove(client, drafted)

    drafted.refresh_from_db()
    user = User.objects.get(email=EMAIL)
    assert drafted.state == ChallengeState.IN_REVIEW
    assert drafted.contact.user == user
    assert response.url == f"/{drafted.institution.slug}/host/projects/{drafted.public_id}/"
    page = client.get(response.url)
    assert page.status_code == 200
    assert "your home asks where you work" in page.content.decode()
    assert int(client.session["_auth_user_id"]) == user.pk
    assert OutboxEvent.objects.last().name == "employers.challenge_submitted"


def test_a_wrong_code_proves_nothing_and_says_so(client, drafted):
    response = client.post(path_of(drafted), {"code": wrong_code(drafted)})

    drafted.refresh_from_db()
    assert response.status_code == 422
    assert "not the six figures" in response.content.decode()
    assert (drafted.state, drafted.contact.user) == (ChallengeState.DRAFT, None)
    assert "_auth_user_id" not in client.session


def test_after_ten_tries_no_code_fits_but_the_letter_still_does(client, drafted):
    for _n in range(10):
        client.post(path_of(drafted), {"code": wrong_code(drafted)})

    response = prove(client, drafted)
    assert "tried too often" in response.content.decode()
    drafted.refresh_from_db()
    assert drafted.state == ChallengeState.DRAFT

    link = urlsplit(submit_link(drafted))
    client.post(link.path, {"proof": link.query.removeprefix("proof=")})
    drafted.refresh_from_db()
    assert drafted.state == ChallengeState.IN_REVIEW


def test_opening_the_letters_link_does_nothing_and_its_button_sends(client, drafted):
    link = urlsplit(submit_link(drafted))
    page = client.get(f"{link.path}?{link.query}")

    drafted.refresh_from_db()
    assert drafted.state == ChallengeState.DRAFT
    assert "Yes, send it" in page.content.decode()

    response = client.post(link.path, {"proof": link.query.removeprefix("proof=")})
    drafted.refresh_from_db()
    assert (response.status_code, drafted.state) == (302, ChallengeState.IN_REVIEW)


def test_the_letters_link_opens_the_brief_again_later(drafted):
    link = urlsplit(submit_link(drafted))
    prove(Client(), drafted)
    later = Client()

    assert "Open it" in later.get(f"{link.path}?{link.query}").content.decode()
    response = later.post(link.path, {"proof": link.query.removeprefix("proof=")})

    assert later.get(response.url).status_code == 200
    assert OutboxEvent.objects.filter(name="employers.challenge_submitted").count() == 1


def test_a_forged_proof_and_one_of_another_brief_prove_nothing(client, here, drafted):
    other = post_project(Client(), here)
    for proof in (
        "nonsense",
        signing.dumps([str(drafted.public_id), "x"], salt="submit_challenge"),
        signing.dumps([str(drafted.public_id), "x"], salt="another"),
        urlsplit(submit_link(other)).query.removeprefix("proof="),
    ):
        response = client.post(path_of(drafted), {"proof": proof})
        assert response.status_code == 422 or "no longer works" in response.content.decode()

    drafted.refresh_from_db()
    assert drafted.state == ChallengeState.DRAFT


def test_another_address_has_another_code_and_the_old_one_is_void(client, drafted):
    old, link = code_of(drafted), urlsplit(submit_link(drafted))

    response = client.post(path_of(drafted) + "again/", {"email": "rosa@other.example"})

    assert response.status_code == 302
    drafted = Challenge.objects.get()
    assert drafted.contact.email == "rosa@other.example"
    assert client.post(path_of(drafted), {"code": old}).status_code == 422
    client.post(link.path, {"proof": link.query.removeprefix("proof=")})
    assert Challenge.objects.get().state == ChallengeState.DRAFT
    prove(client, drafted)
    assert Challenge.objects.get().contact.user.email == "rosa@other.example"


def test_five_further_letters_at_most(client, drafted):
    url = path_of(drafted) + "again/"
    for _n in range(5):
        assert client.post(url, {"email": EMAIL}).status_code == 302

    assert client.post(url, {"email": EMAIL}).status_code == 422
    assert OutboxEvent.objects.filter(name="employers.challenge_drafted").count() == 6


VICTIM = {"organisation": "Elsewhere", "name": "Vic", "email": "victim@mail.example"}


def test_another_address_is_no_way_around_the_limit_of_letters(client, drafted):
    """Neither towards a letter-box where three wait, nor by moving each brief out of the way."""
    for _n in range(3):
        post_project(Client(), drafted.institution, you=VICTIM)

    refused = client.post(path_of(drafted) + "again/", {"email": "victim@mail.example"})

    drafted.refresh_from_db()
    assert refused.status_code == 422
    assert "Letters about three projects wait" in refused.content.decode()
    assert drafted.contact.email == EMAIL
    for challenge in Challenge.objects.filter(contact__email="victim@mail.example"):
        away = {"email": f"away-{challenge.pk}@mail.example"}
        assert client.post(path_of(challenge) + "again/", away).status_code == 302
    for n in range(LETTERS_A_DAY - 3):
        late = post_project(Client(), drafted.institution, you=VICTIM)
        client.post(path_of(late) + "again/", {"email": f"away-{n}@mail.example"})
    refused = client.post(path_of(drafted) + "again/", {"email": "victim@mail.example"})
    assert "often enough today" in refused.content.decode()


def test_nobody_redirects_a_brief_that_is_sent(client, drafted):
    prove(Client(), drafted)

    response = client.post(path_of(drafted) + "again/", {"email": "thief@mail.example"})

    assert response.status_code == 422
    assert Challenge.objects.get().contact.email == EMAIL


def test_a_member_of_staff_proves_the_address_but_is_not_signed_in_by_it(client, here):
    officer = staff_at(here, email="rosa@northshire.example")
    challenge = post_project(
        Client(), here, you={"organisation": "K", "name": "R", "email": officer.email}
    )

    prove(client, challenge)

    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.IN_REVIEW
    assert "_auth_user_id" not in client.session


def test_a_host_that_we_know_by_name_and_address_is_not_doubled(client, here):
    employer = an_employer(known_to=an_institution(), name="Kestrel Cycles")
    member = a_host_member(employer)
    challenge = post_project(
        Client(),
        here,
        you={"organisation": "kestrel cycles", "name": "Rosa", "email": member.user.email},
    )
    assert Employer.objects.count() == 2

    prove(client, challenge)

    challenge.refresh_from_db()
    assert (challenge.employer, challenge.contact, challenge.supervisor) == (
        employer,
        member,
        member,
    )
    assert challenge.site.employer == employer
    assert list(Employer.objects.all()) == [employer]
    assert Partnership.objects.filter(institution=here, employer=employer).exists()
    assert Member.objects.count() == 1


def test_an_unproven_name_opens_nothing_of_a_host_that_we_know(client, here):
    employer = an_employer(known_to=here, name="Kestrel Cycles")
    theirs = a_challenge(institution=here, employer=employer)
    challenge = post_project(Client(), here)

    prove(client, challenge)

    assert client.get(f"/{here.slug}/host/projects/{theirs.public_id}/").status_code == 403


def test_the_host_sends_it_again_after_a_question(here):
    challenge = a_challenge(institution=here, state=ChallengeState.CHANGES_REQUESTED)
    client = client_of(challenge.contact.user)

    page = client.get(f"/{here.slug}/host/projects/{challenge.public_id}/").content.decode()
    client.post(path_of(challenge))

    challenge.refresh_from_db()
    assert "Fine, publish" in page
    assert "Ring me" in page
    assert challenge.state == ChallengeState.IN_REVIEW


def test_staff_record_that_the_host_agreed(here):
    challenge = a_challenge(institution=here, state=ChallengeState.CHANGES_REQUESTED)

    client_of(staff_at(here)).post(path_of(challenge))

    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.IN_REVIEW


def test_staff_record_that_a_host_agreed_who_never_opened_the_letter(here, drafted):
    officer = staff_at(here)

    client_of(officer).post(path_of(drafted))

    drafted.refresh_from_db()
    assert (drafted.state, drafted.recorded_by) == (ChallengeState.IN_REVIEW, officer)
    assert drafted.contact.user is None


@pytest.mark.parametrize("state", ["open", "closed", "completed", "cancelled"])
def test_what_is_past_the_brief_is_not_sent_again(here, state):
    challenge = a_challenge(institution=here, state=state, state_reason="Called off.")

    response = client_of(challenge.contact.user).post(path_of(challenge))

    challenge.refresh_from_db()
    assert (response.status_code, challenge.state) == (422, state)


def test_another_university_does_not_have_it(client, drafted):
    other = an_institution()

    url = f"/{other.slug}/post/sent/{drafted.public_id}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"code": code_of(drafted)}).status_code == 404


def test_a_draft_that_nobody_proved_is_deleted_after_thirty_days(drafted):
    asked = Call.objects.create(
        institution=drafted.institution, challenge=drafted, name="Rosa", telephone="01632 960111"
    )

    with clock.moved(timedelta(days=29)):
        run_timetable()
        assert Challenge.objects.filter(pk=drafted.pk).exists()
    with clock.moved(timedelta(days=31)):
        run_timetable()

    assert not Challenge.objects.exists()
    assert not Member.objects.filter(email=EMAIL).exists()
    assert Employer.objects.count() == Partnership.objects.count() == 0
    asked.refresh_from_db()
    assert asked.challenge is None


def test_what_somebody_proved_recorded_or_is_known_by_stays(here, drafted):
    prove(Client(), drafted)
    recorded = a_challenge(
        institution=here,
        contact=a_host_member(an_employer(known_to=here), user=None, telephone="01632 960111"),
        recorded_by=staff_at(here),
    )
    checked = an_employer(known_to=here)
    Partnership.objects.filter(employer=checked).update(checked_by="vouched")
    member = a_host_member(checked, user=None, email="joan@mail.example")
    a_challenge(institution=here, employer=checked, contact=member)

    with clock.moved(timedelta(days=31)):
        run_timetable()

    assert set(Challenge.objects.values_list("pk", flat=True)) == {drafted.pk, recorded.pk}
    assert Member.objects.filter(pk=member.pk).exists()


def test_the_desk_does_not_list_a_draft_from_an_unproven_address(here, drafted):
    officer = client_of(staff_at(here))
    host = url_of("employers:host_record", drafted.employer.partnership_set.get())

    def shown():
        pages = (officer.get(url_of("portal:desk_projects", here)), officer.get(host))
        return [str(drafted.public_id) in page.content.decode() for page in pages]

    assert shown() == [False, False]
    prove(Client(), drafted)
    assert shown() == [True, True]


def test_who_proves_an_address_is_called_by_name_from_then_on(client, drafted):
    prove(client, drafted)

    drafted.refresh_from_db()
    assert drafted.contact.user.name == drafted.contact.name != ""
