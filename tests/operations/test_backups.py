"""A backup taken while people write, and what a restore makes of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from core import clock
from insights.erasing import erase_due
from operations.backups import backup, backups_in
from operations.refusal import Refused
from operations.restoring import restore
from placements.models import Upload
from students.models import Eoi, Student
from students.rights import Erasure
from tests.build import a_student, an_eoi, an_open_challenge
from tests.build_placements import a_placement, a_team


@contextmanager
def another_database(name: str) -> Iterator[None]:
    """An empty one on the same server, which is the one in use meanwhile."""
    given = connection.get_connection_params()
    server = psycopg2.connect(**{**given, "dbname": "postgres", "cursor_factory": None})
    server.autocommit = True
    before = connection.settings_dict["NAME"]
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.mark.django_db(transaction=True)
def test_what_was_there_comes_back_and_what_was_deleted_since_goes_again(tmp_path, settings):
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    challenge = an_open_challenge()
    here = challenge.institution
    leaves, stays = (a_student(institution=here, family_name="Okafor") for _ in range(2))
    for student in (leaves, stays):
        an_eoi(challenge=challenge, student=student)
    placement = a_placement(team=a_team(challenge=challenge))
    upload = Upload.objects.create(
        institution=here,
        placement=placement,
        file=ContentFile(b"%PDF-1.7", "plan.pdf"),
        name="plan.pdf",
        kind="application/pdf",
        size=8,
        at=clock.now(),
    )
    kept_as = upload.file.name
    old = backup(tmp_path / "backups")
    (tmp_path / "backups" / ".2026.half").mkdir()
    taken = tmp_path / "backups" / "9999-12-31T00-00-00Z"
    backup(tmp_path / "backups", keep=2).rename(taken)

    # After it: somebody is deleted, somebody comes
    now = clock.now()
    Erasure.objects.create(institution=here, student=leaves, due_at=now - timedelta(days=1))
    left = leaves.public_id
    assert erase_due() == 1
    a_student(institution=here, family_name="Later")
    default_storage.delete(kept_as)
    said = (tmp_path / "erasures.jsonl").read_text()
    assert str(left) in said
    assert "Okafor" not in said
    assert "@" not in said
    with (tmp_path / "erasures.jsonl").open("a") as log:
        log.write('{"cut off')

    with pytest.raises(CommandError, match="holds an institution already"):
        call_command("restore", taken)
    with another_database("brought_back"):
        done = restore(taken)
        assert (done.erased, done.waiting, done.backup.files) == (1, 0, 1)
        assert not Student.objects.filter(public_id=left, family_name="Okafor").exists()
        assert Student.objects.filter(public_id=stays.public_id, family_name="Okafor").exists()
        assert not Student.objects.filter(family_name="Later").exists()
        assert Eoi.objects.filter(student__public_id=stays.public_id).count() == 1
        assert default_storage.open(kept_as).read() == b"%PDF-1.7"
        assert restore(taken, replace=True).erased == 1  # as often as one likes
        with pytest.raises(Refused, match="no backup"):
            restore(tmp_path)
        (taken / "database.dump").write_bytes(b"altered")
        with pytest.raises(Refused, match="was altered"):
            restore(taken, replace=True)
        manifest = json.loads((old / "manifest.json").read_text())
        for change, sentence in (
            ({"base_url": "https://elsewhere.example"}, "is of https://elsewhere"),
            ({"migrations": ["core.0999_later"]}, "of a later version"),
            ({"keys": ["k99"]}, "lacks the keys k99"),
        ):
            (old / "manifest.json").write_text(json.dumps(manifest | change))
            with pytest.raises(Refused, match=sentence):
                restore(old, replace=True)
        assert Student.objects.filter(family_name="Okafor").exists()  # refused before it began
    assert Student.objects.filter(family_name="Later").exists()
    assert backups_in(tmp_path / "backups") == [taken, old]
