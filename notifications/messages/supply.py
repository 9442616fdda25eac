"""Who hears of a project before students have places in it."""

from django.utils.translation import gettext_lazy as _

from notifications import briefs, life, near, sharing
from notifications import occasions as on
from notifications import occasions_of_safety as of_safety
from notifications.letters import Letter
from notifications.messages.frame import (
    HOST,
    STUDENT,
    YOU_ASKED,
    YOU_PLACED,
    YOU_POSTED,
    note,
)

SUPPLY: dict[str, tuple[Letter, ...]] = {
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
        note(
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
        note(
            "brief_commented",
            _("%(who)s has said something about “%(title)s”"),
            _("Read it"),
            briefs.commented_by_host,
        ),
        note(
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
        note(
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
        note(
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
            near.challenge_cancelled,
            essential=True,
            second=_("Send the same sentence there"),
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
        note("call_requested", _("Please ring %(caller)s"), _("See the call"), on.call_requested),
    ),
    "employers.share_offered": (
        note(
            "share_offered",
            _("%(university)s shares “%(title)s” with you"),
            _("Take them or not"),
            sharing.share_offered,
        ),
    ),
    "employers.share_answered": (
        note(
            "share_answered",
            _("%(university)s has answered: “%(title)s”"),
            _("See the answer"),
            sharing.share_answered,
        ),
    ),
    "employers.series_made": (
        note(
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
        note(
            "challenge_extended",
            _("A little later: you hear about “%(title)s” by %(answer_by)s"),
            _("My interests"),
            life.challenge_extended,
            STUDENT,
            YOU_ASKED,
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
        note(
            "host_check_answered",
            _("%(employer)s says how it keeps students safe"),
            _("See what it says"),
            of_safety.host_check_answered,
        ),
    ),
}
