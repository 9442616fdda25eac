"""A backup is taken while people write, somebody is deleted, and the backup is brought back."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psycopg2

from launcher.environment import valkey_on
from launcher.programs import ROOT
from soak.people import Stream, new_address

NAME = "brought_back"


def manage(*words: str, **environment: str) -> str:
    """A command on the demo's data, or on what ``environment`` names."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def backup_under_load(stream: Stream) -> tuple[Path, list[str]]:
    """The backup, and the addresses that were told "Sent" before it began."""
    folder = Path(tempfile.mkdtemp(prefix="foothold-backup-"))
    time.sleep(15)
    before = list(stream.acknowledged)
    taken = Path(manage("backup", "--to", str(folder)))
    time.sleep(3)
    return taken, before


def somebody() -> tuple[str, str]:
    """A student of the demo's university with an interest: her random id and her address."""
    from institutions.models import Institution
    from tests.build import a_student, an_eoi, an_open_challenge

    here, address = Institution.objects.get(slug="northshire"), new_address()
    student = a_student(institution=here, email=address, student_number=address[:16])
    an_eoi(challenge=an_open_challenge(institution=here), student=student)
    return str(student.public_id), address


def forget(student: str) -> bool:
    """She is deleted, as a week after she asked."""
    from core import clock
    from insights.erasing import erase
    from students.models import Student
    from students.rights import Erasure

    row = Student.objects.get(public_id=student)
    due = clock.now() - timedelta(days=1)
    return erase(Erasure.objects.create(institution=row.institution, student=row, due_at=due))


def brought_back(taken: Path, valkey: Path, addresses: list[str], gone: str) -> dict[str, int]:
    """Into a database beside: how many of ``addresses`` it lacks, and whether ``gone`` is there."""
    from django.db import connection

    given = connection.get_connection_params() | {"cursor_factory": None}

    server = psycopg2.connect(**given | {"dbname": "postgres"})
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {NAME}")
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{NAME}"
    began = time.monotonic()
    said = manage("restore", str(taken), DATABASE_URL=url, **valkey_on(valkey, instance=9))
    seconds = time.monotonic() - began
    there = psycopg2.connect(**given | {"dbname": NAME})
    with there.cursor() as cursor:
        asked = "SELECT count(DISTINCT email) FROM students_eoi WHERE email = ANY(%s)"
        cursor.execute(asked, [addresses])
        (found,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM accounts_user WHERE email = %s", [gone])
        (left,) = cursor.fetchone()
    there.close()
    server.cursor().execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    server.close()
    return {
        "lost": len(addresses) - found,
        "not_deleted": left + ("Deleted again: 1 " not in said),
        "restored_s": round(seconds),
    }
