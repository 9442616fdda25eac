"""What the service holds about one student: for her file, for her page, and for its end.

One row for each kind of thing. ``rows`` finds hers; ``fields`` go into the file that she takes;
``stays`` says what is left once she is deleted, ``why``, and for how long (``until``); ``blank``
is written over what is not left. A row without ``stays`` is deleted. ``insights.erasing`` does it,
in this order; a test fails on a model about students that has no row here.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.compiled import Compiled
from core.privacy import Retention
from credentials.models import Credential, Endorsement
from insights.kinds import (
    Column,
    Held,
    Rows,
    Whose,
    by_address,
    eois_of,
    kept_eois,
    of_places,
    of_student,
    places_of,
)
from institutions.models import Institution
from mailroom.models import InboundMail
from notifications.models import LetterChoice, Message, StoppedAddress
from placements.models import (
    Arrangement,
    AskAgain,
    Assessment,
    Attendance,
    Booking,
    CalendarFeed,
    Concern,
    HostWord,
    Invitation,
    Quote,
    Reflection,
    SelfRating,
    SharedAccess,
)
from students.access import AccessLook, AccessNeeds
from students.equity import EquityProfile
from students.models import Student
from students.rights import AddressChange, Correction, Erasure

OTHERS_CHECK = _("so that others can check how the places were shared out")
IT_TOOK_PLACE = _(
    "so that the university can show which placements took place, for insurance and its reports"
)


PROJECT: Column = (_("Project"), "challenge__title")
HOST: Column = (_("Host"), "challenge__employer__name")
OF_PLACE: tuple[Column, ...] = ((_("Project"), "placement__challenge__title"),)

HELD: tuple[Held, ...] = (
    Held(
        "access_needs",
        _("What would help you"),
        of_student(AccessNeeds),
        ((_("Ticked"), "helps"), (_("Your words"), "words"), (_("Changed"), "changed_at")),
    ),
    Held(
        "access_looks",
        _("Who opened what would help you"),
        of_student(AccessLook),
        ((_("Who"), "by__name"), (_("When"), "at")),
    ),
    Held(
        "equity",
        _("Your answers to the four questions"),
        of_student(EquityProfile),
        (
            (_("First in the family"), "first_in_family"),
            (_("Looks after somebody"), "carer"),
            (_("Disability or long condition"), "disabled"),
            (_("From another country"), "international"),
            (_("Answered"), "answered_at"),
        ),
    ),
    Held(
        "corrections",
        _("What you said is wrong in the records"),
        of_student(Correction),
        (
            (_("About"), "about"),
            (_("Your words"), "words"),
            (_("Asked"), "asked_at"),
            (_("Answer"), "answer"),
        ),
    ),
    Held(
        "addresses",
        _("Another address that you asked to sign in with"),
        of_student(AddressChange),
        ((_("New"), "email"), (_("Before"), "former"), (_("Asked"), "asked_at")),
    ),
    Held(
        "arrangements",
        _("What was agreed so that you can take part"),
        of_places(Arrangement),
        (*OF_PLACE, (_("What"), "what"), (_("Who does it"), "who"), (_("Until"), "by_day")),
    ),
    Held(
        "shared",
        _("What you shared with a host"),
        of_places(SharedAccess),
        (*OF_PLACE, (_("Your words"), "words"), (_("Agreed"), "lines"), (_("On"), "shared_at")),
    ),
    Held(
        "reflections",
        _("What you wrote after a project"),
        of_places(Reflection),
        (
            *OF_PLACE,
            (_("What you used"), "used"),
            (_("What surprised you"), "surprised"),
            (_("What you take back"), "take_back"),
        ),
    ),
    Held(
        "self_ratings",
        _("How you rated yourself"),
        of_places(SelfRating),
        (*OF_PLACE, (_("Skill"), "skill__plain_name"), (_("Step"), "level")),
    ),
    Held(
        "quotes",
        _("What you let a host’s page quote"),
        of_places(Quote),
        (*OF_PLACE, (_("Your words"), "words"), (_("Said as"), "said_as"), (_("On"), "said_at")),
    ),
    Held(
        "ask_again",
        _("Hosts that may ask you again"),
        of_places(AskAgain),
        ((_("Host"), "placement__challenge__employer__name"), (_("Seen as"), "shown_as")),
    ),
    Held(
        "invitations",
        _("Projects that a host asked you to"),
        of_student(Invitation),
        (PROJECT, HOST, (_("Asked"), "invited_at")),
    ),
    Held(
        "bookings",
        _("Hours in your calendar"),
        lambda w: Booking.objects.filter(
            Q(student=w["student"]) | Q(placement__student=w["student"])
        ),
        (*OF_PLACE, (_("From"), "placement__challenge__starts_at")),
    ),
    Held(
        "assessments",
        _("What your host saw"),
        of_places(Assessment),
        (
            *OF_PLACE,
            (_("Skill"), "skill__plain_name"),
            (_("Step"), "level"),
            (_("Evidence"), "evidence"),
        ),
        stays=_("the steps, without the words"),
        why=IT_TOOK_PLACE,
        until=Retention.PLACEMENT_FILE,
        blank={"evidence": "–"},
    ),
    Held(
        "attendance",
        _("Whether you came"),
        of_places(Attendance),
        (*OF_PLACE, (_("Came"), "came"), (_("Note"), "note"), (_("Noted"), "marked_at")),
        stays=_("whether somebody came, without the note"),
        why=IT_TOOK_PLACE,
        until=Retention.PLACEMENT_FILE,
        blank={"note": ""},
    ),
    Held(
        "concerns",
        _("Help you asked for, and concerns"),
        of_places(Concern),
        (
            (_("Project"), "challenge__title"),
            (_("Kind"), "kind"),
            (_("Words"), "words"),
            (_("Raised"), "raised_at"),
            (_("What was done"), "note"),
        ),
        stays=_("that there was one, of which kind and when, without the words"),
        why=_("so that the university knows how often a host gave cause for one"),
        until=Retention.PLACEMENT_FILE,
        blank={"words": "", "note": "", "raised_by": None},
    ),
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
        "badges",
        _("Your badges"),
        of_student(Credential),
        (
            (_("Badge"), "achievement__name"),
            (_("Host"), "placement__challenge__employer__name"),
            (_("Awarded"), "awarded_at"),
            (_("State"), "state"),
            (_("Link on"), "shared"),
            (_("Name on it"), "name_shown"),
            (_("This host may contact me"), "host_may_contact"),
        ),
        stays=_("those that you let stay public: ticked below"),
        why=_("because you asked for it; whoever has the link can still check them"),
        until=Retention.CREDENTIAL,
    ),
    Held(
        "places",
        _("Your places"),
        places_of,
        (
            PROJECT,
            HOST,
            (_("From"), "challenge__starts_at"),
            (_("To"), "challenge__ends_at"),
            (_("You said yes"), "agreed_at"),
            (_("What we agreed"), "agreed"),
            (_("State"), "state"),
            (_("Left because"), "left_because"),
        ),
        stays=_("project, days and whether it was finished, of those that took place"),
        why=IT_TOOK_PLACE,
        until=Retention.PLACEMENT_FILE,
        blank={"left_because": ""},
    ),
    Held(
        "host_words",
        _("What hosts who chose said of your sentence"),
        lambda w: HostWord.objects.filter(eoi__student=w["student"]),
        ((_("Project"), "eoi__challenge__title"), (_("Word"), "word"), (_("Said"), "said_at")),
        stays=_("a number on a list with yes, maybe or no"),
        why=OTHERS_CHECK,
        until=Retention.PLACEMENT_FILE,
    ),
    Held(
        "interests",
        _("Your interests"),
        eois_of,
        (
            PROJECT,
            HOST,
            (_("Your sentence"), "sentence"),
            (_("Talk about access first"), "access_first"),
            (_("Sent"), "sent_at"),
            (_("State"), "state"),
            (_("Answered"), "answered_at"),
            (_("Why"), "reason"),
            (_("Withdrawn because"), "withdrawn_because"),
            (_("How it came"), "via"),
        ),
        stays=_("of those that were part of a sharing-out: a number, without your sentence"),
        why=OTHERS_CHECK,
        until=Retention.PLACEMENT_FILE,
        blank={
            "sentence": "",
            "withdrawn_because": "",
            "access_first": False,
            "access_talked_at": None,
            "recorded_by": None,
        },
    ),
    Held(
        "letters",
        _("Our letters to you"),
        lambda w: Message.objects.filter(
            Q(user=w["user"]) | by_address("address", w), institution=w["institution"]
        ),
        (
            (_("Subject"), "subject"),
            (_("Written"), "written_at"),
            (_("Sent"), "sent_at"),
            (_("Letter"), "text"),
        ),
    ),
    Held(
        "mail",
        _("Your e-mails to us that wait to be read"),
        lambda w: InboundMail.objects.filter(
            by_address("address", w) | Q(eoi__student=w["student"]), institution=w["institution"]
        ),
        (
            (_("Subject"), "subject"),
            (_("Your words"), "sentence"),
            (_("Came"), "came_at"),
            (_("State"), "state"),
        ),
    ),
    Held(
        "letter_choices",
        _("Which letters you want"),
        lambda w: LetterChoice.objects.filter(user=w["user"], institution=w["institution"]),
        (
            (_("Only what cannot wait"), "fewer"),
            (_("One a day for the rest"), "bundle"),
            (_("Suggestions"), "suggestions"),
        ),
    ),
    Held(
        "stopped",
        _("Whether your address takes our letters"),
        lambda w: StoppedAddress.objects.filter(
            by_address("address", w), institution=w["institution"]
        ),
        ((_("Address"), "address"), (_("Why we stopped"), "why"), (_("Since"), "stopped_at")),
    ),
    Held(
        "calendar",
        _("The calendar that your devices subscribe to"),
        lambda w: CalendarFeed.objects.filter(user=w["user"], institution=w["institution"]),
    ),
    Held(
        "deletions",
        _("When you asked to be deleted"),
        of_student(Erasure),
        ((_("Asked"), "asked_at"), (_("Done on"), "due_at"), (_("Taken back"), "kept_at")),
        stays=_("that it was done and when, without your name"),
        why=_("so that the university can show that it did what you asked"),
        until=Retention.PLACEMENT_FILE,
    ),
    Held(
        "record",
        _("Name, number, course, addresses, mobile"),
        lambda w: Student.objects.filter(pk=w["student"]),
        (
            (_("Student number"), "student_number"),
            (_("Given name"), "given_name"),
            (_("Family name"), "family_name"),
            (_("The name you go by"), "preferred_name"),
            (_("Pronouns"), "pronouns"),
            (_("College address"), "email"),
            (_("Address you sign in with"), "user__email"),
            (_("Mobile"), "mobile"),
            (_("Course"), "programme"),
            (_("Subject"), "discipline"),
            (_("Year"), "year_of_study"),
            (_("Finishes"), "expected_graduation"),
            (_("Modules"), "module_codes"),
            (_("Free days"), "free_days"),
            (_("Student visa"), "student_visa"),
            (_("Under 18"), "under_18"),
            (_("Known as a student since"), "verified_at"),
            (_("Left"), "left_at"),
        ),
        stays=_(
            "an empty line that nobody can tell from another, where an interest or place stays"
        ),
    ),
    Held(
        "sign_in",
        _("The address that lets you in"),
        lambda w: EmailAddress.objects.filter(user=w["user"]),
        ((_("Address"), "email"), (_("Proven"), "verified")),
    ),
)
BY_NAME = {held.name: held for held in HELD}


def _number(rows: Rows) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _figures(**w: Any) -> QuerySet[Institution, Any]:
    columns = {f"n_{held.name}": _number(held.rows(w)) for held in HELD}
    columns["n_kept"] = _number(kept_eois(w))
    return Institution.objects.filter(pk=w["institution"]).values(**columns)


NUMBERS = Compiled(_figures)


def numbers_of(student: Student) -> dict[str, int]:
    """How many rows of each kind are hers, and how many interests would stay (``kept``)."""
    row = NUMBERS.first(**vars(Whose.of(student)))
    return {name.removeprefix("n_"): number for name, number in row.items()}
