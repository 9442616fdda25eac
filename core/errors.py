"""What goes wrong by rule, in sentences fit for a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


class RuleBroken(Exception):
    """A rule of the house forbids this act; ``str(error)`` is a sentence for the person."""

    status = 422  # of the page that says so


@contextmanager
def refused_by(constraint: str, error: RuleBroken) -> Iterator[None]:
    """Turn the violation of the database's ``constraint`` into ``error``; let all others pass.

    The block runs in a savepoint, so the transaction around it stays usable.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as violation:
        diagnostics = getattr(violation.__cause__, "diag", None)
        if diagnostics is None or diagnostics.constraint_name != constraint:
            raise
        raise error from violation
