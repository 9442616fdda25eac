"""Four doors, each with a tour of five steps beside the page.

A step says who the visitor walks as and which page it opens. Addresses are looked up when the step
is taken: the story's rows have ids of their own in each demo.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential, Endorsement
from credentials.states import CredentialState
from employers.models import Challenge
from placements.models import Placement
from students.models import Eoi
from students.states import EoiState

HERE = "northshire"
DOOR = "demo_tour"  # the session's key: [door, number of the step]


@dataclass(frozen=True)
class Step:
    """One step: a title, what to do, who walks (an address, or nobody), and the page."""

    title: Any
    text: Any
    page: Callable[[], str]
    walks: str = ""
    more: tuple[Any, str] | None = None  # words and URL name of a page of the demo that helps


@dataclass(frozen=True)
class Tour:
    """A door and its five steps."""

    door: str
    title: Any
    lead: Any
    steps: tuple[Step, ...]


def _at(name: str, *args: Any, query: str = "", part: str = "") -> str:
    address = reverse(name, args=[HERE, *args])
    return f"{address}{f'?{query}' if query else ''}{f'#{part}' if part else ''}"


def _challenge(title: str) -> Challenge | None:
    return Challenge.objects.filter(institution__slug=HERE, title=title).first()


def _of(title: str, name: str, *, by: str = "public_id", part: str = "") -> Callable[[], str]:
    """The page ``name`` of the project called ``title``; the listing where it is gone."""

    def page() -> str:
        challenge = _challenge(title)
        if challenge is None:
            return _at("portal:listing")
        return _at(name, getattr(challenge, by), part=part)

    return page


def _hers(model: Any, name: str, email: str, **which: Any) -> Callable[[], str]:
    """The page ``name`` of a student's newest row; her home where there is none."""

    def page() -> str:
        rows = model.objects.filter(institution__slug=HERE, student__user__email=email, **which)
        row = rows.order_by("-pk").first()
        return _at(name, row.public_id) if row else _at("portal:student_home")

    return page


def badge_on_show() -> Credential | None:
    """A badge that its owner shares with her name, and that a named person stands behind."""
    shared = Credential.objects.filter(
        institution__slug=HERE, shared=True, state=CredentialState.AWARDED
    )
    vouched = Endorsement.objects.filter(reach="person").values("credential")
    return (
        shared.filter(student__user__email=GRACE).first()
        or shared.filter(pk__in=vouched).order_by("-name_shown", "pk").first()
        or shared.first()
    )


def _badge_page(part: str = "") -> Callable[[], str]:
    def page() -> str:
        badge = badge_on_show()
        if badge is None:
            return _at("portal:listing")
        address = reverse("documents:verify_credential", args=[badge.public_id])
        return f"{address}{f'#{part}' if part else ''}"

    return page


GALLERY = "What do people do in the east gallery?"
HEAT = "Where does the heat go? A map of one working day"
BREAD = "What happens to yesterday’s bread?"
CUPS = "Half as many paper cups by spring"
EVENINGS = "Which two evenings should we open late?"
LOAN = "Should we lend bicycles by the week?"
DANA = "dana.whitlock@northshire.example"
ROSA = "rosa@kestrelcycles.example"
NELL = "nell@pellowsbakery.example"
SAMIRA = "samira@harbourlanelaw.example"
SORAYA = "soraya.tehrani@students.northshire.example"
TARIQ = "tariq.mahmood@students.northshire.example"
GRACE = "grace.adeyemi@students.northshire.example"

CLOCK_WORDS = _("The demo’s clock")

