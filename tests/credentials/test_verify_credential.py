"""The page that strangers open."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import openbadges as ob
from core import clock
from credentials.models import Credential, Endorsement, SigningKey
from credentials.services import (
    change_reach,
    restore_credential,
    revoke_credential,
    share_credential,
    suspend_credential,
    withdraw_endorsement,
)
from employers.models import Partnership
from placements.models import Reach
from tests.build import a_host_member, a_student, client_of, staff_at
from tests.build_credentials import (
    a_credential,
    a_past_challenge,
    a_verified_member,
    an_endorsement,
    the_worker_works,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def page_of(credential: Credential, client: Client | None = None) -> str:
    response = (client or Client()).get(f"/credentials/{credential.public_id}")
    assert response.status_code == 200
    return response.content.decode()


def changed(credential: Credential, **columns) -> Credential:
    """The row as somebody with a hand in the database would leave it."""
    Credential.objects.filter(pk=credential.pk).update(**columns)
    credential.refresh_from_db()
    return credential


def test_a_genuine_badge_says_so_and_what_was_seen():
    credential = a_credential(levels=(4, 2), name_shown=True)
    page = page_of(credential)

    best, other = credential.document["credentialSubject"]["achievement"]["resultDescription"][:2]
    assert "<h1>Genuine and in force</h1>" in page
    assert f"{credential.institution} gave this badge to {credential.student}." in page
    assert best["rubricCriterionLevel"][3]["description"] in page
    assert other["rubricCriterionLevel"][1]["description"] in page
    assert "Tried two posts on our real customers" in page
    assert f"The project: <b>{credential.placement.challenge.title.rstrip('.')}</b>" in page
    assert "try the steps on two short invented cases" in page  # what practice ratings are
    assert "<script" not in page.partition("</head>")[2]
    assert 'content="noindex"' in page


def test_the_name_is_shown_only_where_she_wants_it_and_the_address_never():
    credential = a_credential(name_shown=False)
    page = page_of(credential)

    assert credential.student.family_name not in page
    assert credential.student.address not in page
    assert "one of its students" in page


def test_somebody_without_a_name_is_not_called_by_her_address():
    institution = a_past_challenge().institution
    nameless = a_student(institution=institution, given_name="", family_name="")
    challenge = a_past_challenge(institution=institution)
    credential = a_credential(challenge=challenge, students=[nameless], name_shown=True)

    assert nameless.address not in page_of(credential)


def test_an_unshared_badge_says_ask_its_owner_and_nothing_else():
    credential = a_credential(shared=False)
    page = page_of(credential)

    assert "<h1>Not public</h1>" in page
    assert "Ask them for a link" in page
    assert credential.achievement.name not in page
    assert "<h1>Genuine and in force</h1>" in page_of(
        credential, client_of(credential.student.user)
    )


def test_turning_the_link_off_shows_at_once():
    credential = a_credential()
    assert "<h1>Genuine and in force</h1>" in page_of(credential)

    share_credential(credential=credential, shared=False, name_shown=True, host_may_contact=False)

    assert "<h1>Not public</h1>" in page_of(credential)


def test_a_pause_and_its_end_and_a_withdrawal_show_before_any_worker_has_run():
    credential = a_credential()
    dana = staff_at(credential.institution)
    page_of(credential)

    suspend_credential(credential=credential, reason="We are asking the host.", by=dana)
    assert "<h1>Paused while it is looked into" in page_of(credential)
    assert "We are asking the host." in page_of(credential)
    restore_credential(credential=credential, by=dana)
    assert "<h1>Genuine and in force</h1>" in page_of(credential)
    revoke_credential(credential=credential, reason="Given in error.", by=dana)
    assert "<h1>Withdrawn on" in page_of(credential)
    assert "Given in error." in page_of(credential)


def test_a_changed_badge_says_so():
    credential = a_credential(levels=(2, 2))
    document = credential.document
    document["credentialSubject"]["result"][0]["achievedLevel"] = document["credentialSubject"][
        "achievement"
    ]["resultDescription"][0]["rubricCriterionLevel"][3]["id"]

    page = page_of(changed(credential, document=document))

    assert "<h1>Changed after it was signed</h1>" in page
    assert "Where and how it was shown" not in page


def test_a_changed_token_says_so_though_the_json_is_sound():
    credential = a_credential()
    head, payload, signature = credential.jwt.split(".")

    page = page_of(changed(credential, jwt=f"{head}.{payload}.{signature[::-1]}"))

    assert "<h1>Changed after it was signed</h1>" in page


def test_another_badge_s_document_is_not_this_badge():
    one, other = a_credential(), a_credential()

    page = page_of(changed(one, document=other.document, jwt=other.jwt))

    assert "<h1>Changed after it was signed</h1>" in page


def test_a_badge_signed_with_a_key_that_is_not_the_university_s_says_so():
    credential = a_credential()
    key = ob.generate_ed25519_key()
    document = {name: value for name, value in credential.document.items() if name != "proof"}
    did = document["issuer"]["id"]
    forged = ob.sign_di(document, key, ob.key_id(did, ob.public_key(key)), clock.now())

    page = page_of(changed(credential, document=forged))

    assert f"<h1>Not signed by {credential.institution}</h1>" in page


def test_a_key_that_is_struck_off_ends_its_badges_though_their_proof_was_kept():
    credential = a_credential()
    assert "<h1>Genuine and in force</h1>" in page_of(credential)

    SigningKey.objects.filter(institution=credential.institution).update(compromised_at=clock.now())

    assert f"<h1>Not signed by {credential.institution}</h1>" in page_of(credential)


def test_a_badge_that_has_run_out_was_true_until_then():
    endorsement = an_endorsement()
    with clock.moved(timedelta(days=731)):
        page = page_of(endorsement.credential)
    assert "<h1>Genuine and in force</h1>" in page
    assert "Their word stood until" in page


# Who vouches


def test_each_reach_shows_what_it_says_and_no_more():
    endorsement = an_endorsement(reach=Reach.PERSON)
    credential, member = endorsement.credential, endorsement.member
    host = endorsement.employer.name

    seen = {}
    for reach in Reach:
        change_reach(endorsement=endorsement, reach=reach, by=member.user)
        page = page_of(credential)  # before the worker
        the_worker_works()
        assert page_of(credential).count(host) == page.count(host)
        seen[reach] = (host in page, member.name in page, "small or medium firm" in page)

    assert seen == {
        Reach.PRIVATE: (False, False, True),  # the setting says what the host is
        Reach.SECTOR: (False, False, True),
        Reach.ORGANISATION: (True, False, True),
        Reach.PERSON: (True, True, True),
    }


def test_each_signature_is_checked_and_a_changed_word_is_not_shown():
    endorsement = an_endorsement()
    credential = endorsement.credential
    assert "Their signature holds" in page_of(credential)
    assert "One person: whoever ran the work also assessed it" in page_of(credential)

    document = endorsement.document
    document["credentialSubject"]["endorsementComment"] = "The best student we ever had."
    Endorsement.objects.filter(pk=endorsement.pk).update(document=document)

    page = page_of(credential)
    assert "Changed after it was signed" in page
    assert "The best student we ever had." not in page
    assert "<h1>Genuine and in force</h1>" in page


def test_a_word_for_another_badge_does_not_count_for_this_one():
    endorsement, other = an_endorsement(), an_endorsement()
    Endorsement.objects.filter(pk=endorsement.pk).update(
        document=other.document, employer=other.employer
    )

    assert "Their signature holds" not in page_of(endorsement.credential)


def test_a_withdrawn_word_is_gone_and_the_badge_stays_valid():
    endorsement = an_endorsement(reach=Reach.PERSON)
    credential = endorsement.credential

    withdraw_endorsement(endorsement=endorsement, by=endorsement.member.user)

    page = page_of(credential)
    assert endorsement.employer.name not in page
    assert "A host has taken its word back" in page
    assert "<h1>Genuine and in force</h1>" in page


# Is it the person in front of you, and who relied on it


def test_an_address_is_compared_and_only_so_often():
    credential = a_credential()
    client = Client()
    match = f"/credentials/{credential.public_id}"

    yes = client.post(match, {"email": credential.student.address.upper()}).content.decode()
    no = client.post(match, {"email": "somebody@else.example"}).content.decode()
    owner = credential.student.user
    EmailAddress.objects.create(user=owner, email="later@mail.example", verified=True)
    EmailAddress.objects.create(user=owner, email="hoped@mail.example")
    later = client.post(match, {"email": "Later@mail.example"}).content.decode()
    hoped = client.post(match, {"email": "hoped@mail.example"}).content.decode()
    answers = [client.post(match, {"email": "a@b.example"}).status_code for _ in range(17)]

    assert "This badge was given to that address." in yes
    assert "This badge was not given to that address." in no
    assert "This badge was given to that address." in later  # proven since
    assert "This badge was not given to that address." in hoped
    assert answers == [200] * 16 + [429]
    assert client.post(match, {"email": "nonsense"}).status_code == 422


def test_an_address_is_not_compared_with_a_badge_that_is_not_shared():
    credential = a_credential(shared=False)
    match = f"/credentials/{credential.public_id}"

    assert Client().post(match, {"email": credential.student.address}).status_code == 403


def test_a_verified_employer_is_counted_once():
    credential = a_credential()
    client = client_of(a_verified_member().user)
    assert "I relied on this" in page_of(credential, client)

    for _ in range(2):
        client.post(f"/credentials/{credential.public_id}/rely")

    assert credential.reliances.count() == 1
    assert "<b>1 employer</b> says that it relied on this badge" in page_of(credential)
    assert "You said that you relied on this" in page_of(credential, client)
    client.post(f"/credentials/{credential.public_id}/rely", {"act": "back"})
    assert "relied on this badge" not in page_of(credential)
    Partnership.objects.update(checked_by=Partnership.Check.REGISTER)
    host = client_of(credential.placement.challenge.supervisor.user)
    assert "You saw this work yourselves" in page_of(credential, host)


def test_neither_strangers_nor_unchecked_employers_nor_the_host_itself_are_counted():
    credential = a_credential()
    rely = f"/credentials/{credential.public_id}/rely"
    host = credential.placement.challenge.supervisor
    unchecked = a_host_member(a_past_challenge().employer)
    student = credential.student.user

    assert Client().post(rely).status_code == 302  # to sign in
    assert client_of(student).post(rely).status_code == 403
    for member in (host, unchecked):
        assert client_of(member.user).post(rely).status_code == 302
        assert "I relied on this" not in page_of(credential, client_of(member.user)) or (
            member == host
        )
    assert credential.reliances.count() == 0


def test_the_page_asks_few_questions_of_the_database():
    endorsement = an_endorsement(reach=Reach.PERSON)
    member = a_verified_member()
    client = client_of(member.user)
    page_of(endorsement.credential, client)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(endorsement.credential, client)

    assert len(asked) <= 10, "\n".join(query["sql"][:90] for query in asked)
