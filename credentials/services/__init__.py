"""The verbs of badges. Whatever signs (``award_credential``, ``sign_…``) runs in a worker alone."""

from credentials.services.achievements import define_achievement
from credentials.services.awarding import award_credential
from credentials.services.endorsing import (
    change_reach,
    endorse_credential,
    sign_endorsement,
    withdraw_endorsement,
)
from credentials.services.keeping import (
    is_verified,
    rely_on_credential,
    restore_credential,
    revoke_credential,
    share_credential,
    suspend_credential,
)
from credentials.services.keys import make_key_file, make_keys, rewrap_keys, rotate_keys
from credentials.services.lists import sign_status_list

__all__ = [
    "award_credential",
    "change_reach",
    "define_achievement",
    "endorse_credential",
    "is_verified",
    "make_key_file",
    "make_keys",
    "rely_on_credential",
    "restore_credential",
    "revoke_credential",
    "rewrap_keys",
    "rotate_keys",
    "share_credential",
    "sign_endorsement",
    "sign_status_list",
    "suspend_credential",
    "withdraw_endorsement",
]
