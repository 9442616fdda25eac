"""The parts of a letter: what happened, who reads of it, in which words.

A row of :data:`notifications.messages.MESSAGES` is a :class:`Letter`. From an event's ids its
``occasion`` reads the rows again (there is no order among events) and answers ``None`` where the
fact is no longer true or nobody needs to hear of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.models import User
from employers.models import Challenge
from institutions.models import Institution
from notifications.models import Message

LETTERS_AT_MOST = 6  # to one person about one challenge (REQUIREMENTS 4.15)


@dataclass(frozen=True)
class To:
    """One reader: a user, or an address that nobody has proven yet.

    ``path`` is the page behind the button; a user's link signs her in. ``link`` replaces both
    where there is no user: an absolute address that carries its own signed key. ``second`` is the
    page behind the second way, where the letter has one. ``acted``: it is the reader's own act that
    is written about, so an unproven address is written to in the language of that moment.
    """

    user: User | None = None
    address: str = ""
    name: str = ""
    path: str = ""
    link: str = ""
    second: str = ""
    acted: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


def yes_or_no(to: To) -> To:
    """``to`` with a link for each answer: the page has that button first, and nothing is done."""
    return replace(to, path=f"{to.path}?answer=yes", second=f"{to.path}?answer=no")


@dataclass(frozen=True)
class Occasion:
    """What a letter is about."""

    institution: Institution
    readers: tuple[To, ...]
    context: Mapping[str, Any]
    challenge: Challenge | None = None


@dataclass(frozen=True)
class Letter:
    """One row of the table.

    ``kind`` names the template ``notifications/<kind>.txt``. ``essential`` letters are sent
    whatever the budget and the reader's wish; the others become notes in the app.
    """

    kind: str
    reader: Message.Reader
    subject: Any  # lazy string with %(names)s of the context
    button: Any  # lazy string
    why: Any  # lazy string: why this came
    occasion: Callable[[Mapping[str, int]], Occasion | None]
    channel: Message.Channel = Message.Channel.LETTER
    essential: bool = False
    stops: str = ""  # the choice of LetterChoice that one press turns off (RFC 8058)
    second: Any = ""  # lazy string: the other way, such as "Ring me"
