"""WHO HEARS OF WHAT, in one table.

Six letters at most to a student about one project: confirm, answer, ready, day before, after,
badge. Six to a host: confirm, what students will see, who comes, day before, sign off, thanks.
All else is a note in the app (REQUIREMENTS 4.15; a test counts them).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications import again, briefs, choosing, keeping, life, near, sharing
from notifications import occasions as on
from notifications import occasions_of_safety as of_safety
from notifications.letters import Letter, Occasion
from notifications.models import Message

STUDENT, HOST, STAFF = Message.Reader.STUDENT, Message.Reader.HOST, Message.Reader.STAFF
NOTE = Message.Channel.NOTE

YOU_ASKED = _("You get this because you sent an interest in this project.")
YOU_PLACED = _("You get this because you said yes to this project.")
YOU_POSTED = _("You get this because you posted this project.")
YOU_WORK = _("You get this because you work here.")


def _note(
    kind: str,
    subject: Any,
    button: Any,
    occasion: Callable[[Mapping[str, int]], Occasion | None],
    reader: Message.Reader = STAFF,
    why: Any = YOU_WORK,
) -> Letter:
    return Letter(kind, reader, subject, button, why, occasion, channel=NOTE)


MESSAGES: dict[str, tuple[Letter, ...]] = {
    # The supply side
    "employers.challenge_drafted": (
        Letter(
            "challenge_drafted",
            HOST,
            _("Your code is %(code)s: send us “%(title)s”"),
            _("Send the project to the university"),
            YOU_POSTED,
            on.challenge_drafted,
            essential=True,
        ),
    ),
    "employers.draft_requested": (
        Letter(
            "draft_requested",
            HOST,
            _("The link to your draft for %(team)s"),
            _("Open my draft"),
            _(
                "You get this because somebody typed this address on our page; if it was not you, "
                "do nothing."
            ),
            on.draft_requested,
            essential=True,
        ),
    ),
    "employers.challenge_submitted": (
        _note(
            "challenge_submitted",
            _("To read: “%(title)s” from %(employer)s"),
            _("Read the brief"),
            on.challenge_submitted,
        ),
    ),
    "employers.changes_requested": (
        Letter(
            "changes_requested",
            HOST,
            _("This is how students will see “%(title)s”: a question for you"),
            _("See it: change it, or “Fine, publish”"),
            YOU_POSTED,
            on.changes_requested,
            second=_("Ring me"),
        ),
    ),
    "employers.sent_to_host": (
        Letter(
            "sent_to_host",
            HOST,
            _("This is how students will see “%(title)s”: fine?"),
            _("See it, and press “Fine, publish”"),
            YOU_POSTED,
            briefs.sent_to_host,
            second=_("Ring me"),
        ),
    ),
    "employers.brief_commented": (
        _note(
            "brief_commented",
            _("%(who)s has said something about “%(title)s”"),
            _("Read it"),
            briefs.commented_by_host,
        ),
        _note(
            "brief_commented_host",
            _("%(who)s has said something about “%(title)s”"),
            _("Read it"),
            briefs.commented_by_staff,
            HOST,
            YOU_POSTED,
        ),
    ),
    "employers.colleague_invited": (
        Letter(
            "colleague_invited",
            HOST,
            _("Look after students with us at %(employer)s?"),
            _("See what it is about"),
            _(
                "You get this because a colleague typed this address; if it is not for you, do "
                "nothing."
            ),
            briefs.colleague_invited,
            essential=True,
        ),
    ),
    "employers.stand_in_asked": (
        Letter(
            "stand_in_asked",
            HOST,
            _("Stand in for %(former)s at %(employer)s?"),
            _("Yes, I stand in"),
            _(
                "You get this because somebody typed this address on our page; if it was not you, "
                "do nothing."
            ),
            briefs.stand_in_asked,
            essential=True,
        ),
    ),
    "employers.stand_in_begun": (
        _note(
            "stand_in_begun",
            _("%(who)s stands in for you: “%(title)s”"),
            _("See it, or put it back"),
            briefs.stand_in_begun,
            HOST,
            YOU_POSTED,
        ),
    ),
    "employers.challenge_published": (
        Letter(
            "challenge_published",
            HOST,
            _("“%(title)s” is online: students can ask until %(closes)s"),
            _("See it as students see it"),
            YOU_POSTED,
            on.challenge_published,
            second=_("Ring me"),
        ),
    ),
    "employers.published_as_host": (
        _note(
            "published_as_host",
            _("%(employer)s has published “%(title)s”: look at it"),
            _("Look at it"),
            briefs.published_as_host,
        ),
    ),
    "employers.challenge_cancelled": (
        Letter(
            "challenge_cancelled",
            STUDENT,
            _("Called off: “%(title)s” on %(day)s"),
            _("See what else is open"),
            YOU_PLACED,
            on.challenge_cancelled_for_students,
            essential=True,
        ),
        Letter(
            "challenge_cancelled_host",
            HOST,
            _("Called off: “%(title)s”"),
            _("See the project"),
            YOU_POSTED,
            on.challenge_cancelled_for_host,
            essential=True,
        ),
    ),
    "employers.report_settled": (
        Letter(
            "report_settled",
            STUDENT,
            _("What came of your report of “%(title)s”"),
            _("See the projects"),
            _("You get this because you reported a project and left this address."),
            briefs.report_settled,
        ),
    ),
    "employers.act_recorded": (
        Letter(
            "act_recorded",
            HOST,
            _("What you told us about “%(title)s”"),
            _("See the project"),
            YOU_POSTED,
            briefs.act_recorded,
        ),
    ),
    "employers.host_claimed": (
        Letter(
            "host_claimed",
            HOST,
            _("Does %(who)s work with you at %(employer)s?"),
            _("Say yes or no"),
            YOU_POSTED,
            briefs.host_claimed,
        ),
    ),
    "employers.claim_settled": (
        Letter(
            "claim_settled",
            HOST,
            _("%(employer)s: you asked to act for it"),
            _("Go on"),
            _("You get this because you said that you work there."),
            briefs.claim_settled,
        ),
    ),
    "employers.call_requested": (
        _note("call_requested", _("Please ring %(caller)s"), _("See the call"), on.call_requested),
    ),
    "employers.share_offered": (
        _note(
            "share_offered",
            _("%(university)s shares “%(title)s” with you"),
            _("Take them or not"),
            sharing.share_offered,
        ),
    ),
    "employers.share_answered": (
        _note(
            "share_answered",
            _("%(university)s has answered: “%(title)s”"),
            _("See the answer"),
            sharing.share_answered,
        ),
    ),
    "employers.series_made": (
        _note(
            "series_made",
            _("To read once: %(count)s projects from %(employer)s"),
            _("Read the brief"),
            life.series_made,
        ),
    ),
    "employers.series_published": (
        Letter(
            "series_published",
            HOST,
            _("“%(title)s” is online, on every day that you gave"),
            _("See your projects"),
            YOU_POSTED,
            life.series_published,
            second=_("Ring me"),
        ),
    ),
    "employers.challenge_extended": (
        _note(
            "challenge_extended",
            _("A little later: you hear about “%(title)s” by %(answer_by)s"),
            _("My interests"),
            life.challenge_extended,
            STUDENT,
            YOU_ASKED,
        ),
    ),
    "placements.challenge_postponed": (
        Letter(
            "challenge_postponed",
            STUDENT,
            _("Another day: “%(title)s” is on %(day)s. Say yes or no by %(until)s"),
            _("Say yes or no to the new day"),
            YOU_PLACED,
            life.postponed_for_placed,
            essential=True,
        ),
        _note(
            "challenge_postponed_asked",
            _("Another day: “%(title)s” is on %(day)s"),
            _("My interests"),
            life.postponed_for_askers,
            STUDENT,
            YOU_ASKED,
        ),
        _note(
            "challenge_postponed_host",
            _("Another day: “%(title)s” is on %(day)s"),
            _("See the project"),
            life.postponed_for_host,
            HOST,
            YOU_POSTED,
        ),
    ),
    "placements.placement_lapsed": (
        _note(
            "placement_lapsed",
            _("Your place went on: “%(title)s”"),
            _("See what else is open"),
            life.placement_lapsed,
            STUDENT,
            YOU_PLACED,
        ),
    ),
    "employers.host_check_asked": (
        Letter(
            "host_check_asked",
            HOST,
            _("Two minutes: how %(employer)s keeps students safe"),
            _("Answer the questions"),
            YOU_POSTED,
            of_safety.host_check_asked,
            second=_("Ring me"),
        ),
    ),
    "employers.host_check_answered": (
        _note(
            "host_check_answered",
            _("%(employer)s says how it keeps students safe"),
            _("See what it says"),
            of_safety.host_check_answered,
        ),
    ),
    # The demand side
    "students.eoi_submitted": (
        Letter(
            "eoi_submitted",
            STUDENT,
            _("Your code is %(code)s: “%(title)s”, you hear by %(answer_by)s"),
            _("Confirm my address"),
            YOU_ASKED,
            on.eoi_submitted,
            essential=True,
        ),
    ),
    "students.code_resent": (
        Letter(
            "eoi_submitted",
            STUDENT,
            _("Your code is %(code)s: “%(title)s”, you hear by %(answer_by)s"),
            _("Confirm my address"),
            YOU_ASKED,
            on.eoi_submitted,
            essential=True,
        ),
    ),
    "students.eoi_confirmed": (
        _note(
            "eoi_confirmed",
            _("Sent: “%(title)s”. You hear by %(answer_by)s"),
            _("My interests"),
            on.eoi_confirmed,
            STUDENT,
            YOU_ASKED,
        ),
    ),
    "students.eoi_reminded": (
        Letter(
            "eoi_reminded",
            STUDENT,
            _("Still there? Your code is %(code)s: “%(title)s”"),
            _("Confirm my address"),
            YOU_ASKED,
            on.eoi_submitted,
        ),
    ),
    # Places, teams, the day
    "placements.invited_again": (
        Letter(
            "invited_again",
            STUDENT,
            _("%(employer)s asks you again: “%(title)s”, %(day)s"),
            _("See the project"),
            _("You get this because you agreed that this host may ask you again."),
            again.invited_again,
            second=_("Do not ask me again"),
        ),
    ),
    "placements.places_kept": (
        _note(
            "places_kept",
            _("To decide: places for a group in “%(title)s”"),
            _("Say yes or no"),
            keeping.places_kept,
        ),
    ),
    "placements.kept_places_decided": (
        _note(
            "kept_places_decided",
            _("Places for a group in “%(title)s”: %(answer)s"),
            _("See the answer"),
            keeping.decided,
            HOST,
            YOU_POSTED,
        ),
    ),
    "placements.host_asked": (
        Letter(
            "host_asked",
            HOST,
            _("%(count)s people ask to do “%(title)s”: say yes, maybe or no by %(due)s"),
            _("Say yes, maybe or no"),
            YOU_POSTED,
            choosing.host_asked,
            essential=True,
            second=_("Ring me"),
        ),
    ),
    "placements.host_reminded": (
        Letter(
            "host_reminded",
            HOST,
            _("Still time until %(due)s: who could do “%(title)s”?"),
            _("Say yes, maybe or no"),
            YOU_POSTED,
            choosing.host_asked,
            second=_("Ring me"),
        ),
    ),
    "placements.host_silent": (
        _note(
            "host_silent",
            _("Ring %(employer)s: who could do “%(title)s”?"),
            _("Record the answers"),
            choosing.host_silent,
        ),
    ),
    "placements.host_chose": (
        _note(
            "host_chose",
            _("The host has chosen: “%(title)s”"),
            _("Share out the places"),
            choosing.host_chose,
        ),
    ),
    "placements.allocation_proposed": (
        _note(
            "allocation_proposed",
            _("A list is ready to check: %(titles)s"),
            _("Check the list"),
            on.allocation_proposed,
        ),
    ),
    "placements.place_offered": (
        Letter(
            "place_offered",
            STUDENT,
            _("A place for you: “%(title)s”. Say yes or no by %(ends)s"),
            _("See what we agree, and say yes or no"),
            YOU_ASKED,
            on.place_offered,
            essential=True,
        ),
    ),
    "placements.eoi_not_selected": (
        Letter(
            "eoi_waitlisted",
            STUDENT,
            _("You are next in line: “%(title)s”"),
            _("See my interests"),
            YOU_ASKED,
            on.eoi_waitlisted,
            essential=True,
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
    "placements.place_accepted": (
        _note(
            "place_accepted",
            _("You said yes: “%(title)s”"),
            _("Where, when, with whom"),
            on.place_accepted,
            STUDENT,
            YOU_PLACED,
        ),
    ),
    "placements.teams_proposed": (
        _note(
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
        ),
        Letter(
            "day_is_near_host",
            HOST,
            _("%(near)s %(count)s students come: “%(title)s”"),
            _("Mark who came, or print the list"),
            YOU_POSTED,
            on.day_is_near_for_host,
        ),
    ),
    "placements.day_is_over": (
        Letter(
            "day_is_over",
            STUDENT,
            _("Four minutes, then your badge: “%(title)s”"),
            _("Answer the questions"),
            YOU_PLACED,
            on.day_is_over_for_students,
        ),
        Letter(
            "day_is_over_host",
            HOST,
            _("Sign off “%(title)s”: about %(minutes)s minutes"),
            _("Sign off the day"),
            YOU_POSTED,
            on.day_is_over_for_host,
            essential=True,
        ),
    ),
    "placements.outcome_assessed": (
        _note(
            "outcome_assessed",
            _("Signed off: “%(title)s”"),
            _("See the sign-off"),
            on.outcome_assessed,
        ),
    ),
    "placements.concern_raised": (
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
    # Badges
    "credentials.credential_awarded": (
        Letter(
            "credential_awarded",
            STUDENT,
            _("Your badge: %(badge)s"),
            _("See it, and choose who else may"),
            YOU_PLACED,
            on.credential_awarded,
            essential=True,
        ),
    ),
    "credentials.credential_endorsed": (
        _note(
            "credential_endorsed",
            _("%(employer)s vouches for your badge: %(badge)s"),
            _("See what it says"),
            on.credential_endorsed,
            STUDENT,
            YOU_PLACED,
        ),
    ),
    "credentials.credential_status_changed": (
        Letter(
            "credential_status_changed",
            STUDENT,
            _("Your badge “%(badge)s” is %(state)s"),
            _("See why, and what you can do"),
            YOU_PLACED,
            on.credential_status_changed,
            essential=True,
        ),
    ),
}
