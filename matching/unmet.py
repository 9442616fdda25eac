"""What was asked of an allocation and could not be had, named; read off like a reason is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from matching.model import AllocationProblem
from matching.rules import kept, lay_out, reserve


def unmet(problem: AllocationProblem, placed: Collection[str]) -> tuple[str, ...]:
    """One sentence for each request of staff or host that the placed EOIs do not meet.

    Pairs to keep together who did not ask for the same, reserved and kept places that went to
    others, challenges that nobody got though people asked. Who qualifies is not told.
    """
    ground, chosen = lay_out(problem), set(placed)
    there = [wish for wish in ground.open if wish.eoi in chosen]
    people = Counter(wish.challenge for wish in there)
    firsts = Counter(w.challenge for w in there if ground.students[w.student].first_timer)
    suited = Counter(wish.challenge for wish in there if wish.qualifies)
    wants: dict[str, set[str]] = {}
    for wish in ground.wishes:
        if wish.eoi not in ground.out:
            wants.setdefault(wish.student, set()).add(wish.challenge)
    found = []
    for one, other in sorted({(min(pair), max(pair)) for pair in problem.together}):
        if odd := wants.get(one, set()) ^ wants.get(other, set()):
            what = ", ".join(sorted(odd)[:5])
            found.append(f"{one} and {other} are kept together, but only one can have: {what}.")
    for challenge in ground.challenges.values():
        asked = len(ground.by_challenge.get(challenge.id, ()))
        if not people[challenge.id]:
            if asked and not challenge.taken:
                found.append(f"Challenge {challenge.id}: {asked} asked and nobody has a place.")
            continue
        for noun, places, got in (
            ("reserved for first-timers", reserve(ground, challenge.id), firsts),
            ("kept", kept(ground, challenge.id), suited),
        ):
            short = places - got[challenge.id]
            if short > 0:
                found.append(
                    f"Challenge {challenge.id}: {short} of {places} places {noun} went to others."
                )
    return tuple(found)
