"""The shapes of the demo's content: plain data, no Django, no dates of their own.

Everything is invented. Addresses end in ``.example``; telephone numbers come from the ranges that
Ofcom (01632 960xxx, 07700 900xxx) and the North American plan (555-01xx) keep for stories.

**Keys.** Rows name each other by short keys (``"marlpit"``, ``"amina"``), unique within their kind.

**Days.** A day is a whole number of *working days from today*: ``0`` today, ``1`` the first of
Monday to Friday after it, ``-1`` the last before it; ``days.workday()`` makes it a date. So ``5``
is the same weekday of next week, and nothing but today's own project falls on a weekend. Clock
times are ``"HH:MM"`` in the zone of the place.

**Money** is in minor units (pence, cents) of the institution's currency.
"""

from dataclasses import dataclass
from typing import Literal

StaffRole = Literal["officer", "manager", "approver", "academic", "reader"]
"""Roles of a university's people (REQUIREMENTS 4.22)."""

EmployerKind = Literal["company", "small_firm", "micro", "charity", "community", "public_body"]
"""What a host is, as ``employers.models.EmployerKind`` has it."""

Mode = Literal["in_person", "remote", "hybrid"]

Stage = Literal[
    "draft",  # the host is still writing
    "in_review",  # sent to the university
    "changes_requested",  # the university asked for something: see ``Challenge.review``
    "open",  # takes interests
    "sharing_out",  # closed to interests; a proposal waits for staff
    "offered",  # places offered; answers stand in ``Interest.answer``
    "running",  # everybody said yes; the day is today
    "completed",  # over; signed off, badges out where a ``SignOff`` says so
    "cancelled",  # called off with ``Challenge.cancelled_because``
]
"""How far the demo plays a challenge."""

Channel = Literal["web", "email", "desk", "telephone"]
"""How an interest came in; at the desk or by telephone, staff record it."""

Answer = Literal["yes", "no", "silent", "not_asked"]
"""What a student said to an offer. ``not_asked``: no place was offered (or not yet)."""


# The university ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Staff:
    """One of the university's people."""

    key: str
    name: str
    email: str
    roles: tuple[StaffRole, ...]
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class RecurringTerm:
    """A term that returns every year; ``starts`` and ``ends`` are (month, day), both included."""

    code: str
    name: str
    starts: tuple[int, int]
    ends: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Module:
    """A module that a challenge may belong to; ``concepts`` are what a student may carry in."""

    code: str
    name: str
    academic: str  # key of a Staff with the role "academic"
    concepts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Institution:
    """A university, with the words it uses for its team and its scheme."""

    slug: str
    name: str
    team: str
    scheme: str
    domains: tuple[str, ...]
    timezone: str
    language: str
    jurisdiction: str  # as ``institutions.models.Jurisdiction`` has it
    currency: str
    colour: str
    telephone: str
    email: str
    opening_hours: str
    by_lottery: bool = False  # places go along one line by a draw
    staff: tuple[Staff, ...]
    terms: tuple[RecurringTerm, ...]
    modules: tuple[Module, ...]


# Hosts -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of a host's people. ``email`` may be empty: that person is reached by telephone."""

    key: str
    name: str
    job: str
    email: str = ""
    telephone: str = ""
    supervises: bool = False
    did_wil: bool = False  # did a placement as a student (R21)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where people meet. ``access`` says what a body meets on the way in, in plain words."""

    key: str
    name: str
    address: tuple[str, ...]  # one line each, the last a post code
    travel: str
    access: str
    arrival: str  # what to do at the door
    contact: str  # key of a Person


@dataclass(frozen=True, kw_only=True)
class HostCheck:
    """What the university looked at before it sent anybody there."""

    checked: int  # working days from today
    insurer: str
    insured_until: int
    note: str


@dataclass(frozen=True, kw_only=True)
class Employer:
    """A host organisation and the partnership that ``institution`` has with it."""

    key: str  # also its slug
    institution: str  # slug
    name: str
    kind: EmployerKind
    sector: str
    size: int  # people who work there, volunteers not counted
    about: str  # its public page
    known_since: int  # working days from today; negative
    vouched_for: str  # how the university knows that it is real
    people: tuple[Person, ...]  # the first is the contact
    sites: tuple[Site, ...]
    check: HostCheck
    website: str = ""
    trusted: bool = False  # may publish without a second look


# Challenges --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Session:
    """One meeting on a calendar. ``pause`` is minutes of it that are not work."""

    day: int
    starts: str
    ends: str
    pause: int = 0
    mode: Mode = "in_person"
    note: str = ""

    @property
    def minutes(self) -> int:
        """Minutes of work."""
        (h0, m0), (h1, m1) = (map(int, t.split(":")) for t in (self.starts, self.ends))
        return h1 * 60 + m1 - h0 * 60 - m0 - self.pause


