"""What is counted: each figure of the programme with its rows."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential, Endorsement
from credentials.states import EndorsementState
from employers.models import Challenge, Employer
from employers.states import PUBLIC
from insights.counting import Column, Measure, Rows
from placements.models import WAS_THERE, LaterUse, Placement, SignOff, Useful
from placements.states import GONE, OVER
from students.models import Eoi, Student
from students.states import NAMELESS, EoiState

EARLY_YEARS = (1, 2)
USED = (Useful.MOST, Useful.PART)


def within(path: str, first: Any, last: Any) -> Q:
    """Rows whose project, at the end of ``path``, starts in the period."""
    return Q(**{f"{path}starts_at__gte": first, f"{path}starts_at__lte": last})


def projects(institution: Any, first: Any, last: Any) -> Rows:
    """Published ones."""
    return Challenge.objects.of(institution).filter(within("", first, last), state__in=PUBLIC)


def _hosts(institution: Any, first: Any, last: Any) -> Rows:
    theirs = projects(institution, first, last).filter(employer=OuterRef("pk"))
    return Employer.objects.filter(Exists(theirs))


def interests(institution: Any, first: Any, last: Any) -> Rows:
    """Those whose address was confirmed."""
    return (
        Eoi.objects.of(institution)
        .exclude(state__in=NAMELESS)
        .filter(within("challenge__", first, last))
    )


def due(now: Any) -> Q:
    """Interests to be answered by now; who took hers back before that waits for nothing."""
    gone = Q(state=EoiState.WITHDRAWN, answered_at__isnull=True)
    return Q(challenge__answer_by__lt=now) & ~gone


def in_time(now: Any) -> Q:
    """Those of them that were answered by the day that was promised first."""
    return due(now) & Q(answered_at__lte=F("challenge__answer_by"))


def answered(now: Any) -> Q:
    """Those of them that have an answer."""
    return due(now) & Q(answered_at__isnull=False)


def _late(now: Any) -> Q:
    late = Q(answered_at__gt=F("challenge__answer_by")) | Q(answered_at__isnull=True)
    return due(now) & late


def placements(institution: Any, first: Any, last: Any) -> Rows:
    """Those that were not given back or called off."""
    return (
        Placement.objects.of(institution)
        .exclude(state__in=GONE)
        .filter(within("challenge__", first, last))
    )


def _students(institution: Any, first: Any, last: Any) -> Rows:
    hers = placements(institution, first, last).filter(student=OuterRef("pk"))
    return Student.objects.of(institution).filter(Exists(hers))


FINISHED = Q(state__in=OVER, attendance__came__in=WAS_THERE)
FIRST_TIME = Q(first_time=True)
EARLY = Q(student__year_of_study__in=EARLY_YEARS)
KNOWN_YEAR = Q(student__year_of_study__isnull=False)


def finished(institution: Any, first: Any, last: Any) -> Rows:
    """Placements that are over, of people who were there."""
    return placements(institution, first, last).filter(FINISHED)


def _credentials(institution: Any, first: Any, last: Any) -> Rows:
    return Credential.objects.of(institution).filter(within("placement__challenge__", first, last))


def _endorsements(institution: Any, first: Any, last: Any) -> Rows:
    return Endorsement.objects.of(institution).filter(
        within("credential__placement__challenge__", first, last), state=EndorsementState.GIVEN
    )


def _begun(now: Any) -> Q:
    return Q(starts_at__lte=now)


def signed(institution: Any, first: Any, last: Any) -> Rows:
    """Teams that the host has signed off."""
    return SignOff.objects.of(institution).filter(within("team__challenge__", first, last))


def _said_later(institution: Any, first: Any, last: Any) -> Rows:
    return LaterUse.objects.filter(
        within("sign_off__team__challenge__", first, last),
        sign_off__institution=institution,
        said_at__isnull=False,
    )


def all_of_them(now: Any) -> Q:
    """Every row of the base."""
    return Q()


OF_CHALLENGE: tuple[Column, ...] = (
    (_("Project"), "challenge__title"),
    (_("Host"), "challenge__employer__name"),
    (_("Starts"), "challenge__starts_at"),
)
OF_PLACEMENT: tuple[Column, ...] = (
    *OF_CHALLENGE,
    (_("Student number"), "student__student_number"),
    (_("Programme"), "student__programme"),
    (_("Year of study"), "student__year_of_study"),
    (_("State"), "state"),
)
OF_EOI: tuple[Column, ...] = (
    *OF_CHALLENGE,
    (_("Student number"), "student__student_number"),
    (_("Sent"), "sent_at"),
    (_("State"), "state"),
)
EOI_STATES = {
    "state": {
        EoiState.SUBMITTED: _("waits for an answer"),
        EoiState.OFFERED: _("a place is offered"),
        EoiState.WAITLISTED: _("next in line"),
        EoiState.NOT_SELECTED: _("not this time"),
        EoiState.ACCEPTED: _("said yes"),
        EoiState.DECLINED: _("said no"),
        EoiState.LAPSED: _("the time to answer ran out"),
        EoiState.WITHDRAWN: _("withdrawn"),
    }
}
OF_KNOWN_YEAR = _("%(share)d in 100, of %(all)d whose year we know")

MEASURES = {
    measure.name: measure
    for measure in (
        Measure("placements", _("placements"), _("somebody said yes"), placements, OF_PLACEMENT),
        Measure(
            "students",
            _("students placed"),
            _("each counted once"),
            _students,
            (
                (_("Student number"), "student_number"),
                (_("Programme"), "programme"),
                (_("Year of study"), "year_of_study"),
            ),
        ),
        Measure(
            "hosts",
            _("hosts"),
            _("with a project published in this time"),
            _hosts,
            ((_("Host"), "name"), (_("Kind"), "kind"), (_("Sector"), "sector")),
        ),
        Measure(
            "projects",
            _("projects"),
            _("published, starting in this time"),
            projects,
            (
                (_("Project"), "title"),
                (_("Host"), "employer__name"),
                (_("Starts"), "starts_at"),
                (_("Places"), "places"),
                (_("State"), "state"),
            ),
        ),
        Measure(
            "interests",
            _("interests"),
            _("confirmed, in projects starting in this time"),
            interests,
            OF_EOI,
            in_words=EOI_STATES,
        ),
        Measure(
            "offers",
            _("places offered"),
            _("to one of these interests"),
            interests,
            OF_EOI,
            only=lambda now: Q(offered_at__isnull=False),
            in_words=EOI_STATES,
        ),
        Measure(
            "finished",
            _("finished"),
            _("were there, to the end"),
            placements,
            OF_PLACEMENT,
            only=lambda now: FINISHED,
        ),
        Measure(
            "badges",
            _("badges"),
            _("awarded, whatever became of them"),
            _credentials,
            (
                (_("Badge"), "achievement__name"),
                (_("Host"), "placement__challenge__employer__name"),
                (_("Student number"), "student__student_number"),
                (_("Awarded"), "awarded_at"),
                (_("State"), "state"),
            ),
        ),
        Measure(
            "endorsements",
            _("badges vouched for"),
            _("by the host, still given"),
            _endorsements,
            (
                (_("Badge"), "credential__achievement__name"),
                (_("Host"), "employer__name"),
                (_("Who sees the name"), "reach"),
                (_("Given"), "given_at"),
            ),
        ),
        Measure(
            "first_time",
            _("placements of first-timers"),
            _("without a finished placement before"),
            placements,
            OF_PLACEMENT,
            only=lambda now: FIRST_TIME,
            among=all_of_them,
            of_them=_("%(share)d in 100 of %(all)d placements: none was finished before"),
        ),
        Measure(
            "early_interests",
            _("interests from years 1 and 2"),
            _("of students whose year we know"),
            interests,
            (
                *OF_CHALLENGE,
                (_("Student number"), "student__student_number"),
                (_("Year of study"), "student__year_of_study"),
                (_("State"), "state"),
            ),
            only=lambda now: EARLY,
            among=lambda now: KNOWN_YEAR,
            of_them=OF_KNOWN_YEAR,
            in_words=EOI_STATES,
        ),
        Measure(
            "early_placements",
            _("placements in year 1 or 2"),
            _("of students whose year we know"),
            placements,
            OF_PLACEMENT,
            only=lambda now: EARLY,
            among=lambda now: KNOWN_YEAR,
            of_them=OF_KNOWN_YEAR,
        ),
        Measure(
            "in_time",
            _("answers by the promised day"),
            _("of those due by now"),
            interests,
            (
                *OF_CHALLENGE,
                (_("Student number"), "student__student_number"),
                (_("Confirmed"), "confirmed_at"),
                (_("Promised by"), "challenge__answer_by"),
                (_("Answered"), "answered_at"),
            ),
            only=in_time,
            among=due,
            of_them=_("%(share)d in 100 of %(all)d due by now"),
            asks_now=True,
        ),
        Measure(
            "late",
            _("answers that came late, or not yet"),
            _("of those due by now"),
            interests,
            (
                *OF_CHALLENGE,
                (_("Student number"), "student__student_number"),
                (_("Confirmed"), "confirmed_at"),
                (_("Promised by"), "challenge__answer_by"),
                (_("Answered"), "answered_at"),
            ),
            only=_late,
            asks_now=True,
        ),
        Measure(
            "effort",
            _("hosts who told what it took"),
            _("of projects that have begun"),
            projects,
            (
                (_("Project"), "title"),
                (_("Host"), "employer__name"),
                (_("Starts"), "starts_at"),
                (_("Minutes foretold"), "minutes_foretold"),
                (_("Minutes it took"), "minutes_told"),
            ),
            only=lambda now: _begun(now) & Q(minutes_told__isnull=False),
            among=_begun,
            of_them=_("%(share)d in 100 of %(all)d projects that have begun"),
            asks_now=True,
        ),
        Measure(
            "used",
            _("results that the host uses"),
            _("most of it or part of it, said at sign-off"),
            signed,
            (
                (_("Project"), "team__challenge__title"),
                (_("Host"), "team__challenge__employer__name"),
                (_("Team"), "team__name"),
                (_("Signed off"), "signed_at"),
                (_("Of use"), "useful"),
            ),
            only=lambda now: Q(useful__in=USED),
            among=all_of_them,
            of_them=_("%(share)d in 100 of %(all)d signed off"),
        ),
        Measure(
            "used_later",
            _("in use three months later"),
            _("most of it or part of it"),
            _said_later,
            (
                (_("Project"), "sign_off__team__challenge__title"),
                (_("Host"), "sign_off__team__challenge__employer__name"),
                (_("Team"), "sign_off__team__name"),
                (_("Said"), "said_at"),
                (_("In use"), "used"),
            ),
            only=lambda now: Q(used__in=USED),
            among=all_of_them,
            of_them=_("%(share)d in 100 of %(all)d who answered"),
        ),
    )
}
