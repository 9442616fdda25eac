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
from insights.held_places import OF_PLACES
from insights.instrument import study_words
from insights.kinds import Held, Rows, Whose, by_address, kept_eois, of_student
from insights.pages_looked_at import page_words
from insights.studying import StudyAnswer, StudyConsent
from institutions.models import Institution
from mailroom.models import InboundMail
from notifications.models import LetterChoice, Message, StoppedAddress
from placements.models import CalendarFeed
from students.access import AccessLook, AccessNeeds
from students.equity import EquityProfile
from students.looks import PageLook
from students.models import Student
from students.rights import AddressChange, Correction, Erasure
from students.seen import SeenProjects

HELD: tuple[Held, ...] = (
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
            (_("Name you sign in with"), "user__name"),
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
    Held(
        "addresses",
        _("Another address that you asked to sign in with"),
        of_student(AddressChange),
        ((_("New"), "email"), (_("Before"), "former"), (_("Asked"), "asked_at")),
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
        "page_looks",
        _("Who of the university opened a page about you"),
        of_student(PageLook),
        ((_("Who"), "by__name"), (_("Page"), "page"), (_("In the hour of"), "hour")),
        in_words={"page": page_words},
    ),
    Held(
        "seen",
        _("Terms whose projects you looked at while signed in"),
        of_student(SeenProjects),
        ((_("Term"), "term__name"), (_("First on"), "on")),
    ),
    Held(
        "studies",
        _("Studies that you were asked to take part in"),
        of_student(StudyConsent),
        (
            (_("Study"), "study__title"),
            (_("You said yes"), "yes"),
            (_("On"), "said_at"),
        ),
    ),
    Held(
        "study_answers",
        _("What you said for a study that is not frozen yet"),
        lambda w: StudyAnswer.objects.filter(consent__student=w["student"]),
        (
            (_("Study"), "consent__study__title"),
            (_("When"), "wave"),
            (_("Your answers"), "answers"),
            (_("On"), "said_at"),
        ),
        in_words={"answers": study_words},
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
    *OF_PLACES,
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
            (_("Address"), "address"),
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