@dataclass(frozen=True, kw_only=True)
class OwnTime:
    """Hours that a student spreads as she likes between two days, with at most two fixed meetings.

    ``hours`` is all of it, meetings included; it counts as hours ÷ 7 days (REQUIREMENTS 4.3).
    """

    hours: int
    first_day: int
    last_day: int
    meetings: tuple[Session, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A line of "a day in it". ``at`` is a time, or words such as "Second day"."""

    at: str
    what: str
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Pay:
    """What a student is paid for the whole project, before tax; ``amount`` 0 is unpaid.

    ``reason`` says, to the student, why it is lawful or how it is worked out.
    """

    amount: int
    reason: str
    ground: Literal["", "charity", "course"] = ""  # why unpaid may be lawful
    paid: str = ""  # when the money comes

    @property
    def is_paid(self) -> bool:
        """Whether there is any money."""
        return self.amount > 0


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A cost that the student does not bear. ``up_to`` None: in full, or given in kind."""

    what: Literal["travel", "lunch", "supper", "care", "equipment"]
    up_to: int | None
    when: str  # "before the day", "on the day", "within 7 days"
    who: Literal["host", "university"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    """A comment on the brief, by a Staff key or a Person key, oldest first."""

    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Badge:
    """What can be earned. ``name`` says a deed, not a rank."""

    name: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Interest:
    """One student's interest in one challenge.

    ``sent`` is a working day. ``confirmed`` False: the address was never proven, so no student
    stands behind it. ``team`` numbers the team (from 1) she works in, 0 when there is none.
    """

    student: str
    sentence: str  # at most 280 characters
    sent: int
    answer: Answer = "not_asked"
    channel: Channel = "web"
    confirmed: bool = True
    access_first: bool = False
    team: int = 0
    why_no: str = ""  # with answer "no", if she said


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """A brief as students read it, and how far the demo plays it.

    Exactly one of ``sessions`` and ``own_time`` is given. ``places`` is at most
    ``teams`` × ``team_size``; ``team_size`` (1, 1) is work on one's own.
    """

    key: str
    institution: str
    employer: str
    site: str | None  # None: everything is done from home
    contact: str  # the Person in whose words the problem stands
    supervisor: str  # the Person who is there and signs off
    stage: Stage
    title: str
    summary: str
    problem: str
    why_now: str
    deliverable: str
    looks_good: tuple[str, ...]
    day: tuple[Moment, ...]
    skills: tuple[str, ...]  # ESCO codes, two to four
    mode: Mode
    places: int
    team_size: tuple[int, int]  # smallest, largest
    teams: int
    pay: Pay
    badge: Badge
    published: int | None  # the day it opened; None where it never did
    closes: int  # the last day for interests
    answer_by: int  # the day by which everybody has an answer
    sessions: tuple[Session, ...] = ()
    own_time: OwnTime | None = None
    costs: tuple[Cost, ...] = ()
    access: str = ""
    decides: Literal["university", "host"] = "university"
    first_timers: int = 0  # places kept for people who have done none
    module: str | None = None
    good_to_know: tuple[str, ...] = ()
    bring: str = ""  # clothes and things
    background: str = ""  # figures and links, for those who come
    late: str = ""  # the student who is late on the first day
    need: str = ""  # what around it the project helps with
    leads_to: str = ""  # the address of a longer programme
    template: str = ""  # the starter brief it was made from
    host_minutes: tuple[int, int] = (25, 10)  # asked of the host before and after
    review: tuple[Review, ...] = ()
    cancelled_because: str = ""
    cancelled: int | None = None  # the day it was called off
    paused: bool = False  # takes no new interests for now

    @property
    def minutes(self) -> int:
        """Minutes of work for each student."""
        if self.own_time:
            return self.own_time.hours * 60
        return sum(session.minutes for session in self.sessions)

    @property
    def pay_per_hour(self) -> int:
        """Minor units for an hour of work; 0 where it is unpaid."""
        return self.pay.amount * 60 // self.minutes

    @property
    def first_day(self) -> int:
        """Its first working day."""
        return self.own_time.first_day if self.own_time else min(s.day for s in self.sessions)

    @property
    def last_day(self) -> int:
        """Its last working day."""
        return self.own_time.last_day if self.own_time else max(s.day for s in self.sessions)


# Students ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Student:
    """A row of the student record. ``given`` or ``family`` may be empty: some people have one name.

    ``years_left`` is full years to the expected graduation, 0 being next summer.
    """

    key: str
    institution: str
    number: str
    given: str
    family: str
    email: str
    programme: str
    discipline: str
    year: int  # 1 to 6
    years_left: int
    preferred: str = ""
    modules: tuple[str, ...] = ()
    visa: bool = False  # on a student visa: weekly hours count
    mobile: str = ""

    @property
    def name(self) -> str:
        """The full name, in the order of the record."""
        return f"{self.given} {self.family}".strip()
