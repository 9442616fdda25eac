"""What an operator sees, is told to do, and can do."""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import now

from core.models import OutboxEvent, OutboxReceipt
from credentials.models import SigningKey, StatusEntry, StatusList
from notifications.models import Message
from operations import timetable
from operations.backups import NAME
from operations.signs import State, signs
from tests.build import a_user, an_institution, client_of
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def states() -> dict[str, State]:
    return {sign.name: sign.state for sign in signs()}


def test_each_trouble_is_seen_with_what_to_do_and_what_was_given_up_is_tried_again(
    settings, tmp_path, capsys, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    settings.BACKUP_DIR = tmp_path
    here, operator = an_institution(slug="north"), a_user(is_staff=True, is_superuser=True)
    for each in current_app.conf.beat_schedule.values():
        cache.set(f"ran:{each['task']}", (now(), ""), None)
    (tmp_path / now().strftime(NAME)).mkdir()
    next(tmp_path.iterdir()).joinpath("manifest.json").touch()
    assert set(states().values()) == {State.FINE}
    call_command("how_it_runs")

    event = OutboxEvent.objects.create(name="students.eoi_sent_again", payload={"eoi_id": 0})
    dead = OutboxReceipt.objects.create(
        event=event,
        subscriber="notifications.notify",
        tries=10,
        dead_at=now(),
        last_error="KeyError",
    )
    old = OutboxEvent.objects.create(name="students.eoi_reminded", payload={"eoi_id": 0})
    OutboxEvent.objects.filter(pk=old.pk).update(published_at=now() - timedelta(hours=3))
    OutboxReceipt.objects.create(event=old, subscriber="notifications.notify")
    Message.objects.create(
        institution=here, address="a@mail.example", channel="letter", kind="x", subject="S", tries=4
    )
    SigningKey.objects.create(
        institution=here,
        kind="ed25519",
        fingerprint="f",
        public="p",
        private_sealed=b"",
        kek_id="k",
    )
    SigningKey.objects.update(made_at=now() - timedelta(days=800))
    StatusEntry.objects.create(
        status_list=StatusList.objects.create(institution=here, base_url="https://x"), index=1
    )
    timetable.note_run(task=current_app.tasks["core.drain"], state="FAILURE", retval=OSError())
    cache.set("ran:core.prune_outbox", (now() - timedelta(days=3), ""), None)
    with pytest.raises(CommandError, match="no-such-file"):
        call_command(
            "import_roster", tmp_path / "no-such-file", institution="north", mode="supplemental"
        )
    next(tmp_path.iterdir()).rename(tmp_path / "2026-01-01T00-00-00-000000Z")
    wrong = {name for name, state in states().items() if state != State.FINE}
    assert wrong == {
        *("dead_letters", "queue", "letters", "keys", "status_lists", "timetable", "backup"),
        "feed_roster_north",
    }

    url = reverse("operations:how_it_runs")
    client = client_of(operator)
    with django_assert_max_num_queries(10):
        page = words(client.get(url))
    for said in (
        "One delivery was given up",
        "the oldest for 3 hours",
        "deliver what the broker lost, delete old events",
        "The file was not taken in.",
        "KeyError",
        "manage.py rotate_keys",
    ):
        assert said in page
    assert "mail.example" not in page
    with pytest.raises(SystemExit):
        call_command("how_it_runs")
    call_command("how_it_runs", prometheus=True)
    assert "foothold_deliveries_dead 1.0" in capsys.readouterr().out

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("operations:try_again"), {"delivery": [dead.pk, "x", 9**30]})
    dead.refresh_from_db()
    assert (dead.dead_at, dead.done_at is not None) == (None, True)
    assert "Given up after ten tries" not in words(client.get(url))
