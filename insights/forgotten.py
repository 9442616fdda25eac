"""What a restore has to do again: each deletion in a file that no backup of the database undoes.

One line of JSON each, in ``ERASURE_LOG``: the wish's and the student's random ids, the badges that
stay public, the time. The line is on the disk before the deletion is committed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from core import clock
from insights.erasing import erase
from students.models import Student
from students.rights import Erasure


@dataclass(frozen=True)
class Line:
    """One deletion."""

    erasure: UUID
    student: UUID
    badges: tuple[UUID, ...]


def lines() -> Iterator[Line]:
    """All deletions ever noted, oldest first. A line that a crash cut off is passed over."""
    path = Path(settings.ERASURE_LOG)
    if not path.exists():
        return
    with path.open() as file:
        for text in file:
            try:
                said = json.loads(text)
                badges = tuple(UUID(each) for each in said["badges"])
                yield Line(UUID(said["erasure"]), UUID(said["student"]), badges)
            except (ValueError, KeyError, TypeError):
                continue


def erase_again() -> tuple[int, int]:
    """Do every noted deletion that this database has not seen: how many were done, and wait.

    One waits where a project of hers runs in this database: the timetable takes it up within an
    hour of its end, as ever.
    """
    done = waiting = 0
    for line in lines():
        student = Student.objects.filter(public_id=line.student).first()
        if (
            student is None
            or Erasure.objects.filter(public_id=line.erasure, done_at__isnull=False).exists()
        ):
            continue
        now = clock.now()
        wish, _made = Erasure.objects.update_or_create(
            student=student,
            kept_at=None,
            done_at=None,
            defaults={
                "public_id": line.erasure,
                "institution": student.institution,
                "badges": list(line.badges),
                "due_at": now,
            },
        )
        if erase(wish):
            done += 1
        else:
            waiting += 1
    return done, waiting
