"""Places kept for a group (R17): proposed, decided by a second person, and kept when it counts.

They are kept when places are shared out, and until the day by which everybody was promised an
answer for those that come free. What the group does not take goes to everybody at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from employers.models import Challenge
from employers.states import UNPUBLISHED, ChallengeState
from institutions.models import Module
from placements.events import KeptPlacesDecided, PlacesKept
from placements.models import Cohort, KeptPlaces, Placement
from placements.states import KEPT_LIVE, KeptState
from students.models import Eoi, Student
from students.states import SEATED, WAITING

DECIDED_WHILE = (*UNPUBLISHED, ChallengeState.OPEN, ChallengeState.PAUSED)

KEPT = Compiled(
    lambda challenges: KeptPlaces.objects.filter(
        challenge__any_of=challenges, state=KeptState.APPROVED.value
    )
)
LIVE = Compiled(
    lambda challenge: (
        KeptPlaces.objects.filter(challenge=challenge)
        .select_related("institution", "challenge", "proposed_by", "decided_by")
        .order_by("-proposed_at")[:1]
    )
)


# The proposal and its answer


@transaction.atomic
def keep_places(
    *,
    challenge: Challenge,
    cohort: str,
    value: str = "",
    places: int | None = None,
    ground: str,
    why: str,
    by: User,
    by_host: bool = False,
) -> KeptPlaces:
    """Propose to keep ``places`` (none: all of them) for a group; a second person decides.

    Raises ``RuleBroken`` where interests have closed, something is kept already, or the group
    is not one that the university knows.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    _refuse_closed(held)
    value = "" if cohort == Cohort.FIRST_PLACE else " ".join(value.split())
    _refuse_unknown(held, cohort, value)
    if places is not None and places > held.places:
        raise RuleBroken(
            ngettext(
                "The project has %(n)d place. Keep at most that.",
                "The project has %(n)d places. Keep at most so many.",
                held.places,
            )
            % {"n": held.places}
        )
    already = RuleBroken(_("Places are kept here already. Give them back to everybody first."))
    with refused_by("keptplaces_one_live", already):
        kept = KeptPlaces.objects.create(
            institution_id=held.institution_id,
            challenge=held,
            cohort=cohort,
            value=value,
            places=places,
            ground=ground,
            why=" ".join(why.split()),
            proposed_by=by,
            by_host=by_host,
            proposed_at=clock.now(),
        )
    publish(PlacesKept(kept_id=kept.pk))
    return kept


def _refuse_closed(challenge: Challenge) -> None:
    if challenge.state not in DECIDED_WHILE or challenge.closes_at <= clock.now():
        raise RuleBroken(_("Interests have closed: what the listing said holds for who asked."))


def _refuse_unknown(challenge: Challenge, cohort: str, value: str) -> None:
    """Raise ``RuleBroken`` where nobody in the roster is, or could be, of this group."""
    here = Student.objects.of(challenge.institution).current()
    match cohort:
        case Cohort.YEAR if value not in {str(year) for year in range(1, 7)}:
            raise RuleBroken(_("Give a year of study from 1 to 6."))
        case Cohort.MODULE if not Module.objects.filter(
            institution=challenge.institution_id, code=value
        ).exists():
            raise RuleBroken(_("We know no module with this code. Check it."))
        case Cohort.PROGRAMME if not here.filter(programme__iexact=value).exists():
            raise RuleBroken(_("Nobody in our records takes a programme of this name. Check it."))


@transaction.atomic
def decide_kept_places(*, kept: KeptPlaces, approve: bool, why: str, by: User) -> KeptPlaces:
    """Approve or refuse, with the lawful reason in one's own words.

    Raises ``RuleBroken`` without words, for one's own proposal, and once interests have closed.
    """
    if not why.strip():
        raise RuleBroken(_("Say why it is lawful, or why not: the reason is kept."))
    if kept.proposed_by_id == by.pk:
        raise RuleBroken(_("You proposed this yourself. Somebody else decides."))
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=kept.challenge_id)
    if approve:
        _refuse_closed(challenge)
    # First the words, since the state may not stand without them
    KeptPlaces.objects.filter(pk=kept.pk, state=KeptState.PROPOSED).update(
        decided_by=by, decided_at=clock.now(), decided_why=why.strip()
    )
    move(kept, KeptState.APPROVED if approve else KeptState.REFUSED)
    publish(KeptPlacesDecided(kept_id=kept.pk))
    kept.refresh_from_db()
    return kept


@transaction.atomic
def release_kept_places(*, kept: KeptPlaces, by: User) -> None:
    """From now on the places are everybody's. Raises ``InvalidTransition`` where they are."""
    move(kept, KeptState.RELEASED)
    KeptPlaces.objects.filter(pk=kept.pk).update(released_by=by)


# What is kept


def kept_of(challenge: Challenge) -> KeptPlaces | None:
    """The newest proposal of a challenge, whatever became of it."""
    found: KeptPlaces | None = LIVE.first(challenge=challenge.pk)
    return found


