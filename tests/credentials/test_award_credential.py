"""From a settled sign-off to signed badges."""

import pytest
from celery import current_app
from django.db import InternalError, transaction

import openbadges as ob
from core import clock
from core.models import OutboxEvent
from core.outbox import publish
from credentials.models import (
    Achievement,
    Credential,
    Endorsement,
    SignatureRecord,
    SigningKey,
    StatusEntry,
)
from credentials.services.awarding import award_credential as award_directly
from credentials.services.resolving import Resolver
from credentials.services.signing import OnlyWorkersSign
from notifications.models import Message
from placements.events import OutcomeSettled
from placements.models import Assessment, Came
from skills.models import Skill
from tests.build import a_student, client_of, some_skills, staff_at, url_of
from tests.build_credentials import (
    OWN_LINE,
    SHARED_LINE,
    a_past_challenge,
    a_settled_sign_off,
    credentials_of,
    the_worker_works,
)

pytestmark = pytest.mark.django_db


def verdicts(credential: Credential) -> list[ob.Code]:
    return [
        ob.verify(secured, resolve=Resolver(), now=clock.now()).code
        for secured in (credential.document, credential.jwt)
    ]


def test_each_student_of_a_team_gets_a_badge_of_her_own():
    challenge = a_past_challenge()
    amina, ben = (a_student(institution=challenge.institution) for _ in range(2))
    sign_off = a_settled_sign_off(challenge=challenge, students=[amina, ben], levels=(3, 2))

    made = credentials_of(sign_off)

    assert [c.student for c in made] == [amina, ben]
    assert [verdicts(c) for c in made] == [[ob.Code.GENUINE] * 2] * 2
    assert {c.achievement for c in made} == set(Achievement.objects.all())
    subjects = [c.document["credentialSubject"] for c in made]
    assert len({s["id"] for s in subjects}) == 2
    assert len({s["identifier"][0]["identityHash"] for s in subjects}) == 2
    assert {s["role"] for s in subjects} == {"Member of a team of 2"}


def test_a_badge_says_what_was_seen_in_which_setting_and_by_whom():
    challenge = a_past_challenge(skills=some_skills(2), credential_name="Local problem solver")
    challenge.employer.sector = "Bicycles"
    challenge.employer.save()
    (credential,) = credentials_of(a_settled_sign_off(challenge=challenge, levels=(4, 2)))

    subject = credential.document["credentialSubject"]
    at = subject["achievement"]["id"]
    codes = [skill.code for skill in challenge.skills.order_by("code")]
    assert credential.document["name"] == "Local problem solver"
    assert subject["result"] == [
        {
            "type": ["Result"],
            "resultDescription": f"{at}#{code}",
            "achievedLevel": f"{at}#{code}-{level}",
        }
        for code, level in zip(codes, (4, 2), strict=True)
    ]
    assert [e["narrative"] for e in credential.document["evidence"]] == [OWN_LINE]
    setting, assessment = subject["narrative"].split("\n\n")
    assert "1 day" in setting
    assert "in person, small or medium firm (Bicycles)" in setting
    assert "With whom: alone" in setting
    assert "Practice ratings before assessing: not done" in assessment
    assert "ESCO transversal skills 1.2" in assessment
    assert subject["source"]["name"].endswith("small or medium firm (Bicycles)")


def test_a_host_cannot_write_a_line_of_its_own_into_the_setting():
    challenge = a_past_challenge()
    challenge.employer.sector = "Retail\n\nAssessed by: a professor\nSteps: all of them"
    challenge.employer.save()
    (credential,) = credentials_of(a_settled_sign_off(challenge=challenge))

    blocks = credential.document["credentialSubject"]["narrative"].split("\n\n")
    assert [len(block.splitlines()) for block in blocks] == [4, 4]


def test_nothing_in_a_badge_names_the_host_or_the_student():
    sign_off = a_settled_sign_off()
    (credential,) = credentials_of(sign_off)

    employer, student = sign_off.team.challenge.employer, credential.student
    text = str(credential.document)
    for name in (
        employer.name,
        employer.slug,
        sign_off.signed_name,
        student.family_name,
        student.address,
    ):
        assert name not in text


def test_every_level_of_the_rubric_stands_in_the_badge_with_its_behaviour():
    (credential,) = credentials_of(a_settled_sign_off())

    described = credential.document["credentialSubject"]["achievement"]["resultDescription"]
    skill = Skill.objects.get(code=described[0]["id"].partition("#")[2])
    assert [
        (level["level"], level["name"], level["description"])
        for level in described[0]["rubricCriterionLevel"]
    ] == [(str(row.level), row.name, row.behaviour) for row in skill.levels.all()]
    assert {a["targetFramework"] for a in described[0]["alignment"]} >= {
        "ESCO transversal skills 1.2"
    }


