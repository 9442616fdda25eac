"""A university of ten terms, written by the database itself: rows multiplied in SQL.

One row of each kind is made as the tests make it; ``INSERT … SELECT`` copies it, with the columns
that differ worked out of a number. Triggers and foreign keys sleep meanwhile
(``session_replication_role``): no history is written, and what is written fits by construction.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import connection, transaction
from django.db.models import GeneratedField, Model

from accounts.models import User
from core import clock
from credentials.models import Achievement, Credential, Endorsement, StatusEntry
from employers.models import Challenge, Employer, Member, Partnership
from institutions.models import Institution, Module, Term
from placements.models import LaterUse, Placement, Reflection, SignOff, Team
from students.models import Eoi, Student
from tests.build import a_student, an_employer, an_eoi, an_institution, staff_at
from tests.build_credentials import a_past_challenge, a_settled_sign_off, an_endorsement

TERMS, DAYS_APART, DAYS_SO_FAR = 10, 120, 60
HOSTS = 500
SECTORS = 12
ASKED = 50  # interests in each project
PLACED = 8  # places in each project that has begun
PRIME = 7919  # spreads interests over students: no student asks for a project twice


@dataclass(frozen=True)
class Size:
    """How many of each: projects are spread over the terms, ``ASKED`` interests each."""

    students: int
    projects: int

    @property
    def eois(self) -> int:
        """Interests."""
        return self.projects * ASKED


SMALL = Size(students=1_000, projects=200)  # 10,000 interests
LARGE = Size(students=100_000, projects=20_000)  # 1,000,000 interests


@dataclass(frozen=True)
class University:
    """What was made: the institution, its size, and one of its officers."""

    here: Institution
    size: Size
    officer: User


def made(size: Size) -> University:
    """A university of ``size``, its last term under way since ``DAYS_SO_FAR`` days."""
    current_app.loader.import_default_modules()  # as a worker does
    here = an_institution()
    module = Module.objects.create(institution=here, code="GEO101", title="Cities")
    officer = staff_at(here)
    begins = clock.today(here.zone) - timedelta(days=DAYS_SO_FAR + (TERMS - 1) * DAYS_APART)
    for n in range(TERMS):
        first = begins + timedelta(days=n * DAYS_APART)
        last = first + timedelta(days=DAYS_APART - 1)
        Term.objects.create(institution=here, name=f"Term {n + 1}", starts_on=first, ends_on=last)
    sign_off = a_settled_sign_off(
        challenge=a_past_challenge(institution=here, employer=an_employer(known_to=here)),
        students=[a_student(institution=here, signs_in=False)],
    )
    given = an_endorsement(
        challenge=a_past_challenge(institution=here, employer=an_employer(known_to=here))
    )
    placement = Placement.objects.get(team=sign_off.team)
    silent = an_eoi(challenge=sign_off.team.challenge)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _Writer(size, begins.isoformat(), here, module).write(sign_off, placement, silent, given)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # autovacuum has been there in a database in use
    return University(here, size, officer)


class _Writer:
    """Copies of rows; ``n`` counts from 0, the keys of a kind from its base."""

    def __init__(self, size: Size, begins: str, here: Institution, module: Module) -> None:
        self.size, self.begins, self.here, self.module = size, begins, here, module
        self.base: dict[type[Model], int] = {}

    def copies(self, row: Model, count: int, where: str = "true", **columns: str) -> None:
        """``count`` copies of ``row``, numbered ``n``, of those of whom ``where`` is so.

        ``columns`` are SQL; every copy has the key ``base + n`` and a public id of its own.
        """
        model = type(row)
        table = model._meta.db_table
        names = [
            str(field.column)
            for field in model._meta.concrete_fields
            if not isinstance(field, GeneratedField)
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT max(id) + 1 FROM {table}")
            base = self.base[model] = cursor.fetchone()[0]
            columns = {"id": f"{base} + n"} | columns
            if "public_id" in names:
                columns = {"public_id": "gen_random_uuid()"} | columns
            values = ", ".join(columns.get(name, f'o."{name}"') for name in names)
            quoted = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} AS o, "
                f"generate_series(0, {count - 1}) AS n WHERE o.id = {row.pk} AND {where}"
            )
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {base + count})"
            )
            cursor.execute(f"ANALYZE {table}")

    def key(self, model: type[Model], n: str) -> str:
        """The key of copy ``n``, in SQL."""
        return f"{self.base[model]} + ({n})"

    def write(self, sign_off: SignOff, placement: Placement, silent: Eoi, given: Any) -> None:
        """Every table, in the order of the story."""
        size = self.size
        challenge, student = sign_off.team.challenge, placement.student
        kinds = "(ARRAY['company','small_firm','micro','charity','community','public_body'])"
        self.copies(
            challenge.employer,
            HOSTS,
            slug="'host-' || n || '-' || o.slug",
            name="'Host ' || n",
            sector=f"'Sector ' || n % {SECTORS}",
            kind=f"{kinds}[1 + n % 6]",
        )
        known = Partnership.objects.get(institution=self.here, employer=challenge.employer)
        self.copies(known, HOSTS, employer_id=self.key(Employer, "n"))
        self.copies(
            challenge.contact, HOSTS, employer_id=self.key(Employer, "n"), name="'Contact ' || n"
        )
        self.copies(
            student,
            size.students,
            student_number="'G' || lpad(n::text, 7, '0')",
            email=f"'g' || n || '@{self.here.slug}.example'",
            family_name="'Student ' || n",
            programme="'Programme ' || n % 40",
            year_of_study="CASE WHEN n % 20 = 0 THEN NULL ELSE 1 + n % 4 END",
        )
        self._projects(challenge)
        self._interests(silent)
        self._places(sign_off, placement)
        self._badges(given)

    def _projects(self, challenge: Challenge) -> None:
        each = self.size.projects // TERMS
        term = f"(n / {each})"
        day = f"(({DAYS_APART} * {term}) + n % (CASE {term} WHEN {TERMS - 1} THEN 66 ELSE 110 END))"
        starts = f"(('{self.begins}'::date + {day})::timestamp + interval '9 hours')"
        days = "(ARRAY[1, 1, 2, 5, 10])[1 + n % 5]"
        over = f"{starts} < now()"
        self.copies(
            challenge,
            self.size.projects,
            code=f"'{self.here.pk}-' || to_hex(n)",
            employer_id=self.key(Employer, f"n % {HOSTS}"),
            contact_id=self.key(Member, f"n % {HOSTS}"),
            supervisor_id=self.key(Member, f"n % {HOSTS}"),
            module_id=f"CASE WHEN n % 3 = 0 THEN {self.module.pk} END",
            title="'Project ' || n",
            days=days,
            hours=f"6.5 * {days}",
            starts_at=starts,
            ends_at=f"{starts} + interval '7 hours' + {days} * interval '1 day'",
            closes_at=f"{starts} - interval '7 days'",
            answer_by=f"{starts} - interval '4 days'",
            published_at=f"{starts} - interval '40 days'",
            minutes_foretold="30 + n % 10",
            minutes_told=f"CASE WHEN {over} AND n % 4 <> 0 THEN 20 + n % 60 END",
            state=f"CASE WHEN {over} THEN 'completed' ELSE 'open' END",
        )

    def _interests(self, silent: Eoi) -> None:
        project = f"(n / {ASKED})"
        row = f"FROM employers_challenge c WHERE c.id = {self.key(Challenge, project)}"
        i = f"(n % {ASKED})"
        over = f"(SELECT c.state = 'completed' {row})"
        sent = f"(SELECT c.starts_at {row}) - interval '20 days' + {i} * interval '5 hours'"
        answered = f"(SELECT c.closes_at {row}) + (n % 80) * interval '1 hour'"
        placed = f"{i} < {PLACED} AND {over}"
        self.copies(
            silent,
            self.size.eois,
            challenge_id=self.key(Challenge, project),
            student_id=self.key(Student, f"(n::bigint * {PRIME}) % {self.size.students}"),
            sentence="'I would like to see how this is really done.'",
            sent_at=sent,
            confirmed_at=sent,
            seat=f"CASE WHEN {placed} THEN {i} + 1 END",
            answered_at=f"CASE WHEN {over} THEN {answered} END",
            state=f"CASE WHEN {placed} THEN 'accepted' WHEN NOT {over} THEN 'submitted' "
            f"WHEN {i} = {PLACED} THEN 'withdrawn' ELSE 'not_selected' END",
        )

    def _places(self, sign_off: SignOff, placement: Placement) -> None:
        """Those of every project that is over; copy ``n`` of a place is seat ``n % PLACED + 1``."""
        projects, places = self.size.projects, self.size.projects * PLACED
        project, i = f"(n / {PLACED})", f"(n % {PLACED})"

        def over(n: str) -> str:
            row = f"WHERE c.id = {self.key(Challenge, n)}"
            return f"(SELECT c.state = 'completed' FROM employers_challenge c {row})"

        eoi = f"{project} * {ASKED} + {i}"
        who = self.key(Student, f"(({eoi})::bigint * {PRIME}) % {self.size.students}")
        self.copies(
            sign_off.team, projects, over("n"), challenge_id=self.key(Challenge, "n"), number="1"
        )
        self.copies(
            placement,
            places,
            over(project),
            eoi_id=self.key(Eoi, eoi),
            student_id=who,
            challenge_id=self.key(Challenge, project),
            team_id=self.key(Team, project),
            seat=f"{i} + 1",
            first_time=f"{project} % 3 = 0",
        )
        self.copies(
            placement.attendance,
            places,
            over(project),
            placement_id=self.key(Placement, "n"),
            came=f"CASE {i} WHEN 7 THEN 'did_not_come' ELSE 'came' END",
        )
        written = Reflection.objects.create(placement=placement, used="Maps", surprised="Calm")
        self.copies(
            written, places, f"{over(project)} AND {i} < 5", placement_id=self.key(Placement, "n")
        )
        self.copies(
            sign_off,
            projects,
            f"{over('n')} AND n % 10 <> 0",
            team_id=self.key(Team, "n"),
            useful="(ARRAY['most', 'part', 'thinking', 'not'])[1 + n % 4]",
            supervisor_id=self.key(Member, f"n % {HOSTS}"),
        )
        later = LaterUse.objects.create(
            sign_off=sign_off, asked_at=clock.now(), used="part", said_at=clock.now()
        )
        self.copies(
            later,
            projects,
            f"{over('n')} AND n % 10 = 1",
            sign_off_id=self.key(SignOff, "n"),
        )

    def _badges(self, given: Endorsement) -> None:
        """A badge for six of a team that was signed off; two of them vouched for."""
        projects, places = self.size.projects, self.size.projects * PLACED
        project, i = f"(n / {PLACED})", f"(n % {PLACED})"
        exists = f"SELECT 1 FROM placements_placement p WHERE p.id = {self.key(Placement, 'n')}"
        signed = f"EXISTS ({exists}) AND {project} % 10 <> 0"
        badge = given.credential
        eoi = f"{project} * {ASKED} + {i}"
        self.copies(
            badge.achievement,
            projects,
            challenge_id=self.key(Challenge, "n"),
            version="1",
            document="'{}'::jsonb",
        )
        index = f"n % {2 * 65_536}"
        lists = f"{1000 * self.here.pk} + n / {2 * 65_536}"  # no such lists: nobody looks
        self.copies(
            badge.status,
            places,
            status_list_id=lists,
            index=index,
        )
        self.copies(
            badge,
            places,
            f"{signed} AND {i} < 6",
            achievement_id=self.key(Achievement, project),
            placement_id=self.key(Placement, "n"),
            student_id=self.key(Student, f"(({eoi})::bigint * {PRIME}) % {self.size.students}"),
            subject_id="gen_random_uuid()",
            status_id=self.key(StatusEntry, "n"),
            document="'{}'::jsonb",
            jwt="''",
            awarded_at=f"(SELECT c.ends_at + interval '3 days' FROM employers_challenge c "
            f"WHERE c.id = {self.key(Challenge, project)})",
        )
        self.copies(
            given,
            places,
            f"{signed} AND {i} < 2",
            credential_id=self.key(Credential, "n"),
            employer_id=self.key(Employer, f"{project} % {HOSTS}"),
            status_id="NULL",
            document="NULL",
            jwt="''",
        )