def is_live(kept: KeptPlaces | None) -> bool:
    """Whether it is approved, or waits to be."""
    return kept is not None and kept.state in KEPT_LIVE


def in_words(kept: KeptPlaces | None) -> str:
    """The sentence of the listing; empty where nothing is kept."""
    if kept is None or kept.state != KeptState.APPROVED:
        return ""
    if kept.places is None:
        first = _("Places are kept for %(whom)s first") % {"whom": kept}
    else:
        first = ngettext(
            "%(n)d place is kept for %(whom)s", "%(n)d places are kept for %(whom)s", kept.places
        ) % {"n": kept.places, "whom": kept}
    return _("%(kept)s. %(why)s What they do not take goes to everybody.") % {
        "kept": first,
        "why": kept.why if kept.why.endswith((".", "!", "?")) else f"{kept.why}.",
    }


def kept_in(challenges: Iterable[Challenge]) -> dict[int, KeptPlaces]:
    """What is kept in each challenge, by the challenge's key."""
    return {kept.challenge_id: kept for kept in KEPT.all(challenges=[c.pk for c in challenges])}


def words_of(challenge: Challenge) -> str:
    """The sentence of ``challenge``’s listing about kept places; empty where there are none."""
    return in_words(kept_in([challenge]).get(challenge.pk))


def keeps_places() -> Exists:
    """Of a challenge: whether places are kept in it."""
    return Exists(KeptPlaces.objects.filter(challenge=OuterRef("pk"), state=KeptState.APPROVED))


def qualify(kept: KeptPlaces, students: Iterable[Student]) -> set[int]:
    """The keys of those whom the places are kept for, by the university's records."""
    known = {student.pk: student for student in students}
    match kept.cohort:
        case Cohort.YEAR:
            return {pk for pk, s in known.items() if str(s.year_of_study) == kept.value}
        case Cohort.PROGRAMME:
            wanted = kept.value.casefold()
            return {pk for pk, s in known.items() if s.programme.casefold() == wanted}
        case Cohort.MODULE:
            return {pk for pk, s in known.items() if kept.value in s.module_codes}
    had_one = Placement.objects.filter(student__in=known).standing()
    elsewhere = had_one.exclude(challenge=kept.challenge_id)
    return set(known) - set(elsewhere.values_list("student", flat=True))


def left_to_keep(kept: KeptPlaces, challenge: Challenge) -> int:
    """How many of the kept places nobody of the group has yet."""
    seated = Eoi.objects.filter(challenge=challenge, state__in=SEATED, seat__isnull=False)
    theirs = qualify(kept, [e.student for e in seated.select_related("student") if e.student])
    return max(0, min(kept.places or challenge.places, challenge.places) - len(theirs))


def kept_first(
    challenge: Challenge, line: Sequence[Eoi], *, beside: Sequence[Eoi] = ()
) -> list[Eoi]:
    """``line`` as places that come free go down it: the kept ones first, until answers are due.

    ``beside`` are offered a place in the same moment.
    """
    kept = kept_in([challenge]).get(challenge.pk)
    if kept is None or clock.now() > challenge.answer_by:
        return list(line)
    theirs = qualify(kept, [eoi.student for eoi in (*line, *beside) if eoi.student])
    left = left_to_keep(kept, challenge) - sum(eoi.student_id in theirs for eoi in beside)
    first = [eoi for eoi in line if eoi.student_id in theirs][: max(0, left)]
    return [*first, *(eoi for eoi in line if eoi not in first)]


def refuse_unkept(challenge: Challenge, chosen: Sequence[Eoi], free: int) -> None:
    """Raise ``RuleBroken`` where a list by hand gives a kept place to somebody else.

    It says how many are meant and names nobody: who qualifies is not shown.
    """
    kept = kept_in([challenge]).get(challenge.pk)
    if kept is None:
        return
    waiting = Eoi.objects.filter(challenge=challenge, state__in=WAITING).verified()
    people = [eoi.student for eoi in waiting.select_related("student") if eoi.student]
    theirs = qualify(kept, people)
    promised = min(left_to_keep(kept, challenge), len(theirs), free)
    others = sum(eoi.student_id not in theirs for eoi in chosen)
    if others > free - promised:
        raise RuleBroken(
            _(
                "Places are kept for %(whom)s, and enough of them ask. Share the places out by the "
                "rules, or give the kept places back to everybody first."
            )
            % {"whom": kept}
        )


def name_the_kept(
    challenges: Iterable[Challenge],
    wishes: Iterable[Mapping[str, Any]],
    reasons: dict[str, dict[str, Any]],
) -> None:
    """Write into the reasons of those who got no place for whom places were kept there."""
    rows = list(challenges)
    kept = kept_in(rows)
    words = {str(c.public_id): [kept[c.pk].cohort, kept[c.pk].value] for c in rows if c.pk in kept}
    for wish in wishes:
        why = reasons.get(wish["eoi"])
        if why and wish["challenge"] in words and why["code"] in ("full", "no_whole_team"):
            why["kept_for"] = words[wish["challenge"]]
