"""A challenge's life: the table of states holds under any sequence, and races lose politely."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import RuleBroken
from core.models import OutboxEvent
from employers import services
from employers.models import Challenge
from employers.states import CHALLENGE_TRANSITIONS, ChallengeState
from employers.tasks import run_timetable
from tests.build import a_challenge, an_institution, an_open_challenge

S = ChallengeState
VERBS = {
    "submit": (services.submit_challenge, {}, S.IN_REVIEW),
    "ask": (services.request_changes, {"reason": "Which day?"}, S.CHANGES_REQUESTED),
    "judge": (services.assess_risk, {"by": None}, None),
    "publish": (services.publish_challenge, {}, S.OPEN),
    "close": (services.close_challenge, {}, S.CLOSED),
    "start": (services.start_challenge, {}, S.RUNNING),
    "complete": (services.complete_challenge, {}, S.COMPLETED),
    "cancel": (services.cancel_challenge, {"reason": "The roof leaks."}, S.CANCELLED),
    "edit": (services.edit_challenge, {"title": "Another title"}, None),
    "edit what was agreed": (services.edit_challenge, {"places": 3}, None),
    "edit badly": (services.edit_challenge, {"places": 11}, None),
    "cancel without a reason": (services.cancel_challenge, {"reason": " "}, None),
}


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(sorted(VERBS)), max_size=12))
def test_no_sequence_of_verbs_leaves_the_table_or_breaks_a_constraint(verbs):
    with transaction.atomic():
        challenge = a_challenge(institution=an_institution(), places=5)
        for name in verbs:
            verb, arguments, goal = VERBS[name]
            before = challenge.state
            known = OutboxEvent.objects.count()
            try:
                verb(challenge=challenge, **arguments)
            except RuleBroken:
                challenge = Challenge.objects.get(pk=challenge.pk)
                assert challenge.state == before
                assert OutboxEvent.objects.count() == known
                continue
            challenge = Challenge.objects.get(pk=challenge.pk)
            if goal is None:
                assert challenge.state == before
            else:
                assert goal in CHALLENGE_TRANSITIONS[before]
                assert challenge.state == goal
                assert OutboxEvent.objects.count() == known + 1
            assert challenge.places <= 10
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_timetable_closes_starts_and_completes_what_is_due():
    challenge = an_open_challenge()
    other = an_open_challenge()
    services.cancel_challenge(challenge=other, reason="x")
    draft = a_challenge()

    def state_after(moment):
        with clock.moved(moment - clock.now() + timedelta(seconds=5)):
            run_timetable()
        challenge.refresh_from_db()
        return challenge.state

    run_timetable()
    challenge.refresh_from_db()
    assert challenge.state == S.OPEN
    assert state_after(challenge.closes_at) == S.CLOSED
    assert state_after(challenge.answer_by) == S.CLOSED
    assert state_after(challenge.starts_at) == S.RUNNING
    assert state_after(challenge.ends_at) == S.COMPLETED
    assert state_after(challenge.ends_at) == S.COMPLETED
    other.refresh_from_db()
    draft.refresh_from_db()
    assert (other.state, draft.state) == (S.CANCELLED, S.DRAFT)
    assert [e.name.rpartition("_")[2] for e in OutboxEvent.objects.order_by("pk")] == [
        "cancelled",
        "closed",
        "started",
        "completed",
    ]


@pytest.mark.django_db
def test_a_timetable_that_stood_still_catches_up_in_one_run():
    challenge = an_open_challenge()

    with clock.moved(timedelta(days=60)):
        assert services.run_timetable() == 3
        assert services.run_timetable() == 0

    challenge.refresh_from_db()
    assert challenge.state == S.COMPLETED


def at_once(*acts):
    """Run ``acts`` in threads of their own, begun together; what each returned or raised."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait(10)
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_publishing_and_calling_off_at_once_one_of_them_wins():
    for _round in range(5):
        waiting = a_challenge(state=S.IN_REVIEW)
        known = OutboxEvent.objects.count()

        outcomes = at_once(
            lambda pk=waiting.pk: services.publish_challenge(
                challenge=Challenge.objects.get(pk=pk), all_low=True
            ),
            lambda pk=waiting.pk: services.cancel_challenge(
                challenge=Challenge.objects.get(pk=pk), reason="No."
            ),
        )

        waiting.refresh_from_db()
        lost = [each for each in outcomes if isinstance(each, Exception)]
        assert all(isinstance(each, RuleBroken) for each in lost), lost
        # both may win, one after the other: an open one can still be called off
        assert waiting.state == (S.CANCELLED if not isinstance(outcomes[1], Exception) else S.OPEN)
        assert OutboxEvent.objects.count() == known + 2 - len(lost)
        assert (waiting.state_reason == "No.") == (waiting.state == S.CANCELLED)


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_publish_once():
    waiting = a_challenge(state=S.IN_REVIEW)

    outcomes = at_once(
        *[
            lambda: services.publish_challenge(
                challenge=Challenge.objects.get(pk=waiting.pk), all_low=True
            )
            for _n in range(4)
        ]
    )

    published = [each for each in outcomes if not isinstance(each, Exception)]
    assert len(published) == 1
    assert all(isinstance(e, RuleBroken) for e in outcomes if isinstance(e, Exception))
    assert OutboxEvent.objects.filter(name="employers.challenge_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_those_who_hold_it_open():
    challenge = an_open_challenge()
    held, let_go, closed = Event(), Event(), Event()

    def send():
        with transaction.atomic():
            assert Challenge.objects.hold_open(challenge.pk)
            held.set()
            assert let_go.wait(10)
            return closed.is_set()

    def send_too():
        held.wait(10)
        with transaction.atomic():  # senders do not queue behind each other
            return Challenge.objects.hold_open(challenge.pk)

    def close():
        held.wait(10)
        services.close_challenge(challenge=Challenge.objects.get(pk=challenge.pk))
        closed.set()

    def release():
        held.wait(10)
        waited = not closed.wait(0.5)
        let_go.set()
        return waited

    closed_before_the_commit, sent_too, closing, waited = at_once(send, send_too, close, release)

    assert (closed_before_the_commit, closing, waited) == (False, None, True)
    assert sent_too in (True, False)
    with transaction.atomic():
        assert not Challenge.objects.hold_open(challenge.pk)
