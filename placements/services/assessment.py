"""The host's word: one sign-off a team, checked by the university where it stands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Avg, Count, Q, StdDev
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from employers.models import Member, What
from employers.services.recording import Told, record
from institutions.working_days import working_days_between
from placements.events import OutcomeAssessed, OutcomeSettled
from placements.models import (
    WAS_THERE,
    Assessment,
    Attendance,
    Placement,
    Reach,
    SignOff,
    StepQuestion,
    Team,
)
from placements.services.day import SIGN_OFF_FROM, mark_attendance
from placements.services.practising import has_practised
from placements.services.times import policy_of
from placements.states import STEP_QUESTION_OPEN, PlacementState, SignOffState
from skills.models import Skill
from students.models import RecordedVia

TOP = 4
BELOW = 1  # below what is to be expected; 0 is "not seen" and no level at all
EXPECTED = 2  # the step to expect of one day
NEEDS_LINE = (BELOW, TOP)
USUAL_FROM = 20  # sign-offs, before anybody can say what is usual
READ_WITHIN = 3  # working days for a sample that nothing is said against
FAR = 2.0  # deviations of teams' mean steps
LEAST_APART = 0.25  # of a step: teams are never more alike than this


@dataclass(frozen=True)
class Seen:
    """What the host says of one student: whether she came, a level and a line for each skill."""

    came: str
    note: str = ""
    levels: Mapping[Skill, int] = field(default_factory=dict)
    lines: Mapping[Skill, str] = field(default_factory=dict)

    @property
    def was_there(self) -> bool:
        """Whether there was anything to see."""
        return self.came in WAS_THERE


class AlreadySignedOff(RuleBroken):
    """Somebody signed this team off before."""


@transaction.atomic
def sign_off(
    *,
    team: Team,
    supervisor: Member,
    seen: Mapping[Placement, Seen],
    useful: str,
    grounded: str,
    signed_name: str,
    use_on_monday: str = "",
    shared_evidence: str = "",
    reach: str = Reach.SECTOR,
    thanks: str = "",
    via: str = RecordedVia.WEB,
    by: User | None = None,
) -> SignOff:
    """Keep the host's word on a team: who came, the outcome, and each student's levels.

    A level is 1 to 4, or 0 for "not seen"; 1 and 4 each need a line of evidence, 2 and 3 the
    shared one. Who was not there gets no level. Settles at once where nothing is due to be
    checked. What closed by itself can still be typed by staff for a host who rings.
    Raises ``AlreadySignedOff``, or ``RuleBroken`` where it is too early, too late or something is
    missing.
    """
    placements = _to_sign_off(team, late=via != RecordedVia.WEB)
    if set(seen) != set(placements):
        raise RuleBroken(_("Say of each student of this team, and of nobody else, who came."))
    skills = set(team.challenge.skills.all())
    if not signed_name.strip():
        raise RuleBroken(_("Type your name to sign."))
    for placement, word in seen.items():
        _check(placement, word, skills, shared_evidence)
    taken = AlreadySignedOff(_("This team has been signed off already."))
    with refused_by("placements_signoff_team_id_key", taken):
        signed = SignOff.objects.create(
            institution=team.institution,
            team=team,
            supervisor=supervisor,
            useful=useful,
            grounded=grounded,
            use_on_monday=use_on_monday.strip(),
            shared_evidence=shared_evidence.strip(),
            reach=reach,
            thanks=thanks.strip(),
            practice_done=has_practised(supervisor),
            signed_name=signed_name.strip(),
            signed_at=clock.now(),
            via=via,
            recorded_by=by,
        )
    for placement, word in seen.items():
        if placement.state == PlacementState.CLOSED:
            Attendance.objects.update_or_create(
                placement=placement, defaults={"came": word.came, "marked_by": by}
            )
            continue
        mark_attendance(placement=placement, came=word.came, note=word.note, by=by)
    assessments = Assessment.objects.bulk_create(
        Assessment(
            sign_off=signed,
            placement=placement,
            skill=skill,
            level=level,
            evidence=word.lines.get(skill, "").strip() if level in NEEDS_LINE else "",
        )
        for placement, word in seen.items()
        if word.was_there
        for skill, level in word.levels.items()
    )
    if by is not None and via != RecordedVia.WEB:
        record(team.challenge, What.SIGNED_OFF, Told(by, supervisor, via))
    publish(OutcomeAssessed(sign_off_id=signed.pk))
    signed.off_by = far_from_others(signed, assessments)
    told = bool(due_for_moderation(assessments)) or signed.off_by is not None
    signed.drawn = not told and is_drawn(team)
    if told or signed.drawn:
        signed.save(update_fields=["off_by", "drawn"])
        move(signed, SignOffState.MODERATION)
    else:
        _settle(signed, by=None, note="")
    return signed


def _to_sign_off(team: Team, *, late: bool) -> list[Placement]:
    """The team's placements, where it can be signed off now; ``late``: though they are closed."""
    challenge = team.challenge
    if SignOff.objects.filter(team=team).exists():
        raise AlreadySignedOff(_("This team has been signed off already."))
    if team.formed_at is None or clock.now() < challenge.ends_at - SIGN_OFF_FROM:
        raise RuleBroken(_("This can be signed off from the last hour of the day."))
    placements = list(Placement.objects.filter(team=team).standing().select_related("student"))
    if not placements:
        raise RuleBroken(_("Nobody is in this team."))
    closed = all(placement.state == PlacementState.CLOSED for placement in placements)
    if closed and not late:
        raise RuleBroken(_("This is closed by now. Ring us, and we will open it with you."))
    return placements


