"""What is known of an employer that vouches, accepts or relies: is it checked, is she its own?"""

from django.db.models import Exists, OuterRef

from employers.models import Employer, Member, Partnership
from students.models import Student


def is_checked(employer: OuterRef) -> Exists:
    """Whether some university has checked the employer, and works with it now."""
    known = Partnership.objects.filter(employer=employer, paused=False)
    return Exists(known.exclude(checked_by=Partnership.Check.NONE.value))


def works_there(employer: OuterRef, user: OuterRef) -> Exists:
    """Whether ``user`` is one of the employer's people."""
    return Exists(Member.objects.filter(employer=employer, user=user))


def has_its_address(student: Student, employer: Employer) -> bool:
    """Whether she reads her letters at the employer's own mail domain."""
    domain = student.address.rpartition("@")[2].casefold()
    return bool(domain) and domain == employer.email_domain.casefold()


def is_one_of_its_own(student: Student, employer: Employer) -> bool:
    """Whether she works for ``employer``, as far as anybody here knows."""
    return has_its_address(student, employer) or (
        student.user_id is not None
        and Member.objects.filter(employer=employer, user=student.user).exists()
    )
