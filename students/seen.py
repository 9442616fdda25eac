"""That projects were looked at: by whom of the students, once a term; how often, by nobody's name.

What is kept of a student is that she opened the list or a project page for a term, not which, how
often or when but for the day of the first time. It goes with her, and after 24 months. Of whoever
is not signed in nothing is kept: one number a day.
"""

from django.db import models

from institutions.models import Institution, OfInstitution, Term
from students.models import Student


class SeenProjects(models.Model):
    """A student opened the list, or a project of one term, signed in."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "student who saw projects"
        verbose_name_plural = "students who saw projects"
        constraints = [
            models.UniqueConstraint(fields=["student", "term"], name="seen_once_a_term"),
        ]


class PageOpenings(models.Model):
    """How often visitors who were not signed in opened the list or a project on one day."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    day = models.DateField()
    times = models.PositiveIntegerField()

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name_plural = "page openings"
        constraints = [
            models.UniqueConstraint(fields=["institution", "day"], name="openings_once_a_day"),
        ]
