"""Every letter of the house renders, about a row of the world for which it is true."""

from datetime import timedelta

import pytest

from core import clock
from core.models import OutboxEvent
from credentials.models import Approach, Endorsement
from employers.models import BriefComment, Challenge
from employers.services import decline_share
from employers.states import ChallengeState
from notifications.messages import MESSAGES
from notifications.services import write_message
from placements.models import Concern, Placement
from placements.services import decide_kept_places
from students.models import Eoi
from students.services import settle_correction
from tests.architecture.test_the_house import facts
from tests.architecture.world import World
from tests.build import a_host_member, an_eoi, staff_at


@pytest.mark.django_db
def test_every_letter_renders(world: World):
    Challenge.objects.update(title="Riders <img src=x> “back”")
    sent = {}
    for name, letters in MESSAGES.items():
        payload = payload_for(name, world)
        event = OutboxEvent.objects.create(name=name, payload=payload)
        for letter in letters:
            prepare(letter.kind, world)
            occasion = letter.occasion(payload)
            assert occasion is not None, f"{letter.kind}: nothing to say of {payload}"
            assert occasion.readers, f"{letter.kind}: nobody reads it"
            message = write_message(letter, occasion, occasion.readers[0], event)
            sent[letter.kind] = message

    assert set(sent) == {letter.kind for letters in MESSAGES.values() for letter in letters}
    for kind, message in sent.items():
        assert "%(" not in message.subject, kind
        assert "{{" not in message.text + message.html, kind
        assert "<img src=x" not in message.html, kind
        assert "None" not in message.subject + message.text, f"{kind}: {message.text}"
        assert message.path or "http" in message.text, kind
        assert len(message.text) > 80, kind


# Which row a letter is about, where it is not the usual one of that kind
ABOUT = {
    "challenge_id": "placed",
    "eoi_id": "unconfirmed",
    "placement_id": "placement",
    "sign_off_id": "sign_off",
    "credential_id": "credential",
    "would_again_id": "would_again",
    "appeal_id": "appeal",
    "approach_id": "approach",
    "endorsement_id": "endorsement",
    "allocation_id": "round",
    "posting_id": "posting",
    "call_id": "call",
    "clearance_id": "clearance",
    "publication_id": "online",
    "stand_in_id": "stand_in",
    "check_id": "check",
    "series_id": "series",
    "comment_id": "comment",
    "member_id": "invited",
    "concern_id": "concern",
    "hearing_id": "hearing",
    "question_id": "question",
    "team_id": "team_of_days",
    "upload_id": "upload",
    "later_use_id": "later_use",
    "kept_id": "kept",
    "report_id": "report",
    "share_id": "share",
    "act_id": "act",
    "claim_id": "claim",
    "invitation_id": "invitation",
    "mail_id": "mail",
    "erasure_id": "erasure",
    "correction_id": "correction",
}
ABOUT_OTHERS = {
    "employers.challenge_drafted": "draft",
    "employers.challenge_submitted": "review",
    "employers.changes_requested": "review",
    "employers.challenge_published": "open",
    "employers.challenge_cancelled": "offering",
    "students.eoi_confirmed": "eoi",
    "placements.place_offered": "offer",
    "placements.eoi_not_selected": "eoi",
    "placements.place_declined": "eoi",
    "placements.day_is_over": "over",
    "placements.sign_off_missing": "over",
    "placements.place_given_back": "past_placement",
    "placements.supervisor_answered": "answered_question",
    "placements.stuck_answered": "stuck",
    "placements.stuck_unanswered": "stuck",
    "employers.challenge_extended": "open",
    "placements.host_asked": "chosen_by_host",
    "placements.host_reminded": "chosen_by_host",
    "placements.host_silent": "chosen_by_host",
    "placements.host_chose": "chosen_by_host",
}


def payload_for(name: str, world: World) -> dict[str, int]:
    (column,) = next(fact for fact in facts() if fact.name() == name).__dataclass_fields__
    return {column: world[ABOUT_OTHERS.get(name, ABOUT[column])].pk}


