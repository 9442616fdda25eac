"""What changes on the way in the demo: other hours are asked about again, and somebody is stuck."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from employers.models import Challenge
from employers.services.briefs import times_of
from employers.times import OwnTime
from placements import services as placements
from placements.models import Concern, Placement
from placements.states import PlacementState
from portal.demo.cast import DEMO_SLUG, Cast, officer_of

EARLIER = timedelta(minutes=30)
WHY = "The engineer who shows us the boilers has to catch the half past three train."
STUCK = "The till’s file asks for a password, and nobody in the shop knows it. Who has it?"


def play_changes(cast: Cast, challenges: Mapping[str, int]) -> Challenge:
    """One project ends earlier on its last day, and all but one agree; one student is stuck."""
    found = Challenge.objects.select_related("institution__policy", "employer")
    heat: Challenge = found.get(pk=challenges["orrin-heat"])
    times = times_of(heat)
    assert not isinstance(times, OwnTime)
    *before, last = times
    ends = (datetime.combine(last.on, last.ends) - EARLIER).time()
    placements.change_agreement(
        challenge=heat,
        reason=WHY,
        by=officer_of(cast, DEMO_SLUG),
        times=[*before, replace(last, ends=ends)],
    )
    asked = Placement.objects.filter(challenge=heat, state=PlacementState.READY).order_by("pk")
    for placement in list(asked.select_related("challenge"))[:-1]:
        placements.agree_again(placement=placement)
    running = Placement.objects.filter(
        challenge=challenges["pellow-bread"], state=PlacementState.RUNNING
    ).select_related("challenge", "student__user")
    for placement in running.order_by("pk")[:1]:
        placements.raise_concern(
            challenge=placement.challenge,
            placement=placement,
            kind=Concern.Kind.STUCK,
            words=STUCK,
            by=placement.student.user,
        )
    return heat
