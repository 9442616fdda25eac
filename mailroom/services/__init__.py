"""The verbs of the letter-box."""

from mailroom.services.filing import file_mail, forget_mail, paste_mail, set_mail_aside
from mailroom.services.taking import address_for, take_bounce, take_mail

__all__ = [
    "address_for",
    "file_mail",
    "forget_mail",
    "paste_mail",
    "set_mail_aside",
    "take_bounce",
    "take_mail",
]
