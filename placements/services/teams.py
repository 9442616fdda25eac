"""Teams: proposed when everybody has answered, moved by hand, confirmed by a person.

A challenge that is done alone has one Team row of all its students (one sign-off page for the
host); how many work together is what ``Challenge.grouping`` says, not the size of that row.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers.models import Challenge, Grouping
from employers.states import ChallengeState
from matching.model import Impossible
from matching.team_model import TeamMember, TeamsProblem
from matching.teams import even_teams, form_teams
from placements.events import TeamsFormed, TeamsProposed
from placements.models import Fixed, Hold, Placement, Team
from placements.models.holding import PAIRS
from placements.services.allocation import round_of
from placements.services.problem import team_sizes
from placements.services.times import cut_off, policy_of
from students.models import Eoi
from students.services import hold_seats
from students.states import WAITING, EoiState


def all_answered(challenge: Challenge) -> bool:
    """Whether nobody else is coming: no offer is open, and nobody in line will be asked."""
    accepted = Placement.objects.filter(challenge=challenge).standing().count()
    if accepted >= challenge.places:
        return True
    states = set(
        Eoi.objects.filter(challenge=challenge, state__in=(*WAITING, EoiState.OFFERED)).values_list(
            "state", flat=True
        )
    )
    if EoiState.OFFERED in states or round_of(challenge) is not None:
        return False
    return not states or clock.now() >= cut_off(challenge, policy_of(challenge.institution))


@transaction.atomic
def propose_teams(*, challenge: Challenge, with_fewer: bool = False) -> bool:
    """Draw up teams once all offers are answered; whether it did. Formed teams are left alone.

    One team needs nobody's yes: it is formed at once. Where fewer come than a team needs, a person
    decides first (REQUIREMENTS 4.9): ``with_fewer`` says that it goes ahead.
    """
    (challenge,) = hold_seats([challenge])
    if challenge.state not in (ChallengeState.CLOSED, ChallengeState.RUNNING):
        return False
    placements = _standing(challenge)
    formed = Team.objects.filter(challenge=challenge, formed_at__isnull=False).exists()
    if formed or not placements or not all_answered(challenge):
        return False
    if len(placements) < team_sizes(challenge)[0] and not with_fewer:
        return False
    return _draw_up(challenge, placements)


def _draw_up(challenge: Challenge, placements: Sequence[Placement]) -> bool:
    groups = [list(placements)] if _is_one(challenge, placements) else _split(challenge, placements)
    by_student = {p.pk: number for number, group in enumerate(groups, start=1) for p in group}
    before = {p.pk: p.team.number for p in placements if p.team}
    if before == by_student:
        return False
    _rewrite(challenge, groups)
    if len(groups) == 1:
        _form(challenge)
    else:
        publish(TeamsProposed(challenge_id=challenge.pk))
    return True


def _is_one(challenge: Challenge, placements: Sequence[Placement]) -> bool:
    return challenge.grouping == Grouping.SOLO or len(placements) <= team_sizes(challenge)[1]


def _split(challenge: Challenge, placements: Sequence[Placement]) -> list[list[Placement]]:
    """As ``matching`` proposes; as even as can be where the wished sizes do not add up."""
    least, most = team_sizes(challenge)
    try:
        slots = even_teams(len(placements), least, most)
    except Impossible:
        slots = even_teams(len(placements), 1, most)
    members = tuple(map(_member, placements))
    pairs = pairs_of(challenge, placements)
    try:
        result = form_teams(
            TeamsProblem(members, slots, together=pairs.together, apart=pairs.apart)
        )
    except Impossible:  # what people fixed contradicts the sizes: the board says which pair
        result = form_teams(TeamsProblem(members, slots))
    by_id = {str(placement.public_id): placement for placement in placements}
    return [[by_id[member] for member in team.members] for team in result.teams]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of placements' public ids that staff keep together, and apart."""

    together: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...]


def pairs_of(challenge: Challenge, placements: Iterable[Placement]) -> Pairs:
    """What staff fixed when places were shared out, among those with a place."""
    by_eoi = {placement.eoi_id: str(placement.public_id) for placement in placements}
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in PAIRS}
    holds = Hold.objects.filter(challenge=challenge, kind__in=PAIRS)
    for kind, one, other in holds.values_list("kind", "eoi", "other"):
        if one in by_eoi and other in by_eoi:
            found[kind].append((by_eoi[one], by_eoi[other]))
    return Pairs(tuple(found[Fixed.TOGETHER]), tuple(found[Fixed.APART]))


def broken_pairs(placements: Sequence[Placement], pairs: Pairs) -> list[str]:
    """A sentence for each pair that the teams as drawn up do not keep."""
    by_id = {str(placement.public_id): placement for placement in placements}
    kinds = (
        (pairs.together, False, _("%(one)s and %(other)s come together, and are in two teams.")),
        (pairs.apart, True, _("%(one)s and %(other)s are kept apart, and are in one team.")),
    )
    return [
        words % {"one": by_id[one].student, "other": by_id[other].student}
        for found, in_one, words in kinds
        for one, other in found
        if (by_id[one].team_id == by_id[other].team_id) is in_one
    ]


