"""Closed circles of employers that accept and rely on each other's badges alone.

*Rule.* Draw an arrow from each employer to the hosts whose badges it accepts or relied on. A ring
is a strongly connected part of two or more from which no arrow leads out: its members count on
nobody but each other. On a page such a ring is one voice, however many are in it. Whoever accepts
a badge from outside the circle as well is in none.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import F

from credentials.models import Acceptance, Reliance
from credentials.states import EndorsementState


def rings(arrows: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The ring of each node that is in one, named by its smallest node.

    ``arrows`` are pairs (who counts on it, whose it is); one to oneself says nothing.
    """
    out: dict[int, set[int]] = {}
    back: dict[int, set[int]] = {}
    for tail, head in arrows:
        if tail != head:
            out.setdefault(tail, set()).add(head)
            back.setdefault(head, set()).add(tail)
    found: dict[int, int] = {}
    done: set[int] = set()
    for node in out:
        if node in done:
            continue
        ahead = _reached(node, out)
        part = ahead & _reached(node, back)
        done |= part
        if len(part) > 1 and part == ahead:  # no arrow leads out
            found |= dict.fromkeys(part, min(part))
    return found


def _reached(start: int, arrows: Mapping[int, Collection[int]]) -> set[int]:
    """Every node that arrows lead to from ``start``, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        for node in arrows.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


@transaction.atomic
def find_rings() -> None:
    """Write down which acceptances and reliances are part of a ring now. In a worker."""
    accepted = Acceptance.objects.filter(
        state=EndorsementState.GIVEN, achievement__isnull=False
    ).annotate(host=F("achievement__challenge__employer"))
    relied = Reliance.objects.annotate(host=F("credential__placement__challenge__employer"))
    columns = ("pk", "employer", "host", "ring")
    of_both = [(rows.model, list(rows.values_list(*columns))) for rows in (accepted, relied)]
    circles = rings((row[1], row[2]) for _model, rows in of_both for row in rows)
    for model, rows in of_both:
        for pk, employer, host, before in rows:
            ring = circles.get(employer)
            ring = ring if ring is not None and circles.get(host) == ring else None
            if ring != before:
                model._default_manager.filter(pk=pk).update(ring=ring)
