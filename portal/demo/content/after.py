"""What came of a project: the sign-off of a team, and of each student what was seen and said."""

from dataclasses import dataclass
from typing import Literal

Attendance = Literal["came", "late", "part", "excused", "did_not_come"]

Reach = Literal["private", "sector", "organisation", "person"]
"""How far a host lets its word be seen (R31): the university, its trade, its name, a person's."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one student did, as the supervisor and she herself saw it.

    ``levels`` and ``self_levels`` are (skill code, 1 to 4); None is "not seen". ``evidence`` has a
    line for each level 4 and each level 1; the others share ``SignOff.shared_evidence``.
    ``endorsement`` is the host's extra word for this student's badge, empty where there is none.
    """

    student: str
    levels: tuple[tuple[str, int | None], ...]
    self_levels: tuple[tuple[str, int], ...]
    used: str  # reflection: what I did and used
    surprised: str  # reflection: what surprised me about how they work
    take_back: str  # reflection: what goes back into my studies
    became: str = ""  # full track: what became of what she wanted to try
    back: str = ""  # full track: what her module should know
    attendance: Attendance = "came"
    attendance_note: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    endorsement: str = ""
    link_on: bool = True  # she switched the public page on
    name_on: bool = True  # with her name on it
    contact_on: bool = False  # this host may write to her


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the university asked the host about one step, and what it made of the answer."""

    student: str
    skill: str
    words: str
    reads_like: int  # to the university
    answer: str
    reason: str  # why the step stands


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A badge that was paused, and what its owner says to that."""

    student: str
    reason: str
    words: str


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """A supervisor's one page for a whole team, ``signed`` so many working days from today."""

    challenge: str
    signed: int
    useful: Literal["most", "part", "thinking", "not"]
    grounded: Literal["yes", "some", "no"]  # did they say what it rests on?
    on_monday: str  # what the host will use
    sources: str  # what the team said it rests on
    shared_evidence: str
    reach: Reach
    thanks: str
    outcomes: tuple[Outcome, ...]
    practised: bool  # the two practice cases were done
    later: str = ""  # what was in use three months on
    asked: Asked | None = None  # where a step was checked
    minutes: tuple[int, int] = (25, 10)  # what it really took the host, before and after
    relied_on_by: tuple[str, ...] = ()  # Employer keys that relied on a badge from here
    doubted: tuple[Doubt, ...] = ()  # badges paused since
