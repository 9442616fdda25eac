"""Who hears of the university's answers: no, in line, gone on, late."""

from django.utils.translation import gettext_lazy as _

from notifications import near, promises
from notifications.letters import Letter
from notifications.messages.frame import STAFF, STUDENT, YOU_ASKED, YOU_PLACED, YOU_WORK, note

ANSWERS: dict[str, tuple[Letter, ...]] = {
    "placements.eoi_not_selected": (
        Letter(
            "eoi_waitlisted",
            STUDENT,
            _("You are next in line: “%(title)s”"),
            _("See where it stands"),
            YOU_ASKED,
            near.eoi_waitlisted,
            essential=True,
            second=_("Send the same sentence there"),
        ),
        Letter(
            "eoi_not_selected",
            STUDENT,
            _("Not this time: “%(title)s”"),
            _("See why, and what is open"),
            YOU_ASKED,
            near.eoi_not_selected,
            essential=True,
            second=_("Send the same sentence there"),
        ),
    ),
    "placements.place_declined": (
        note(
            "offer_lapsed",
            _("This place went on: “%(title)s”"),
            _("See why, and what is open"),
            near.offer_lapsed,
            STUDENT,
            YOU_ASKED,
        ),
    ),
    "placements.given_back_for_her": (
        Letter(
            "given_back_for_her",
            STUDENT,
            _("Your place is given back, as you told us: “%(title)s”"),
            _("See where it stands"),
            YOU_PLACED,
            near.given_back_for_her,
        ),
    ),
    "placements.answer_due": (
        Letter(
            "answer_due",
            STAFF,
            _("%(count)s people wait for an answer by %(answer_by)s: “%(title)s”"),
            _("Share out the places"),
            YOU_WORK,
            promises.answer_due,
            second=_("Tell them another day"),
        ),
    ),
    "placements.answer_missing": (
        Letter(
            "answer_missing",
            STAFF,
            _("Today is the promised day, and %(count)s people have no answer: “%(title)s”"),
            _("Share out the places"),
            YOU_WORK,
            promises.answer_missing,
            essential=True,
            second=_("Tell them another day"),
        ),
    ),
    "placements.answer_late": (
        Letter(
            "answer_late",
            STUDENT,
            _("Sorry, we are late: you hear about “%(title)s” by %(again)s"),
            _("See where it stands"),
            YOU_ASKED,
            promises.answer_late,
            essential=True,
        ),
    ),
}
