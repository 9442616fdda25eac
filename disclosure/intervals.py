"""How sure a share is, by Wilson's score interval (E. B. Wilson, JASA 22, 1927, 209-212)."""

from dataclasses import dataclass
from math import sqrt

NINETY_FIVE = 1.959964  # standard deviations on either side that hold 95 in 100


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``, both shares between 0 and 1."""

    low: float
    high: float

    def lies_below(self, other: "Interval") -> bool:
        """Whether the two have nothing in common, and this is the lower."""
        return self.high < other.low


def wilson(part: int, whole: int, deviations: float = NINETY_FIVE) -> Interval:
    """Where the true share lies if ``part`` of ``whole`` did; never outside 0 to 1.

    Two intervals of 95 in 100 that do not touch would come of equal groups fewer than once in a
    hundred times. Raises ``ValueError`` where ``part`` is not within ``whole``.
    """
    if not 0 <= part <= whole or not whole:
        raise ValueError("A share is a part of some people.")
    share, z2 = part / whole, deviations**2
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = sqrt(share * (1 - share) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    reach *= deviations
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))
