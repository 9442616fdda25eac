"""What bodies of higher education ask for, as rows: HESA, CEWIL, TEQSA.

Rows as every other figure has them, with what each column holds. Nothing protected is in any row:
how many of a group took part stands in the tables of who takes part, rounded, and nowhere else.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Round
from django.utils.translation import gettext_lazy as _

from core.compiled import Compiled
from employers.models import HostCheck, Mode, Pay, RiskAssessment
from insights.counting import Measure, Period, Rows, by_base, merged, together
from insights.measures import MEASURES, finished, placements
from institutions.models import Institution, Jurisdiction
from placements.models import Concern, Reflection
from students.models import Student

REPORTABLE_FROM = Decimal(20)  # days in one session: HESA 22056, OffVenueActivity
COUNTS_FROM = Decimal(5)  # days of one placement; shorter ones never count
WARN_FROM = Decimal(10)  # one more of ten days and they are 20
UNPAID_WORK, PAID_WORK = "02", "03"  # HESA 22056, ACTTYPEID
FRACTION: Any = DecimalField(max_digits=8, decimal_places=2)
YEAR_BEGINS = {Jurisdiction.UK: 8, Jurisdiction.AUSTRALIA: 1}  # month; elsewhere September


def year_of(institution: Institution, day: date) -> Period:
    """The academic year around ``day``."""
    month = YEAR_BEGINS.get(Jurisdiction(institution.jurisdiction), 9)
    year = day.year if day.month >= month else day.year - 1
    last = date(year + 1, month, 1).toordinal() - 1
    return Period(date(year, month, 1), date.fromordinal(last))


def _linked(rows: Rows) -> Rows:
    """Those that belong to a course and are long enough to count."""
    return rows.filter(challenge__module__isnull=False, challenge__days__gte=COUNTS_FROM)


def _days_of(rows: Rows, student: str) -> Coalesce:
    """The days of ``rows`` of one student, as a column."""
    hers = rows.filter(student=OuterRef(student)).order_by().values("student")
    return Coalesce(
        Subquery(hers.annotate(_days=Sum("challenge__days")).values("_days")),
        0,
        output_field=FRACTION,
    )


def _day(path: str) -> Cast:
    """The day of a moment on the university's own calendar."""
    local = Func(F("institution__zone"), F(path), function="timezone", output_field=DateTimeField())
    return Cast(local, DateField())


def _hesa(institution: Any, first: Any, last: Any) -> Rows:
    counted = _linked(finished(institution, first, last))
    return counted.annotate(
        in_year=_days_of(counted, "student"),
        paid=Case(When(challenge__pay=Pay.PAID, then=Value(PAID_WORK)), default=Value(UNPAID_WORK)),
        began=_day("challenge__starts_at"),
        ended=_day("challenge__ends_at"),
        unit=Value("days"),
    ).filter(student__in=_who_have(counted, REPORTABLE_FROM))


def _who_have(rows: Rows, days: Decimal) -> Rows:
    """The keys of students whose ``rows`` have so many days or more."""
    each = rows.order_by().values("student").annotate(_days=Sum("challenge__days"))
    return each.filter(_days__gte=days).values("student")


def _near(institution: Any, first: Any, last: Any) -> Rows:
    done = _linked(finished(institution, first, last))
    agreed = _linked(placements(institution, first, last))
    return (
        Student.objects.of(institution)
        .filter(pk__in=_who_have(agreed, WARN_FROM))
        .exclude(pk__in=_who_have(done, REPORTABLE_FROM))
        .annotate(done=_days_of(done, "pk"), agreed=_days_of(agreed, "pk"))
    )


def _cewil(institution: Any, first: Any, last: Any) -> Rows:
    there = finished(institution, first, last)
    mates = there.filter(challenge=OuterRef("challenge")).order_by().values("challenge")
    minutes = Coalesce("challenge__minutes_told", "challenge__minutes_foretold")
    return there.annotate(
        mates=Subquery(mates.annotate(_n=Count("pk")).values("_n")),
        in_kind=Round(Cast(minutes, FRACTION) / 60 / F("mates"), 2, output_field=FRACTION),
        told=Q(challenge__minutes_told__isnull=False),
        benefit=ExpressionWrapper(
            F("challenge__pay_per_hour") * F("challenge__hours"), output_field=FRACTION
        ),
        linked=Q(challenge__module__isnull=False),
    )


