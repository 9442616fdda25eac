"""Places kept for a group: proposed, decided by a second person, kept; nobody is named."""

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleBroken
from institutions.models import StaffRole
from placements import services
from placements.models import KeptPlaces
from placements.reasons import sentence
from placements.services.holding import Change
from students import services as students
from students.models import Eoi
from tests.build import (
    a_host_member,
    a_student,
    an_employer,
    an_eoi,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution
from tests.placements.test_rounds import a_draft
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db
WHY = "Two thirds of those who came so far were in year 3."


@pytest.fixture
def north():
    return an_awake_institution()


def kept_for(challenge, cohort="year", value="1", places=1, **overrides):
    """Approved by an approver, as if before interests closed."""
    given = {"ground": "take_part_less", "why": WHY, "proposed_by": staff_at(challenge.institution)}
    return KeptPlaces.objects.create(
        institution=challenge.institution,
        challenge=challenge,
        cohort=cohort,
        value=value,
        places=places,
        proposed_at=challenge.closes_at,
        decided_at=challenge.closes_at,
        decided_why="Section 158.",
        state="approved",
        **given | overrides,
    )


def asks(challenge, year=3, **overrides):
    student = a_student(institution=challenge.institution, year_of_study=year)
    return an_eoi(challenge=challenge, student=student, **overrides)


def test_a_host_proposes_a_second_person_decides_and_the_listing_says_so(north):
    employer = an_employer(known_to=north)
    host = a_host_member(employer)
    challenge = an_open_challenge(institution=north, employer=employer, contact=host)
    rosa, officer = client_of(host.user), client_of(staff_at(north, StaffRole.OFFICER))
    page, listing = url_of("placements:keep_places", challenge), url_of("portal:project", challenge)
    given = {"cohort": "year", "value": "1", "places": "2", "ground": "take_part_less", "why": WHY}

    for wrong, said in (
        ({"value": ""}, "Say which one"),
        ({"value": "7"}, "from 1 to 6"),
        ({"cohort": "programme", "value": "Alchemy"}, "Nobody in our records"),
        ({"cohort": "module", "value": "X1"}, "no module with this code"),
        ({"places": "11"}, "10"),
        ({"why": ""}, "Write the sentence"),
    ):
        refused = rosa.post(page, given | wrong)
        assert (refused.status_code, said in text_of(refused)) == (422, True), wrong
    rosa.post(page, given)
    kept = KeptPlaces.objects.get()
    assert WHY not in text_of(rosa.get(listing))
    assert "Places for a group" in text_of(officer.get(url_of("portal:staff_home", north)))
    decide = url_of("placements:decide_kept_places", kept)
    assert rosa.post(decide, {"answer": "yes", "why": "Fine."}).status_code == 403
    assert officer.post(decide, {"answer": "yes", "why": ""}).status_code == 422
    officer.post(decide, {"answer": "yes", "why": "Positive action, section 158."})

    kept.refresh_from_db()
    assert (kept.state, kept.by_host, kept.decided_why) == (
        "approved",
        True,
        "Positive action, section 158.",
    )
    said = text_of(rosa.get(listing))
    assert f"2 places are kept for students in year 1. {WHY} What they do not take" in said
    cards = text_of(rosa.get(url_of("portal:listing", north)))
    assert "2 kept for students in year 1" in cards
    asks(challenge, year=1)
    assert "1 person is among them" in text_of(officer.get(page))
    assert "among them" not in text_of(rosa.get(page))  # not even a number for the host
    assert WHY in text_of(officer.get(url_of("placements:places", challenge)))
    assert rosa.post(page, given).status_code == 422  # one at a time
    assert rosa.post(url_of("placements:release_kept_places", kept)).status_code == 403
    officer.post(url_of("placements:release_kept_places", kept))
    assert WHY not in text_of(rosa.get(listing))


def test_nobody_decides_on_her_own_proposal_nor_without_words_nor_once_interests_closed(north):
    challenge, officer = an_open_challenge(institution=north), staff_at(north)
    given = {"cohort": "first_place", "ground": "need", "why": WHY, "by": officer}
    kept = services.keep_places(challenge=challenge, **given)
    url = url_of("placements:decide_kept_places", kept)
    answer = {"answer": "yes", "why": "Fine."}
    assert client_of(officer).post(url, answer).status_code == 403
    for columns in (
        {"decided_by": officer},
        {"state": "approved"},
        {"value": "3"},
        {"why": ""},
        {"places": 11},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            KeptPlaces.objects.filter(pk=kept.pk).update(**columns)
    challenge.__class__.objects.filter(pk=challenge.pk).update(state="closed")
    late = client_of(staff_at(north)).post(url, answer)
    assert (late.status_code, "Interests have closed" in text_of(late)) == (422, True)
    with pytest.raises(RuleBroken):
        services.keep_places(challenge=a_challenge_that_closed(institution=north), **given)


def test_they_go_to_the_group_first_and_whoever_loses_by_it_reads_why(north):
    challenge = a_challenge_that_closed(institution=north, places=2, team_at_least=1)
    kept_for(challenge)
    others, hers = [asks(challenge) for _n in range(3)], asks(challenge, year=1)

    draft = a_draft(challenge)

    placed = draft.result["placed"]
    assert str(hers.public_id) in placed
    out = next(eoi for eoi in others if str(eoi.public_id) in placed)
    lost = [eoi for eoi in others if eoi != out]
    for eoi in lost:
        said = sentence(draft.result["reasons"][str(eoi.public_id)])
        assert "As the listing says, places are kept for students in year 1." in said
    assert "kept" not in sentence(draft.result["reasons"][str(hers.public_id)])
    by_hand = {"allocation": draft, "why": "Rather.", "by": staff_at(north)}
    with pytest.raises(RuleBroken, match="kept for students in year 1"):
        services.fix(change=Change("swap", lost[0], hers), **by_hand)
    services.fix(change=Change("swap", lost[0], out), **by_hand)

    # somebody leaves the list before its letters go: the next of the group comes before the others
    services.confirm_allocation(allocation=draft, by=staff_at(north))
    late = an_eoi(challenge=challenge, student=a_student(institution=north, year_of_study=1))
    students.withdraw_eoi(hers)
    services.send_answers(allocation=draft)
    late.refresh_from_db()
    assert late.state == "offered"

    # nobody of them asks: everybody's at once
    empty = a_challenge_that_closed(institution=north, places=2, team_at_least=1)
    kept_for(empty, value="6", places=None)
    asks(empty), asks(empty)
    assert len(a_draft(empty).result["placed"]) == 2


def test_a_place_that_comes_free_goes_to_the_group_while_it_is_short(north):
    challenge = a_challenge_that_closed(institution=north, places=2, team_at_least=1)
    kept_for(challenge, cohort="first_place", value="")
    first_in_line = an_eoi(challenge=challenge, student=been_too(north), state="waitlisted")
    hers = asks(challenge, state="waitlisted")
    gone = an_eoi(challenge=challenge, student=been_too(north), state="offered")
    an_eoi(challenge=challenge, student=been_too(north), state="offered")
    by_hand = {"challenge": challenge, "by": staff_at(north), "note": "Rather.", "send_now": True}

    services.decline_place(eoi=gone)
    with pytest.raises(RuleBroken, match="no placement here yet"):
        services.offer_places(eois=[first_in_line], **by_hand)
    services.refill(challenge=challenge)

    states = {e.pk: e.state for e in Eoi.objects.filter(pk__in=[first_in_line.pk, hers.pk])}
    assert states == {first_in_line.pk: "waitlisted", hers.pk: "offered"}


def been_too(institution):
    """Somebody who has had a placement."""
    student = a_student(institution=institution)
    challenge = a_challenge_that_closed(institution=institution)
    a_placement(
        challenge=challenge, eoi=an_eoi(challenge=challenge, student=student, state="accepted")
    )
    return student
