"""What comes once a day."""

from django.utils.translation import gettext_lazy as _

from notifications.letters import Letter
from notifications.messages.frame import STAFF

DAILY_BUNDLE = Letter(
    "daily_bundle",
    STAFF,  # replaced by whoever reads it
    _("Not read yet: %(first)s"),
    _("See what is new"),
    _("You get this once a day at most, when something that we left for you is not read."),
    lambda payload: None,  # follows from no fact
    stops="bundle",
)
