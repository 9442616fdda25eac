"""A draft changed by hand: the effect on others before it is kept, and what survives a new list."""

import pytest

from core.errors import RuleBroken
from placements import services
from placements.models import Allocation, Hold
from placements.services.holding import Change, effect_of, fix
from students.models import Eoi
from students.states import EoiState
from tests.build import a_student, an_eoi, staff_at
from tests.build_placements import (
    a_challenge_that_closed,
    a_placement,
    an_awake_institution,
    interests_in,
)
from tests.placements.test_desk_pages import desk_of, text_of, url_of
from tests.placements.test_rounds import a_draft

pytestmark = pytest.mark.django_db


def split(draft: Allocation, eois: list[Eoi]) -> tuple[list[Eoi], list[Eoi]]:
    """Those with a place in the draft, and the others."""
    placed = [eoi for eoi in eois if str(eoi.public_id) in draft.result["placed"]]
    return placed, [eoi for eoi in eois if eoi not in placed]


def ids(*eois: Eoi) -> tuple[str, ...]:
    return tuple(str(eoi.public_id) for eoi in eois)


def test_a_swap_is_seen_before_it_is_kept_and_survives_a_new_list():
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    eois = interests_in(challenge, 4)
    draft = a_draft(challenge)
    (out, stays), (into, _last) = split(draft, eois)
    client, url = desk_of(challenge), url_of("placements:fix", out)
    asked = {"what": "swap", "other": str(into.public_id)}

    alone = client.get(url, {"what": "swap", "other": ""})
    seen = text_of(client.get(url, asked))
    without = client.post(url, asked | {"why": " "})
    untouched = Allocation.objects.get().result == draft.result
    client.post(url, asked | {"why": "Knows the site."})

    kept = Allocation.objects.get()
    assert (alone.status_code, without.status_code, untouched) == (422, 422, True)
    assert f"{into.student} gets a place in" in seen
    assert f"{out.student} loses the place in" in seen
    assert set(kept.result["placed"]) == set(ids(into, stays))
    again = a_draft(challenge)
    assert set(again.result["placed"]) == set(ids(into, stays))
    assert again.result["waitlists"][str(challenge.public_id)][0] == str(out.public_id)
    page = text_of(client.get(url_of("placements:review_allocation", again)))
    assert f"{into.student} has a place. “Knows the site.”" in page

    client.post(url_of("placements:let_go", Hold.objects.get(eoi=into)))
    Hold.objects.get().delete()
    assert set(a_draft(challenge).result["placed"]) == set(ids(out, stays))


def test_who_is_fixed_is_worked_around_and_the_rules_say_who_makes_room():
    institution = an_awake_institution()
    one = a_challenge_that_closed(institution=institution, places=2, team_at_least=1)
    eois = interests_in(one, 4)
    by = staff_at(institution)
    draft = a_draft(one)
    _placed, others = split(draft, eois)
    change = Change("place", others[0])

    effect = effect_of(allocation=draft, change=change)
    assert (effect.gains, len(effect.losses)) == (ids(others[0]), 1)
    assert fix(allocation=draft, change=change, why="Promised by letter.", by=by) == effect

    draft.refresh_from_db()
    (hers, kept), _rest = split(draft, eois)
    off = Change("out", next(eoi for eoi in (hers, kept) if eoi != others[0]))
    gone = fix(allocation=draft, change=off, why="Left the course.", by=by)
    draft.refresh_from_db()
    assert (gone.losses, len(gone.gains)) == (ids(off.eoi), 1)  # the next in line
    again = a_draft(one)
    assert set(again.result["placed"]) == set(draft.result["placed"])
    services.confirm_allocation(allocation=again, by=by, send_now=True)
    told = {eoi.pk: eoi for eoi in Eoi.objects.all()}
    assert told[others[0].pk].state == EoiState.OFFERED
    assert told[off.eoi.pk].state == EoiState.NOT_SELECTED
    assert told[off.eoi.pk].reason == {"code": "taken_off"}
    with pytest.raises(RuleBroken, match="Only a draft"):
        fix(allocation=again, change=change, why="Late.", by=by)


def test_two_come_together_or_not_at_all_and_nobody_is_let_in_twice():
    institution = an_awake_institution()
    challenge = a_challenge_that_closed(institution=institution, places=2, team_at_least=1)
    eois = interests_in(challenge, 4)
    by = staff_at(institution)
    draft = a_draft(challenge)
    (one, _two), (other, _four) = split(draft, eois)

    fix(allocation=draft, change=Change("together", one, other), why="Sisters.", by=by)
    draft.refresh_from_db()
    together = {str(eoi.public_id) in draft.result["placed"] for eoi in (one, other)}
    assert len(together) == 1
    assert draft.problem["together"]
    with pytest.raises(RuleBroken, match="in one team"):
        effect_of(allocation=draft, change=Change("apart", one, other))

    busy = a_student(institution=institution)
    elsewhere = a_challenge_that_closed(institution=institution)
    a_placement(
        challenge=elsewhere, eoi=an_eoi(challenge=elsewhere, student=busy, state="accepted")
    )
    into = an_eoi(challenge=challenge, student=busy)
    draft = a_draft(challenge)
    (out, *_), _rest = split(draft, eois)
    with pytest.raises(RuleBroken, match="has a place at that time"):
        effect_of(allocation=draft, change=Change("swap", into, out))


def test_the_draft_by_student_shows_first_who_would_have_nothing(django_assert_max_num_queries):
    institution = an_awake_institution()
    one = a_challenge_that_closed(institution=institution, places=1, team_at_least=1)
    other = a_challenge_that_closed(
        institution=institution, places=1, team_at_least=1, closes_at=one.closes_at
    )
    both, loser = a_student(institution=institution), a_student(institution=institution)
    an_eoi(challenge=one, student=both), an_eoi(challenge=other, student=both)
    an_eoi(challenge=one, student=loser), an_eoi(challenge=other, student=loser)
    an_eoi(challenge=one, student=a_student(institution=institution))
    assert services.join_round(challenge=one) == services.join_round(challenge=other)
    draft = a_draft(one)
    client = desk_of(one)
    url = url_of("placements:review_allocation", draft) + "?by=student"
    client.get(url)

    with django_assert_max_num_queries(10):
        page = text_of(client.get(url))

    placed = {str(eoi.student) for eoi in Eoi.objects.filter(public_id__in=draft.result["placed"])}
    (nothing,) = {str(eoi.student) for eoi in Eoi.objects.all()} - placed
    assert len(placed) == 2
    assert all(page.index(nothing) < page.index(each) for each in placed)
    assert "You have a place in “" in page  # as the letter will say it
    assert "2 with a place, 1 in line, 0 with “not this time”." in page
    assert "Those with a place had sent" in page
