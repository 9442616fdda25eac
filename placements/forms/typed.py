"""What somebody had typed into a sign-off that can not be kept, so that it is not lost."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

WORDS = ("use_on_monday", "shared_evidence", "thanks")


def typed_words(sent: Mapping[str, str]) -> list[str]:
    """The sentences of a form as it was sent, each once; nothing of its choices and marks.

    A form that had no sentence says so in one: its choices are told again in a minute.
    """
    if not sent:
        return []
    lines = [value for name, value in sent.items() if name.startswith("line-") or name in WORDS]
    found = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    return found or [_("Only choices, no sentence.")]
