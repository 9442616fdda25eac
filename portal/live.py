"""A project as the desk sees it: how many asked, where its places stand, what comes next.

A page of projects costs two queries: the rows with what stands around them, and one count of all
their interests by state. The rows are plain columns, not models: a desk reads hundreds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.addresses import address_of
from core.compiled import Compiled
from core.days import dated
from employers.models import Challenge, TimeKind
from employers.states import UNPUBLISHED, ChallengeState
from employers.wording import clock_words
from institutions.models import Institution
from placements.models import Allocation, AllocationChallenge, Choosing, SignOff, Team
from placements.states import UNFINISHED, AllocationState
from portal.asks import said
from students.models import Eoi
from students.states import NAMELESS, EoiState

S = ChallengeState
SOON = timedelta(days=3)


class Step(Enum):
    """What comes next for a project."""

    HOST_WRITES = auto()
    READ = auto()
    NOBODY_ASKED = auto()
    STUDENTS_ASK = auto()
    PAUSED = auto()
    HOST_CHOOSES = auto()
    CHECK_THE_LIST = auto()
    SOLVING = auto()
    LETTERS = auto()
    OFFER_ALL = auto()
    SHARE_OUT = auto()
    WAIT_FOR_ANSWERS = auto()
    READY = auto()
    CHECK_THE_TEAMS = auto()
    FILL_IT = auto()
    DRAW_UP_TEAMS = auto()
    SEE_WHO_CAME = auto()
    SIGN_OFF = auto()
    NOTHING = auto()


FOR_THE_DESK = {
    Step.READ,
    Step.NOBODY_ASKED,
    Step.CHECK_THE_LIST,
    Step.OFFER_ALL,
    Step.SHARE_OUT,
    Step.CHECK_THE_TEAMS,
    Step.FILL_IT,
    Step.SIGN_OFF,
}


@dataclass(frozen=True)
class Act:
    """What comes next for a project: words, a detail, a page, and whether it waits for staff."""

    label: str
    detail: str = ""
    url: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Tag:
    """A state in a word and a tone."""

    text: str
    tone: str


COLUMNS = (
    "pk",
    "public_id",
    "title",
    "state",
    "state_reason",
    "state_changed_at",
    "starts_at",
    "ends_at",
    "closes_at",
    "answer_by",
    "answer_again_by",
    "places",
    "team_at_least",
    "time_kind",
    "owner",
)


def with_standing(found: QuerySet[Challenge]) -> QuerySet[Challenge, dict[str, Any]]:
    """The columns of challenges, and what stands around each: round, teams, sign-offs owed."""
    rounds = Allocation.objects.filter(
        pk__in=AllocationChallenge.objects.filter(
            challenge=OuterRef(OuterRef("pk")), unfinished=True
        ).values("allocation"),
        state__in=UNFINISHED,
    )
    teams = Team.objects.filter(challenge=OuterRef("pk"))
    signed = SignOff.objects.filter(team=OuterRef("pk"))
    asked = Choosing.objects.filter(challenge=OuterRef("pk"), finished_at__isnull=True)
    return found.values(
        *COLUMNS,
        host=F("employer__name"),
        supervised_by=F("supervisor__name"),
        round_state=Subquery(rounds.values("state")[:1]),
        letters_at=Subquery(rounds.values("letters_at")[:1]),
        host_word_due=Subquery(asked.values("due_at")[:1]),
        teams_formed=Exists(teams.filter(formed_at__isnull=False)),
        teams_proposed=Exists(teams.filter(formed_at__isnull=True)),
        sign_off_owed=Exists(teams.filter(~Exists(signed), formed_at__isnull=False)),
    )


class Standing:
    """One challenge with its counts, in words of the desk."""

    def __init__(
        self, row: dict[str, Any], counts: dict[str, int], offer_ends: Any, at: Institution
    ) -> None:
        self.challenge = SimpleNamespace(**row)
        self.counts = counts
        self.offer_ends = offer_ends
        self.slug = at.slug
        self.zone = at.zone

    @cached_property
    def asked(self) -> int:
        """Interests whose address is proven."""
        return sum(n for state, n in self.counts.items() if state not in NAMELESS)

    @cached_property
    def waiting(self) -> int:
        """Interests without any answer."""
        return self.counts.get(EoiState.SUBMITTED, 0)

    @cached_property
    def in_line(self) -> int:
        """Interests next in line."""
        return self.counts.get(EoiState.WAITLISTED, 0)

    @cached_property
    def yes(self) -> int:
        """Places said yes to."""
        return self.counts.get(EoiState.ACCEPTED, 0)

    @cached_property
    def silent(self) -> int:
        """Offers without a yes or no."""
        return self.counts.get(EoiState.OFFERED, 0)

    @cached_property
    def open_places(self) -> int:
        """Places that nobody holds."""
        return max(0, self.challenge.places - self.yes - self.silent)

    @cached_property
    def silent_seats(self) -> int:
        """Silent offers, as many as there are places left: more may be out than there are."""
        return min(self.silent, max(0, self.challenge.places - self.yes))

    @property
    def hear_by(self) -> Any:
        """By when students hear, as they were told last."""
        return self.challenge.answer_again_by or self.challenge.answer_by

    @property
    def when(self) -> str:
        """``Wed 18 March``; with the last day where it is another."""
        zone = ZoneInfo(self.zone)
        first = self.challenge.starts_at.astimezone(zone).date()
        last = self.challenge.ends_at.astimezone(zone).date()
        words = dated(first, "D j M")
        return words if first == last else f"{words} – {dated(last, 'j M')}"

    @property
    def when_long(self) -> str:
        """``Tue 17 March, 17:30, 6 students``."""
        zone = ZoneInfo(self.zone)
        people = ngettext("%(n)d student", "%(n)d students", self.yes) % {"n": self.yes}
        if not self.yes:
            people = ngettext("%(n)d asked", "%(n)d asked", self.asked) % {"n": self.asked}
        begins = self.challenge.starts_at.astimezone(zone)
        if self.challenge.time_kind == TimeKind.OWN_TIME:
            return _("%(when)s, own time, %(people)s") % {"when": self.when, "people": people}
        at = clock_words(begins.time())
        return f"{dated(begins, 'D j M')}, {at}, {people}"

    @property
    def url(self) -> str:
        """The desk's page of it: the brief until students see it, then the places."""
        name = (
            "employers:review_challenge"
            if self.challenge.state in UNPUBLISHED
            else "placements:places"
        )
        return self._page(name)

    def _page(self, name: str) -> str:
        return address_of(name, self.slug, self.challenge.public_id)

    def _moment(self, moment: Any) -> str:
        return said(moment, self.zone)

    @property
    def tag(self) -> Tag:
        """Where it stands, in two words."""
        state = self.challenge.state
        if state == S.CANCELLED:
            return Tag(_("Called off"), "bad")
        if state == S.RUNNING:
            return Tag(_("On now"), "ground")
        if state == S.COMPLETED:
            owed = self.challenge.sign_off_owed
            return Tag(_("Sign-off owed"), "warm") if owed else Tag(_("Done"), "good")
        if self.silent:
            words = _("%(yes)d of %(places)d yes")
            return Tag(words % {"yes": self.yes, "places": self.challenge.places}, "info")
        if self.challenge.teams_formed:
            return Tag(_("Ready"), "good")
        if state == S.CLOSED and self.waiting and self.challenge.host_word_due:
            return Tag(_("The host chooses"), "info")
        if state == S.CLOSED and self.waiting:
            return Tag(_("Share out"), "warm")
        if state == S.CLOSED and self.yes:
            words = _("%(yes)d of %(places)d yes")
            return Tag(words % {"yes": self.yes, "places": self.challenge.places}, "plain")
        if state in (S.OPEN, S.PAUSED):
            return Tag(_("Open") if state == S.OPEN else _("Paused"), "plain")
        return Tag(str(S(state).label).capitalize(), "plain")

    @cached_property
    def step(self) -> Step:
        """What comes next. Cheap: a desk asks it of every project, and words only of a few."""
        challenge = self.challenge
        match challenge.state:
            case S.DRAFT | S.CHANGES_REQUESTED:
                return Step.HOST_WRITES
            case S.IN_REVIEW:
                return Step.READ
            case S.PAUSED:
                return Step.PAUSED
            case S.OPEN:
                quiet = not self.asked and challenge.closes_at < clock.now() + SOON
                return Step.NOBODY_ASKED if quiet else Step.STUDENTS_ASK
            case S.CLOSED:
                return self._step_before_the_day()
            case S.RUNNING:
                return Step.SEE_WHO_CAME
            case S.COMPLETED if challenge.sign_off_owed:
                return Step.SIGN_OFF
            case _:
                return Step.NOTHING

    def _step_before_the_day(self) -> Step:
        challenge = self.challenge
        if challenge.host_word_due and self.waiting:
            return Step.HOST_CHOOSES
        fits = self.waiting <= self.open_places
        if challenge.round_state == AllocationState.DRAFTED and self.waiting and not fits:
            return Step.CHECK_THE_LIST
        if challenge.round_state == AllocationState.SOLVING:
            return Step.SOLVING
        if challenge.round_state == AllocationState.CONFIRMED and challenge.letters_at:
            return Step.LETTERS
        if self.waiting:
            return Step.OFFER_ALL if self.waiting <= self.open_places else Step.SHARE_OUT
        if self.silent:
            return Step.WAIT_FOR_ANSWERS
        if challenge.teams_formed:
            return Step.READY
        if challenge.teams_proposed:
            return Step.CHECK_THE_TEAMS
        return Step.FILL_IT if self.yes < challenge.team_at_least else Step.DRAW_UP_TEAMS

    @property
    def act(self) -> Act:
        """The next act, prepared."""
        challenge, waits = self.challenge, self.step in FOR_THE_DESK
        answer = _("answers due: %(when)s")
        match self.step:
            case Step.HOST_WRITES:
                return Act(_("The host writes"), str(S(challenge.state).label))
            case Step.READ:
                return Act(_("Read the brief"), "", self.url, waits)
            case Step.NOBODY_ASKED:
                return Act(_("Nobody has asked yet"), self._until(), self.url, waits)
            case Step.PAUSED:
                return Act(_("Paused"), self._until(), self.url)
            case Step.STUDENTS_ASK:
                return Act(_("Students ask"), self._until())
            case Step.SEE_WHO_CAME:
                return Act(_("See who came"), _("on now"), self._page("placements:day"))
            case Step.SIGN_OFF:
                who = _("%(name)s signs off") % {"name": challenge.supervised_by}
                over = _("over: %(when)s") % {"when": self._moment(challenge.ends_at)}
                return Act(who, over, self._page("placements:outcome"), waits)
            case Step.HOST_CHOOSES:
                due = _("until: %(when)s") % {"when": self._moment(challenge.host_word_due)}
                return Act(_("The host chooses"), due, self._page("placements:choose"))
            case Step.CHECK_THE_LIST:
                due = answer % {"when": self._moment(self.hear_by)}
                return Act(_("Check the list"), due, self.url, waits)
            case Step.SOLVING:
                due = answer % {"when": self._moment(self.hear_by)}
                return Act(_("The list is being worked out"), due, self.url)
            case Step.LETTERS:
                when = self._moment(challenge.letters_at)
                return Act(_("The letters go out"), when, self.url)
            case Step.OFFER_ALL:
                label = _("Offer all %(n)d") % {"n": self.waiting}
                return Act(label, _("everybody fits"), self.url, waits)
            case Step.SHARE_OUT:
                places = ngettext(
                    "Share out %(n)d place", "Share out %(n)d places", self.open_places
                )
                due = answer % {"when": self._moment(self.hear_by)}
                return Act(places % {"n": self.open_places}, due, self.url, waits)
            case Step.WAIT_FOR_ANSWERS:
                return self._wait_for_answers()
            case Step.READY:
                return Act(_("Ready"), _("the letters of the day before go by themselves"))
            case Step.CHECK_THE_TEAMS:
                return Act(_("Check the teams"), "", self._page("placements:teams"), waits)
            case Step.FILL_IT:
                words = _("%(yes)d of %(places)d places taken, nobody in line")
                detail = words % {"yes": self.yes, "places": challenge.places}
                return Act(_("Fill it or call it off"), detail, self.url, waits)
            case Step.DRAW_UP_TEAMS:
                return Act(_("Draw up teams"), _("by itself"), self._page("placements:teams"))
            case Step.NOTHING:
                return Act(_("Nothing more"))

    def _until(self) -> str:
        return _("interests close: %(when)s") % {"when": self._moment(self.challenge.closes_at)}

    def _wait_for_answers(self) -> Act:
        label = ngettext("Wait for %(n)d answer", "Wait for %(n)d answers", self.silent)
        detail = ""
        if self.offer_ends:
            detail = _("until: %(when)s") % {"when": self._moment(self.offer_ends)}
        if self.in_line:
            line = ngettext("%(n)d person in line", "%(n)d people in line", self.in_line)
            detail = ", ".join(filter(None, [detail, line % {"n": self.in_line}]))
        return Act(label % {"n": self.silent}, detail, self.url)


