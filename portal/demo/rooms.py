"""What the demo's teams hand in, and the room of those who work for more than two days."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from employers.models import Challenge
from placements import services as placements
from placements.models import Placement, Team
from placements.states import GONE, PlacementState
from portal.demo.cast import DEMO_SLUG
from portal.demo.moments import Act

HANDED_IN = {  # project: what its team says of it
    "brackwater-labels": (
        "Eleven visitors read the labels aloud; two guides; a museum guide to labels.",
        "Think-aloud protocols, and the reading ages of the linguistics module.",
    ),
    "kestrel-posts": (
        "Six months of posts, counted by hour and kind; calls with nine riders.",
        "A content audit, as in the marketing module.",
    ),
    "corran-damp": (
        "Readings in eight flats; talks with tenants and the repairs desk; BRE Digest 245.",
        "Hypotheses that could be wrong, and what would show it.",
    ),
    "thistle-blind": (
        "Sixty-one tasters, six cups each; a guide to triangle tests; the sales of two years.",
        "Blinding and the size of a sample, as in the consulting module.",
    ),
}
GOALS = (
    "To ask strangers questions without a script.",
    "To write for somebody who has never heard of my subject.",
    "To say no to a good idea that does not fit the time.",
)
SAID = (
    ("decision", "We ask tenants first, and measure afterwards."),
    ("message", "I have the meters until five. Who takes the top floor?"),
    ("message", "Flat 12 is in from two o’clock. Bring the form."),
)


def acts_of(key: str, row: Callable[[], Challenge], over: datetime) -> Iterator[Act]:
    """What a team leaves behind, once its last hour is over."""
    if key in HANDED_IN:
        yield Act(over + timedelta(minutes=2), partial(_hand_in, key, row))


def play_rooms() -> None:
    """Teams of modules that ask for more have a room: lines in it, and goals of who comes next."""
    here = Placement.objects.filter(institution__slug=DEMO_SLUG).exclude(state__in=GONE)
    of_rooms = here.filter(challenge__module__full_track=True).order_by("pk")
    members = of_rooms.filter(team__formed_at__isnull=False)
    for placement, (kind, words) in zip(
        members.select_related("student__user", "team__challenge__module"), SAID, strict=False
    ):
        assert placement.team is not None
        assert placement.student.user is not None
        placements.write_in_room(
            team=placement.team,
            by=placement.student.user,
            placement=placement,
            kind=kind,
            words=words,
        )
    ahead = of_rooms.filter(state=PlacementState.READY)
    for placement, goal in zip(ahead, GOALS, strict=False):
        placements.set_goal(placement=placement, words=goal)


def _hand_in(key: str, row: Callable[[], Challenge]) -> None:
    sources, theory = HANDED_IN[key]
    for team in Team.objects.filter(challenge=row()).select_related("challenge", "institution"):
        lines = f"{row().deliverable}\n\nSources: {sources}\n"
        placements.hand_in(
            team=team,
            by=None,
            file=SimpleUploadedFile("what-we-leave-behind.md", lines.encode()),
            sources=sources,
            theory=theory,
        )
