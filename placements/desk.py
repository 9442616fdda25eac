"""Where a challenge stands, and what its desk does next: one act prepared, the others with effects.

``Standing`` holds the facts, :func:`acts_of` the acts in order; the first is the prepared one.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.compiled import Compiled
from employers.models import Challenge, ChallengeQuerySet
from employers.states import ChallengeState
from institutions.models import Policy
from placements import words
from placements.models import Allocation, Team
from placements.services.allocation import round_of
from placements.services.times import cut_off, policy_of, when_awake
from placements.states import AllocationState
from students.models import Eoi
from students.states import WAITING, EoiState

E = EoiState


@dataclass(frozen=True)
class Act:
    """One thing to do: ``name`` is the URL, ``kind`` "post", "link", "wait" or "dialog"."""

    title: str
    effect: str
    name: str = ""
    button: str = ""
    kind: str = "post"
    of_round: bool = False


@dataclass
class Standing:
    """The facts of one challenge's places."""

    challenge: Challenge
    counts: Counter[str]
    round: Allocation | None
    formed: int  # teams that stand
    proposed: int  # teams that wait for a person
    policy: Policy
    next_in_line: str = ""
    last_answer_by: datetime | None = None
    unverified: int = 0  # of those who wait: nobody has said yet that they are students here
    now: datetime = field(default_factory=clock.now)

    @property
    def yes(self) -> int:
        """Places that are taken."""
        return self.counts[E.ACCEPTED]

    @property
    def silent(self) -> int:
        """Offers that nobody has answered."""
        return self.counts[E.OFFERED]

    @property
    def no(self) -> int:
        """Offers that were declined, or whose time ran out."""
        return self.counts[E.DECLINED] + self.counts[E.LAPSED]

    @property
    def waiting(self) -> int:
        """People who wait for a place, in line or without any answer."""
        return sum(self.counts[state] for state in WAITING)

    @property
    def ready(self) -> int:
        """People who wait and may be offered a place."""
        return self.waiting - self.unverified

    @property
    def free(self) -> int:
        """Places that nobody has and nobody was asked about."""
        return max(0, self.challenge.places - self.yes - self.silent)

    @property
    def no_and_free(self) -> int:
        """Free places that somebody said no to."""
        return min(self.no, self.free)

    @property
    def open(self) -> int:
        """Free places that nobody was asked about."""
        return self.free - self.no_and_free

    @property
    def asked(self) -> int:
        """Confirmed interests, of whatever outcome."""
        return sum(
            count for state, count in self.counts.items() if state not in (E.UNCONFIRMED, E.EXPIRED)
        )


def seen_from_the_desk(challenges: ChallengeQuerySet) -> ChallengeQuerySet:
    """``challenges`` with all that :func:`standing_of` reads of them and their teams."""
    teams = Team.objects.filter(challenge=OuterRef("pk")).order_by().values("challenge")
    counted = {
        name: Coalesce(
            Subquery(
                teams.filter(formed_at__isnull=not formed).annotate(n=Count("pk")).values("n")
            ),
            0,
        )
        for name, formed in (("teams_formed", True), ("teams_proposed", False))
    }
    return challenges.select_related(
        "institution__policy", "employer", "supervisor", "contact", "site"
    ).annotate(**counted)


COUNTED = Compiled(
    lambda challenge: (
        Eoi.objects.filter(challenge=challenge)
        .values_list("state")
        .annotate(
            count=Count("pk"),
            ends_at=Max("offer_ends_at"),
            unknown=Count("pk", filter=Q(student__verified_at__isnull=True)),
        )
        .order_by()
    )
)


def standing_of(challenge: Challenge) -> Standing:
    """Read the facts of a challenge that was :func:`seen_from_the_desk`, in three queries."""
    counts: Counter[str] = Counter()
    silent_until, unverified = None, 0
    for state, count, ends_at, unknown in COUNTED.all(challenge=challenge.pk):
        counts[state] = count
        unverified += unknown if state in WAITING else 0
        silent_until = ends_at if state == E.OFFERED else silent_until
    standing = Standing(
        challenge=challenge,
        counts=counts,
        round=round_of(challenge),
        formed=challenge.teams_formed,  # type: ignore[attr-defined]
        proposed=challenge.teams_proposed,  # type: ignore[attr-defined]
        policy=policy_of(challenge.institution),
        last_answer_by=silent_until,
        unverified=unverified,
    )
    if counts[E.WAITLISTED] and standing.free:
        line = Eoi.objects.filter(challenge=challenge).verified().in_line()
        first = line.select_related("student").first()
        standing.next_in_line = first.student.display_name if first and first.student else ""
    return standing


