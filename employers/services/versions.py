"""What a brief said from one writing to the next, in a table of its own."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, Min, OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from employers.models import BriefVersion, Challenge
from employers.said import said_in

MOST = 200
NEWEST = Subquery(  # annotate ``newest`` with it, so that a page need not ask
    BriefVersion.objects.filter(challenge=OuterRef("pk")).order_by("-number").values("number")[:1]
)


def newest_version(challenge: Challenge) -> int:
    """Which version stands; 1 where nobody has changed anything yet."""
    kept = BriefVersion.objects.filter(challenge=challenge).aggregate(last=Max("number"))["last"]
    return kept or 1


def keep_version(
    *, challenge: Challenge, before: Mapping[str, str], by: User | None, by_host: bool
) -> BriefVersion | None:
    """Keep what ``challenge`` says now as its next version; ``None`` where nothing is different.

    ``before`` is what it said (``employers.said.said_in``): version 1, if none is kept yet. The
    caller holds the row. Raises ``RuleBroken`` after two hundred.
    """
    now = dict(said_in(challenge))
    if now == dict(before):
        return None
    last = BriefVersion.objects.filter(challenge=challenge).aggregate(n=Max("number"))["n"] or 0
    if last >= MOST:
        raise RuleBroken(_("This brief was changed two hundred times. Run it again as a new one."))
    if not last:
        _keep(challenge, 1, before, None, by_host=challenge.recorded_by_id is None, first=True)
        last = 1
    return _keep(challenge, last + 1, now, by, by_host=by_host)


def _keep(
    challenge: Challenge,
    number: int,
    said: Mapping[str, str],
    by: User | None,
    *,
    by_host: bool,
    first: bool = False,
) -> BriefVersion:
    written_at = _begun(challenge) if first else clock.now()
    return BriefVersion.objects.create(
        institution_id=challenge.institution_id,
        challenge=challenge,
        number=number,
        said=dict(said),
        written_by=by,
        by_host=by_host,
        written_at=written_at,
    )


def _begun(challenge: Challenge) -> datetime:
    events = Challenge.pgh_event_model.objects.filter(pgh_obj=challenge)  # type: ignore[attr-defined]
    begun: datetime | None = events.aggregate(at=Min("pgh_created_at"))["at"]
    return begun or clock.now()
