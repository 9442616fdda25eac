"""From closing to the answers: rounds, lists, the undo window, the quiet hours."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from core import clock
from core.errors import RuleBroken
from core.models import OutboxEvent
from matching.model import BadInput
from placements import services, tasks
from placements.models import Allocation, How
from placements.reasons import sentence
from placements.services import allocation as rounds
from placements.services import timetable
from placements.states import AllocationState
from students.models import Eoi
from students.states import EoiState
from tests.build import a_student, an_eoi, an_open_challenge, staff_at
from tests.build_placements import (
    a_challenge_that_closed,
    a_placement,
    an_awake_institution,
    interests_in,
)

pytestmark = pytest.mark.django_db


def facts(name: str) -> list[dict]:
    """Payloads of every fact of that name, first to last."""
    return list(
        OutboxEvent.objects.filter(name=name).order_by("pk").values_list("payload", flat=True)
    )


def states_of(challenge) -> dict[str, int]:
    counts: dict[str, int] = {}
    for state in Eoi.objects.filter(challenge=challenge).values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts


def a_draft(challenge) -> Allocation:
    allocation = services.share_out(challenge=challenge)
    assert services.propose_allocation(allocation=allocation)
    allocation.refresh_from_db()
    return allocation


def test_challenges_that_close_together_share_one_round_that_waits_for_the_last():
    institution = an_awake_institution()
    closed = a_challenge_that_closed(institution=institution)
    still_open = an_open_challenge(institution=institution, closes_at=closed.closes_at)
    an_eoi(challenge=closed)
    an_eoi(challenge=still_open)

    first = services.join_round(challenge=closed)
    ready_before = rounds.is_ready(first)
    still_open.__class__.objects.filter(pk=still_open.pk).update(state="closed")
    second = services.join_round(challenge=still_open)

    assert (first, ready_before, rounds.is_ready(second)) == (second, False, True)
    assert rounds.challenges_of(first) == sorted([closed, still_open], key=lambda c: c.pk)


def test_nobody_asked_is_no_round():
    assert services.join_round(challenge=a_challenge_that_closed()) is None


def test_the_same_closing_twice_is_one_round():
    challenge = a_challenge_that_closed()
    an_eoi(challenge=challenge)

    assert services.join_round(challenge=challenge) == services.join_round(challenge=challenge)


def test_a_draft_has_one_sentence_for_every_interest():
    challenge = a_challenge_that_closed(places=4, team_at_least=2, team_at_most=4)
    eois = interests_in(challenge, 7)

    draft = a_draft(challenge)

    assert draft.state == AllocationState.DRAFTED
    assert len(draft.result["placed"]) == 4
    assert set(draft.result["reasons"]) == {str(eoi.public_id) for eoi in eois}
    assert all(sentence(why) for why in draft.result["reasons"].values())
    assert draft.result["status"] == "proven"
    assert facts("placements.allocation_proposed") == [{"allocation_id": draft.pk}]


def test_the_lottery_can_be_run_again_from_seed_and_public_ids():
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    interests_in(challenge, 5)
    draft = a_draft(challenge)

    def number(eoi: str) -> int:
        digest = hmac.new(draft.seed.encode(), eoi.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "big") * 1_000_000 >> 64

    wishes = {wish["eoi"]: wish["lottery"] for wish in draft.problem["wishes"]}
    assert wishes == {eoi: number(eoi) for eoi in wishes}
    assert draft.seed_hash == hashlib.sha256(draft.seed.encode()).hexdigest()
    assert "seed" not in draft.problem
    assert draft.seed not in str(draft.result)
    assert set(draft.result["placed"]) == set(sorted(wishes, key=wishes.get)[-2:])


def test_a_dead_run_is_taken_over_with_the_same_bytes():
    challenge = a_challenge_that_closed(places=3, team_at_least=1)
    interests_in(challenge, 6)
    allocation = services.share_out(challenge=challenge)
    begun = rounds._begin(allocation)
    assert rounds._begin(allocation) is None  # its heart beats
    assert list(timetable.rounds_to_work_out()) == []
    Allocation.objects.filter(pk=begun.pk).update(
        heartbeat_at=begun.heartbeat_at - timedelta(minutes=2)
    )

    assert list(timetable.rounds_to_work_out()) == [allocation]
    assert services.propose_allocation(allocation=allocation)
    allocation.refresh_from_db()
    again = a_draft(challenge)

    assert allocation.problem_hash == begun.problem_hash
    assert (again.problem, again.result) == (allocation.problem, allocation.result)
    assert again.result_hash == allocation.result_hash != ""


def test_two_workers_on_one_round_make_one_draft():
    challenge = a_challenge_that_closed()
    interests_in(challenge, 4)
    allocation = services.share_out(challenge=challenge)

    done = [services.propose_allocation(allocation=allocation) for _ in range(2)]

    assert done == [True, False]
    assert len(facts("placements.allocation_proposed")) == 1


def test_a_problem_that_contradicts_itself_says_so_and_leaves_the_desk_its_hands(monkeypatch):
    challenge = a_challenge_that_closed()
    interests_in(challenge, 4)
    allocation = services.share_out(challenge=challenge)
    allocation.refresh_from_db()
    broken = rounds._begin(allocation)
    rounds._give_up(broken, str(BadInput("A pair names somebody who is not listed.")))

    allocation.refresh_from_db()
    assert (allocation.state, allocation.failure) == (
        AllocationState.WAITING,
        "A pair names somebody who is not listed.",
    )
    assert list(timetable.rounds_to_work_out()) == []


def test_confirming_answers_everybody_at_once():
    challenge = a_challenge_that_closed(places=4, team_at_least=2, team_at_most=4)
    interests_in(challenge, 7)
    staff = staff_at(challenge.institution)

    services.confirm_allocation(allocation=a_draft(challenge), by=staff, send_now=True)

    assert states_of(challenge) == {EoiState.OFFERED: 4, EoiState.WAITLISTED: 3}
    assert [eoi.line for eoi in Eoi.objects.in_line()] == [1, 2, 3]
    assert facts("placements.places_offered") == [{"challenge_id": challenge.pk}]
    assert len(facts("placements.place_offered")) == 4
    assert len(facts("placements.eoi_not_selected")) == 3
    assert all(sentence(why) for why in Eoi.objects.values_list("reason", flat=True))


def test_a_confirmed_list_can_be_undone_until_its_letters_go():
    institution = an_awake_institution(undo_minutes=10)
    challenge = a_challenge_that_closed(institution=institution)
    interests_in(challenge, 3)
    staff = staff_at(institution)

    allocation = services.offer_all(challenge=challenge, by=staff)
    timetable.run()
    before = states_of(challenge)
    services.undo_confirmation(allocation=allocation)
    undone = Allocation.objects.get(pk=allocation.pk).state
    services.confirm_allocation(allocation=allocation, by=staff)
    with clock.moved(timedelta(minutes=11)):
        timetable.run()
        timetable.run()

    assert before == {EoiState.SUBMITTED: 3}
    assert undone == AllocationState.DRAFTED
    assert states_of(challenge) == {EoiState.OFFERED: 3}
    assert len(facts("placements.place_offered")) == 3
    with pytest.raises(RuleBroken, match="The letters have gone out"):
        services.undo_confirmation(allocation=allocation)


def test_a_list_that_lacks_somebody_is_not_confirmed_and_is_made_again():
    challenge = a_challenge_that_closed()
    interests_in(challenge, 2)
    draft = a_draft(challenge)
    an_eoi(challenge=challenge)

    with pytest.raises(RuleBroken, match="1 more interest came in"):
        services.confirm_allocation(allocation=draft, by=staff_at(challenge.institution))
    timetable.run()
    draft.refresh_from_db()

    assert draft.state == AllocationState.SOLVING


def test_everybody_fits_is_one_act():
    challenge = a_challenge_that_closed(places=8)
    interests_in(challenge, 8)

    services.offer_all(challenge=challenge, by=staff_at(challenge.institution), send_now=True)

    assert states_of(challenge) == {EoiState.OFFERED: 8}
    assert sorted(Eoi.objects.values_list("seat", flat=True)) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_everybody_does_not_fit_into_fewer_places():
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    interests_in(challenge, 3)

    with pytest.raises(RuleBroken, match="3 people wait for 2 places"):
        services.offer_all(challenge=challenge, by=staff_at(challenge.institution))


def test_a_list_by_hand_needs_a_reason_and_puts_the_others_in_line():
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    eois = interests_in(challenge, 4)
    staff = staff_at(challenge.institution)

    with pytest.raises(RuleBroken, match="Say why"):
        services.offer_places(challenge=challenge, eois=eois[2:], by=staff, note=" ")
    allocation = services.offer_places(
        challenge=challenge, eois=eois[2:], by=staff, note="They know the workshop.", send_now=True
    )

    for eoi in eois:
        eoi.refresh_from_db()
    assert [(eoi.state, eoi.line) for eoi in eois] == [
        (EoiState.WAITLISTED, 1),
        (EoiState.WAITLISTED, 2),
        (EoiState.OFFERED, None),
        (EoiState.OFFERED, None),
    ]
    assert (allocation.how, allocation.note) == (How.BY_HAND, "They know the workshop.")


def test_a_challenge_taken_out_by_hand_leaves_the_others_their_round():
    institution = an_awake_institution()
    one = a_challenge_that_closed(institution=institution)
    other = a_challenge_that_closed(institution=institution, closes_at=one.closes_at)
    interests_in(one, 3)
    interests_in(other, 3)
    shared = services.join_round(challenge=one)
    assert services.join_round(challenge=other) == shared
    draft = a_draft(one)
    assert draft == shared

    own = services.offer_all(challenge=one, by=staff_at(institution), send_now=True)

    assert own != shared
    assert rounds.challenges_of(shared) == [other]
    shared.refresh_from_db()
    assert shared.state == AllocationState.SOLVING
    assert list(timetable.rounds_to_work_out()) == [shared]


def test_who_withdrew_before_the_letters_leaves_the_place_to_the_next_in_line():
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    eois = interests_in(challenge, 3)
    draft = a_draft(challenge)
    gone = next(e for e in eois if str(e.public_id) in draft.result["placed"])
    from students import services as students

    students.withdraw_eoi(gone)
    services.confirm_allocation(allocation=draft, by=staff_at(challenge.institution), send_now=True)

    assert states_of(challenge) == {EoiState.WITHDRAWN: 1, EoiState.OFFERED: 2}


def test_the_first_timer_and_whoever_got_nothing_come_first():
    institution = an_awake_institution()
    challenge = a_challenge_that_closed(institution=institution, places=1, team_at_least=1)
    been_there, unlucky = a_student(institution=institution), a_student(institution=institution)
    earlier = a_challenge_that_closed(institution=institution)
    a_placement(
        challenge=earlier,
        eoi=an_eoi(challenge=earlier, student=been_there, state="accepted"),
        state="closed",
    )
    earlier.sessions.all()
    an_eoi(challenge=earlier, student=unlucky, state="not_selected")
    from placements.models import Booking

    Booking.objects.all().delete()  # that day is long over
    for student in (been_there, unlucky, a_student(institution=institution)):
        an_eoi(challenge=challenge, student=student)

    draft = a_draft(challenge)

    assert draft.result["placed"] == [
        str(Eoi.objects.get(challenge=challenge, student=unlucky).public_id)
    ]


def test_a_student_of_another_module_is_told_so():
    from institutions.models import Module

    institution = an_awake_institution()
    module = Module.objects.create(institution=institution, code="BUS2", title="Firms")
    challenge = a_challenge_that_closed(institution=institution, module=module, team_at_least=1)
    hers = an_eoi(
        challenge=challenge, student=a_student(institution=institution, module_codes=["BUS2"])
    )
    other = an_eoi(challenge=challenge, student=a_student(institution=institution))

    draft = a_draft(challenge)

    assert draft.result["placed"] == [str(hers.public_id)]
    assert "module" in sentence(draft.result["reasons"][str(other.public_id)])


def test_closing_starts_the_round_by_itself(django_capture_on_commit_callbacks):
    from core.models import OutboxReceipt

    challenge = a_challenge_that_closed()
    interests_in(challenge, 3)
    event = OutboxEvent.objects.create(
        name="employers.challenge_closed", payload={"challenge_id": challenge.pk}
    )
    OutboxReceipt.objects.create(event=event, subscriber="placements.join_round")

    for _time in range(2):
        tasks.join_round(event.pk)
    allocation = services.round_of(challenge)
    tasks.propose_allocation(allocation.pk)

    allocation.refresh_from_db()
    assert Allocation.objects.count() == 1
    assert allocation.state == AllocationState.DRAFTED
