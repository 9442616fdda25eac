"""Learning in the demo: a module that asks for more, a concept carried in, answers under seal."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from credentials import services as credentials
from credentials.models import Credential, Side
from credentials.states import CredentialState
from employers.models import Challenge
from institutions import services as institutions
from institutions.models import Module, StaffMember
from placements import services as placements
from placements.cases import offered
from placements.models import Placement, Reach, Team
from placements.services import may_prepare
from portal.demo.cast import DEMO_SLUG
from portal.demo.content import INSTITUTIONS
from portal.demo.moments import Act

ASKS_FOR_MORE = "SCI5101"
PREPARED = 2
RATES_MATES, LAST_ONE = "brackwater-quiet", "Theo"  # of its team one has not rated anybody yet
WAITS = "thistle-blind"  # its sign-off
LOOKED_BACK = (
    ("Blinding, as in the module.", "They shouted at each other and went for lunch together.", ""),
    ("A tally sheet.", "The owner poured and did not peek.", "Sixty is few: say so first."),
    ("I listened.", "", "Ask why after they chose, not before."),
)
READ_SO = {
    "grounded": "some",
    "words": "The readings carry it. Say beside each how far two of you were apart, and flat 5 "
    "holds in any court.",
}
HALF_PRACTISED = "pellow-bread"  # its host has tried one case of two


def acts_of(
    key: str, row: Callable[[], Challenge], begins: datetime, over: datetime
) -> Iterator[Act]:
    """What students of the full track say before and of their mates; what some say on the evening
    of a day that waits for its sign-off; a host who has begun to practise."""
    if key == RATES_MATES:
        yield Act(begins - timedelta(hours=20), partial(_carry_in, row))
        yield Act(over + timedelta(minutes=25), partial(_rate_mates, row))
    elif key == WAITS:
        yield Act(over + timedelta(minutes=50), partial(_look_back, row))
    elif key == HALF_PRACTISED:
        yield Act(begins - timedelta(hours=1), partial(_try_one_case, row))


def play_learning() -> None:
    """Longer projects of one module ask for more; past pairs answer each other under seal."""
    _ask_for_more()
    ahead = Placement.objects.filter(institution__slug=DEMO_SLUG).select_related(
        "challenge__module"
    )
    ready = [placement for placement in ahead.order_by("pk") if may_prepare(placement)]
    _prepare(ready[:PREPARED])
    _read_one_of_two()
    _seal()
    _say_more()


def _ask_for_more() -> None:
    module = Module.objects.get(institution__slug=DEMO_SLUG, code=ASKS_FOR_MORE)
    institutions.choose_track(module=module, full_track=True, peer_ratings=True)


def _read_one_of_two() -> None:
    """Who teaches the module has read one team's result; the others wait."""
    team = Team.objects.filter(
        challenge__module__code=ASKS_FOR_MORE, deliverables__isnull=False
    ).order_by("pk")[0]
    teaching = Module.academics.through.objects.filter(module=team.challenge.module_id)
    academic = StaffMember.objects.of(team.institution).filter(user__in=teaching.values("user"))[0]
    placements.read_result(team=team, by=academic.user, **READ_SO)


def _members(row: Callable[[], Challenge]) -> list[Placement]:
    of_it = Placement.objects.filter(challenge=row()).standing()
    return list(of_it.select_related("challenge__module", "student").order_by("pk"))


def _carry_in(row: Callable[[], Challenge]) -> None:
    _ask_for_more()
    _prepare(_members(row))


def _prepare(ready: list[Placement]) -> None:
    concepts = {
        module.code: module.concepts
        for institution in INSTITUTIONS
        for module in institution.modules
    }
    for number, placement in enumerate(ready):
        challenge = placement.challenge
        code = challenge.module.code if challenge.module else ""
        known = concepts.get(code) or ("Stakeholder mapping",)
        placements.prepare(
            placement=placement,
            concept=known[number % len(known)],
            levels={skill: 1 + n % 2 for n, skill in enumerate(challenge.skills.all())},
        )


def _rate_mates(row: Callable[[], Challenge]) -> None:
    team = _members(row)
    skills = list(row().skills.all())
    for number, rater in enumerate(team):
        if rater.student.given_name == LAST_ONE:
            continue
        levels = {
            mate: {skill: 2 + (number + n + m) % 2 for n, skill in enumerate(skills)}
            for m, mate in enumerate(team)
            if mate != rater
        }
        placements.rate_peers(placement=rater, levels=levels)


def _look_back(row: Callable[[], Challenge]) -> None:
    for placement, (used, surprised, take_back) in zip(_members(row), LOOKED_BACK, strict=False):
        placements.reflect(placement=placement, used=used, surprised=surprised, take_back=take_back)


def _try_one_case(row: Callable[[], Challenge]) -> None:
    challenge = row()
    case, _other = offered([skill.code for skill in challenge.skills.all()], ())
    placements.practise(
        member=challenge.supervisor,
        institution=challenge.institution,
        levels={case.code: max(case.expected - 1, 1)},
    )


def _seal() -> None:
    """Who lets a host write to her would come again, and it says the same; others stay silent."""
    credentials.make_missing_keys()
    earned = Credential.objects.filter(institution__slug=DEMO_SLUG).select_related("placement")
    for badge in earned.order_by("pk"):
        both = badge.host_may_contact
        answer: dict[str, Any] = {"placement": badge.placement, "again": True}
        credentials.answer_sealed(side=Side.HOST, fit=[4, 3, 4 if both else 2], **answer)
        if both:
            credentials.answer_sealed(side=Side.STUDENT, fit=[4, 4, 3], **answer)
    credentials.compare_answers()


def _say_more() -> None:
    """One who shares her badge puts more into its file; her host stands behind what it asks for."""
    badges = Credential.objects.filter(
        institution__slug=DEMO_SLUG,
        shared=True,
        name_shown=True,
        state=CredentialState.AWARDED,
        endorsements__reach__in=(Reach.ORGANISATION, Reach.PERSON),
        placement__self_ratings__level__gte=1,
    ).select_related("achievement__challenge", "placement__challenge__supervisor__user")
    badge = badges.order_by("pk").first()
    if badge is None:
        return
    credentials.change_addition(
        credential=badge,
        self_rating=True,
        words="I rang the six visitors who had written to us, and wrote up what they said.",
        link="",
        vouched=True,
    )
    host = badge.placement.challenge.supervisor
    credentials.stand_behind(
        achievement=badge.achievement,
        member=host,
        comment="We set this problem, and what these steps say is what our work needs.",
        signed_name=host.name,
        by=host.user,
    )
