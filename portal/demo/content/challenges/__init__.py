"""The twenty challenges of the demo, seventeen at Northshire and three at Lakefield, by stage."""

from .desk import AT_THE_DESK
from .done import DONE
from .just_over import JUST_OVER
from .open import OPEN
from .underway import UNDERWAY

CHALLENGES = OPEN + UNDERWAY + AT_THE_DESK + DONE + JUST_OVER
