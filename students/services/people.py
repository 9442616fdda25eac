"""Who somebody is: from a proven address to a Student, and what she tells us herself."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.days import week_bits
from core.errors import RuleBroken
from institutions.models import Institution
from students.models import Student
from students.names import alike

ALIKE_AT_MOST = 3


@transaction.atomic
def prove_address(*, institution: Institution, email: str) -> Student:
    """The student behind ``email``, which somebody has just shown (or staff vouch) to be hers.

    In this order: whom the institution knows by a user of this address; whom its roster knows by
    it (linked now); a new student, verified at once where the address is under one of the
    institution's own domains. Safe to call twice and from two doors at once.
    """
    students = Student.objects.of(institution).select_related("user")
    if known := students.filter(user__email__iexact=email).first():
        return known
    of_roster = students.of_roster_address(email).first()
    if of_roster and of_roster.user:
        return of_roster
    user = User.objects.of_address(email)
    if of_roster and Student.objects.filter(pk=of_roster.pk, user=None).update(user=user):
        of_roster.user = user
        return of_roster
    verified_at = clock.now() if institution.owns_address(email) else None
    return Student.objects.select_related("user").get_or_create(
        institution=institution, user=user, defaults={"verified_at": verified_at}
    )[0]


def perhaps_the_same(student: Student) -> list[Student]:
    """Whom of the roster an unknown address may belong to, by its first part or by her name.

    A graduate who writes from her own address is a new record: what she has done before would not
    count. Nothing is joined by itself, since two people can bear one name.
    """
    if student.student_number or student.verified_at or student.left_at:
        return []
    roster = Student.objects.of(student.institution).exclude(student_number="")
    found: list[Student] = []
    before_at = student.address.partition("@")[0]
    if before_at:
        found += roster.filter(email__istartswith=f"{before_at}@")[:ALIKE_AT_MOST]
    name = student.display_name
    if "@" not in name and len(name.split()) > 1:
        found += alike(roster, name)[:ALIKE_AT_MOST]
    return list(dict.fromkeys(found))[:ALIKE_AT_MOST]


@transaction.atomic
def introduce(student: Student, *, name: str = "", mobile: str | None = None) -> Student:
    """Take what she writes on the accept page: her name where no roster gave it, and a mobile.

    The roster's names stay as they are; ``mobile=None`` leaves the number alone, ``""`` deletes it.
    """
    if name.strip() and not student.student_number:
        student.given_name = " ".join(name.split())[:80]
    if mobile is not None:
        student.mobile = mobile.strip()
    student.save(update_fields=["given_name", "mobile"])
    return student


@transaction.atomic
def keep_free_days(student: Student, names: Iterable[str]) -> Student:
    """Keep the days of the week on which she has time (``["tue", "sat"]``); none forgets them."""
    student.free_days = week_bits(names) or None
    student.save(update_fields=["free_days"])
    return student


@transaction.atomic
def verify_student(student: Student, *, graduated_on: date | None = None) -> Student:
    """Note that staff know her to be a student here, or to have graduated here on a past day.

    Raises ``RuleBroken`` where the roster says that she has left, and for a day to come.
    """
    if student.left_at is not None:
        raise RuleBroken(_("The roster says that this student has left."))
    if graduated_on and graduated_on > clock.today(student.institution.zone):
        raise RuleBroken(_("Who graduates later is a student until then."))
    if student.verified_at is None:
        student.verified_at = clock.now()
    if graduated_on and not student.student_number:  # the roster's own date stays
        student.expected_graduation = graduated_on
    student.save(update_fields=["verified_at", "expected_graduation"])
    return student


@transaction.atomic
def mark_under_18(student: Student, *, under_18: bool) -> Student:
    """Note that staff know (or know no longer) that she is under 18: a place is held for them.

    Nobody is asked for an age: it comes from the roster or from what staff happen to know.
    """
    student.under_18 = under_18
    student.save(update_fields=["under_18"])
    return student