def _teqsa(institution: Any, first: Any, last: Any) -> Rows:
    judged = RiskAssessment.objects.filter(challenge=OuterRef("challenge"))
    checked = HostCheck.objects.filter(
        institution=OuterRef("institution"),
        employer=OuterRef("challenge__employer"),
        answered_at__lte=OuterRef("challenge__starts_at"),
        good_until__isnull=False,
    )
    raised = Concern.objects.filter(challenge=OuterRef("challenge"))
    wrote = Reflection.objects.filter(placement=OuterRef("pk"))
    return placements(institution, first, last).annotate(
        host_checked=Exists(checked),
        risk_judged=Exists(judged),
        reflected=Exists(wrote),
        concern_open=Exists(raised.filter(settled_at__isnull=True)),
        concern_raised=Exists(raised),
    )


def _begun(now: Any) -> Q:
    return Q(challenge__starts_at__lte=now)


def _lacking(now: Any) -> Q:
    checked = Q(host_checked=True) | Q(challenge__mode=Mode.REMOTE)
    marked = Q(attendance__isnull=False, team__sign_off__settled_at__isnull=False)
    return _begun(now) & ~(checked & Q(risk_judged=True) & marked)


STUDENT = (_("Student number"), "student__student_number")
PROJECT = (_("Project"), "challenge__title")
HOST = (_("Host"), "challenge__employer__name")

RETURNS = {
    measure.name: measure
    for measure in (
        Measure(
            "hesa",
            _("placements to report to HESA"),
            _("part of a course, 5 to 20 days, together 20 days or more for one student"),
            _hesa,
            (
                STUDENT,
                (_("ACTSTARTDATE"), "began"),
                (_("ACTENDDATE"), "ended"),
                (_("DURATION"), "challenge__days"),
                (_("Unit of it"), "unit"),
                (_("ACTTYPEID"), "paid"),
                (_("Days of this student together"), "in_year"),
                (_("Module"), "challenge__module__code"),
                PROJECT,
                HOST,
                (_("How"), "challenge__mode"),
            ),
            explained={
                "student__student_number": _(
                    "Join it to HUSID and the course session in your records."
                ),
                "challenge__days": _("As agreed; half a day is 0.5."),
                "unit": _("Your system has the code for ACTDURATIONTYPE."),
                "paid": _("02 unpaid work, 03 paid work."),
                "challenge__mode": _("Leave out what was online, where your guidance says so."),
            },
        ),
        Measure(
            "hesa_near",
            _("students on the way to 20 days"),
            _("10 days or more agreed, in placements that count; one more may make all reportable"),
            _near,
            (
                (_("Student number"), "student_number"),
                (_("Programme"), "programme"),
                (_("Days done"), "done"),
                (_("Days agreed, done ones with them"), "agreed"),
            ),
        ),
        Measure(
            "hesa_unknown",
            _("of them without a student number"),
            _("they can not be joined to your records"),
            _hesa,
            (PROJECT, HOST, (_("ACTSTARTDATE"), "began")),
            only=lambda now: Q(student__student_number=""),
        ),
        Measure(
            "cewil",
            _("placements for CEWIL"),
            _("over, and the student was there"),
            _cewil,
            (
                STUDENT,
                (_("Programme"), "student__programme"),
                (_("Year of study"), "student__year_of_study"),
                (_("First placement"), "first_time"),
                PROJECT,
                HOST,
                (_("Kind of partner"), "challenge__employer__kind"),
                (_("Sector"), "challenge__employer__sector"),
                (_("Starts"), "challenge__starts_at"),
                (_("Days"), "challenge__days"),
                (_("Hours"), "challenge__hours"),
                (_("Part of a course"), "linked"),
                (_("Paid to the student"), "benefit"),
                (_("Currency"), "challenge__currency"),
                (_("Travel paid up to"), "challenge__travel_up_to"),
                (_("Care paid up to"), "challenge__care_up_to"),
                (_("Partner’s hours in kind"), "in_kind"),
                (_("Said by the partner"), "told"),
            ),
            explained={
                "benefit": _("Hours times the rate of pay; empty where the project was not paid."),
                "in_kind": _(
                    "What the partner gave besides the day, as told or else foretold, "
                    "divided by the students who were there. Your rate makes money of it."
                ),
                "told": _("No: it is what we foretold when the project was posted."),
                "first_time": _("No finished placement before this one."),
            },
        ),
        Measure(
            "teqsa",
            _("placements for TEQSA"),
            _("begun: supervised, assessed, quality assured"),
            _teqsa,
            (
                STUDENT,
                PROJECT,
                HOST,
                (_("Starts"), "challenge__starts_at"),
                (_("Days"), "challenge__days"),
                (_("Module"), "challenge__module__code"),
                (_("Host checked before"), "host_checked"),
                (_("Risks judged"), "risk_judged"),
                (_("All agreed"), "agreed_at"),
                (_("Supervisor"), "challenge__supervisor__name"),
                (_("Came"), "attendance__came"),
                (_("Signed off by the host"), "team__sign_off__signed_at"),
                (_("With practice ratings"), "team__sign_off__practice_done"),
                (_("Rests on sources"), "team__sign_off__grounded"),
                (_("Settled by the university"), "team__sign_off__settled_at"),
                (_("Student reflected"), "reflected"),
                (_("A concern was raised"), "concern_raised"),
                (_("A concern is open"), "concern_open"),
            ),
            explained={
                "host_checked": _("A finished check of how the host keeps students safe."),
                "challenge__supervisor__name": _("Who guided the students at the host."),
                "team__sign_off__practice_done": _("Whoever assessed rated written cases first."),
                "team__sign_off__settled_at": _("Checked, or let stand, by the university."),
                "concern_raised": _("By anybody in that project; what it was stays with the team."),
            },
            only=_begun,
            asks_now=True,
        ),
        Measure(
            "teqsa_lacking",
            _("of them with a gap"),
            _("no check of the host, no risks judged, nobody marked who came, or not settled"),
            _teqsa,
            (
                STUDENT,
                PROJECT,
                HOST,
                (_("Starts"), "challenge__starts_at"),
                (_("Host checked before"), "host_checked"),
                (_("Risks judged"), "risk_judged"),
                (_("Came"), "attendance__came"),
                (_("Settled by the university"), "team__sign_off__settled_at"),
            ),
            only=_lacking,
            asks_now=True,
        ),
    )
}
COUNTED = MEASURES | RETURNS
"""Every measure that has rows, by its name."""


