"""The policy in words: for everybody to read, tried on a past round, and what its rules cost."""

import hashlib
import hmac

import pytest
from django.core.cache import cache
from django.test import Client

from institutions.models import Policy, StaffRole
from placements import services
from placements.models import Allocation, Fixed
from placements.services.exchange import Cost, cost_of, in_words, round_that_answered
from placements.services.fairness import fairness_of
from placements.services.policy import try_policy
from students.equity import EquityProfile
from students.models import Eoi
from tests.build import a_student, an_eoi, an_open_challenge, staff_at
from tests.build_placements import (
    a_challenge_that_closed,
    a_hold,
    a_placement,
    an_awake_institution,
    interests_in,
)
from tests.placements.test_desk_pages import client_of, text_of, url_of
from tests.placements.test_rounds import a_draft

pytestmark = pytest.mark.django_db


def had_a_place(institution, eois: list[Eoi]) -> None:
    """Each of them had a place a while ago."""
    from placements.models import Booking

    for eoi in eois:
        earlier = a_challenge_that_closed(institution=institution)
        yes = an_eoi(challenge=earlier, student=eoi.student, state="accepted")
        a_placement(challenge=earlier, eoi=yes, state="closed")
    Booking.objects.all().delete()  # that day is long over


def test_a_policy_is_tried_on_the_last_round_and_students_read_what_holds():
    institution = an_awake_institution(first_timers_first=False)
    challenge = a_challenge_that_closed(institution=institution, places=3, team_at_least=1)
    eois = interests_in(challenge, 8)
    draft = a_draft(challenge)
    winners = set(draft.result["placed"])
    had_a_place(institution, [eoi for eoi in eois if str(eoi.public_id) in winners])
    draft = a_draft(challenge)
    assert set(draft.result["placed"]) == winners  # the draw alone decides, whoever came before
    manager = client_of(staff_at(institution, StaffRole.MANAGER))
    url = f"/{institution.slug}/desk/settings/sharing/"
    public = f"/{institution.slug}/how-places-are-shared/"

    before = text_of(Client().get(public))
    choice = {"places_by_lottery": "no", "carry_over_first": "yes", "first_timers_first": "yes"}
    seen = text_of(manager.get(url, choice))
    untouched = Policy.objects.get(institution=institution).first_timers_first
    tried = try_policy(
        allocation=draft, policy=Policy(first_timers_first=True, carry_over_first=True)
    )
    manager.post(url, choice)

    assert "Whoever has never had a place comes before" not in before
    assert (untouched, tried.before.first_timers, tried.after.first_timers) == (False, 0, 3)
    assert (tried.before.placed, tried.after.placed, tried.otherwise) == (3, 3, 6)
    assert "6 people would have heard another answer." in seen
    assert Policy.objects.get(institution=institution).first_timers_first
    assert "Whoever has never had a place comes before" in text_of(Client().get(public))
    assert manager.post(url, {"carry_over_first": "perhaps"}).status_code == 422


def test_by_lottery_each_in_turn_has_the_first_wish_with_room_and_every_page_says_so():
    institution = an_awake_institution()
    one = a_challenge_that_closed(institution=institution, places=1, team_at_least=1)
    other = a_challenge_that_closed(
        institution=institution, places=2, team_at_least=1, closes_at=one.closes_at
    )
    students = [a_student(institution=institution) for _n in range(5)]
    for student in students:
        an_eoi(challenge=one, student=student)
    for student in students[:3]:
        an_eoi(challenge=other, student=student)  # sent second, so wished for second
    services.join_round(challenge=one), services.join_round(challenge=other)
    best = a_draft(one)
    manager = client_of(staff_at(institution, StaffRole.MANAGER))
    url, how = f"/{institution.slug}/desk/settings/sharing/", "placements:how_it_was_made"
    choice = {"places_by_lottery": "yes", "carry_over_first": "yes", "first_timers_first": "yes"}

    chosen = Policy(institution=institution, places_by_lottery=True)
    tried = try_policy(allocation=best, policy=chosen)
    seen, proven = text_of(manager.get(url, choice)), text_of(manager.get(url_of(how, best)))
    manager.post(url, choice)
    draft = a_draft(one)

    def number(student) -> int:
        said = hmac.new(draft.seed.encode(), str(student.public_id).encode(), hashlib.sha256)
        return int.from_bytes(said.digest()[:8], "big") * 1_000_000 >> 64

    room, placed = {one: 1, other: 2}, set()
    for student in sorted(students, key=number, reverse=True):
        for eoi in Eoi.objects.filter(student=student).order_by("pk"):
            if room[eoi.challenge]:
                room[eoi.challenge] -= 1
                placed.add(str(eoi.public_id))
                break
    assert set(draft.result["placed"]) == placed
    assert (tried.before.placed, tried.after.placed) == (3, len(placed))
    assert "It is proven" in proven
    assert "everybody stands in one line by a draw" in seen
    page = text_of(manager.get(url_of(how, draft)))
    assert "A draw decided: by these rules there is one list and no other." in page
    assert "Each person’s number follows from the secret" in page
    for text in (page, text_of(Client().get(f"/{institution.slug}/how-places-are-shared/"))):
        assert "each in turn has the first of their own wishes with room" in text
        assert "As many people as possible" not in text
    compared = services.allocation.compare_with_first(allocation=draft)
    assert compared.same
    assert try_policy(allocation=draft, policy=Policy(institution=institution)).after.placed == 3
    services.confirm_allocation(allocation=draft, by=staff_at(institution), send_now=True)
    sent = Eoi.objects.filter(challenge=one).exclude(public_id__in=placed)
    refused = next(eoi for eoi in sent if round_that_answered(eoi))
    asked = text_of(client_of(refused.student.user).get(url_of("placements:exchange", refused)))
    assert "By the rules that held, others stand before you in the line." in asked
    assert str(refused.student.public_id) in asked


