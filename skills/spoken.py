"""Names and behaviours of the skills that ship with Foothold, in the reader's language.

A version of a framework is one text, which badges point at; its languages are in the catalogues
like every sentence of ours (context ``skill``). What a university imported itself is in none of
them, and stays as it was written.
"""

from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext

CONTEXT = "skill"


class Spoken(str):
    """What a reader reads of a kept text."""

    kept: str


def spoken(text: str) -> str:
    """``text`` of a skill, as it is kept or as somebody read it, for the reader of this moment."""
    text = kept(text)
    if not text or (get_language() or "en").startswith("en"):
        return text
    said = Spoken(pgettext(CONTEXT, text))
    said.kept = text
    return said


def kept(text: str) -> str:
    """The text as it stands in the database: what is stored or compared elsewhere."""
    return getattr(text, "kept", text)


class SpokenField(models.CharField):
    """A text that is read in the language of the moment and kept in the one it was written in."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The reader's words."""
        return spoken(value)

    def get_prep_value(self, value: Any) -> Any:
        """Questions to the database ask for what is kept, and a row that is saved keeps it."""
        return kept(super().get_prep_value(value))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """For migrations it is an ordinary column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
