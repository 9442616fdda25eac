"""What came of six finished challenges: sign-offs, reflections, thanks, words for a badge."""

from .one_day import ONE_DAY
from .several_days import SEVERAL_DAYS

SIGN_OFFS = ONE_DAY + SEVERAL_DAYS
