"""The verbs of the postman, cut by noun."""

from notifications.services.addresses import (
    address_bounced,
    address_works_again,
    is_stopped,
    provider_says,
    stop_address,
)
from notifications.services.bundling import is_time, write_bundles
from notifications.services.reading import (
    choices,
    choose_letters,
    mark_read,
    provider_unsubscribed,
)
from notifications.services.sending import send_letters, send_message, try_letters_now
from notifications.services.writing import OVERDUE, compose, each_reader, language_of, write_message

__all__ = [
    "OVERDUE",
    "address_bounced",
    "address_works_again",
    "choices",
    "choose_letters",
    "compose",
    "each_reader",
    "is_stopped",
    "is_time",
    "language_of",
    "mark_read",
    "provider_says",
    "provider_unsubscribed",
    "send_letters",
    "send_message",
    "stop_address",
    "try_letters_now",
    "write_bundles",
    "write_message",
]