def _member(placement: Placement) -> TeamMember:
    student = placement.student
    traits = {
        "programme": student.discipline or student.programme,
        "year": str(student.year_of_study or ""),
    }
    known = {name: value for name, value in traits.items() if value}
    return TeamMember(id=str(placement.public_id), traits=known)


def _rewrite(challenge: Challenge, groups: Sequence[Sequence[Placement]]) -> None:
    Placement.objects.filter(challenge=challenge).update(team=None)
    Team.objects.filter(challenge=challenge).delete()
    for number, group in enumerate(groups, start=1):
        team = Team.objects.create(
            institution=challenge.institution,
            challenge=challenge,
            number=number,
            name=_name(challenge, number, len(groups)),
        )
        Placement.objects.filter(pk__in=[placement.pk for placement in group]).update(team=team)


def _name(challenge: Challenge, number: int, of: int) -> str:
    if challenge.grouping == Grouping.SOLO:
        return _("Everyone")
    return _("The team") if of == 1 else _("Team %(number)d") % {"number": number}


@transaction.atomic
def move_member(*, placement: Placement, team: Team) -> None:
    """Put somebody into another proposed team. Raises ``RuleBroken`` once teams stand."""
    hold_seats([placement.challenge])
    placement = Placement.objects.standing().get(pk=placement.pk)
    if team.challenge_id != placement.challenge_id:
        raise RuleBroken(_("This team belongs to another project."))
    _refuse_formed(placement.challenge)
    Placement.objects.filter(pk=placement.pk).update(team=team)


@transaction.atomic
def merge_teams(*, team: Team, into: Team) -> None:
    """Two proposed teams are one. Raises ``RuleBroken`` once teams stand."""
    hold_seats([team.challenge])
    if team.challenge_id != into.challenge_id or team.pk == into.pk:
        raise RuleBroken(_("This team belongs to another project."))
    _refuse_formed(team.challenge)
    Placement.objects.filter(team=team).update(team=into)
    Team.objects.filter(pk=team.pk).delete()


@transaction.atomic
def redraw_teams(*, challenge: Challenge) -> None:
    """Draw proposed teams up again, without what was moved by hand; fixed pairs are kept."""
    (challenge,) = hold_seats([challenge])
    _refuse_formed(challenge)
    placements = _standing(challenge)
    if placements and not _is_one(challenge, placements):
        _draw_up(challenge, placements)


def _refuse_formed(challenge: Challenge) -> None:
    if Team.objects.filter(challenge=challenge, formed_at__isnull=False).exists():
        raise RuleBroken(_("The teams are confirmed, and everybody has been told."))


@transaction.atomic
def confirm_teams(*, challenge: Challenge, by: User | None = None) -> None:
    """Teams stand as drawn up; the letters to teams and host follow. ``by``: nobody at the start.

    Raises ``RuleBroken`` where an offer is open or somebody has no team. Empty teams go.
    """
    (challenge,) = hold_seats([challenge])
    if Team.objects.filter(challenge=challenge, formed_at__isnull=False).exists():
        return
    placements = _standing(challenge)
    open_offers = Eoi.objects.filter(challenge=challenge, state=EoiState.OFFERED).count()
    if by is not None and open_offers and len(placements) < challenge.places:
        raise RuleBroken(
            ngettext(
                "%(n)d person has not answered yet.",
                "%(n)d people have not answered yet.",
                open_offers,
            )
            % {"n": open_offers}
        )
    if not placements or any(placement.team is None for placement in placements):
        raise RuleBroken(_("Somebody is in no team yet."))
    Team.objects.filter(challenge=challenge).exclude(
        pk__in=[placement.team_id for placement in placements]
    ).delete()
    _form(challenge)


@transaction.atomic
def form_teams_at_the_start(*, challenge: Challenge) -> None:
    """Nothing hangs: on the day teams stand as drawn up, or all together where none were."""
    (challenge,) = hold_seats([challenge])
    placements = _standing(challenge)
    if not placements or Team.objects.filter(challenge=challenge, formed_at__isnull=False).exists():
        return
    if any(placement.team is None for placement in placements):
        _draw_up(challenge, placements)
    confirm_teams(challenge=challenge)


def _form(challenge: Challenge) -> None:
    Team.objects.filter(challenge=challenge).update(formed_at=clock.now())
    publish(TeamsFormed(challenge_id=challenge.pk))


def _standing(challenge: Challenge) -> list[Placement]:
    return list(
        Placement.objects.filter(challenge=challenge)
        .standing()
        .select_related("student", "team")
        .order_by("seat")
    )


def balance_of(placements: Iterable[Placement]) -> list[tuple[str, str]]:
    """How even a team is, in pairs of word and value; what is unknown is not counted."""
    members = list(placements)
    subjects = [p.student.discipline or p.student.programme for p in members]
    known = [subject for subject in subjects if subject]
    years = Counter(p.student.year_of_study for p in members if p.student.year_of_study)
    rows = []
    if known:
        differ = _("%(n)d of %(all)d differ") % {"n": len(set(known)), "all": len(known)}
        rows.append((_("Subjects"), differ))
    if years:
        rows.append((_("Years"), ", ".join(str(year) for year in sorted(years.elements()))))
    firsts = sum(placement.first_time for placement in members)
    rows.append((_("First-timers"), str(firsts)))
    return rows
