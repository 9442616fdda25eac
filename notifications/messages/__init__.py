"""WHO HEARS OF WHAT, in one table by chapter.

Six letters at most to a student about one project: confirm, answer, ready, day before, after,
badge. Six to a host: confirm, what students will see, who comes, day before, sign off, thanks.
All else is a note in the app (REQUIREMENTS 4.15; a test counts them).
"""

from notifications.letters import Letter
from notifications.messages.answers import ANSWERS
from notifications.messages.badges import BADGES
from notifications.messages.daily import DAILY_BUNDLE
from notifications.messages.day import DAY
from notifications.messages.places import PLACES
from notifications.messages.record import RECORD
from notifications.messages.supply import SUPPLY

MESSAGES: dict[str, tuple[Letter, ...]] = SUPPLY | PLACES | ANSWERS | DAY | RECORD | BADGES
LETTERS: dict[str, Letter] = {letter.kind: letter for row in MESSAGES.values() for letter in row}
LETTERS |= {DAILY_BUNDLE.kind: DAILY_BUNDLE}
OWN_ACTS = frozenset({"eoi_confirmed", "place_accepted"})  # by the reader herself: read at once