def test_a_line_about_a_low_step_stays_out_of_the_badge():
    (credential,) = credentials_of(a_settled_sign_off(levels=(1, 3)))

    assert [e["narrative"] for e in credential.document["evidence"]] == [SHARED_LINE]
    assert len(credential.document["credentialSubject"]["result"]) == 2


def test_her_own_line_stands_once_though_it_was_written_beside_both_skills():
    (credential,) = credentials_of(a_settled_sign_off(levels=(4, 4), reach="organisation"))

    assert [e["narrative"] for e in credential.document["evidence"]] == [OWN_LINE]
    assert [given.comment for given in credential.endorsements.all()] == [OWN_LINE]


def test_the_line_about_everyone_else_does_not_speak_for_whom_it_was_not_written():
    sign_off = a_settled_sign_off(levels=(1, 1), reach="organisation")
    (credential,) = credentials_of(sign_off)

    assert "evidence" not in credential.document
    assert [given.comment for given in credential.endorsements.all()] == [""]
    assert verdicts(credential) == [ob.Code.GENUINE] * 2
    page = client_of(sign_off.supervisor.user).get(
        url_of("credentials:my_endorsements", credential.institution)
    )
    assert SHARED_LINE not in page.text
    own = set(Assessment.objects.values_list("evidence", flat=True))
    assert [page.text.count(line) for line in own] == [1] * len(own)
    assert "and the university read this line" in page.text


@pytest.mark.parametrize("came", [Came.EXCUSED, Came.DID_NOT_COME])
def test_who_was_not_there_gets_no_badge(came):
    assert credentials_of(a_settled_sign_off(came=came)) == []


def test_being_there_alone_earns_no_badge():
    assert credentials_of(a_settled_sign_off(levels=(0, 0))) == []


def test_an_outcome_that_is_still_being_checked_earns_nothing_yet():
    assert credentials_of(a_settled_sign_off(state="moderation")) == []


def test_saying_it_twice_makes_one_badge_one_word_and_one_letter_for_each_student():
    challenge = a_past_challenge()
    students = [a_student(institution=challenge.institution) for _n in range(2)]
    sign_off = a_settled_sign_off(challenge=challenge, students=students, reach="organisation")

    made = credentials_of(sign_off)
    publish(OutcomeSettled(sign_off_id=sign_off.pk))
    the_worker_works()

    assert Credential.objects.count() == 2
    words = Endorsement.objects.order_by("pk")
    assert [word.document["credentialSubject"]["id"] for word in words] == [
        badge.document["id"] for badge in made
    ]
    bits = StatusEntry.objects.values_list("status_list", "index")
    assert len(set(bits)) == bits.count() == 4
    told = OutboxEvent.objects.filter(name__startswith="credentials.")
    assert [event.name for event in told] == ["credentials.credential_awarded"] * 2
    current_app.tasks["notifications.notify"].apply(args=[told[0].pk], throw=True)
    letter = Message.objects.get(channel=Message.Channel.LETTER)
    assert f"{challenge.employer.name} vouches for it." in letter.text


def test_a_second_badge_of_a_challenge_uses_the_same_achievement_until_the_challenge_changes():
    challenge = a_past_challenge()
    first = credentials_of(a_settled_sign_off(challenge=challenge))
    second = credentials_of(a_settled_sign_off(challenge=challenge))
    with pytest.raises(InternalError, match="never_changed"), transaction.atomic():
        Achievement.objects.update(name="Another name")
    challenge.credential_name = "Another name"
    challenge.save()
    third = credentials_of(a_settled_sign_off(challenge=challenge))

    achievements = [made[0].achievement for made in (first, second, third)]
    assert [a.version for a in achievements] == [1, 1, 2]
    assert achievements[0] == achievements[1]
    assert first[0].document["name"] != "Another name"


def test_who_settled_it_stands_behind_the_signature():
    challenge = a_past_challenge()
    dana = staff_at(challenge.institution)
    (credential,) = credentials_of(a_settled_sign_off(challenge=challenge, settled_by=dana))

    records = SignatureRecord.objects.filter(document_id=credential.document["id"])
    assert {(r.securing, r.actor, r.act) for r in records} == {
        ("data_integrity", dana, "placements.sign_off"),
        ("vc_jwt", dana, "placements.sign_off"),
    }


def test_nothing_is_signed_outside_a_worker():
    sign_off = a_settled_sign_off()

    with pytest.raises(OnlyWorkersSign):
        award_directly(sign_off)

    assert SigningKey.objects.count() == 0
