"""The rows that letters are about, each read with all that words need of it."""

from typing import Any

from core.compiled import Compiled
from employers.models import Challenge
from students.models import Eoi

CHALLENGE = Compiled(
    lambda pk: Challenge.objects.filter(pk=pk).select_related(
        "institution", "employer", "site", "contact__user", "supervisor__user", "owner"
    )
)
EOI = Compiled(
    lambda pk: Eoi.objects.filter(pk=pk).select_related(
        "student__user",
        "challenge__institution",
        "challenge__employer",
        "challenge__site",
        "challenge__supervisor",
    )
)


def challenge_of(pk: int) -> Challenge:
    """A challenge with its host. Raises ``Challenge.DoesNotExist``."""
    return _found(CHALLENGE.first(pk=pk), Challenge)


def eoi_of(pk: int) -> Eoi:
    """An interest with its challenge and student. Raises ``Eoi.DoesNotExist``."""
    return _found(EOI.first(pk=pk), Eoi)


def _found(row: Any, model: Any) -> Any:
    if row is None:
        raise model.DoesNotExist
    return row
