"""What the rows of the table share."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.letters import Letter, Occasion
from notifications.models import Message

STUDENT, HOST, STAFF = Message.Reader.STUDENT, Message.Reader.HOST, Message.Reader.STAFF
NOTE = Message.Channel.NOTE

YOU_ASKED = _("You get this because you sent an interest in this project.")
YOU_PLACED = _("You get this because you said yes to this project.")
YOU_POSTED = _("You get this because you posted this project.")
YOU_WROTE = _("You get this because an e-mail came from this address.")
YOU_WORK = _("You get this because you work here.")


def note(
    kind: str,
    subject: Any,
    button: Any,
    occasion: Callable[[Mapping[str, int]], Occasion | None],
    reader: Message.Reader = STAFF,
    why: Any = YOU_WORK,
) -> Letter:
    return Letter(kind, reader, subject, button, why, occasion, channel=NOTE)
