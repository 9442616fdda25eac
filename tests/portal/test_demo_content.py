"""The demo's content is whole: keys meet, sums add up, nothing points at the real world."""

import re
from collections import Counter
from datetime import date

import pytest

from portal.demo.content import (
    CHALLENGES,
    EMPLOYERS,
    INSTITUTIONS,
    INTERESTS,
    SIGN_OFFS,
    STUDENTS,
)
from portal.demo.content.days import dated_terms, workday
from portal.demo.learning import WAITS

SKILLS = [
    "T1.3",
    "T2.1",
    "T2.2",
    "T2.3",
    "T2.4",
    "T3.1",
    "T3.2",
    "T3.4",
    "T4.1",
    "T4.3",
    "T4.4",
    "T4.5",
]
PER_HOUR_GBP = 1271  # the highest adult rate of April 2026, pence
CHALLENGE = {challenge.key: challenge for challenge in CHALLENGES}
STUDENT = {student.key: student for student in STUDENTS}
EMPLOYER = {employer.key: employer for employer in EMPLOYERS}


def everything() -> str:
    return repr((CHALLENGES, EMPLOYERS, INSTITUTIONS, INTERESTS, SIGN_OFFS, STUDENTS))


def test_the_cast_is_as_large_as_promised():
    assert Counter(challenge.stage for challenge in CHALLENGES) == {
        "draft": 1,
        "in_review": 2,
        "changes_requested": 1,
        "open": 5,
        "sharing_out": 1,
        "offered": 1,
        "running": 1,
        "cancelled": 1,
        "completed": 7,
    }
    assert Counter(student.institution for student in STUDENTS) == {
        "northshire": 60,
        "lakefield": 8,
    }
    assert len(EMPLOYERS) == 10
    assert sum(len(rows) for rows in INTERESTS.values()) >= 100


def test_addresses_and_numbers_are_fictional():
    text = everything()
    assert {
        mail for mail in re.findall(r"[\w.+-]+@[\w.-]+", text) if not mail.endswith(".example")
    } == set()
    allowed = re.compile(r"01632 960\d{3}|07700 900\d{3}|\+1 705 555 01\d\d")
    numbers = re.findall(r"telephone='([^']*)'|mobile='([^']*)'", text)
    assert {n for pair in numbers for n in pair if n and not allowed.fullmatch(n)} == set()


def test_keys_are_unique():
    for rows in (CHALLENGES, EMPLOYERS, STUDENTS):
        assert [k for k, n in Counter(row.key for row in rows).items() if n > 1] == []
    assert len({student.number for student in STUDENTS}) == len(STUDENTS)
    assert len({student.email for student in STUDENTS}) == len(STUDENTS)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.key)
def test_a_challenge_holds_together(challenge):
    employer = EMPLOYER[challenge.employer]
    people = {person.key: person for person in employer.people}
    institution = next(i for i in INSTITUTIONS if i.slug == challenge.institution)

    assert employer.institution == challenge.institution
    assert challenge.contact in people
    assert people[challenge.supervisor].supervises
    assert challenge.site is None or challenge.site in {site.key for site in employer.sites}
    assert challenge.module is None or challenge.module in {m.code for m in institution.modules}
    assert 2 <= len(challenge.skills) <= 4
    assert set(challenge.skills) <= set(SKILLS)
    assert bool(challenge.sessions) != bool(challenge.own_time)
    assert 1 <= challenge.places <= 10
    assert challenge.places <= challenge.teams * challenge.team_size[1]
    assert challenge.first_timers <= challenge.places
    assert len(challenge.title) <= 80
    days = (
        challenge.own_time.hours / 7
        if challenge.own_time
        else len({s.day for s in challenge.sessions})
    )
    assert 1 <= days <= 10
    authors = set(people) | {staff.key for staff in institution.staff}
    assert {comment.by for comment in challenge.review} <= authors
    if challenge.stage in ("draft", "in_review", "changes_requested"):
        assert challenge.published is None
        assert challenge.key not in INTERESTS
        assert challenge.closes > 0
    else:
        assert challenge.published < 0
        assert challenge.published < challenge.closes
    assert challenge.closes < challenge.answer_by < challenge.first_day
    assert challenge.pay_per_hour * challenge.minutes == challenge.pay.amount * 60
    if challenge.stage != "changes_requested":
        assert challenge.pay.is_paid != bool(challenge.pay.ground)
    assert (challenge.stage == "cancelled") == bool(challenge.cancelled_because)


