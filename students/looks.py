"""Who of the university looked at whose page, and when: one row a look, a page and an hour at most.

No content, and nothing is changed afterwards: the database refuses it. It goes with the student,
and by the table of retention. She reads it on her own page, a manager on the desk.
"""

import pgtrigger
from django.db import models

from accounts.models import User
from institutions.models import Institution, OfInstitution
from students.models import Student


class PageLook(models.Model):
    """A member of staff opened a page about one student."""

    PRIVACY = {"page": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    page = models.CharField(max_length=60)  # the name of a page in the table of addresses
    hour = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "look at a student's page"
        verbose_name_plural = "looks at students' pages"
        constraints = [
            models.UniqueConstraint("student", "by", "page", "hour", name="pagelook_once_an_hour"),
        ]
        indexes = [
            models.Index(fields=["student", "-hour"], name="pagelook_of_student"),
            models.Index(fields=["institution", "-hour"], name="pagelook_of_institution"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="is_never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("student", "page", "hour", "institution"),
            )
        ]
