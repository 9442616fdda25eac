"""The inner loop of the search for good groups, compiled by numba: exchanges, scored as changes.

Members stand in groups; a move swaps units of two groups (a unit is one member, or several who are
kept together) or puts one into another group. What a move would change is read from sums that are
kept up to date, so that trying one costs no more than a look at the two groups. A move that loses
is taken with a chance that falls with the loss and with the heat (Metropolis); the chance comes
from a table of rounded logarithms rather than from ``exp``, whose last digits differ by machine.

Everything is in two named tuples of arrays, see ``matching.standing``. Random numbers:
xorshift64* (Vigna, ACM TOMS 42, 2016).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from matching.standing import BEST, BROKEN, LOST, NOW, STAMP, Array, Ground, Standing

_njit: Any = njit

LUCK = np.round(-np.log((np.arange(4096) + 0.5) / 4096), 9)
"""How many heats a loss may weigh at each of 4096 equally likely draws."""


def _inner(function: Any) -> Any:
    """Compile what only compiled code calls."""
    return _cached(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _outer(function: Any) -> Any:
    """Compile what Python calls; other threads run meanwhile."""
    return _cached(function, nogil=True, no_cfunc_wrapper=True)


def _cached(function: Any, **options: Any) -> Any:
    """Compile once and for all where a cache may be written, else for this process."""
    try:
        return _njit(cache=True, error_model="numpy", **options)(function)
    except RuntimeError:  # no folder for the cache: neither beside this file nor NUMBA_CACHE_DIR
        return _njit(error_model="numpy", **options)(function)


@_inner
def _draw(chance: Array, below: int) -> Any:
    """A random whole number from 0 to ``below`` - 1."""
    x = chance[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    chance[0] = x
    high = (x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(32)
    return np.int64((high * np.uint64(below)) >> np.uint64(32))


@_inner
def _bits(word: Any) -> Any:
    """How many bits are set (Warren, Hacker's Delight, 5-1)."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@_inner
def _weigh(
    group: int,
    members: Array,
    size: int,
    mark: Array,
    stamp: int,
    moved: Array,
    goes: tuple[int, int],
    comes: tuple[int, int],
    able: Array,
    free: Array,
    known: Array,
    off: Array,
    flag: Array,
    sums: Array,
    carriers: Array,
    weights: Array,
) -> tuple[float, int]:
    """Points beside pairs of a group, and its flags with one carrier, after a move.

    ``members``, ``sums`` and ``carriers`` are the group's own. ``moved[goes[0]:goes[1]]`` leave,
    they carry the mark ``stamp``; ``moved[comes[0]:comes[1]]`` join.
    """
    people = 0
    skills = np.uint64(0)
    aware = 0
    for place in range(size):
        member = members[group, place]
        if mark[member] != stamp:
            people += 1
            skills |= able[member]
            aware += known[member]
    for at in range(comes[0], comes[1]):
        people += 1
        skills |= able[moved[at]]
        aware += known[moved[at]]
    if people == 0:
        return 0.0, 0
    points = weights[0] * _bits(skills)
    if weights[1] > 0:
        if aware >= 2 or (aware == 1 and people == 1):
            common = 0
            for word in range(free.shape[1]):
                both = ~np.uint64(0)
                for place in range(size):
                    member = members[group, place]
                    if mark[member] != stamp and known[member]:
                        both &= free[member, word]
                for at in range(comes[0], comes[1]):
                    if known[moved[at]]:
                        both &= free[moved[at], word]
                common += _bits(both)
            points += weights[1] * min(float(common), weights[2])
        else:
            points += weights[1] * weights[3]
    if weights[4] > 0:
        total = 0.0
        for skill in range(off.shape[1]):
            here = sums[group, skill]
            for at in range(goes[0], goes[1]):
                here -= off[moved[at], skill]
            for at in range(comes[0], comes[1]):
                here += off[moved[at], skill]
            total += abs(here)
        points -= weights[4] * total
    lone = 0
    if people > 1:
        for each in range(flag.shape[1]):
            carry = carriers[group, each]
            for at in range(goes[0], goes[1]):
                carry -= flag[moved[at], each]
            for at in range(comes[0], comes[1]):
                carry += flag[moved[at], each]
            lone += carry == 1
    return points, lone


@_outer
def settle(ground: Ground, standing: Standing) -> None:
    """Work every sum out anew from ``standing.group``; what is best is not touched."""
    size, group, near = standing.size, standing.group, standing.near
    count = len(group)
    size[:] = 0
    near[:] = 0
    standing.sums[:] = 0
    standing.carriers[:] = 0
    for member in range(count):
        here = group[member]
        standing.members[here, size[here]] = member
        standing.place[member] = size[here]
        size[here] += 1
        near[here] += ground.pair[member]
        standing.sums[here] += ground.off[member]
        standing.carriers[here] += ground.flag[member]
    total = 0.0
    broken = 0
    for member in range(count):
        total += near[group[member], member] / 2
        for at in range(ground.foe_starts[member], ground.foe_starts[member + 1]):
            foe = ground.foes[at]
            broken += foe > member and group[foe] == group[member]
    for here in range(len(size)):
        points, lone = _weigh(
            here,
            standing.members,
            size[here],
            standing.mark,
            -1,
            standing.moved,
            (0, 0),
            (0, 0),
            ground.able,
            ground.free,
            ground.known,
            ground.off,
            ground.flag,
            standing.sums,
            standing.carriers,
            ground.weights,
        )
        standing.worth[here] = points
        standing.lone[here] = lone
        total += points
        broken += lone
    standing.tally[NOW] = total
    standing.tally[BROKEN] = broken
    if broken == 0 and total > standing.tally[BEST]:
        standing.tally[BEST] = total
        standing.best[:] = group


@_inner
def _carry(
    member: int,
    here: int,
    there: int,
    place: Array,
    members: Array,
    size: Array,
    near: Array,
    row: Array,
) -> None:
    """Put one member, whose pair points are ``row``, into another group."""
    last = members[here, size[here] - 1]
    members[here, place[member]] = last
    place[last] = place[member]
    size[here] -= 1
    members[there, size[there]] = member
    place[member] = size[there]
    size[there] += 1
    less, more = near[here], near[there]
    for other in range(len(row)):
        less[other] -= row[other]
        more[other] += row[other]


@_outer
def anneal(ground: Ground, standing: Standing, moves: int, heat: float) -> None:
    """Try ``moves`` moves at one heat (0: only what does not lose)."""
    pair, unit_of, starts, items = ground.pair, ground.unit_of, ground.starts, ground.items
    held, low, high, extras = ground.held, ground.low, ground.high, ground.extras
    able, free, known, off, flag = ground.able, ground.free, ground.known, ground.off, ground.flag
    foe_starts, foes, weights = ground.foe_starts, ground.foes, ground.weights
    group, members, size, place = standing.group, standing.members, standing.size, standing.place
    near, sums, carriers = standing.near, standing.sums, standing.carriers
    worth, lone, mark, moved = standing.worth, standing.lone, standing.mark, standing.moved
    best, tally, chance = standing.best, standing.tally, standing.chance
    luck, breach, flexible = LUCK, weights[5], ground.flexible
    now, found, broken, stamp = tally[NOW], tally[BEST], int(tally[BROKEN]), int(tally[STAMP])
    count, lost = len(group), 0
    for _ in range(moves):
        one = _draw(chance, count)
        other = _draw(chance, count)
        a, b = group[one], group[other]
        if a == b:
            continue
        if not extras:
            change = near[b, one] - near[a, one] + near[a, other] - near[b, other]
            change -= 2 * pair[one, other]
            if change < 0 and -change >= heat * luck[_draw(chance, 4096)]:
                continue
            group[one], group[other] = b, a
            _carry(one, a, b, place, members, size, near, pair[one])
            _carry(other, b, a, place, members, size, near, pair[other])
            now += change
            lost += change < 0
            if now > found + 1e-7:
                found = now
                best[:] = group
            continue
        first, second = unit_of[one], unit_of[other]
        if held[first] or held[second]:
            continue
        if starts[second + 1] - starts[second] > starts[first + 1] - starts[first]:
            first, second, a, b = second, first, b, a
        stamp += 1
        goes = 0
        for at in range(starts[first], starts[first + 1]):
            mark[items[at]] = stamp
            moved[goes] = items[at]
            goes += 1
        comes = goes
        if not (flexible and _draw(chance, 8) == 0):
            for _again in range(4 * goes):
                large = starts[second + 1] - starts[second]
                fits = comes + large <= 2 * goes and mark[items[starts[second]]] != stamp
                if fits and not held[second]:
                    for at in range(starts[second], starts[second + 1]):
                        mark[items[at]] = stamp
                        moved[comes] = items[at]
                        comes += 1
                if comes == 2 * goes or (flexible and _draw(chance, 4) == 0):
                    break
                second = unit_of[members[b, _draw(chance, size[b])]]
        shift = 2 * goes - comes
        after_a, after_b = size[a] - shift, size[b] + shift
        if after_a < low[a] or after_a > high[a] or after_b < low[b] or after_b > high[b]:
            continue
        change = 0.0
        breaches = 0
        for i in range(comes):
            member = moved[i]
            here, there = (a, b) if i < goes else (b, a)
            change += near[there, member] - near[here, member]
            for j in range(i):
                twice = 2 * pair[member, moved[j]]
                change += twice if (i < goes) == (j < goes) else -twice
            for at in range(foe_starts[member], foe_starts[member + 1]):
                if mark[foes[at]] != stamp:
                    breaches += (group[foes[at]] == there) - (group[foes[at]] == here)
        mine, lone_a = _weigh(
            a,
            members,
            size[a],
            mark,
            stamp,
            moved,
            (0, goes),
            (goes, comes),
            able,
            free,
            known,
            off,
            flag,
            sums,
            carriers,
            weights,
        )
        theirs, lone_b = _weigh(
            b,
            members,
            size[b],
            mark,
            stamp,
            moved,
            (goes, comes),
            (0, goes),
            able,
            free,
            known,
            off,
            flag,
            sums,
            carriers,
            weights,
        )
        change += mine + theirs - worth[a] - worth[b]
        breaches += lone_a + lone_b - lone[a] - lone[b]
        gain = change - breach * breaches
        if gain < 0 and -gain >= heat * luck[_draw(chance, 4096)]:
            continue
        for i in range(comes):
            member = moved[i]
            here, there = (a, b) if i < goes else (b, a)
            group[member] = there
            _carry(member, here, there, place, members, size, near, pair[member])
            for skill in range(off.shape[1]):
                sums[here, skill] -= off[member, skill]
                sums[there, skill] += off[member, skill]
            for each in range(flag.shape[1]):
                carriers[here, each] -= flag[member, each]
                carriers[there, each] += flag[member, each]
        worth[a], worth[b], lone[a], lone[b] = mine, theirs, lone_a, lone_b
        now += change
        lost += gain < 0
        broken += breaches
        if broken == 0 and now > found + 1e-7:
            found = now
            best[:] = group
    tally[NOW], tally[BEST], tally[BROKEN], tally[STAMP] = now, found, broken, stamp
    tally[LOST] = lost
