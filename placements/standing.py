"""The facts of one challenge's places, and what an act of its desk is."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.compiled import Compiled
from employers.models import Challenge, ChallengeQuerySet
from employers.services.sharing import same_elsewhere
from institutions.models import Policy
from placements.models import Allocation, Choosing, Team, Word
from placements.services.allocation import round_of
from placements.services.choosing import choosing_of
from placements.services.times import policy_of
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
    app: str = "placements"


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
    declined: int = 0  # of those who wait and are known: the host said no
    choosing: Choosing | None = None  # the list of a host who chooses
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
        return self.waiting - self.unverified - self.declined

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
    ).annotate(**counted, same=same_elsewhere())


COUNTED = Compiled(
    lambda challenge: (
        Eoi.objects.filter(challenge=challenge)
        .values_list("state")
        .annotate(
            count=Count("pk"),
            ends_at=Max("offer_ends_at"),
            unknown=Count("pk", filter=Q(student__verified_at__isnull=True)),
            declined=Count(
                "pk",
                filter=Q(
                    host_word__word=Word.NO.value,
                    host_word__choosing__finished_at__isnull=False,
                    student__verified_at__isnull=False,
                ),
            ),
        )
        .order_by()
    )
)


def standing_of(challenge: Challenge) -> Standing:
    """Read the facts of a challenge that was :func:`seen_from_the_desk`, in three queries."""
    counts: Counter[str] = Counter()
    silent_until, unverified, declined = None, 0, 0
    for state, count, ends_at, unknown, no in COUNTED.all(challenge=challenge.pk):
        counts[state] = count
        unverified += unknown if state in WAITING else 0
        declined += no if state in WAITING else 0
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
        declined=declined,
        choosing=choosing_of(challenge),
    )
    if counts[E.WAITLISTED] and standing.free:
        line = Eoi.objects.filter(challenge=challenge).verified().in_line()
        first = line.select_related("student").first()
        standing.next_in_line = first.student.display_name if first and first.student else ""
    return standing
