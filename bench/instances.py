"""Made-up instances of the kinds of the shared benchmark (its README), for sizes it does not hold.

Everything is drawn from one seed with the standard library's generator, so that an instance is the
same everywhere.
"""

import json
import random
from bisect import bisect
from itertools import accumulate
from pathlib import Path
from typing import Any

ALLOCATION = {
    "place": 1000,
    "first_bonus": 150,
    "unlucky_bonus": 400,
    "rank": [100, 75, 55, 40, 30],
    "reserve_short": 120,
}
TEAMS = {"cover": 60, "discipline": 8, "year": 4, "balance": 6, "slot": 5, "slot_cap": 6}


def allocation(students: int, seed: int, *, tight: bool = False, eois: int = 0) -> dict[str, Any]:
    """An ``alloc/1`` instance: more students than places, popular challenges, pairs.

    ``tight``: teams of three to six, 45 % who may have two places, 6 % in pairs, half the days.
    ``eois``: how many each student sends (0: three to five).
    """
    chance = random.Random(f"{seed}/allocation")
    challenges: list[dict[str, int]] = []
    places = 0
    while places < students * 0.97:
        least = chance.choice((3, 4, 5, 6) if tight else (1, 2, 3, 3, 3, 4, 4))
        most = least + chance.choice((0, 1) if tight else (0, 1, 2))
        teams, start = chance.randint(1, 4), chance.randrange(40 if tight else 80)
        reserved = chance.choice((0, 0, 1, 2, 3)) if most * teams > 3 else chance.choice((0, 1))
        challenge = {"id": len(challenges), "start": start, "end": start + chance.randrange(10)}
        challenge |= {"teams": teams, "min": least, "max": most, "reserved": reserved}
        challenges.append(challenge)
        places += most * teams
    weights = [(place + 1) ** -0.25 for place in range(len(challenges))]
    chance.shuffle(weights)
    share = list(accumulate(weights))
    people: list[dict[str, Any]] = []
    for who in range(students):
        wanted: list[int] = []
        many = min(eois or chance.randint(3, 5), len(challenges))
        while len(wanted) < many:
            one = bisect(share, chance.random() * share[-1])
            if one not in wanted:
                wanted.append(one)
        alike = chance.random() < 0.2
        people.append(
            {
                "id": who,
                "eoi": [[one, 1 if alike else rank] for rank, one in enumerate(wanted, 1)],
                "k": 2 if chance.random() < (0.45 if tight else 0.15) else 1,
                "first": int(chance.random() < 0.35),
                "unlucky": int(chance.random() < 0.1),
            }
        )
    order = chance.sample(range(students), students)
    together = []
    for pair in range(int(students * (0.06 if tight else 0.01))):
        one, other = order[2 * pair], order[2 * pair + 1]
        people[other] |= {"eoi": [list(each) for each in people[one]["eoi"]], "k": people[one]["k"]}
        together.append([one, other])
    head = {"format": "alloc/1", "name": f"a-{students}-{seed}", "weights": ALLOCATION}
    return {**head, "challenges": challenges, "students": people, "together": together}


def cohort(students: int, teams: int, seed: int) -> dict[str, Any]:
    """A ``teams/1`` instance: five skills of which three are wanted, 28 slots, pairs, a group."""
    chance = random.Random(f"{seed}/cohort")
    even = students // teams
    people = [
        {
            "id": who,
            "discipline": chance.randrange(6),
            "year": chance.randint(1, 4),
            "levels": [chance.choice((0, 0, 1, 1, 2, 2, 3, 3, 4)) for _ in range(5)],
            "avail": "".join(chance.choice("0111") for _ in range(28)),
            "group": int(chance.random() < 0.18),
        }
        for who in range(students)
    ]
    order = chance.sample(range(students), students)
    pairs = [sorted(order[2 * at : 2 * at + 2]) for at in range(students // 14)]
    head = {"format": "teams/1", "name": f"t-{students}-{seed}", "skills": 5, "slots": 28}
    return {
        **head,
        "teams": [{"id": at, "min": max(1, even - 1), "max": even + 1} for at in range(teams)],
        "students": people,
        "wanted": [[skill, 3] for skill in chance.sample(range(5), 3)],
        "weights": TEAMS,
        "together": pairs[: len(pairs) // 2],
        "apart": pairs[len(pairs) // 2 :],
        "no_lone_group": True,
    }


def written(instance: dict[str, Any], folder: Path) -> Path:
    """The instance as a file under its name."""
    kind = instance["format"].split("/")[0]
    path = folder / f"{instance['name']}.{kind}.json"
    path.write_text(json.dumps(instance))
    return path
