"""When people are asked, and until when they may answer (REQUIREMENTS 4.8)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core import clock
from employers.models import Challenge
from institutions.models import Institution, Policy

SHORT_NOTICE = timedelta(hours=48)
LATE_ANSWER = timedelta(hours=2)  # what staff may still give somebody after the cut-off


def policy_of(institution: Institution) -> Policy:
    """The institution's policy; one with the defaults where nobody has set any."""
    policy: Policy | None = getattr(institution, "policy", None)
    return policy or Policy(institution=institution)


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
    return clock.at(day, policy.quiet_until, zone)


def cut_off(challenge: Challenge, policy: Policy) -> datetime:
    """The last moment at which the timetable waits for an answer."""
    return challenge.starts_at - timedelta(hours=policy.cutoff_hours)


def is_short_notice(challenge: Challenge) -> bool:
    """Whether it starts so soon that the whole line is asked at once."""
    return challenge.starts_at - clock.now() < SHORT_NOTICE


def offer_ends_at(challenge: Challenge, policy: Policy) -> datetime:
    """Until when somebody who is asked now may answer.

    The policy's hours, out of the quiet ones, and never past the cut-off. Whom staff ask after the
    cut-off has two hours, and never past the start.
    """
    now = clock.now()
    last = cut_off(challenge, policy)
    if now >= last:
        return min(now + LATE_ANSWER, challenge.starts_at)
    zone = challenge.institution.zone
    return min(when_awake(now + timedelta(hours=policy.offer_hours), policy, zone), last)
