"""The demo's story as data; ``portal/demo`` plays it by the real verbs. See ``types``."""

from .challenges import CHALLENGES
from .employers import EMPLOYERS
from .institutions import INSTITUTIONS
from .interests import INTERESTS
from .signoffs import SIGN_OFFS
from .students import STUDENTS

__all__ = ["CHALLENGES", "EMPLOYERS", "INSTITUTIONS", "INTERESTS", "SIGN_OFFS", "STUDENTS"]
