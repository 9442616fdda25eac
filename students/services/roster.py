"""Taking in a feed of the student-record system."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from institutions.models import Institution
from students.models import Student
from students.services.rights import left_out_mark, left_out_of_feeds
from students.services.roster_file import (
    Rejection,
    RosterFile,
    RosterRecord,
    duplicate_email,
)

RosterMode = Literal["comprehensive", "supplemental"]
BATCH = 500


@dataclass
class RosterReport:
    """What a feed did, or in a dry run would do. Counts of students; rejections by record."""

    mode: RosterMode
    dry_run: bool
    records: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    rejected: list[Rejection] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain data: ``rejected`` is record number -> problem; ``why`` says it to a person."""
        return {
            "mode": self.mode,
            "dry_run": self.dry_run,
            "records": self.records,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "left": self.left,
            "rejected": {str(r.record): r.problem for r in self.rejected},
            "why": {
                str(r.record): {"column": r.column, "sentence": r.sentence} for r in self.rejected
            },
        }


@transaction.atomic
def import_roster(
    institution: Institution, feed: RosterFile, *, mode: RosterMode, dry_run: bool = False
) -> RosterReport:
    """Take in ``feed``: make and change students, and reject what would give one address to two.

    *Comprehensive*: who is missing from the feed is marked as left, their placements and badges
    stay; a broken record still names its student, so nobody is marked as left for a typing error.
    *Supplemental*: touches only whom it names. A dry run changes nothing and reports the same.
    No User is ever made or changed; a student who came by a proven address of the feed gets her
    number. One transaction; a second import of the same institution waits.

    Raises ``RuleBroken`` where a comprehensive feed has no good record: all would be left.
    """
    if mode == "comprehensive" and not feed.good:
        raise RuleBroken(_("This feed has no good record. It would mark every student as left."))
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    known = list(Student.objects.of(institution).select_related("user"))
    by_number = {student.student_number: student for student in known if student.student_number}
    came_by_address = {
        student.address.lower(): student
        for student in known
        if not student.student_number and student.address
    }
    leaving = [
        student
        for number, student in by_number.items()
        if mode == "comprehensive" and student.left_at is None and number not in feed.named
    ]
    good, clashing = _without_clashes(feed.good, by_number, leaving)
    report = RosterReport(mode=mode, dry_run=dry_run, records=feed.records)
    report.rejected = sorted([*feed.rejected, *clashing], key=lambda r: r.record)
    report.left = len(leaving)

    new: list[Student] = []
    changed: list[Student] = []
    readdressed: list[int] = []
    now = clock.now()
    left_out = left_out_of_feeds(institution)
    for record in good:
        student = by_number.get(record.student_number)
        if student is None:
            student = came_by_address.pop(record.values["email"], None)
        if student is None and left_out & {
            left_out_mark(institution, said)
            for said in (record.student_number, record.values["email"])
            if said
        }:
            report.unchanged += 1  # she asked to be deleted, and is made again by nobody's list
            continue
        if student is None:
            new.append(
                Student(
                    institution=institution,
                    student_number=record.student_number,
                    verified_at=now,
                    **record.values,
                )
            )
            continue
        differs = _differences(student, record)
        if differs:
            changed.append(student)
            if "email" in differs and student.email:
                readdressed.append(student.pk)
            for name, value in differs.items():
                setattr(student, name, value)
            student.verified_at = student.verified_at or now
        else:
            report.unchanged += 1
    report.created, report.updated = len(new), len(changed)
    if not dry_run:
        _write(leaving, readdressed, changed, new)
    return report


def _without_clashes(
    records: Iterable[RosterRecord], by_number: dict[str, Student], leaving: Iterable[Student]
) -> tuple[list[RosterRecord], list[Rejection]]:
    """Good records, and those whose address a student has who keeps it.

    A rejected record's own student keeps her old address too, which can make another one clash:
    so it goes round until nothing new is found.
    """
    good = list(records)
    clashing: list[Rejection] = []
    gone = {student.pk for student in leaving}
    while True:
        moving = {record.student_number for record in good}
        kept = {
            student.email.lower()
            for number, student in by_number.items()
            if number not in moving
            and student.pk not in gone
            and student.left_at is None
            and student.email
        }
        clash = [record for record in good if record.values["email"] in kept]
        if not clash:
            return good, clashing
        clashing += [duplicate_email(record.record) for record in clash]
        clashed = {record.record for record in clash}
        good = [record for record in good if record.record not in clashed]


def _differences(student: Student, record: RosterRecord) -> dict[str, Any]:
    """What the record would change of ``student``; who is in a feed has not left."""
    wanted = {**record.values, "student_number": record.student_number, "left_at": None}
    if student.name_chosen_at is not None:
        wanted.pop("preferred_name", None)  # hers
    return {name: value for name, value in wanted.items() if getattr(student, name) != value}


def _write(
    leaving: list[Student], readdressed: list[int], changed: list[Student], new: list[Student]
) -> None:
    """Write in the order in which no address ever stands twice."""
    Student.objects.filter(pk__in=[student.pk for student in leaving]).update(left_at=clock.now())
    Student.objects.filter(pk__in=readdressed).update(email="")
    if changed:
        fields = (
            "student_number",
            "given_name",
            "family_name",
            "preferred_name",
            "email",
            "programme",
            "discipline",
            "year_of_study",
            "expected_graduation",
            "module_codes",
            "student_visa",
            "under_18",
            "left_at",
            "verified_at",
        )
        Student.objects.bulk_update(changed, fields, batch_size=BATCH)
    Student.objects.bulk_create(new, batch_size=BATCH)
