"""Names and behaviours of the skills that ship with Foothold, in the reader's language.

A version of a framework is one text, which badges point at; its languages are in the catalogues
like every sentence of ours (context ``skill``). What a university imported itself is in none of
them, and stays as it was written.
"""

from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext

CONTEXT = "skill"


def spoken(text: str) -> str:
    """``text`` of a skill as its reader reads it."""
    if not text or (get_language() or "en").startswith("en"):
        return text
    return pgettext(CONTEXT, text)


class SpokenField(models.CharField):
    """A text that is read in the language of the moment and kept in the one it was written in.

    What was read is not to be written back: frameworks are never changed once they are in.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The reader's words; questions to the database still ask for what is kept."""
        return spoken(value)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """For migrations it is an ordinary column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
