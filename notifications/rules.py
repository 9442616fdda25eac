"""Who may read letters: everybody their own. The desk sees what waits, never the words."""

from core.permissions import Rules
from institutions.rules import anyone, is_wil_staff, sees_the_desk, signed_in

RULES: Rules = {
    "notifications.my_messages": signed_in,
    "notifications.mark_read": signed_in,
    "notifications.choose_letters": signed_in,
    "notifications.open_message": signed_in,
    "notifications.my_address_works_again": signed_in,
    "notifications.stop_letters": anyone,  # the key is the proof
    "notifications.letters_that_wait": sees_the_desk,
    "notifications.address_works_again": is_wil_staff,
    "notifications.try_letters_now": is_wil_staff,
}