def test_pay_is_lawful_where_the_brief_went_out():
    short = [
        challenge.key
        for challenge in CHALLENGES
        if challenge.institution == "northshire"
        and challenge.stage != "changes_requested"
        and EMPLOYER[challenge.employer].kind in ("company", "small_firm", "micro")
        and challenge.pay.amount * 60 < PER_HOUR_GBP * challenge.minutes
    ]
    assert short == []


@pytest.mark.parametrize("key", INTERESTS)
def test_interests_fit_their_challenge(key):
    challenge, rows = CHALLENGE[key], INTERESTS[key]

    assert [k for k, n in Counter(row.student for row in rows).items() if n > 1] == []
    assert [
        r.student for r in rows if STUDENT[r.student].institution != challenge.institution
    ] == []
    assert [r.sentence for r in rows if not 0 < len(r.sentence) <= 280] == []
    last = min(challenge.closes, 0)
    assert [r.student for r in rows if not challenge.published <= r.sent <= last] == []
    assert [row.sent for row in rows] == sorted(row.sent for row in rows)
    yes = [row for row in rows if row.answer == "yes"]
    assert len(yes) <= challenge.places
    if challenge.stage in ("running", "completed"):
        sizes = Counter(row.team for row in yes)
        assert [
            t for t, n in sizes.items() if not challenge.team_size[0] <= n <= challenge.team_size[1]
        ] == []
        assert len(sizes) <= challenge.teams
    if challenge.stage in ("open", "sharing_out", "cancelled"):
        assert yes == []


def test_nobody_is_in_two_places_at_once():
    taken: dict[tuple[str, int], list[str]] = {}
    for key, rows in INTERESTS.items():
        for row in rows:
            if row.answer in ("yes", "silent"):
                for session in CHALLENGE[key].sessions:
                    taken.setdefault((row.student, session.day), []).append(key)
    assert {k: v for k, v in taken.items() if len(v) > 1} == {}


@pytest.mark.parametrize("sign_off", SIGN_OFFS, ids=lambda sign_off: sign_off.challenge)
def test_a_sign_off_covers_its_team(sign_off):
    challenge = CHALLENGE[sign_off.challenge]
    yes = {row.student for row in INTERESTS[challenge.key] if row.answer == "yes"}

    assert challenge.stage == "completed"
    assert challenge.last_day <= sign_off.signed <= 0
    assert {outcome.student for outcome in sign_off.outcomes} == yes
    assert set(sign_off.relied_on_by) <= set(EMPLOYER) - {challenge.employer}
    for outcome in sign_off.outcomes:
        if outcome.attendance in ("did_not_come", "excused"):
            assert (outcome.levels, outcome.self_levels, outcome.used) == ((), (), "")
            continue
        assert [code for code, _ in outcome.levels] == list(challenge.skills)
        need_a_line = {code for code, level in outcome.levels if level in (1, 4)}
        assert {code for code, _ in outcome.evidence} == need_a_line
        assert outcome.used
        assert outcome.surprised
        assert outcome.take_back


def test_every_finished_challenge_but_one_is_signed_off():
    over = {c.key for c in CHALLENGES if c.stage == "completed"}
    assert over - {s.challenge for s in SIGN_OFFS} == {WAITS}


def test_odd_names_are_in_the_cast():
    assert any(re.search(r"[\u0600-\u06ff]", student.name) for student in STUDENTS)
    assert any(not student.family for student in STUDENTS)
    assert any(len(student.name) > 40 for student in STUDENTS)
    assert not any(student.preferred.startswith(("=", "+", "-", "@")) for student in STUDENTS)


@pytest.mark.parametrize(
    ("today", "offset", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 21), 0, date(2026, 11, 21)),  # Saturday stays
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), -1, date(2026, 11, 20)),
        (date(2026, 11, 18), 5, date(2026, 11, 25)),
        (date(2026, 11, 18), -10, date(2026, 11, 4)),
    ],
)
def test_workday(today, offset, expected):
    assert workday(today, offset) == expected


@pytest.mark.parametrize("month", range(1, 13))
def test_there_is_always_one_term_today(month):
    today = date(2027, month, 28)
    for institution in INSTITUTIONS:
        now = [
            t for t, first, last in dated_terms(institution.terms, today) if first <= today <= last
        ]
        assert len(now) == 1
