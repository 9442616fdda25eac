"""Tables of who takes part, as they were published: rounded, with nothing small in them."""

from typing import Any

from django.db import models
from django.db.models import CASCADE, ProtectedError, Q

from institutions.models import Institution, OfInstitution, Term


def unless_settled(collector: Any, field: Any, rows: Any, using: str) -> None:
    """A term whose tables are settled stays: one of other days would count nearly the same people.

    In the form of Django's ``on_delete``; raises ``ProtectedError``.
    """
    if any(row.settled for row in rows):
        raise ProtectedError("The tables of this term are settled.", set(rows))
    CASCADE(collector, field, rows, using)


class FrozenTables(models.Model):
    """Every table of one term, counted once and shown ever after as it was.

    What was counted is not kept, only what may be seen of it. ``tables`` is written by
    ``insights.equity`` and read by ``insights.funnel``. Until a term is settled the row has what
    staff read in their own lists anyway, and no voluntary answers.
    """

    PRIVACY = {"tables": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    term = models.OneToOneField(Term, on_delete=unless_settled, related_name="frozen")
    counted_on = models.DateField()
    settled = models.BooleanField(default=False)  # the term is over: counted for the last time
    tables = models.JSONField()

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "counted_on"],
                name="tables_settled",
                condition=Q(settled=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.counted_on})"
