"""How complete a project is as learning: four meters for staff ("quality frameworks").

The four parts are those of the AAA★ quality framework (McRae, Pretti and Church 2018, used by
CEWIL Canada: pedagogy, experience, assessment, reflection). A meter
counts what is there; it judges nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from employers.models import Challenge
from placements.models import WAS_THERE, Placement, SignOff, Team
from placements.states import SignOffState


@dataclass(frozen=True)
class Part:
    """One meter: its name, how many of its points are there, and the others in words."""

    name: str
    done: int
    of: int
    missing: list[str]


def parts_of(
    challenge: Challenge,
    placements: Sequence[Placement],
    signed: Sequence[SignOff],
    formed: Sequence[Team],
) -> list[Part]:
    """The four parts of a project whose day is over.

    ``placements`` are those that stand, each with its attendance and reflection if there is one
    and ``rated``; ``formed`` are the teams to be signed off.
    """
    teams = len(formed)
    known = [placement for placement in placements if hasattr(placement, "attendance")]
    there = [each for each in placements if each not in known or _was_there(each)]
    reflected = [each.reflection for each in there if hasattr(each, "reflection")]
    rated = sum(bool(each.rated) for each in there)  # type: ignore[attr-defined]
    settled = sum(sign_off.state == SignOffState.SETTLED for sign_off in signed)
    half = len(there) / 2
    points: list[tuple[str, list[tuple[Any, str]]]] = [
        (
            _("Pedagogy"),
            [
                (challenge.good_looks_like, _("what good looks like")),
                (challenge.background, _("something to read before")),
                (challenge.module_id, _("a module that it belongs to")),
                (any(each.used for each in reflected), _("a line on what was used from a course")),
            ],
        ),
        (
            _("Experience"),
            [
                (challenge.day_plan, _("a running order")),
                (challenge.bring or challenge.access, _("access, or what to bring")),
                (placements and len(known) == len(placements), _("who came")),
                (any(sign_off.thanks for sign_off in signed), _("a word of thanks")),
            ],
        ),
        (
            _("Assessment"),
            [
                (teams and len(signed) == teams, _("each team signed off")),
                (teams and settled == teams, _("each sign-off settled")),
                (any(sign_off.practice_done for sign_off in signed), _("practice ratings")),
                (any(sign_off.use_on_monday for sign_off in signed), _("what the host uses")),
                *_of_module(challenge, formed),
            ],
        ),
        (
            _("Reflection"),
            [
                (reflected, _("three lines of somebody")),
                (there and len(reflected) >= half, _("three lines of half of them")),
                (rated, _("a rating of oneself")),
                (there and rated >= half, _("ratings of half of them")),
            ],
        ),
    ]
    return [
        Part(
            name,
            sum(bool(is_there) for is_there, _words in found),
            len(found),
            [words for is_there, words in found if not is_there],
        )
        for name, found in points
    ]


def _of_module(challenge: Challenge, formed: Sequence[Team]) -> list[tuple[Any, str]]:
    """Where a module stands behind it, whoever teaches it has read each result."""
    if challenge.module_id is None:
        return []
    read = formed and all(hasattr(team, "academic_word") for team in formed)
    return [(read, _("a word of who teaches the module"))]


def _was_there(placement: Placement) -> bool:
    return placement.attendance.came in WAS_THERE
