"""When people are asked, and until when they may answer (REQUIREMENTS 4.8)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import clock
from employers.models import Challenge
from institutions.models import Institution, Policy

SHORT_NOTICE = timedelta(hours=48)
BEFORE_NIGHT = timedelta(minutes=15)  # what runs out in the evening is seen before the night
LATE_ANSWER = timedelta(hours=2)  # what staff may still give somebody after the cut-off


def policy_of(institution: Institution) -> Policy:
    """The institution's policy; one with the defaults where nobody has set any."""
    policy: Policy | None = getattr(institution, "policy", None)
    return policy or Policy.unwritten(institution)


def is_quiet(moment: datetime, policy: Policy, zone: str) -> bool:
    """Whether nobody is asked and nothing lapses then. Equal ends mean that no hours are quiet."""
    wall = moment.astimezone(ZoneInfo(zone)).time()
    begins, ends = policy.quiet_from, policy.quiet_until
    if begins == ends:
        return False
    if begins < ends:
        return begins <= wall < ends
    return wall >= begins or wall < ends


def when_awake(moment: datetime, policy: Policy, zone: str) -> datetime:
    """``moment``, or the end of the quiet hours that it falls into."""
    if not is_quiet(moment, policy, zone):
        return moment
    here = moment.astimezone(ZoneInfo(zone))
    day = here.date() if here.time() < policy.quiet_until else here.date() + timedelta(days=1)
    ends = [_wall(day, policy.quiet_until, zone, fold) for fold in (0, 1)]
    return next(end for end in [*ends, moment] if end >= moment)


def while_awake(moment: datetime, policy: Policy, zone: str) -> datetime:
    """``moment``, or shortly before the quiet hours that it falls into, so that it still counts."""
    if not is_quiet(moment, policy, zone):
        return moment
    here = moment.astimezone(ZoneInfo(zone))
    day = here.date() if here.time() >= policy.quiet_from else here.date() - timedelta(days=1)
    return _wall(day, policy.quiet_from, zone) - BEFORE_NIGHT


def _wall(day: date, wall: time, zone: str, fold: int = 0) -> datetime:
    """When clocks show ``wall``; where they skip it, as long after the skip as it lies in it."""
    return datetime.combine(day, wall, tzinfo=ZoneInfo(zone)).replace(fold=fold).astimezone(UTC)


def cut_off(challenge: Challenge, policy: Policy) -> datetime:
    """The last moment at which the timetable waits for an answer, never in the quiet hours."""
    last = challenge.starts_at - timedelta(hours=policy.cutoff_hours)
    return while_awake(last, policy, challenge.institution.zone)


def is_short_notice(challenge: Challenge) -> bool:
    """Whether it starts so soon that the whole line is asked at once."""
    return challenge.starts_at - clock.now() < SHORT_NOTICE


def offer_ends_at(challenge: Challenge, policy: Policy) -> datetime:
    """Until when somebody who is asked now may answer.

    The policy's hours, out of the quiet ones, and never past the cut-off, which lies outside them
    too: what runs out does so while people are awake. Whom staff ask after the cut-off has two
    hours, and never past the start.
    """
    now = clock.now()
    last = cut_off(challenge, policy)
    if now >= last:
        return min(now + LATE_ANSWER, challenge.starts_at)
    zone = challenge.institution.zone
    return min(when_awake(now + timedelta(hours=policy.offer_hours), policy, zone), last)