def acts_of(at: Standing) -> list[Act]:
    """What can be done, the prepared act first."""
    if at.challenge.state == ChallengeState.CANCELLED:
        return [Act(_("Called off"), at.challenge.state_reason, kind="wait")]
    if at.challenge.state in (ChallengeState.RUNNING, ChallengeState.COMPLETED):
        return [_on_the_day(at)]
    acts = [*_of_round(at), *_of_places(at), *_of_teams(at)]
    if not acts:
        acts = [_nothing_yet(at)]
    known = {act.name for act in acts if act.name}
    return acts + [act for act in _something_else(at) if act.name not in known]


def _places(count: int) -> str:
    return ngettext("%(n)d place", "%(n)d places", count) % {"n": count}


def _of_round(at: Standing) -> list[Act]:
    """What the challenge's unfinished round asks for."""
    if at.round is None:
        return []
    zone = at.challenge.institution.zone
    match at.round.state:
        case AllocationState.SOLVING:
            return [
                Act(
                    _("The list is being worked out"),
                    _("It takes a few seconds. You can leave this page and come back."),
                    name="places",
                    button=_("Look again"),
                    kind="link",
                )
            ]
        case AllocationState.DRAFTED:
            placed = len((at.round.result or {}).get("placed", []))
            return [
                *([_everybody(at)] if _everybody_fits(at) else []),
                Act(
                    _("Check the list") if _everybody_fits(at) else _("Next: check the list"),
                    _(
                        "%(n)d people would be offered a place, each with a reason. Nobody hears "
                        "anything before you confirm it."
                    )
                    % {"n": placed},
                    name="review_allocation",
                    button=_("See the list"),
                    kind="link",
                    of_round=True,
                ),
            ]
        case AllocationState.CONFIRMED:
            when = words.hour(at.round.letters_at or at.now, zone)
            return [
                Act(
                    _("The letters go at %(when)s") % {"when": when},
                    _("Until then you can undo it, and nobody has heard anything."),
                    name="send_answers",
                    button=_("Send them now"),
                    of_round=True,
                ),
                Act(
                    _("Undo it"),
                    _("Back to a list that you can change. Nobody hears anything."),
                    name="undo_confirmation",
                    button=_("Undo"),
                    of_round=True,
                ),
            ]
    return []


def letters_in_words(policy: Policy, zone: str, now: datetime) -> str:
    """When the letters of a list go that is confirmed now, and how long it can be undone."""
    due = now + timedelta(minutes=policy.undo_minutes)
    awake = when_awake(due, policy, zone)
    if awake > due:
        return _("No letters go at night: these go on %(when)s. Until then you can undo it.") % {
            "when": words.day_and_hour(awake, zone)
        }
    if not policy.undo_minutes:
        return _("The letters go at once.")
    return ngettext(
        "The letters go %(n)d minute later. Until then you can undo it.",
        "The letters go %(n)d minutes later. Until then you can undo it.",
        policy.undo_minutes,
    ) % {"n": policy.undo_minutes}


def _everybody_fits(at: Standing) -> bool:
    """Whether all who wait may be offered a place at once: nobody need be chosen."""
    closed = at.challenge.state == ChallengeState.CLOSED
    return closed and at.counts[E.SUBMITTED] > 0 and 0 < at.ready <= at.free


def _everybody(at: Standing) -> Act:
    """One click for the common case (REQUIREMENTS 4.9)."""
    letters = letters_in_words(at.policy, at.challenge.institution.zone, at.now)
    return Act(
        _("Next: offer all %(n)d a place") % {"n": at.ready},
        _("There is room for everyone. %(letters)s") % {"letters": letters},
        name="offer_all",
        button=_("Offer all %(n)d") % {"n": at.ready},
    )


