"""How lenient an assessor is, and how wide her levels spread: a library without Django.

:func:`estimate` takes the levels that assessors gave to students (and to written practice cases)
and answers with one :class:`Estimate` an assessor, each with its interval.
"""

from leniency.data import Case, Rating
from leniency.model import Estimate, estimate

__all__ = ["Case", "Estimate", "Rating", "estimate"]
