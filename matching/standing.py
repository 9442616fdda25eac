"""What the search for groups is asked and where it stands: arrays that compiled code shares."""

from __future__ import annotations

from typing import Any, NamedTuple

Array = Any

NOW, BEST, BROKEN, STAMP, LOST = range(5)
"""Places in ``Standing.tally``."""


class Ground(NamedTuple):
    """What is asked: n members, u units, t groups, k balanced sums, f flags, w words of slots.

    ``pair``       (n, n) points of two members in one group.
    ``unit_of``    (n,) unit of each member; ``starts`` (u + 1,) and ``items`` (n,) its members.
    ``held``       (u,) whether the unit may not move.
    ``low``        (t,) fewest and ``high`` (t,) most members.
    ``able``       (n,) a bit for each wanted skill that the member has.
    ``free``       (n, w) a bit for each slot at which the member is free; ``known`` (n,) or not.
    ``off``        (n, k) by how much the member is off the mean.
    ``flag``       (n, f) 1 for carriers; nobody should be the only one in a group.
    ``foe_starts`` (n + 1,) and ``foes``: who is to be kept apart from each member.
    ``weights``    cover, slot, slot cap, slots expected of the unknown, balance, cost of a breach.
    ``extras``     whether anything beside ``pair`` counts; ``flexible`` whether sizes may change.
    """

    pair: Array
    unit_of: Array
    starts: Array
    items: Array
    held: Array
    low: Array
    high: Array
    able: Array
    free: Array
    known: Array
    off: Array
    flag: Array
    foe_starts: Array
    foes: Array
    weights: Array
    extras: bool
    flexible: bool


class Standing(NamedTuple):
    """Who stands where, and the sums from which moves are scored.

    ``group`` (n,), ``best`` (n,): group of each member now, and in the best standing that breaks
    nothing. ``members`` (t, 2 * most), ``size`` (t,), ``place`` (n,): the same by group.
    ``near`` (t, n): pair points of each member with each group. ``sums`` (t, k), ``carriers``
    (t, f), ``worth`` (t,): points beside pairs; ``lone`` (t,): flags with one carrier.
    ``tally`` (5,): points now, points of the best, breaches now, last stamp, moves of the last call
    that were taken though they lose. ``chance`` (1,): state of the random numbers, never 0.
    ``mark`` (n,), ``moved`` (n,): room to work in.
    """

    group: Array
    best: Array
    members: Array
    size: Array
    place: Array
    near: Array
    sums: Array
    carriers: Array
    worth: Array
    lone: Array
    tally: Array
    chance: Array
    mark: Array
    moved: Array