def _of_places(at: Standing) -> list[Act]:
    """Free places and people who wait for them, while no list is under way."""
    if at.round is not None and at.round.state != AllocationState.WAITING:
        return []
    zone, acts = at.challenge.institution.zone, []
    fresh = at.counts[E.SUBMITTED]
    if at.challenge.state == ChallengeState.CLOSED and at.ready > 0 and at.free:
        share = Act(
            _("Next: share out %(places)s") % {"places": _places(at.free)},
            _(
                "%(n)d people wait. The rules make a list with a reason for everyone; you check it "
                "before anybody hears."
            )
            % {"n": at.waiting},
            name="share_out",
            button=_("Share out %(places)s") % {"places": _places(at.free)},
        )
        down_the_line = Act(
            _("Next: offer the free place to %(name)s") % {"name": at.next_in_line},
            _(
                "First in line. The letter goes at once; if the answer is no, the next in line "
                "follows without you."
            ),
            name="refill",
            button=_("Offer the place"),
        )
        if fresh:
            acts += [_everybody(at)] if _everybody_fits(at) else [share]
        else:
            acts += [down_the_line]
    if at.unverified and at.free:
        acts.append(
            Act(
                ngettext(
                    "%(n)d person is not known as a student here yet",
                    "%(n)d people are not known as students here yet",
                    at.unverified,
                )
                % {"n": at.unverified},
                _(
                    "A place can be offered once you say on their page that they are. The list "
                    "below leads there."
                ),
                kind="wait",
            )
        )
    if at.silent:
        until = at.last_answer_by or cut_off(at.challenge, at.policy)
        acts.append(
            Act(
                ngettext("Wait for %(n)d answer", "Wait for %(n)d answers", at.silent)
                % {"n": at.silent},
                _(
                    "They have until %(when)s. A place that comes free goes down the line without "
                    "you. Somebody rang? Record the answer below."
                )
                % {"when": words.day_and_hour(until, zone)},
                kind="wait",
            )
        )
    return acts


def _of_teams(at: Standing) -> list[Act]:
    if at.formed:
        return [
            Act(
                _("Everything is ready"),
                ngettext(
                    "%(n)d team stands, and everybody has been told.",
                    "%(n)d teams stand, and everybody has been told.",
                    at.formed,
                )
                % {"n": at.formed},
                name="day",
                button=_("See the day"),
                kind="link",
            )
        ]
    if at.proposed:
        return [
            Act(
                _("Next: confirm the teams"),
                ngettext(
                    "%(n)d team is drawn up. You can move anyone before the letters go.",
                    "%(n)d teams are drawn up. You can move anyone before the letters go.",
                    at.proposed,
                )
                % {"n": at.proposed},
                name="teams",
                button=_("See the teams"),
                kind="link",
            )
        ]
    return []


def _on_the_day(at: Standing) -> Act:
    if at.challenge.state == ChallengeState.RUNNING:
        return Act(
            _("It is under way"),
            _("Who came, who is late, and whom to ring."),
            name="day",
            button=_("See the day"),
            kind="link",
        )
    return Act(
        _("The day is over"),
        _("The host signs off; then the badges go out."),
        name="outcome",
        button=_("See the sign-off"),
        kind="link",
    )


def _nothing_yet(at: Standing) -> Act:
    zone = at.challenge.institution.zone
    if at.challenge.state == ChallengeState.OPEN:
        return Act(
            _("Interests come in"),
            _("It closes on %(when)s. Then the places are shared out.")
            % {"when": words.day_and_hour(at.challenge.closes_at, zone)},
            kind="wait",
        )
    if at.yes:
        return Act(
            _("Nothing to do"),
            _("Everybody has answered. The teams are drawn up within a minute."),
            kind="wait",
        )
    return Act(
        _("Nobody is left to ask"),
        _("Record an interest at the desk, or call the project off."),
        kind="wait",
    )


def _something_else(at: Standing) -> list[Act]:
    """Other acts that are possible now, each with its effect."""
    acts = []
    busy = at.round is not None and at.round.state in (
        AllocationState.CONFIRMED,
        AllocationState.SOLVING,
    )
    if at.ready > 0 and at.free and not busy:
        acts.append(
            Act(
                _("Pick people by hand"),
                _("Tick them in the list below and give a reason; it stays in the history."),
                kind="pick",
            )
        )
        if at.ready <= at.free:
            acts.append(
                Act(
                    _("Offer all %(n)d a place") % {"n": at.ready},
                    _("There is room for everyone."),
                    name="offer_all",
                    button=_("Offer all %(n)d") % {"n": at.ready},
                )
            )
        if at.challenge.state == ChallengeState.CLOSED:
            acts.append(
                Act(
                    _("Have the list worked out (again)"),
                    _("By the rules, from the people who wait now. Nobody hears anything yet."),
                    name="share_out",
                    button=_("Work it out"),
                )
            )
    if at.yes and at.counts[E.WAITLISTED] and at.challenge.state == ChallengeState.CLOSED:
        acts.append(
            Act(
                _("Run with %(n)d") % {"n": at.yes + at.silent},
                ngettext(
                    "%(n)d person in line hears that it goes ahead without them.",
                    "%(n)d people in line hear that it goes ahead without them.",
                    at.counts[E.WAITLISTED],
                )
                % {"n": at.counts[E.WAITLISTED]},
                name="run_with_fewer",
                button=_("Run with %(n)d") % {"n": at.yes + at.silent},
            )
        )
    return acts