def _check(placement: Placement, word: Seen, skills: set[Skill], shared_evidence: str) -> None:
    """Raise ``RuleBroken`` where one student's part is not complete."""
    name = placement.student.display_name
    if not word.was_there:
        return
    if set(word.levels) != skills:
        raise RuleBroken(_("Choose a step for %(name)s in each skill.") % {"name": name})
    for skill, level in word.levels.items():
        if not 0 <= level <= TOP:
            raise RuleBroken(_("A step is one of four, or “not seen”."))
        if level in NEEDS_LINE and not word.lines.get(skill, "").strip():
            raise RuleBroken(
                _("Write one line about what you saw of %(name)s: %(skill)s.")
                % {"name": name, "skill": skill.plain_name}
            )
        if level not in (0, *NEEDS_LINE) and not shared_evidence.strip():
            raise RuleBroken(_("Write one line about what you saw of everyone else."))


def due_for_moderation(assessments: list[Assessment]) -> list[str]:
    """Why staff read a sign-off before it goes out, in sentences; nothing where they need not.

    Somebody is below what is to be expected, or every student who was seen has the top level in a
    skill.
    """
    because = []
    if any(assessment.level == BELOW for assessment in assessments):
        because.append(_("Somebody is below the step to expect."))
    by_skill: dict[Skill, list[int]] = {}
    for assessment in assessments:
        if assessment.level:
            by_skill.setdefault(assessment.skill, []).append(assessment.level)
    because += [
        _("Everyone has the top step in %(skill)s.") % {"skill": skill.plain_name}
        for skill, levels in by_skill.items()
        if set(levels) == {TOP}
    ]
    return because


def far_from_others(signed: SignOff, assessments: list[Assessment]) -> float | None:
    """By how many deviations the mean step lies from what teams here are given, where it is far.

    ``None`` within :data:`FAR`, and where too few were signed off to say what is usual.
    """
    levels = [assessment.level for assessment in assessments if assessment.level]
    if not levels:
        return None
    seen = Avg("assessments__level", filter=Q(assessments__level__gt=0))
    others = SignOff.objects.of(signed.institution).exclude(pk=signed.pk).annotate(mean=seen)
    usual = others.filter(mean__isnull=False).aggregate(
        n=Count("pk"), middle=Avg("mean"), apart=StdDev("mean")
    )
    if usual["n"] < USUAL_FROM:
        return None
    apart = max(float(usual["apart"]), LEAST_APART)
    off_by = (sum(levels) / len(levels) - float(usual["middle"])) / apart
    return off_by if abs(off_by) > FAR else None


def is_drawn(team: Team) -> bool:
    """Whether lot falls on this team: the same answer each time, and nobody outside can tell."""
    lot = salted_hmac("placements.sample", str(team.public_id)).digest()
    return int.from_bytes(lot[:8], "big") % 100 < policy_of(team.institution).sample_percent


@transaction.atomic
def settle_outcome(*, sign_off: SignOff, by: User, note: str) -> None:
    """The university has read the evidence against the levels, asked where needed, and stands by.

    Raises ``RuleBroken`` without a note of what was checked, or while a question about a step is
    open; ``InvalidTransition`` when settled.
    """
    if not note.strip():
        raise RuleBroken(_("Say what you checked. The note stays with the sign-off."))
    locked = SignOff.objects.select_for_update().get(pk=sign_off.pk)
    about = StepQuestion.objects.filter(assessment__sign_off=locked)
    if about.filter(state__in=STEP_QUESTION_OPEN).exists():
        raise RuleBroken(_("A question about a step is open. Decide it first."))
    _settle(locked, by=by, note=note)


def settle_unread_samples() -> int:
    """What lot alone held up goes out after :data:`READ_WITHIN` working days; how many did.

    Nothing was said against it, so nobody's badge hangs on staff who are busy; it counts as not
    checked. What a question was asked about waits for its answer.
    """
    rows = SignOff.objects.filter(
        state=SignOffState.MODERATION, drawn=True, assessments__questions__isnull=True
    )
    old = rows.filter(signed_at__lt=clock.now() - timedelta(days=READ_WITHIN))
    settled = 0
    for signed in old.select_related("institution").distinct():
        here = signed.institution
        since = timezone.localtime(signed.signed_at, ZoneInfo(here.zone)).date()
        if working_days_between(since, clock.today(here.zone), here) > READ_WITHIN:
            with transaction.atomic():
                _settle(signed, by=None, note="")
            settled += 1
    return settled


def _settle(signed: SignOff, *, by: User | None, note: str) -> None:
    move(signed, SignOffState.SETTLED)
    SignOff.objects.filter(pk=signed.pk).update(
        settled_at=clock.now(), settled_by=by, moderation_note=note.strip()[:400]
    )
    publish(OutcomeSettled(sign_off_id=signed.pk))
