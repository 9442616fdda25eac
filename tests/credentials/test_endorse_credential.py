"""The host's word: given at sign-off or by itself, changed, taken back."""

from datetime import timedelta

import pytest
from django.test import Client

import openbadges as ob
from core import clock
from core.errors import RuleBroken
from credentials.models import Consent, Endorsement, SignatureRecord, StatusEntry
from credentials.services import (
    ask_for_renewals,
    change_reach,
    endorse_credential,
    revoke_credential,
)
from credentials.services.resolving import Resolver
from notifications.models import Message
from placements.models import Reach
from students.models import Student
from tests.build import a_host_member, client_of, staff_at, url_of
from tests.build_credentials import (
    SHARED_LINE,
    a_credential,
    a_settled_sign_off,
    an_endorsement,
    credentials_of,
    the_worker_works,
)

pytestmark = pytest.mark.django_db

LINE = "Asked three customers before she wrote a word."
ENDORSED = "credential_endorsed"


def code_of(document) -> ob.Code:
    return ob.verify(document, resolve=Resolver(), now=clock.now()).code


def test_the_reach_chosen_at_sign_off_makes_a_signed_word_for_each_badge():
    endorsement = an_endorsement(reach=Reach.ORGANISATION)

    document = endorsement.document
    assert document["credentialSubject"] == {
        "id": endorsement.credential.document["id"],
        "type": ["EndorsementSubject"],
        "endorsementComment": SHARED_LINE,
    }
    assert document["issuer"]["id"].endswith(f":employers:{endorsement.employer.slug}")
    assert endorsement.valid_until - endorsement.given_at == timedelta(days=730)
    assert [code_of(document), code_of(endorsement.jwt)] == [ob.Code.GENUINE] * 2
    signers = SignatureRecord.objects.filter(document_id=document["id"])
    assert {record.actor for record in signers} == {endorsement.member.user}
    assert {record.key.employer for record in signers} == {endorsement.employer}


def test_thanks_in_private_make_none():
    a_credential(reach=Reach.PRIVATE)

    assert Endorsement.objects.count() == 0


def test_only_a_named_person_stands_in_the_signed_file_and_stepping_back_ends_the_old_one():
    endorsement = an_endorsement(reach=Reach.PERSON)
    with_name = endorsement.document
    assert endorsement.signed_name in with_name["description"]

    change_reach(endorsement=endorsement, reach=Reach.ORGANISATION, by=endorsement.member.user)
    the_worker_works()

    endorsement.refresh_from_db()
    assert endorsement.signed_name not in str(endorsement.document)
    assert endorsement.document["id"] == with_name["id"]
    assert [code_of(with_name), code_of(endorsement.document)] == [
        ob.Code.REVOKED,
        ob.Code.GENUINE,
    ]


def test_the_host_changes_who_sees_it_and_takes_it_back_in_two_clicks():
    endorsement = an_endorsement(reach=Reach.PERSON)
    institution, signed = endorsement.institution, endorsement.document
    client = client_of(endorsement.member.user)

    page = client.get(url_of("credentials:my_endorsements", institution)).content.decode()
    reach, withdraw = (
        url_of(f"credentials:{verb}", endorsement)
        for verb in ("change_reach", "withdraw_endorsement")
    )
    assert reach in page
    assert withdraw in page
    assert client.get(reach).status_code == 200
    assert client.post(reach, {"reach": "everybody"}).status_code == 422
    assert client.post(reach, {"reach": Reach.SECTOR}).status_code == 302
    assert client.post(withdraw).status_code == 302
    the_worker_works()

    endorsement.refresh_from_db()
    assert (endorsement.state, endorsement.reach) == ("withdrawn", Reach.SECTOR)
    assert (endorsement.document, endorsement.jwt) == (None, "")
    assert code_of(signed) is ob.Code.REVOKED
    listed = client.get(url_of("credentials:my_endorsements", institution)).text
    for words in ("Taken back", SHARED_LINE, f"by {endorsement.member.user}", "let it stand again"):
        assert words in listed
    assert client.post(withdraw).status_code == 302  # again: a sentence, not an error
    assert client.post(reach, {"reach": Reach.PERSON}).status_code == 422
    with clock.moved(timedelta(hours=25)):
        client.post(withdraw, {"act": "undo"})
        endorsement.refresh_from_db()
        assert endorsement.state == "withdrawn"  # too late
    client.post(withdraw, {"act": "undo"})
    the_worker_works()
    endorsement.refresh_from_db()
    assert (endorsement.state, code_of(endorsement.document)) == ("given", ob.Code.GENUINE)


