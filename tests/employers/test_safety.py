"""How safe a challenge is: six factors in versions, a second person where somebody is at risk."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import RuleBroken
from employers.models import AtRisk, Factor, HostCheck, RiskAssessment, RiskFactor, Safeguards
from employers.safety import safety_mark, safety_of
from employers.services import assess_risk, edit_challenge, publish_challenge
from employers.states import ChallengeState
from employers.times import Sitting
from institutions.models import StaffRole
from tests.build import a_challenge, an_institution, client_of, staff_at, url_of
from tests.build_employers import ALL_LOW

pytestmark = pytest.mark.django_db
S = ChallengeState
FIVE_LOW = dict.fromkeys(Factor.values, ("low", "", "")) | {"insurance": ("open", "", "")}
LOW = {f"{factor}-level": said[0] for factor, said in FIVE_LOW.items()} | {"at_risk": "nobody"}
HOT = {"work-level": "medium", "work-action": "Closed shoes.", "work-owner": "host"}
KEPT = {"supervision": "A teacher is in the room.", "checks": "The school's own, by its office."}


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def waiting(here):
    return a_challenge(institution=here, state=S.IN_REVIEW)


@pytest.fixture
def officer(here):
    return client_of(staff_at(here, name="Dana Whitlock"))


@pytest.fixture
def approver(here):
    return client_of(staff_at(here, StaffRole.APPROVER, name="Harish Nair"))


def publish(client, challenge, **typed):
    response = client.post(url_of("employers:publish_challenge", challenge), typed)
    challenge.refresh_from_db()
    return response


def levels(challenge):
    newest = RiskAssessment.objects.filter(challenge=challenge).order_by("-version")[0]
    return {row.factor: (row.level, row.action, row.owner) for row in newest.factors.all()}


def test_nothing_is_published_before_somebody_judged_it(officer, waiting):
    response = publish(officer, waiting)

    assert (response.status_code, waiting.state) == (422, S.IN_REVIEW)
    assert "Say first how safe it is" in response.content.decode()


def test_the_tick_beside_approve_judges_all_six_low_and_publishes(officer, waiting):
    page = officer.get(url_of("employers:review_challenge", waiting)).content.decode()
    assert 'name="all_low"' in page

    publish(officer, waiting, **ALL_LOW, ask_check="1")

    assert waiting.state == S.OPEN
    judged = RiskAssessment.objects.get(challenge=waiting)
    assert (judged.version, judged.made_by.name, judged.at_risk) == (1, "Dana Whitlock", "nobody")
    assert levels(waiting) == FIVE_LOW
    page = officer.get(url_of("employers:review_challenge", waiting)).content.decode()
    assert "Five are low, insurance is a question of its own. Judged by Dana Whitlock" in page
    assert "stays open until the host has answered its check" in page
    assert HostCheck.objects.get().asked_by.name == "Dana Whitlock"


def test_one_button_of_the_page_judges_all_six_low(officer, waiting):
    officer.post(url_of("employers:assess_risk", waiting), ALL_LOW)

    assert levels(waiting) == FIVE_LOW
    assert publish(officer, waiting).status_code == 302


def test_what_is_not_low_has_an_action_and_somebody_who_sees_to_it(officer, waiting):
    url = url_of("employers:assess_risk", waiting)

    response = officer.post(url, LOW | {"work-level": "high"})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors == {
        "work-action": ["Say what is done about it."],
        "work-owner": ["Say who sees to it."],
    }
    assert not RiskAssessment.objects.exists()
    officer.post(url, LOW | HOT)

    assert levels(waiting)["work"] == ("medium", "Closed shoes.", "host")
    page = officer.get(url_of("employers:review_challenge", waiting)).content.decode()
    assert "The work itself: medium. Closed shoes. (The host)" in page
    assert 'name="all_low"' not in page


def test_the_database_refuses_a_factor_without_action(waiting):
    judged = assess_risk(challenge=waiting, by=None)

    with pytest.raises(IntegrityError, match="not_low_has_action"), transaction.atomic():
        RiskFactor.objects.filter(assessment=judged, factor="work").update(level="high")


def test_judgements_are_kept_in_versions(officer, waiting):
    url = url_of("employers:assess_risk", waiting)
    for typed in (ALL_LOW, LOW | HOT):
        officer.post(url, typed)

    kept = RiskAssessment.objects.filter(challenge=waiting).order_by("version")
    assert [
        (each.version, each.factors.exclude(level__in=("low", "open")).count()) for each in kept
    ] == [
        (1, 0),
        (2, 1),
    ]
    assert safety_of(waiting).assessment.version == 2


def test_another_day_or_place_is_judged_anew_and_another_title_is_not(officer, waiting):
    assess_risk(challenge=waiting, by=None)
    edit_challenge(challenge=waiting, title="Another title")
    assert safety_of(waiting).is_assessed

    night = Sitting(
        on=clock.today(waiting.zone) + timedelta(days=16), starts=time(20), ends=time(23, 30)
    )
    edit_challenge(challenge=waiting, times=[night])

    assert not safety_of(waiting).is_assessed
    response = publish(officer, waiting)
    assert "Place, times or work changed" in response.content.decode()
    publish(officer, waiting, **ALL_LOW)
    assert waiting.state == S.OPEN


def test_a_mark_is_the_same_however_the_row_was_read(waiting):
    mark = safety_mark(waiting)
    waiting.refresh_from_db()
    assert safety_mark(waiting) == mark
    assert safety_mark(type(waiting).objects.get(pk=waiting.pk)) == mark


@pytest.mark.parametrize("at_risk", [AtRisk.CHILDREN, AtRisk.ADULTS])
def test_work_with_people_at_risk_stays_closed_until_a_second_approver_records_it(
    officer, approver, waiting, at_risk
):
    officer.post(url_of("employers:assess_risk", waiting), LOW | {"at_risk": at_risk})

    assert url_of("employers:publish_challenge", waiting) not in page_of(officer, waiting)
    for client in (officer, approver):
        for typed in ({}, ALL_LOW):
            response = publish(client, waiting, **typed)
            assert (response.status_code, waiting.state) == (422, S.IN_REVIEW)
    safeguards = url_of("employers:record_safeguards", waiting)
    assert officer.post(safeguards, KEPT).status_code == 403
    assert approver.post(safeguards, {"supervision": "", "checks": ""}).status_code == 422
    approver.post(safeguards, KEPT)

    assert Safeguards.objects.get().recorded_by.name == "Harish Nair"
    assert "A teacher is in the room." in page_of(officer, waiting)
    publish(officer, waiting)
    assert waiting.state == S.OPEN


def page_of(client, challenge):
    return client.get(url_of("employers:review_challenge", challenge)).content.decode()


def test_who_judged_it_does_not_answer_herself(here, waiting):
    both = staff_at(here, StaffRole.OFFICER, StaffRole.APPROVER)
    client = client_of(both)
    client.post(url_of("employers:assess_risk", waiting), LOW | {"at_risk": "children"})

    response = client.post(url_of("employers:record_safeguards", waiting), KEPT)

    assert response.status_code == 422
    assert "somebody else records this" in response.content.decode()
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Safeguards.objects.create(
            institution=here,
            challenge=waiting,
            at_risk="children",
            judged_by=both,
            recorded_by=both,
            recorded_at=clock.now(),
            **KEPT,
        )


def test_safeguards_for_adults_do_not_open_work_with_children(here, approver, waiting):
    dana, sam = staff_at(here), staff_at(here)
    assess_risk(challenge=waiting, by=dana, at_risk=AtRisk.ADULTS)
    approver.post(url_of("employers:record_safeguards", waiting), KEPT)
    assess_risk(challenge=waiting, by=sam, at_risk=AtRisk.CHILDREN)

    with pytest.raises(RuleBroken, match="second approver"):
        publish_challenge(challenge=waiting)


def test_a_project_that_is_over_is_judged_no_more(here):
    over = a_challenge(institution=here, state=S.COMPLETED, published_at=clock.now())

    with pytest.raises(RuleBroken, match="over"):
        assess_risk(challenge=over, by=None)
