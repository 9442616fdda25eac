"""Four doors, each with a tour of five steps beside the page.

A step says who the visitor walks as and which page it opens. Addresses are looked up when the step
is taken: the story's rows have ids of their own in each demo.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential
from credentials.states import CredentialState
from employers.states import ChallengeState
from placements.models import Placement
from placements.states import PlacementState
from portal.demo.scenes import (
    GRACE,
    Scene,
    badge_page,
    brief_is_answered,
    door_is_marked,
    draft_is_sent,
    file_is_checked,
    hers,
    in_project,
    interest_is_confirmed,
    never,
    offer_is_answered,
    on,
    page,
    posted,
)
from students.models import Eoi
from students.states import EoiState

DOOR = "demo_tour"  # the session's key: [door, number of the step, whether it lies ahead]


@dataclass(frozen=True)
class Step:
    """One step: a title, what to do, where it leads, and how it shows that it is done.

    ``scene`` looks for rows that still fit: other visitors may have been here before.
    """

    title: Any
    text: Any
    scene: Callable[[], Scene]
    more: tuple[Any, str] | None = None  # words and URL name of a page of the demo that helps
    done: Callable[[HttpRequest], bool] = never
    goes_on: bool = False  # it begins on the page where the step before is done


@dataclass(frozen=True)
class Tour:
    """A door and its five steps."""

    door: str
    title: Any
    lead: Any
    steps: tuple[Step, ...]


GALLERY = "What do people do in the east gallery?"
HEAT = "Where does the heat go? A map of one working day"
BREAD = "What happens to yesterday’s bread?"
CUPS = "Half as many paper cups by spring"
EVENINGS = "Which two evenings should we open late?"
LOAN = "Should we lend bicycles by the week?"
DANA = "dana.whitlock@northshire.example"
NELL = "nell@pellowsbakery.example"
SAMIRA = "samira@harbourlanelaw.example"
SORAYA = "soraya.tehrani@students.northshire.example"
TARIQ = "tariq.mahmood@students.northshire.example"

CLOCK_WORDS = _("The demo’s clock")

TAKES_INTERESTS = Q(state=ChallengeState.OPEN, closes_at__gt=Now())
A_DRAFT = Q(state__in=(ChallengeState.DRAFT, ChallengeState.CHANGES_REQUESTED))
STANDING = (PlacementState.READY, PlacementState.RUNNING)
IS_NEAR = Q(
    state__in=(ChallengeState.CLOSED, ChallengeState.RUNNING),
    pk__in=Placement.objects.filter(state__in=STANDING).values("challenge"),
)
TO_SIGN_OFF = Q(
    state__in=(ChallengeState.CLOSED, ChallengeState.RUNNING, ChallengeState.COMPLETED),
    pk__in=Placement.objects.filter(
        state__in=(*STANDING, PlacementState.FINISHED), team__sign_off__isnull=True
    ).values("challenge"),
)
HAS_A_LIST = Q(
    state=ChallengeState.CLOSED,
    pk__in=Eoi.objects.filter(state=EoiState.SUBMITTED).values("challenge"),
)
HAS_OFFERS_OUT = Q(
    state=ChallengeState.CLOSED,
    pk__in=Eoi.objects.filter(state=EoiState.OFFERED).values("challenge"),
)

STUDENT = Tour(
    door="student",
    title=_("Student"),
    lead=_("Find a day that fits between two shifts."),
    steps=(
        Step(
            _("Find a day"),
            _(
                "You have no account and need none. Filter by length, place and money, then open "
                "a project that you like."
            ),
            page("portal:listing", query="money=costs"),
            done=on("portal:project"),
        ),
        Step(
            _("Send an interest"),
            _(
                "An address and one sentence; any address will do. Your letter lands in the "
                "mailbox: type its code, or open it and press the button."
            ),
            in_project(EVENINGS, TAKES_INTERESTS, "portal:project", by="code", part="interest"),
            more=(_("Open the mailbox"), "demo:mailbox"),
            done=interest_is_confirmed,
            goes_on=True,
        ),
        Step(
            _("Read the answer"),
            _("Some days later. You walk as somebody for whom a place is held: say yes or no."),
            hers(Eoi, "placements:accept_place", SORAYA, state=EoiState.OFFERED),
            done=offer_is_answered,
        ),
        Step(
            _("See where to go"),
            _("You walk as somebody with a place: where, when, with whom, and “I can’t come”."),
            hers(Placement, "placements:arrival_sheet", TARIQ, state__in=STANDING),
        ),
        Step(
            _("Get the badge"),
            _("You walk as somebody who has earned one: see it, and choose who else may."),
            hers(Credential, "credentials:my_credential", GRACE, state=CredentialState.AWARDED),
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
            _(
                "No account. Say what you can give, or choose a starter, and write your problem in "
                "your own words."
            ),
            page("employers:draft_challenge"),
            done=on("employers:submit_challenge"),
        ),
        Step(
            _("See it as students will"),
            _("You walk as a host whose draft is not sent yet: read it, send it."),
            in_project(LOAN, A_DRAFT, "employers:my_challenge", of="contact"),
            done=draft_is_sent,
        ),
        Step(
            _("Meet the team"),
            _("You walk as Nell of Pellow’s Bakery. Something has your name on it."),
            page("portal:host_home", walks=NELL),
            done=on("employers:my_challenge"),
        ),
        Step(
            _("Open the day"),
            _(
                "Mark who came: everybody did, unless you say otherwise. Too early in the day? "
                "Move this project’s clock to “the day”."
            ),
            in_project(BREAD, IS_NEAR, "placements:door_list", of="supervisor"),
            (CLOCK_WORDS, "demo:move_clock"),
            done=door_is_marked,
        ),
        Step(
            _("Sign off"),
            _(
                "Open from the last hour of the day on. Too early? Move this project’s clock to "
                "“the day after”, then come back here."
            ),
            in_project(BREAD, TO_SIGN_OFF, "placements:sign_offs_of_project", of="supervisor"),
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
            page("portal:staff_home", walks=DANA),
            done=on("employers:review_challenge"),
        ),
        Step(
            _("Approve a brief"),
            _("A host sent one and waits. Read it and publish it, or ask something."),
            in_project(
                CUPS, Q(state=ChallengeState.IN_REVIEW), "employers:review_challenge", walks=DANA
            ),
            done=brief_is_answered,
            goes_on=True,
        ),
        Step(
            _("Share out places"),
            _("More people asked than there are places. See the list, and the reasons in it."),
            in_project(GALLERY, HAS_A_LIST, "placements:places", walks=DANA),
            done=on("placements:review_allocation"),
        ),
        Step(
            _("Fill a gap"),
            _("Some are silent, one said no. See who is next in line, and what you can do."),
            in_project(HEAT, HAS_OFFERS_OUT, "placements:places", walks=DANA),
        ),
        Step(
            _("Count the term"),
            _(
                "Every figure opens its rows, and its file holds the same ones. “Who takes part” "
                "says whether a group falls out; its earlier terms are made up."
            ),
            page("insights:programme_counts", walks=DANA),
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
            badge_page(),
        ),
        Step(
            _("See who vouches"),
            _("The employer put its name to it, and can take it back."),
            badge_page("vouches"),
        ),
        Step(
            _("Check the person"),
            _(
                "The badge holds no address, yet it can be matched to one. Try "
                "grace.adeyemi@students.northshire.example, then any other."
            ),
            badge_page("who"),
            done=posted("documents:verify_credential"),
        ),
        Step(
            _("Try a forged one"),
            _("Take this copy, in which one word was changed, and hand it in here."),
            lambda: Scene(reverse("documents:check_credential")),
            more=(_("Take the forged copy"), "demo:forged_badge"),
            done=file_is_checked,
        ),
        Step(
            _("Say that you relied on it"),
            _("You walk as Samira of the law centre. One press says that the badge helped you."),
            badge_page(walks=SAMIRA),
        ),
    ),
)
TOURS: Mapping[str, Tour] = {tour.door: tour for tour in (STUDENT, HOST, CLINIC, BADGE)}


@dataclass(frozen=True)
class Place:
    """Where a visitor stands in a tour; ``ahead`` where she has not been taken to the step yet."""

    tour: Tour
    number: int
    ahead: bool = False

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

    def after(self, request: HttpRequest) -> "Place":
        """The next place, where this page shows that the step is done; else this one."""
        if self.ahead or self.next_number is None or not self.step.done(request):
            return self
        following = self.tour.steps[self.number]
        return Place(self.tour, self.next_number, ahead=not following.goes_on)

    def kept(self) -> list[Any]:
        """As a session keeps it."""
        return [self.tour.door, self.number, self.ahead]


def place_of(kept: Any) -> Place | None:
    """The place that a session keeps, or ``None``."""
    match kept:
        case [str(door), int(number), bool(ahead)] if door in TOURS:
            if 1 <= number <= len(TOURS[door].steps):
                return Place(TOURS[door], number, ahead)
    return None
