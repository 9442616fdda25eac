"""States: rows that move along a table of legal moves, and in no other way."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.errors import RuleBroken

Transitions = Mapping[str, frozenset[str]]


class InvalidTransition(RuleBroken):
    """The row is in a state from which the wished one can not be reached (any more)."""


class Stateful(models.Model):
    """A row with a ``state`` that changes through :func:`move` alone."""

    TRANSITIONS: ClassVar[Transitions] = {}

    state: "models.CharField[str, str]"
    state_changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


def move(row: Stateful, to: str) -> None:
    """Move ``row`` to state ``to`` with one conditional UPDATE, so that races lose politely.

    Raises :class:`InvalidTransition` where the table forbids the move or somebody was faster.
    """
    legal = to in row.TRANSITIONS[row.state]
    rows: models.Manager[Any] = type(row)._default_manager  # ``state`` stands in the subclasses
    mine = rows.filter(pk=row.pk, state=row.state)
    if not legal or not mine.update(state=to, state_changed_at=Now()):
        name = row._meta.verbose_name
        label = dict(row._meta.get_field("state").flatchoices).get(to, to)
        raise InvalidTransition(
            _("This %(name)s can no longer become “%(state)s”.") % {"name": name, "state": label}
        )
    row.state = to