def prepare(kind: str, world: World) -> None:
    """Bring the row to where the letter is true."""
    eois, challenges = Eoi.objects, Challenge.objects
    if kind in ("changes_requested", "sent_to_host"):
        asked = challenges.filter(pk=world["review"].pk)
        asked.update(state=ChallengeState.CHANGES_REQUESTED, state_reason="What do you pay?")
    if kind == "endorsements_run_out":
        soon = clock.now() + timedelta(days=9)
        Endorsement.objects.filter(pk=world["endorsement"].pk).update(valid_until=soon)
    if kind.startswith("approach_"):
        said = {"answered": "yes", "declined": "no", "reported": "reported"}[kind[9:]]
        wrote = Approach.objects.filter(pk=world["approach"].pk)
        wrote.update(answer=said, answered_at=clock.now())
    if kind == "words_hidden":
        Endorsement.objects.filter(pk=world["endorsement"].pk).update(seen="hidden")
    if kind == "correction_settled":
        settle_correction(
            correction=world["correction"], by=staff_at(world["north"]), answer="Done."
        )
    if kind == "brief_commented_host":
        BriefComment.objects.filter(pk=world["comment"].pk).update(by_host=False)
    if kind == "kept_places_decided":
        by, why = staff_at(world["north"]), "They take part less."
        decide_kept_places(kept=world["kept"], approve=True, why=why, by=by)
    if kind == "challenge_drafted":
        contact = a_host_member(world["employer"], user=None, email="new@kestrel.example")
        challenges.filter(pk=world["draft"].pk).update(contact=contact)
    if kind == "share_answered":
        by = staff_at(world["east"])
        decline_share(share=world["share"], by=by, reason="Exams that week.")
    if kind == "series_published":
        online = challenges.filter(series=world["series"])
        online.update(state=ChallengeState.OPEN, published_at=clock.now())
    if kind in ("challenge_postponed", "agreement_changed"):
        again = Placement.objects.filter(challenge=world["placed"])
        again.update(again_by=clock.now() + timedelta(days=2))
        challenges.filter(pk=world["placed"].pk).update(state_reason="The oven is out.")
        an_eoi(challenge=world["placed"])
    if kind == "places_taken":
        taken = eois.filter(challenge=world["placed"], seat__isnull=False)
        an_eoi(challenge=world["placed"], state="offered")
        eois.filter(challenge=world["placed"], state="offered").update(seat=None)
        challenges.filter(pk=world["placed"].pk).update(places=taken.count())
    if kind == "offer_lapsed":
        eois.filter(pk=world["eoi"].pk).update(state="lapsed", line=None)
    if kind == "answer_late":
        late = challenges.filter(pk=world["placed"].pk)
        late.update(answer_again_by=clock.now() + timedelta(days=2))
    if kind == "challenge_cancelled":
        world["offering"].published_at = clock.now()
        world["offering"].save(update_fields=["published_at"])
    if kind in ("mail_too_late", "mail_without_sentence"):
        why = "closed" if kind == "mail_too_late" else "no_sentence"
        world["mail"].__class__.objects.update(state="not_taken", why=why)
    if kind == "mail_without_project":
        world["mail"].__class__.objects.update(state="waiting", why="no_project")
    if kind == "place_given_back_host":
        Placement.objects.filter(pk=world["past_placement"].pk).update(state="left_early")
    if kind == "other_side_asked_host":
        world["hearing"].__class__.objects.update(placement=None)
    if kind == "stuck_for_host":
        world["concern"].__class__.objects.filter(pk=world["concern"].pk).update(
            placement=world["placement_of_days"]
        )
    if kind == "late_host":
        late = Concern.objects.filter(pk=world["concern"].pk)
        late.update(kind="late", placement=world["placement"])
    if kind == "eoi_waitlisted":
        eois.filter(pk=world["eoi"].pk).update(state="waitlisted", line=1)
    if kind == "eoi_not_selected":
        eois.filter(pk=world["eoi"].pk).update(state="not_selected", line=None)