def test_a_host_vouches_for_one_student_in_its_own_words(django_assert_max_num_queries):
    credential = a_credential(reach=Reach.PRIVATE)
    member = credential.placement.challenge.supervisor
    url = url_of("credentials:endorse_credential", credential)
    client = client_of(member.user)
    typed = {"comment": LINE, "reach": Reach.PERSON, "signed_name": member.name}

    assert client.get(url).status_code == 200
    assert client.post(url, typed | {"comment": " "}).status_code == 422
    praise = client.post(url, typed | {"comment": "Great work!"})
    assert (praise.status_code, "praise alone tells" in praise.text) == (422, True)
    assert client.post(url, typed).status_code == 302
    the_worker_works()
    with django_assert_max_num_queries(10):
        assert "You vouch for this badge already" in client.get(url).text
    with django_assert_max_num_queries(10):
        home = client.get(url_of("portal:host_home", credential.institution)).text
    assert credential.achievement.name in home  # that it vouches for

    page = Client().get(f"/credentials/{credential.public_id}").text
    assert LINE in page
    assert member.name in page


def test_the_page_shows_what_others_will_read_and_asks_to_look_again_at_what_judges():
    credential = a_credential(reach=Reach.PRIVATE)
    member, employer = credential.placement.challenge.supervisor, credential.placement.challenge
    student, client = credential.student, client_of(member.user)
    url = url_of("credentials:endorse_credential", credential)
    typed = {"comment": LINE, "reach": Reach.SECTOR, "signed_name": member.name}

    def preview(**changed: str) -> str:
        page = client.post(url, typed | changed | {"act": "preview"})
        assert page.status_code == 200
        return page.text.partition('id="preview"')[2].partition("</section>")[0]

    assert LINE in preview()
    assert employer.employer.name not in preview()
    assert employer.employer.name in preview(reach=Reach.ORGANISATION)
    assert member.name in preview(reach=Reach.PERSON)
    assert Endorsement.objects.count() == 0  # looking signs nothing
    for named in (student.given_name, f"Write to {student.email}", "Ring 01632 960111 for more"):
        said = client.post(url, typed | {"comment": f"{named} asked three customers."})
        assert (said.status_code, "Leave out names" in said.text) == (422, True)
    own = client.post(url, typed | {"comment": f"Sold well at {employer.employer.name}."})
    assert "Your line names your organisation" in own.text

    doubtful = {"comment": "A lovely person, talented in asking three customers."}
    asked = client.post(url, typed | doubtful)
    assert asked.status_code == 422
    for word in ("“lovely”", "“talented”"):
        assert word in asked.text
    for plain in ("Despite her depression they sold ten.", "Was quite quick for a girl."):
        said = client.post(url, typed | {"comment": plain, "stands": "on"})
        assert (said.status_code, "no part of the work" in said.text) == (422, True)
    assert client.post(url, typed | doubtful | {"stands": "on"}).status_code == 302
    assert client.post(url, typed | {"reach": Reach.PERSON}).status_code == 302
    the_worker_works()
    public = Client().get(f"/credentials/{credential.public_id}").text
    assert " ".join(LINE.split()) in public
    assert "one of its own people" not in public
    Student.objects.filter(pk=student.pk).update(user=member.user)
    assert "one of its own people" in Client().get(f"/credentials/{credential.public_id}").text


def test_the_student_reads_honest_words_of_health_first_hides_any_and_says_what_is_wrong(
    django_capture_on_commit_callbacks,
):
    badge = a_credential(reach=Reach.PRIVATE)
    member, here = badge.placement.challenge.supervisor, badge.institution
    host, hers = client_of(member.user), client_of(badge.student.user)
    officer = client_of(staff_at(here))
    mine = url_of("credentials:my_credential", badge)
    honest = "Asked nine nurses of the hospital what they eat at night."
    typed = {"reach": Reach.ORGANISATION, "signed_name": member.name}

    def public() -> str:
        return Client().get(f"/credentials/{badge.public_id}").text

    def say(comment: str) -> None:
        url = url_of("credentials:endorse_credential", badge)
        with django_capture_on_commit_callbacks(execute=True):
            assert host.post(url, typed | {"comment": comment}).status_code == 302
        the_worker_works()

    say(honest)
    (word,) = Endorsement.objects.all()
    file = f"/credentials/endorsements/{word.public_id}"
    as_json = {"accept": "application/json"}
    assert code_of(word.document) is ob.Code.GENUINE  # signed by the host's act, and kept back
    assert honest not in public()
    assert Client().get(file, headers=as_json).status_code == 403
    assert "others see them only if you say so" in Message.objects.get(kind=ENDORSED).text
    assert honest in hers.get(mine).text
    show = url_of("credentials:show_words", word)
    hers.post(show, {"act": "show"})
    assert honest in public()
    hers.post(show, {"act": "hide"})
    assert honest not in public()
    assert "does not show these words" in host.get(url_of("credentials:my_endorsements", here)).text
    say(LINE)  # what she hid does not come back in other words by itself
    assert "New words wait for you" in hers.get(mine).text
    assert LINE not in public()
    hers.post(show, {"act": "show"})
    assert LINE in public()
    stands = Consent.objects.filter(student=badge.student, ended_at__isnull=True)
    assert set(stands.values_list("to", flat=True)) == {"page", "words"}

    wrong = url_of("credentials:dispute_words", word)
    with django_capture_on_commit_callbacks(execute=True):
        hers.post(wrong, {"words": "It was two."})
        hers.post(wrong, {"words": "Two!"})  # once for the same words
    assert LINE not in public()
    (said,) = word.disputes.all()
    decide = url_of("credentials:decide_appeal", said)
    assert LINE in officer.get(decide).text
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(decide, {"decision": "lifted", "answer": "You are right."})
    assert "finds it wrong" in Message.objects.filter(kind="words_hidden").latest("pk").text
    assert "You are right." in hers.get(mine).text
    badge.refresh_from_db()
    assert badge.state == "awarded"