@dataclass(frozen=True)
class Return:
    """One body's return: its figure, what is missing or near, and where its rules are."""

    title: Any
    source: Any
    words: Any
    measures: tuple[str, ...]
    jurisdictions: tuple[Jurisdiction, ...]


CANADA = (Jurisdiction.ONTARIO, Jurisdiction.BRITISH_COLUMBIA)
ALL_RETURNS = (
    Return(
        _("HESA: off-venue activity"),
        _("HESA Student record 22056, OffVenueActivity, as read in November 2026"),
        _(
            "Placements that are part of a course and have 5 days or more count; once those of one "
            "student add up to 20 days in a year, all of them are reported. Placements of one to "
            "four days never count."
        ),
        ("hesa", "hesa_near", "hesa_unknown"),
        (Jurisdiction.UK,),
    ),
    Return(
        _("CEWIL: what partners gave and students got"),
        _("CEWIL Canada, iHub: benefit for each student, reach, contribution in kind"),
        _(
            "One row for each placement: what it paid the student, and the hours that the partner "
            "gave. How many of a group took part is not in the rows: take it, rounded, from the "
            "tables of who takes part."
        ),
        ("cewil",),
        CANADA,
    ),
    Return(
        _("TEQSA: how learning at work is assured"),
        _("Higher Education Standards Framework 2021, 5.4.1"),
        _(
            "One row for each placement that has begun: who supervised, how it was assessed, what "
            "was checked. A gap is a row without one of these."
        ),
        ("teqsa", "teqsa_lacking"),
        (Jurisdiction.AUSTRALIA,),
    ),
)


def _counts(institution: Any, first: Any, last: Any, now: Any) -> Rows:
    bases = by_base(RETURNS.values(), now).items()
    return Institution.objects.filter(pk=institution).values(
        **{
            f"base_{n}": together(base(institution, first, last), **numbers)
            for n, (base, numbers) in enumerate(bases)
        }
    )


RETURN_COUNTS = Compiled(_counts)


def returns_of(institution: Institution, period: Period, now: Any) -> list[dict[str, Any]]:
    """Each return with its figures, that of the institution's own law first: one question."""
    numbers = merged(RETURN_COUNTS.first(**period.values(institution), now=now))
    found = [
        {
            "about": each,
            "own": institution.jurisdiction in each.jurisdictions,
            "figures": [(RETURNS[name], numbers.get(f"n_{name}", 0)) for name in each.measures],
            "columns": [
                (heading, RETURNS[each.measures[0]].explained.get(path, ""))
                for heading, path in RETURNS[each.measures[0]].columns
            ],
        }
        for each in ALL_RETURNS
    ]
    return sorted(found, key=lambda each: not each["own"])
