"""Who may read letters: everybody their own."""

from core.permissions import Rules
from institutions.rules import signed_in

RULES: Rules = {
    "notifications.my_messages": signed_in,
    "notifications.mark_read": signed_in,
    "notifications.choose_letters": signed_in,
}
