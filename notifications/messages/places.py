"""Who hears of interests, places, teams and the day."""

from django.utils.translation import gettext_lazy as _

from notifications import again, choosing, keeping, life, mail, near
from notifications import occasions as on
from notifications.letters import Letter
from notifications.messages.frame import (
    HOST,
    STUDENT,
    YOU_ASKED,
    YOU_PLACED,
    YOU_POSTED,
    YOU_WROTE,
    note,
)

PLACES: dict[str, tuple[Letter, ...]] = {
    "placements.agreement_changed": (
        Letter(
            "agreement_changed",
            STUDENT,
            _("Something has changed: “%(title)s”. Say yes or no by %(until)s"),
            _("Yes: see what is different"),
            YOU_PLACED,
            life.postponed_for_placed,
            essential=True,
            second=_("No, give my place back"),
        ),
    ),
    "placements.challenge_postponed": (
        Letter(
            "challenge_postponed",
            STUDENT,
            _("Another day: “%(title)s” is on %(day)s. Say yes or no by %(until)s"),
            _("Yes, on the new day"),
            YOU_PLACED,
            life.postponed_for_placed,
            essential=True,
            second=_("No, give my place back"),
        ),
        note(
            "challenge_postponed_asked",
            _("Another day: “%(title)s” is on %(day)s"),
            _("My interests"),
            life.postponed_for_askers,
            STUDENT,
            YOU_ASKED,
        ),
        note(
            "challenge_postponed_host",
            _("Another day: “%(title)s” is on %(day)s"),
            _("See the project"),
            life.postponed_for_host,
            HOST,
            YOU_POSTED,
        ),
    ),
    "placements.placement_lapsed": (
        note(
            "placement_lapsed",
            _("Your place went on: “%(title)s”"),
            _("See what else is open"),
            life.placement_lapsed,
            STUDENT,
            YOU_PLACED,
        ),
    ),
    "students.eoi_sent_again": (),  # a letter each time would let anybody flood an address
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
    "mailroom.mail_not_taken": (
        Letter(
            "mail_too_late",
            STUDENT,
            _("About your e-mail: “%(title)s” takes no more interests"),
            _("See what is open"),
            YOU_WROTE,
            mail.mail_too_late,
            essential=True,
        ),
        Letter(
            "mail_without_sentence",
            STUDENT,
            _("About your e-mail: one sentence is missing for “%(title)s”"),
            _("Write the sentence"),
            YOU_WROTE,
            mail.mail_without_sentence,
            essential=True,
        ),
    ),
    "mailroom.mail_without_project": (
        Letter(
            "mail_without_project",
            STUDENT,
            _("We have your e-mail: which project do you mean?"),
            _("See what is open"),
            YOU_WROTE,
            mail.mail_without_project,
            essential=True,
        ),
    ),
    "students.eoi_confirmed": (
        note(
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
    "placements.invited_again": (
        Letter(
            "invited_again",
            STUDENT,
            _("%(employer)s asks you again: “%(title)s”, %(day)s"),
            _("See the project"),
            _("You get this because you agreed that this host may ask you again."),
            again.invited_again,
            stops="suggestions",
            second=_("Do not ask me again"),
        ),
    ),
    "placements.places_kept": (
        note(
            "places_kept",
            _("To decide: places for a group in “%(title)s”"),
            _("Say yes or no"),
            keeping.places_kept,
        ),
    ),
    "placements.kept_places_decided": (
        note(
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
        note(
            "host_silent",
            _("Ring %(employer)s: who could do “%(title)s”?"),
            _("Record the answers"),
            choosing.host_silent,
        ),
    ),
    "placements.host_chose": (
        note(
            "host_chose",
            _("The host has chosen: “%(title)s”"),
            _("Share out the places"),
            choosing.host_chose,
        ),
    ),
    "placements.allocation_proposed": (
        note(
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
            _("Yes: see what we agree"),
            YOU_ASKED,
            on.place_offered,
            essential=True,
            second=_("No, thank you"),
        ),
    ),
    "placements.place_accepted": (
        note(
            "places_taken",
            _("The places are taken for now: “%(title)s”"),
            _("See where it stands"),
            near.places_taken,
            STUDENT,
            YOU_ASKED,
        ),
        note(
            "place_accepted",
            _("You said yes: “%(title)s”"),
            _("Where, when, with whom"),
            on.place_accepted,
            STUDENT,
            YOU_PLACED,
        ),
    ),
}
