"""The rows of a made-up university, table by table."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import gcd
from typing import Any

from django.db import connection

from accounts.models import User
from core import clock
from employers.models import (
    CODE_LETTERS,
    Challenge,
    Employer,
    EmployerKind,
    Grouping,
    Member,
    Mode,
    Partnership,
    Pay,
    Session,
    Site,
    TimeKind,
)
from employers.states import ChallengeState
from institutions.models import Institution, Jurisdiction, Policy
from portal.bulk.copying import copy_rows, new_keys
from portal.bulk.words import Words
from skills.models import Skill
from skills.services import ensure_core_framework
from students.models import Eoi, Student
from students.states import EoiState

S = ChallengeState
TOWNS = (
    ("Liverpool", 53.4106, -2.9779),
    ("Manchester", 53.4809, -2.2374),
    ("Leeds", 53.7965, -1.5478),
    ("Sheffield", 53.3830, -1.4659),
    ("Birmingham", 52.4814, -1.8998),
    ("Bristol", 51.4552, -2.5966),
    ("Cardiff", 51.4800, -3.1800),
    ("Edinburgh", 55.9521, -3.1965),
    ("Glasgow", 55.8652, -4.2576),
    ("Belfast", 54.5968, -5.9254),
    ("York", 53.9576, -1.0827),
    ("Chester", 53.1905, -2.8919),
)
PAST = ((S.COMPLETED, 80), (S.CANCELLED, 8), (S.CLOSED, 6), (S.RUNNING, 4), (S.IN_REVIEW, 2))
CHALLENGES_A_HOST = 20
HOURS = {1: Decimal(6), 2: Decimal(12), 3: Decimal(15), 5: Decimal(20)}
UNUSABLE = "!"  # nobody signs in with a password
SENTENCE = "I would like to see how this is really done, and I am free on that day."
PROGRAMMES = ("Business", "Geography", "Nursing", "Law", "Computing", "History", "Design")
OF_CHALLENGE = (
    *("id", "public_id", "code", "employer_id", "site_id", "contact_id", "supervisor_id"),
    *("title", "summary", "problem", "mode", "time_kind", "hours", "days", "starts_at", "ends_at"),
    *("places", "grouping", "team_at_least", "team_at_most", "pay", "pay_per_hour"),
    *("unpaid_ground", "travel_up_to", "experience_needed", "closes_at", "answer_by"),
    *("published_at", "state", "state_reason", "one_day", "evening"),
)


def slug_of(seed: int) -> str:
    """Under which address the rows of ``seed`` stand."""
    return f"generated-{seed}"


@dataclass(frozen=True)
class Made:
    """What later tables need of a challenge."""

    key: int
    state: ChallengeState
    places: int
    closes_at: datetime
    answer_by: datetime
    starts_at: datetime
    sittings: tuple[tuple[date, time, time], ...]


class Generated:
    """One run: so many rows, all from one seed."""

    def __init__(self, *, seed: int, challenges: int, live: int, students: int, eois: int) -> None:
        self.seed, self.live = seed, live
        self.counts = {"challenges": challenges, "students": students, "eois": eois}
        self.chance = random.Random(seed)  # noqa: S311 (nothing secret: the same again is what is wanted)
        self.words = Words(self.chance)
        self.made: list[Made] = []

    def write(self) -> None:
        """All tables, from the ground up.

        Keys are checked table by table: pghistory's triggers roll a savepoint back in each row,
        and then PostgreSQL walks through all that is still to be checked at the commit.
        """
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.institution = Institution.objects.create(
            slug=slug_of(self.seed),
            name=f"Generated University {self.seed}",
            jurisdiction=Jurisdiction.UK,
            contact_email=f"clinic@generated-{self.seed}.example",
        )
        Policy.objects.create(institution=self.institution)
        self.today = clock.today(self.institution.zone)
        self.skills = list(Skill.objects.offered().values_list("pk", flat=True).order_by("code"))
        if not self.skills:
            framework = ensure_core_framework()
            self.skills = list(framework.skills.values_list("pk", flat=True).order_by("code"))
        self._hosts(max(1, self.counts["challenges"] // CHALLENGES_A_HOST))
        self._challenges(self.counts["challenges"])
        self._students(self.counts["students"])
        self._eois()

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def _hosts(self, count: int) -> None:
        self.employers = new_keys(Employer, count)
        self.sites = new_keys(Site, count)
        self.members = new_keys(Member, count)
        kinds, pick = list(EmployerKind), self.chance.choice
        copy_rows(
            Employer,
            ("id", "slug", "name", "kind", "sector"),
            (
                (key, f"g{self.seed}-{n}", self.words.name(), pick(kinds), "")
                for n, key in enumerate(self.employers)
            ),
        )
        copy_rows(
            Partnership,
            ("public_id", "employer_id"),
            ((self._uuid(), key) for key in self.employers),
            institution_id=self.institution.pk,
            checked_by=Partnership.Check.REGISTER,
        )

        def sites() -> Iterator[tuple[Any, ...]]:
            for n, (key, employer) in enumerate(zip(self.sites, self.employers, strict=True)):
                town, latitude, longitude = pick(TOWNS)
                address = f"{n % 200 + 1} Mill Lane"
                yield (
                    key,
                    self._uuid(),
                    employer,
                    address,
                    town,
                    latitude,
                    longitude,
                    f"{town}|{address}",
                )

        columns = ("id", "public_id", "employer_id", "address", "town")
        copy_rows(Site, (*columns, "latitude", "longitude", "located_as"), sites(), name="Office")
        copy_rows(
            Member,
            ("id", "public_id", "employer_id", "name"),
            (
                (key, self._uuid(), employer, f"Contact {n}")
                for n, (key, employer) in enumerate(zip(self.members, self.employers, strict=True))
            ),
            introduced_by_id=self.institution.pk,
            telephone="01632 960100",
            is_contact=True,
            is_supervisor=True,
        )

    def _challenges(self, count: int) -> None:
        keys = new_keys(Challenge, count)
        states = [S.OPEN] * self.live
        shares = [share for _state, share in PAST]
        past = [state for state, _share in PAST]
        states += self.chance.choices(past, weights=shares, k=count - self.live)
        self.chance.shuffle(states)
        copy_rows(
            Challenge,
            OF_CHALLENGE,
            (self._challenge(key, state) for key, state in zip(keys, states, strict=True)),
            institution_id=self.institution.pk,
            deliverable="Two pages that we can use on Monday.",
            credential_name="Solving a live problem",
        )
        copy_rows(
            Challenge.skills.through,
            ("challenge_id", "skill_id"),
            (
                (key, skill)
                for key in keys
                for skill in self.chance.sample(
                    self.skills, min(len(self.skills), self.chance.randint(2, 4))
                )
            ),
        )
        copy_rows(
            Session,
            ("challenge_id", "on", "starts", "ends", "starts_at", "ends_at"),
            (
                (made.key, on, starts, ends, self._at(on, starts), self._at(on, ends))
                for made in self.made
                for on, starts, ends in made.sittings
            ),
            zone=self.institution.zone,
        )

    def _at(self, on: date, wall: time) -> datetime:
        return clock.at(on, wall, self.institution.zone)

    def _challenge(self, key: int, state: ChallengeState) -> tuple[Any, ...]:
        """One row, and what later tables need of it."""
        chance, host = self.chance, self.chance.randrange(len(self.employers))
        closing, begins = self._days(state)
        length = chance.choices((1, 2, 3, 5), weights=(60, 15, 15, 10))[0]
        own_time = state != S.RUNNING and chance.random() < 0.15
        evening = chance.random() < 0.15
        starts, ends = (time(17, 30), time(20)) if evening else (time(9, 30), time(16))
        days = [begins + timedelta(days=n) for n in range(length)]
        sittings = () if own_time else tuple((on, starts, ends) for on in days)
        starts_at = self._at(begins, time(9)) if own_time else self._at(days[0], starts)
        last = days[-1] if not own_time else begins + timedelta(days=13)
        ends_at = self._at(last, time(17) if own_time else ends)
        closes_at = self._at(closing, time(23, 59, 59))
        answer_by = self._at(closing + timedelta(days=3), time(23, 59, 59))
        mode = chance.choices((Mode.IN_PERSON, Mode.REMOTE, Mode.HYBRID), weights=(6, 2, 2))[0]
        grouping = chance.choice(list(Grouping))
        places, paid = chance.randint(1, 10), chance.random() < 0.6
        self.made.append(Made(key, state, places, closes_at, answer_by, starts_at, sittings))
        return (
            *(key, self._uuid(), "".join(chance.choices(CODE_LETTERS, k=12))),
            self.employers[host],
            None if mode == Mode.REMOTE else self.sites[host],
            *(self.members[host], self.members[host], self.words.title()),
            *(self.words.sentences(20), self.words.sentences(46), mode),
            TimeKind.OWN_TIME if own_time else TimeKind.SESSIONS,
            *(HOURS[length], length, starts_at, ends_at, places, grouping, 1, min(5, places)),
            Pay.PAID if paid else Pay.UNPAID,
            Decimal("13.50") if paid else None,
            "" if paid else "class",
            chance.choice((None, None, Decimal(12))),
            "" if chance.random() < 0.8 else "You have used a spreadsheet before.",
            *(closes_at, answer_by),
            None if state == S.IN_REVIEW else closes_at - timedelta(days=90),
            *(state, "The host called it off." if state == S.CANCELLED else ""),
            *(own_time or length == 1, evening and not own_time),
        )

    def _days(self, state: ChallengeState) -> tuple[date, date]:
        """The last day of interests and the first of the project."""
        chance, day = self.chance, timedelta(days=1)
        if state in (S.OPEN, S.IN_REVIEW):
            closing = self.today + day * chance.randint(1, 60)
        elif state == S.CLOSED:
            closing = self.today - day * chance.randint(1, 4)
        elif state == S.RUNNING:
            return self.today - day * chance.randint(8, 30), self.today
        else:
            closing = self.today - day * chance.randint(60, 900)
        return closing, closing + day * chance.randint(7, 30)

    def _students(self, count: int) -> None:
        self.students, users = new_keys(Student, count), new_keys(User, count)
        host = f"students.generated-{self.seed}.example"
        copy_rows(
            User,
            ("id", "email", "name"),
            ((key, f"g{n}@{host}", f"Student {n}") for n, key in enumerate(users)),
            password=UNUSABLE,
            date_joined=clock.now(),
        )
        copy_rows(
            Student,
            (
                *("id", "public_id", "user_id", "student_number", "email", "family_name"),
                *("programme", "discipline", "year_of_study"),
            ),
            (
                (
                    *(key, self._uuid(), user, f"G{n:07}", f"g{n}@{host}", f"Student {n}"),
                    *(PROGRAMMES[n % 7], PROGRAMMES[n % 5], n % 4 + 1),
                )
                for n, (key, user) in enumerate(zip(self.students, users, strict=True))
            ),
            institution_id=self.institution.pk,
            given_name="Generated",
            verified_at=clock.now(),
        )

    def _eois(self) -> None:
        columns = (
            *("public_id", "challenge_id", "student_id", "state", "seat", "line", "sent_at"),
            *("confirmed_at", "answered_at", "offered_at", "offer_ends_at", "reason"),
        )
        copy_rows(
            Eoi, columns, self._interests(), institution_id=self.institution.pk, sentence=SENTENCE
        )

    def _interests(self) -> Iterator[tuple[Any, ...]]:
        """Each student goes through the projects in steps of her own, and meets none twice."""
        asked_for = [made for made in self.made if made.state != S.IN_REVIEW]
        total, students = len(asked_for), len(self.students)
        step = next(n for n in range(total // 3 + 1, 2 * total + 2) if gcd(n, total) == 1)
        seats: dict[int, int] = {}
        lines: dict[int, int] = {}
        for n in range(min(self.counts["eois"], total * students)):
            turn, who = divmod(n, students)
            made = asked_for[(who * 31 + turn * step) % total]
            sent = made.closes_at - timedelta(days=1 + n % 30, minutes=n % 1000)
            state, seat, line, answered = EoiState.SUBMITTED, None, None, None
            if made.state not in (S.OPEN, S.CLOSED):
                answered = made.answer_by - timedelta(hours=n % 30)
                state = EoiState.NOT_SELECTED
                if made.state == S.RUNNING and seats.get(made.key, 0) < made.places:
                    seat = seats[made.key] = seats.get(made.key, 0) + 1
                    state = EoiState.ACCEPTED
            elif n % 50 == 0:
                state = EoiState.WITHDRAWN
            elif made.state == S.CLOSED and n % 3 == 0:
                line = lines[made.key] = lines.get(made.key, 0) + 1
                state, answered = EoiState.WAITLISTED, made.closes_at + timedelta(minutes=1)
            yield (
                *(self._uuid(), made.key, self.students[who], state, seat, line, sent, sent),
                *(answered, answered if seat else None, made.starts_at if seat else None),
                {"code": "by_hand_in_line"} if answered else {},
            )
