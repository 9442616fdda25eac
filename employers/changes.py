"""What staff changed in a host's brief, in the words of the host's letter and page."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employers.models import Challenge

WORDS: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (_("the title"), frozenset({"title"})),
    (_("the summary"), frozenset({"summary", "why_now"})),
    (_("the problem"), frozenset({"problem"})),
    (_("what they leave behind"), frozenset({"deliverable", "good_looks_like"})),
    (_("day and times"), frozenset({"starts_at", "ends_at", "hours", "day_plan"})),
    (_("the place"), frozenset({"site", "mode", "access", "bring"})),
    (_("when interests close and answers come"), frozenset({"closes_at", "answer_by"})),
    (
        _("how many students, and in which teams"),
        frozenset({"places", "grouping", "team_at_least", "team_at_most", "first_timer_places"}),
    ),
    (_("skills and badge"), frozenset({"skills", "credential_name"})),
    (
        _("pay and costs"),
        frozenset(
            {
                "pay",
                "pay_per_hour",
                "unpaid_ground",
                "unpaid_reason",
                "travel_up_to",
                "care_up_to",
                "lunch",
                "costs_note",
            }
        ),
    ),
    (_("who decides"), frozenset({"who_decides"})),
    (_("contact and supervisor"), frozenset({"contact", "supervisor"})),
    (_("whose the work is"), frozenset({"ip_terms", "needs_nda"})),
)


def in_words(names: Iterable[str]) -> list[str]:
    """Names of fields as a host calls what they hold, each once."""
    names = set(names)
    return [str(words) for words, fields in WORDS if fields & names]


def edited_in_words(challenge: Challenge) -> list[str]:
    """What staff changed since the host last wrote in the brief."""
    return in_words(challenge.edited)