STUDENT = Tour(
    door="student",
    title=_("Student"),
    lead=_("Find a day that fits between two shifts."),
    steps=(
        Step(
            _("Find a day"),
            _(
                "You have no account and need none. Filter by length, place and money, then open "
                "“Which two evenings should we open late?”."
            ),
            lambda: _at("portal:listing", query="length=short&money=costs"),
        ),
        Step(
            _("Send an interest"),
            _(
                "An address and one sentence; any address will do. Your letter lands in the "
                "mailbox: type its code, or open it and press the button."
            ),
            _of(EVENINGS, "portal:project", by="code", part="interest"),
        ),
        Step(
            _("Read the answer"),
            _("Some days later. You walk as Soraya, and a place is held for you: say yes or no."),
            _hers(Eoi, "placements:accept_place", SORAYA, state=EoiState.OFFERED),
            SORAYA,
        ),
        Step(
            _("See where to go"),
            _("You walk as Tariq. It is the day: where, when, with whom, and “I can’t come”."),
            _hers(Placement, "placements:arrival_sheet", TARIQ),
            TARIQ,
        ),
        Step(
            _("Get the badge"),
            _("You walk as Grace. Her badge is there: see it, and choose who else may."),
            _hers(Credential, "credentials:my_credential", GRACE),
            GRACE,
        ),
    ),
)
HOST = Tour(
    door="host",
    title=_("Host"),
    lead=_("Own a small firm, with ten minutes to spare."),
    steps=(
        Step(
            _("Post a project"),
            _("No account. Choose a starter and write your problem in your own words."),
            lambda: _at("employers:draft_challenge"),
        ),
        Step(
            _("See it as students will"),
            _("You walk as Rosa of Kestrel Cycles. This draft is not sent yet: read it, send it."),
            _of(LOAN, "employers:my_challenge"),
            ROSA,
        ),
        Step(
            _("Meet the team"),
            _("You walk as Nell of Pellow’s Bakery. Something has your name on it."),
            lambda: _at("portal:host_home"),
            NELL,
        ),
        Step(
            _("Open the day"),
            _(
                "Note who came: everybody did, unless you say otherwise. Too early in the day? "
                "Move this project’s clock to “the day”."
            ),
            _of(BREAD, "placements:door_list"),
            NELL,
            (CLOCK_WORDS, "demo:move_clock"),
        ),
        Step(
            _("Sign off"),
            _(
                "Open from the last hour of the day on. Too early? Move this project’s clock to "
                "“the day after”, then come back here."
            ),
            _of(BREAD, "placements:sign_offs_of_project"),
            NELL,
            (CLOCK_WORDS, "demo:move_clock"),
        ),
    ),
)
CLINIC = Tour(
    door="clinic",
    title=_("Clinic"),
    lead=_("Look after forty open cases before lunch."),
    steps=(
        Step(
            _("See what will not wait"),
            _("You walk as Dana of the Business Clinic. The list says what to do next, and why."),
            lambda: _at("portal:staff_home"),
            DANA,
        ),
        Step(
            _("Approve a brief"),
            _("Thistle Coffee sent one two days ago. Read it and publish it, or ask something."),
            _of(CUPS, "employers:review_challenge"),
            DANA,
        ),
        Step(
            _("Share out places"),
            _("Ten people asked for six places. A list with reasons is ready to check."),
            _of(GALLERY, "placements:places"),
            DANA,
        ),
        Step(
            _("Fill a gap"),
            _("One said no, two are silent. See who is next in line, and what you can do."),
            _of(HEAT, "placements:places"),
            DANA,
        ),
        Step(
            _("Count the term"),
            _("Every figure opens its rows, and its file holds the same ones."),
            lambda: _at("insights:programme_counts"),
            DANA,
        ),
    ),
)
BADGE = Tour(
    door="badge",
    title=_("Check a badge"),
    lead=_("You have never heard of us. Is it true?"),
    steps=(
        Step(
            _("Read the verdict"),
            _("You got this link with an application. No sign-in: is it genuine, and in force?"),
            _badge_page(),
        ),
        Step(
            _("See who vouches"),
            _("The employer put its name to it, and can take it back."),
            _badge_page(),
        ),
        Step(
            _("Check the person"),
            _(
                "The badge holds no address, yet it can be matched to one. Try "
                "grace.adeyemi@students.northshire.example, then any other."
            ),
            _badge_page("who"),
        ),
        Step(
            _("Try a forged one"),
            _("Take this copy, in which one word was changed, and hand it in here."),
            lambda: reverse("documents:check_credential"),
            more=(_("Take the forged copy"), "demo:forged_badge"),
        ),
        Step(
            _("Say that you relied on it"),
            _("You walk as Samira of the law centre. One press says that the badge helped you."),
            _badge_page(),
            SAMIRA,
        ),
    ),
)
TOURS: Mapping[str, Tour] = {tour.door: tour for tour in (STUDENT, HOST, CLINIC, BADGE)}


@dataclass(frozen=True)
class Place:
    """Where a visitor stands in a tour."""

    tour: Tour
    number: int

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.tour.steps[self.number - 1]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.tour.steps)

    @property
    def next_number(self) -> int | None:
        """The step after this one, if there is one."""
        return self.number + 1 if self.number < self.count else None

    @property
    def previous_number(self) -> int | None:
        """The step before this one."""
        return self.number - 1 if self.number > 1 else None


def place_of(kept: Any) -> Place | None:
    """The place that a session keeps, or ``None``."""
    match kept:
        case [str(door), int(number)] if door in TOURS and 1 <= number <= len(TOURS[door].steps):
            return Place(TOURS[door], number)
    return None
