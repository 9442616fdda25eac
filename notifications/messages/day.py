"""Who hears of teams, the day, and what comes of it."""

from django.utils.translation import gettext_lazy as _

from notifications import day, hearing, rooms, trusting
from notifications import occasions as on
from notifications.letters import Letter
from notifications.messages.frame import (
    HOST,
    STAFF,
    STUDENT,
    YOU_PLACED,
    YOU_POSTED,
    YOU_WORK,
    note,
)

PRACTISE = _("Two short cases first: three minutes")

DAY: dict[str, tuple[Letter, ...]] = {
    "placements.teams_proposed": (
        note(
            "teams_proposed",
            _("Teams are drawn up: “%(title)s”"),
            _("Check the teams"),
            on.teams_proposed,
        ),
    ),
    "placements.teams_formed": (
        Letter(
            "teams_formed",
            STUDENT,
            _("Your team for “%(title)s” on %(day)s"),
            _("Where, when, with whom"),
            YOU_PLACED,
            on.teams_formed_for_students,
        ),
        Letter(
            "teams_formed_host",
            HOST,
            _("Who comes on %(day)s: “%(title)s”"),
            _("See who comes"),
            YOU_POSTED,
            on.teams_formed_for_host,
            second=_("Add to what they read before"),
        ),
    ),
    "placements.day_is_near": (
        Letter(
            "day_is_near",
            STUDENT,
            _("%(near)s: “%(title)s”, %(starts)s"),
            _("Where, when, with whom"),
            YOU_PLACED,
            on.day_is_near_for_students,
            second=_("I can’t come any more"),
        ),
        Letter(
            "day_is_near_host",
            HOST,
            _("%(near)s %(count)s students come: “%(title)s”"),
            _("See the list of who comes"),
            YOU_POSTED,
            on.day_is_near_for_host,
            second=PRACTISE,
        ),
    ),
    "placements.day_is_over": (
        Letter(
            "day_is_over",
            STUDENT,
            _("Four minutes, then your badge: “%(title)s”"),
            _("Answer the questions"),
            YOU_PLACED,
            day.day_is_over_for_students,
        ),
        Letter(
            "day_is_over_host",
            HOST,
            _("Sign off “%(title)s”: about %(minutes)s minutes"),
            _("Sign off the day"),
            YOU_POSTED,
            day.day_is_over_for_host,
            essential=True,
            second=PRACTISE,
        ),
    ),
    "placements.sign_off_missing": (
        Letter(
            "sign_off_missing",
            HOST,
            _("Their badges wait for you: “%(title)s”"),
            _("Sign off the day"),
            YOU_POSTED,
            day.sign_off_missing,
            second=_("Ring me, and we do it together"),
        ),
    ),
    "placements.outcome_assessed": (
        note(
            "outcome_assessed",
            _("Signed off: “%(title)s”"),
            _("See the sign-off"),
            on.outcome_assessed,
        ),
    ),
    "placements.supervisor_asked": (
        Letter(
            "supervisor_asked",
            HOST,
            _("One question about a step: “%(title)s”"),
            _("Answer it"),
            YOU_POSTED,
            trusting.supervisor_asked,
            essential=True,
        ),
    ),
    "placements.supervisor_reminded": (
        Letter(
            "supervisor_reminded",
            HOST,
            _("Their badges wait for one answer: “%(title)s”"),
            _("Answer it"),
            YOU_POSTED,
            trusting.supervisor_reminded,
            second=_("Ring me, and we do it together"),
        ),
    ),
    "placements.supervisor_answered": (
        note(
            "supervisor_answered",
            _("The host answered about a step: “%(title)s”"),
            _("Decide what stands"),
            trusting.supervisor_answered,
        ),
    ),
    "placements.place_given_back": (
        Letter(
            "place_given_back_host",
            HOST,
            _("One fewer comes: “%(title)s”, %(starts)s"),
            _("See who comes"),
            YOU_POSTED,
            day.given_back_for_host,
            essential=True,
        ),
        Letter(
            "place_given_back",
            STAFF,
            _("A place came free late: “%(title)s”, %(starts)s"),
            _("See the day"),
            YOU_WORK,
            day.given_back_for_staff,
            essential=True,
        ),
    ),
    "placements.concern_raised": (
        Letter(
            "stuck_for_host",
            HOST,
            _("%(who)s is stuck: “%(title)s”"),
            _("Answer in a line"),
            YOU_POSTED,
            rooms.stuck_for_host,
            essential=True,
        ),
        Letter(
            "late_host",
            HOST,
            _("%(who)s is late: “%(title)s”"),
            _("See who comes"),
            YOU_POSTED,
            day.late_for_host,
            essential=True,
        ),
        Letter(
            "concern_raised",
            STAFF,
            _("%(concern)s: “%(title)s”"),
            _("See who needs help"),
            YOU_WORK,
            on.concern_raised,
            essential=True,
        ),
    ),
    "placements.other_side_asked": (
        Letter(
            "other_side_asked",
            STUDENT,
            _("%(what)s: “%(title)s”"),
            _("Say what happened"),
            YOU_PLACED,
            hearing.asked_of_student,
            essential=True,
        ),
        Letter(
            "other_side_asked_host",
            HOST,
            _("May we hear your side? “%(title)s”"),
            _("Read the question"),
            YOU_POSTED,
            hearing.asked_of_host,
            essential=True,
        ),
    ),
    "placements.own_side_told": (
        note(
            "own_side_told",
            _("An answer is in: “%(title)s”"),
            _("Read both sides"),
            hearing.told,
        ),
    ),
    "placements.stuck_unanswered": (
        Letter(
            "stuck_unanswered",
            STAFF,
            _("Nobody has answered %(who)s: “%(title)s”"),
            _("See who needs help"),
            YOU_WORK,
            rooms.stuck_unanswered,
            essential=True,
        ),
    ),
    "placements.stuck_answered": (
        Letter(
            "stuck_answered",
            STUDENT,
            _("Your host answers: “%(title)s”"),
            _("Where, when, with whom"),
            YOU_PLACED,
            rooms.stuck_answered,
            essential=True,
        ),
    ),
    "placements.handed_in": (
        note(
            "handed_in",
            _("Handed in: “%(title)s”"),
            _("See who comes"),
            rooms.handed_in,
            HOST,
            YOU_POSTED,
        ),
        note(
            "handed_in_module",
            _("To read for %(module)s: “%(title)s”"),
            _("Read it"),
            rooms.handed_in_for_module,
        ),
    ),
    "placements.result_read": (
        note(
            "result_read",
            _("Somebody who teaches %(module)s has read your result: “%(title)s”"),
            _("Read the words"),
            rooms.result_read,
            STUDENT,
            YOU_PLACED,
        ),
    ),
    "placements.later_use_asked": (
        Letter(
            "later_use_asked",
            HOST,
            _("Three months later: did you use it? “%(title)s”"),
            _("Yes, or a part of it"),
            YOU_POSTED,
            rooms.later_use,
            second=_("No, or not yet"),
        ),
    ),
}
