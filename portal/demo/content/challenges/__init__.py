"""The eighteen challenges of the demo, fifteen at Northshire and three at Lakefield, by stage."""

from .desk import AT_THE_DESK
from .done import DONE
from .open import OPEN
from .underway import UNDERWAY

CHALLENGES = OPEN + UNDERWAY + AT_THE_DESK + DONE