def test_the_draw_is_promised_before_interests_close_and_kept():
    institution = an_awake_institution()
    challenge = an_open_challenge(institution=institution, places=1)
    url = f"/{institution.slug}/how-places-are-shared/"

    before = text_of(Client().get(url))
    interests_in(challenge, 2)
    challenge.__class__.objects.filter(pk=challenge.pk).update(state="closed")
    challenge.refresh_from_db()
    draft = a_draft(challenge)
    secret_before = draft.seed in text_of(Client().get(url))
    services.confirm_allocation(allocation=draft, by=staff_at(institution), send_now=True)

    assert draft.seed_hash in before
    assert not secret_before
    assert draft.seed in text_of(Client().get(url))
    assert services.allocation.open_round(institution, draft.closes_at).seed != draft.seed


def test_what_it_would_take_to_place_somebody_is_told_in_counts_that_are_true():
    institution = an_awake_institution()
    challenge = a_challenge_that_closed(
        institution=institution, places=2, team_at_least=2, team_at_most=2
    )
    one, other, alone, fourth = interests_in(challenge, 4)
    a_hold(one, other, Fixed.TOGETHER)
    by = staff_at(institution)
    had_a_place(institution, [alone, fourth])  # so that the pair comes first
    draft = a_draft(challenge)
    services.confirm_allocation(allocation=draft, by=by, send_now=True)
    alone.refresh_from_db()
    allocation = round_that_answered(alone)

    answer = client_of(alone.student.user).get(url_of("placements:accept_place", alone))
    hers, url = client_of(alone.student.user), url_of("placements:exchange", alone)
    cache.set(f"exchange-at-work:{institution.pk}", 1)
    while_another_asks = text_of(hers.get(url))
    cache.clear()
    page = text_of(hers.get(url))
    Allocation.objects.update(problem_hash="of a larger round")
    cache.set(f"exchange:of a larger round:{alone.public_id}", ())
    too_large = text_of(hers.get(url))
    Allocation.objects.update(problem_hash=draft.problem_hash, changes=[{"why": "By hand."}])

    assert "worked out for somebody else. Look again soon." in while_another_asks
    assert "can not be worked out while you wait" in too_large
    # the two who come together both go, and the fourth comes along
    assert set(draft.result["placed"]) == {str(one.public_id), str(other.public_id)}
    assert cost_of(allocation=allocation, eoi=alone) == Cost(True, lose=2, gain=1)
    cache.clear()
    changed = Allocation.objects.get(pk=allocation.pk)
    assert cost_of(allocation=changed, eoi=alone) == Cost(True, lose=2, gain=1)
    assert url_of("placements:exchange", alone) in text_of(answer)
    assert "To place you here, 2 others would lose any place." in page
    assert in_words(cost_of(allocation=allocation, eoi=alone)) in page
    assert not any(str(eoi.student) in page for eoi in (one, other, fourth))
    won = Eoi.objects.get(public_id=draft.result["placed"][0])
    assert round_that_answered(won) is None
    gone = client_of(won.student.user).get(url_of("placements:exchange", won), follow=True)
    assert "the reason says it all" in text_of(gone)


def test_each_cost_is_the_least_that_any_list_could_have(django_assert_max_num_queries):
    institution = an_awake_institution()
    one = a_challenge_that_closed(institution=institution, places=2, team_at_least=1)
    other = a_challenge_that_closed(
        institution=institution, places=1, team_at_least=1, closes_at=one.closes_at
    )
    students = [a_student(institution=institution) for _n in range(5)]
    for student in students:
        an_eoi(challenge=one, student=student, wish=1)
    for student in students[:2]:
        an_eoi(challenge=other, student=student, wish=2)
    services.join_round(challenge=one)
    services.join_round(challenge=other)
    draft = a_draft(one)
    services.confirm_allocation(allocation=draft, by=staff_at(institution), send_now=True)
    placed = set(draft.result["placed"])
    whose = {wish["eoi"]: wish["student"] for wish in draft.problem["wishes"]}
    had = {whose[eoi] for eoi in placed}

    for eoi in Eoi.objects.exclude(public_id__in=placed):
        allocation = round_that_answered(eoi)
        if allocation is None:
            continue
        cost = cost_of(allocation=allocation, eoi=eoi)
        assert cost is not None
        # three places for three people, whatever list there is: who has none takes one's place
        hers = str(eoi.student.public_id)
        assert cost.possible
        assert cost.lose - cost.gain == (hers not in had)
    with django_assert_max_num_queries(2):
        cost_of(allocation=draft, eoi=Eoi.objects.exclude(public_id__in=placed)[0])


def test_the_report_of_a_list_says_nothing_of_what_people_told_of_themselves():
    institution = an_awake_institution()
    challenge = a_challenge_that_closed(institution=institution, places=10, team_at_least=1)
    eois = interests_in(challenge, 30)
    EquityProfile.objects.bulk_create(
        EquityProfile(institution=institution, student=eoi.student, carer=n < 12)
        for n, eoi in enumerate(eois)
    )
    draft = a_draft(challenge)

    report = fairness_of(draft)
    page = text_of(client_of(staff_at(institution)).get(url_of("placements:fairness", draft)))

    assert (report.students, report.placed, report.first_timers) == (30, 10, (30, 10))
    assert report.wishes == ((1, 10),)
    assert "Care for somebody" not in page
    assert "It is counted once a term." in page
