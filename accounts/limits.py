"""How often one network address may do what nobody signs in for.

A lecture hall of three hundred shares one address, and so may a campus: the limits are wide, and
stop a program that fills letter-boxes or the database, never a class. Counters live in the cache
for their window alone, under a keyed hash of the address; without the cache nobody is stopped.
"""

import logging

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core.errors import RuleBroken

logger = logging.getLogger(__name__)
AN_HOUR = 60 * 60
A_DAY = 24 * AN_HOUR
KEY = "limit"
LIMITS = {  # presses an hour from one network address, which may be a whole campus
    "employers.draft_challenge": 1500,
    "employers.send_draft": 1500,
    "employers.ask_for_call": 1500,
    "employers.report_challenge": 1500,
    "employers.stand_in": 1500,
    "students.submit_eoi": 6000,
    "credentials.check_credential": 1500,
}


class TooOften(RuleBroken):
    """A limit was reached."""

    status = 429


def used_up(key: str, *, at_most: int, seconds: int = AN_HOUR) -> bool:
    """Count one more under ``key``; whether that is more than ``at_most`` in the window."""
    try:
        cache.add(f"{KEY}:{key}", 0, seconds)
        return cache.incr(f"{KEY}:{key}") > at_most
    except (RedisError, OSError, ValueError):
        return False


def count_press(request: HttpRequest, permission: str) -> None:
    """Count what the reader does for ``permission``; raise ``TooOften`` beyond its limit.

    Members of staff who record for others are signed in, and are not counted.
    """
    if request.user.is_authenticated:
        return
    try:
        address = get_ip(request)
    except PermissionDenied:  # a proxy that does not say whose request it is
        logger.warning("limit_not_counted permission=%s", permission)
        return
    mark = salted_hmac("accounts.limits", address).hexdigest()[:20]
    if used_up(f"presses:{permission}:{mark}", at_most=LIMITS[permission]):
        logger.warning("limit_reached permission=%s", permission)
        raise TooOften(
            _(
                "This came too often from your network in the last hour, so it is not sent. What "
                "you typed is still here: try again later, from another network, or ring us."
            )
        )