COUNTED = Compiled(
    lambda challenges: (
        Eoi.objects.filter(challenge__any_of=challenges)
        .order_by()
        .values_list("challenge", "state")
        .annotate(n=Count("pk"), ends=Min("offer_ends_at"))
    )
)
STANDING = Compiled(
    lambda challenges: with_standing(Challenge.objects.filter(pk__any_of=challenges))
)


def standings_of(keys: Sequence[int], institution: Institution) -> list[Standing]:
    """The challenges of these keys, all of ``institution``, in this order."""
    rows = {row["pk"]: row for row in STANDING.all(challenges=list(keys))}
    return standings([rows[key] for key in keys if key in rows], institution)


def standings(rows: Iterable[dict[str, Any]], institution: Institution) -> list[Standing]:
    """The rows of :func:`with_standing`, all of ``institution``, with their counts: one query."""
    rows = list(rows)
    counts: dict[int, dict[str, int]] = {}
    ends: dict[int, Any] = {}
    counted = COUNTED.all(challenges=[row["pk"] for row in rows]) if rows else ()
    for challenge, state, n, soonest in counted:
        counts.setdefault(challenge, {})[state] = n
        if state == EoiState.OFFERED:
            ends[challenge] = soonest
    return [
        Standing(row, counts.get(row["pk"], {}), ends.get(row["pk"]), institution) for row in rows
    ]
