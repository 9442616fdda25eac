"""Who hears of a badge."""

from django.utils.translation import gettext_lazy as _

from notifications import occasions_of_badges as of_badges
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

YOU_VOUCHED = _("You get this because you put your name to what students did.")
YOU_WROTE_TO_ONE = _("You get this because you wrote to a student through the university.")
YOU_ARE_FOUND = _("You get this because you let checked employers find your badges.")

BADGES: dict[str, tuple[Letter, ...]] = {
    "credentials.credential_awarded": (
        Letter(
            "credential_awarded",
            STUDENT,
            _("Your badge: %(badge)s"),
            _("See it, and choose who else may"),
            YOU_PLACED,
            of_badges.credential_awarded,
            essential=True,
        ),
    ),
    "credentials.credential_endorsed": (
        note(
            "credential_endorsed",
            _("%(employer)s vouches for your badge: %(badge)s"),
            _("See what it says"),
            of_badges.credential_endorsed,
            STUDENT,
            YOU_PLACED,
        ),
    ),
    "credentials.words_changed": (
        note(
            "words_changed",
            _("What %(employer)s says on your badge: %(what)s"),
            _("Read it, and choose who else may"),
            of_badges.words_changed,
            STUDENT,
            YOU_PLACED,
        ),
    ),
    "credentials.words_hidden": (
        note(
            "words_hidden",
            _("A student does not show your words: %(badge)s"),
            _("See them, or write them anew"),
            of_badges.words_hidden,
            HOST,
            YOU_VOUCHED,
        ),
    ),
    "credentials.endorsements_run_out": (
        Letter(
            "endorsements_run_out",
            HOST,
            _("What you vouch for runs out on %(first)s: one press renews it"),
            _("Look at it, and renew it"),
            YOU_VOUCHED,
            of_badges.endorsements_run_out,
        ),
    ),
    "credentials.student_approached": (
        Letter(
            "student_approached",
            STUDENT,
            _("%(employer)s found your badges and writes to you"),
            _("Read it and answer"),
            YOU_ARE_FOUND,
            of_badges.student_approached,
        ),
    ),
    "credentials.approach_answered": (
        Letter(
            "approach_answered",
            HOST,
            _("To what you wrote to a student: %(what)s"),
            _("Read it"),
            YOU_WROTE_TO_ONE,
            of_badges.approach_answered,
        ),
        note(
            "approach_declined",
            _("A student says “no, thanks” to what you wrote"),
            _("See it"),
            of_badges.approach_declined,
            HOST,
            YOU_WROTE_TO_ONE,
        ),
        Letter(
            "approach_reported",
            STAFF,
            _("A student says that something is wrong with a letter of %(employer)s"),
            _("See the employer"),
            YOU_WORK,
            of_badges.approach_reported,
            essential=True,
        ),
    ),
    "credentials.again_found": (
        Letter(
            "again_found",
            STUDENT,
            _("You would both work together again: %(employer)s"),
            _("See it"),
            YOU_PLACED,
            of_badges.again_found,
        ),
        Letter(
            "again_found_host",
            HOST,
            _("You would both work together again: %(who)s"),
            _("See it"),
            YOU_POSTED,
            of_badges.again_found_for_host,
        ),
    ),
    "credentials.appeal_made": (
        Letter(
            "appeal_made",
            STAFF,
            _("The owner of a badge says that %(what)s: “%(badge)s”"),
            _("Read it and decide"),
            YOU_WORK,
            of_badges.appeal_made,
            essential=True,
        ),
    ),
    "credentials.appeal_decided": (
        Letter(
            "appeal_decided",
            STUDENT,
            _("What you said about your badge “%(badge)s” is decided"),
            _("See it"),
            YOU_PLACED,
            of_badges.appeal_decided,
            essential=True,
        ),
    ),
    "credentials.credential_status_changed": (
        Letter(
            "credential_status_changed",
            STUDENT,
            _("Your badge “%(badge)s” is %(state)s"),
            _("See why, and what you can do"),
            YOU_PLACED,
            of_badges.credential_status_changed,
            essential=True,
        ),
    ),
}
