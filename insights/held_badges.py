"""Badges, what hosts said for them, and what she agreed to share: rows of ``insights.held``."""

from django.utils.translation import gettext_lazy as _

from core.privacy import Retention
from credentials.models import (
    Addition,
    Appeal,
    Approach,
    Consent,
    Credential,
    Endorsement,
    FirstIssue,
    Portfolio,
)
from insights.kinds import Held, of_student

OF_BADGES: tuple[Held, ...] = (
    Held(
        "words_for_badges",
        _("What hosts said for your badges"),
        lambda w: Endorsement.objects.filter(credential__student=w["student"]),
        (
            (_("Badge"), "credential__achievement__name"),
            (_("Host"), "employer__name"),
            (_("Words"), "comment"),
            (_("Signed by"), "signed_name"),
            (_("On"), "given_at"),
        ),
        stays=_("those of badges that stay public"),
    ),
    Held(
        "added_to_badges",
        _("What you added to the files of your badges"),
        lambda w: Addition.objects.filter(credential__student=w["student"]),
        (
            (_("Badge"), "credential__achievement__name"),
            (_("How you rated yourself"), "self_rating"),
            (_("Who vouches for it"), "vouched"),
            (_("Words"), "words"),
            (_("Link"), "link"),
            (_("On"), "changed_at"),
        ),
        stays=_("those of badges that stay public"),
    ),
    Held(
        "appeals",
        _("What you said against a pause or an end of a badge"),
        lambda w: Appeal.objects.filter(credential__student=w["student"]),
        (
            (_("Badge"), "credential__achievement__name"),
            (_("Words"), "words"),
            (_("On"), "made_at"),
            (_("Answer"), "answer"),
        ),
    ),
    Held(
        "first_issues",
        _("Your badges as they were first signed, where there is a later file"),
        lambda w: FirstIssue.objects.filter(credential__student=w["student"]),
        ((_("Badge"), "credential__achievement__name"), (_("On"), "credential__awarded_at")),
        stays=_("those of badges that stay public"),
    ),
    Held(
        "badges",
        _("Your badges"),
        of_student(Credential),
        (
            (_("Badge"), "achievement__name"),
            (_("Host"), "placement__challenge__employer__name"),
            (_("Awarded"), "awarded_at"),
            (_("State"), "state"),
            (_("Why it is not in force"), "state_reason"),
            (_("Link on"), "shared"),
            (_("Name on it"), "name_shown"),
            (_("This host may contact me"), "host_may_contact"),
            (_("until"), "contact_until"),
        ),
        stays=_("those that you let stay public: ticked below"),
        why=_("because you asked for it; whoever has the link can still check them"),
        until=Retention.CREDENTIAL,
    ),
    Held(
        "portfolio",
        _("The link to all of your badges, and whether other employers find you"),
        of_student(Portfolio),
        (
            (_("Link on"), "shared"),
            (_("Name on it"), "name_shown"),
            (_("Found until"), "found_until"),
        ),
    ),
    Held(
        "consents",
        _("What you agreed to share, and when you took it back"),
        of_student(Consent),
        (
            (_("What"), "to"),
            (_("Badge"), "credential__achievement__name"),
            (_("Since"), "given_at"),
            (_("until"), "until"),
            (_("Ended"), "ended_at"),
        ),
        stays=_("of badges that stay public: that you agreed"),
        why=_("because you asked for it; whoever has the link can still check them"),
        until=Retention.CREDENTIAL,
    ),
    Held(
        "approaches",
        _("What other employers wrote to you"),
        of_student(Approach),
        (
            (_("Employer"), "employer__name"),
            (_("Words"), "words"),
            (_("On"), "sent_at"),
            (_("Your answer"), "answer"),
            (_("Your line"), "line"),
        ),
    ),
)