def test_one_letter_asks_to_renew_what_runs_out_and_one_press_does(
    django_capture_on_commit_callbacks,
):
    word = an_endorsement(reach=Reach.ORGANISATION)
    again = a_settled_sign_off(challenge=word.credential.placement.challenge, reach=Reach.SECTOR)
    credentials_of(again)
    here, before = word.institution, word.document
    client, page = (
        client_of(word.member.user),
        url_of("credentials:my_endorsements", word.institution),
    )
    assert "Renew them all" not in client.get(page).text

    with clock.moved(timedelta(days=710)):
        for _twice in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                ask_for_renewals()
        (letter,) = Message.objects.filter(kind="endorsements_run_out")
        assert "2 words of yours run out" in letter.text
        assert client.get(page).text.count("2 words of yours run out soon") == 1
        assert client.post(url_of("credentials:renew_endorsements", here)).status_code == 302
        the_worker_works()
        assert "Renew them all" not in client.get(page).text
    with clock.moved(timedelta(days=740)):
        assert (
            "Their word stood until"
            not in Client().get(f"/credentials/{word.credential.public_id}").text
        )
        word.refresh_from_db()
        assert [code_of(before), code_of(word.document)] == [ob.Code.REVOKED, ob.Code.GENUINE]
    assert word.document["credentialSubject"] == before["credentialSubject"]
    assert word.document["awardedDate"] == before["awardedDate"]


def test_a_word_given_before_is_said_anew_and_the_old_file_ends():
    endorsement = an_endorsement(reach=Reach.SECTOR)
    before = endorsement.document
    client = client_of(endorsement.member.user)
    url = url_of("credentials:endorse_credential", endorsement.credential)

    client.post(url, {"comment": LINE, "reach": Reach.PERSON, "signed_name": "Rosa K."})
    the_worker_works()

    (after,) = Endorsement.objects.all()
    assert (after.comment, after.signed_name, after.reach) == (LINE, "Rosa K.", Reach.PERSON)
    assert [code_of(before), code_of(after.document)] == [ob.Code.REVOKED, ob.Code.GENUINE]
    entries = StatusEntry.objects.filter(status_list__employer=after.employer)
    assert sorted(entries.values_list("is_set", flat=True)) == [False, True]


def test_nobody_vouches_for_a_badge_that_is_not_in_force():
    credential = a_credential(reach=Reach.PRIVATE)
    member = credential.placement.challenge.supervisor
    revoke_credential(
        credential=credential, reason="In error.", by=staff_at(credential.institution)
    )

    with pytest.raises(RuleBroken):
        endorse_credential(credential=credential, member=member, reach=Reach.PERSON, comment=LINE)


def test_another_host_and_another_university_have_no_say():
    endorsement = an_endorsement()
    elsewhere = an_endorsement()
    strangers = [
        a_host_member(elsewhere.employer).user,
        staff_at(elsewhere.institution),
        endorsement.credential.student.user,
    ]

    for user in strangers:
        client = client_of(user)
        for verb, target in (
            ("change_reach", endorsement),
            ("withdraw_endorsement", endorsement),
            ("endorse_credential", endorsement.credential),
        ):
            assert client.post(url_of(f"credentials:{verb}", target)).status_code == 403
        through = url_of("credentials:withdraw_endorsement", elsewhere)
        crossed = through.replace(str(elsewhere.public_id), str(endorsement.public_id))
        assert client.post(crossed).status_code == 404
    endorsement.refresh_from_db()
    assert endorsement.state == "given"


def test_staff_may_take_it_back_for_a_host_who_rings():
    endorsement = an_endorsement()
    dana = staff_at(endorsement.institution)

    client_of(dana).post(url_of("credentials:withdraw_endorsement", endorsement))

    endorsement.refresh_from_db()
    assert (endorsement.state, endorsement.acted_by) == ("withdrawn", dana)
