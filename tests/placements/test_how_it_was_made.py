"""How far a run is, how it is stopped, and how anybody does it again from a file."""

import hashlib
from datetime import timedelta

import pytest

from matching.__main__ import main
from placements import services
from placements.models import Allocation
from placements.reasons import sentence
from placements.services import allocation as rounds
from placements.services import timetable
from placements.states import AllocationState
from tests.build import staff_at
from tests.build_placements import a_challenge_that_closed, interests_in
from tests.placements.test_desk_pages import desk_of, text_of, url_of
from tests.placements.test_rounds import a_draft

pytestmark = pytest.mark.django_db


def test_a_run_says_how_far_it_is_and_is_stopped_with_or_without_a_list(queued):
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    interests_in(challenge, 4)
    allocation = services.share_out(challenge=challenge)
    row = Allocation.objects.filter(pk=allocation.pk)
    rounds._begin(allocation)
    client = desk_of(challenge)
    page, stop = (
        url_of("placements:review_allocation", allocation),
        url_of("placements:stop_run", allocation),
    )

    begun = text_of(client.get(page))
    row.update(progress={"stage": "policy", "reached": 1900, "at_most": 2000})
    part = client.get(page, headers={"HX-Request": "true"})
    client.post(stop, {"keep": "best"})
    asked = row.get().stop_asked
    row.update(heartbeat_at=row.get().heartbeat_at - timedelta(minutes=2))
    assert services.propose_allocation(allocation=allocation)  # the quick first list, at least

    assert "The first list is being looked for." in begun
    assert "95 of 100" in text_of(part)
    assert "<html" not in part.content.decode()
    assert asked
    stopped = row.get()
    assert stopped.state == "drafted"
    assert len(stopped.result["placed"]) == 2
    services.share_out(challenge=challenge)
    client.post(stop, {"keep": "none"})
    assert row.get().failure == "Stopped by hand."
    assert list(timetable.rounds_to_work_out()) == []  # until a person asks for it again
    assert "Stopped by hand." in text_of(client.get(page))
    assert "not being worked out any more" in text_of(client.post(stop, follow=True))
    draft = a_draft(challenge)
    moved = client.get(page, headers={"HX-Request": "true"})
    assert (draft.failure, draft.state) == ("", AllocationState.DRAFTED)
    assert moved["HX-Redirect"] == page


def test_anybody_comes_to_the_same_bytes_from_the_file_and_nobody_is_named(
    tmp_path, monkeypatch, capsys
):
    challenge = a_challenge_that_closed(places=3, team_at_least=1)
    eois = interests_in(challenge, 7)
    draft = a_draft(challenge)
    client = desk_of(challenge)
    how = url_of("placements:how_it_was_made", draft)
    monkeypatch.chdir(tmp_path)

    before = text_of(client.get(how))
    content = client.get(url_of("placements:round_file", draft)).content
    (tmp_path / "round.json").write_bytes(content)

    assert hashlib.sha256(content).hexdigest() == draft.problem_hash
    assert main(["allocate", "round.json", "--out", "list.json"]) == 0
    again = (tmp_path / "list.json").read_bytes()
    assert hashlib.sha256(again).hexdigest() == draft.result_hash
    assert main(["verify", "round.json", "list.json"]) == 0
    drawn = [why for why in draft.result["reasons"].values() if why.get("decided_by") == "lottery"]
    assert len(drawn) == 4
    for why in drawn:  # the sentence says what the draw did
        assert why["your_number"] < why["last_admitted"]
        assert "high numbers come first" in sentence(why)
    assert draft.seed_hash in before
    assert draft.seed not in before + content.decode()
    for eoi in eois:
        student = eoi.student
        named = {str(student), student.email, student.family_name} - {""}
        assert not any(word in before + content.decode() for word in named)

    client.post(url_of("placements:run_again", draft))
    rounds.compare_with_first(allocation=draft)
    assert "the same to the last letter" in text_of(client.get(how))
    Allocation.objects.filter(pk=draft.pk).update(result_hash="0" * 64, solver="older")
    rounds.compare_with_first(allocation=Allocation.objects.get())
    assert "It was made by older" in text_of(client.get(how))
    Allocation.objects.filter(pk=draft.pk).update(problem_hash="0" * 64)
    rounds.compare_with_first(allocation=Allocation.objects.get())
    assert "its hash is another" in text_of(client.get(how))
    services.confirm_allocation(allocation=draft, by=staff_at(challenge.institution), send_now=True)
    assert draft.seed in text_of(client.get(how))
