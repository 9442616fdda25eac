"""What helps in the demo: said once, opened by staff, agreed for a place, shared with its host."""

from datetime import timedelta

from core import clock
from placements import services as placements
from placements.models import Placement
from placements.states import PlacementState
from portal.demo.cast import DEMO_SLUG, Cast, officer_of
from students import services as students
from students.models import Student


def play_help(cast: Cast) -> None:
    """Two who have a place say what helps, one shares it; one found a mistake in the records."""
    officer = officer_of(cast, DEMO_SLUG)
    here = Placement.objects.filter(institution__slug=DEMO_SLUG).select_related(
        "institution", "student__institution", "challenge__employer"
    )
    both = [
        placement
        for state in (PlacementState.RUNNING, PlacementState.READY)
        for placement in here.filter(state=state).order_by("challenge__starts_at", "pk")[:1]
    ]
    for placement in both:
        students.keep_access_needs(
            student=placement.student,
            helps=["seat", "written", "calls"],
            words="I lip-read: please face me when you speak. I have to leave at 16:00 sharp.",
        )
        students.open_access_needs(student=placement.student, by=officer)
        placements.arrange(
            placement=placement,
            what="The questions of the day in writing, two days before",
            who="the host’s supervisor",
            by_day=clock.today(placement.institution.zone) + timedelta(days=2),
            by=officer,
        )
    if both:
        placements.share_access(
            placement=both[0], words="Please face me when you speak: I lip-read."
        )
        students.describe_herself(
            both[0].student,
            preferred_name=both[0].student.preferred_name,
            pronouns="they/them",
            mobile=both[0].student.mobile,
        )
    tom = Student.objects.filter(institution__slug=DEMO_SLUG, given_name="Tom").first()
    if tom is not None:
        students.ask_correction(
            student=tom, about="course", words="I moved to BSc Physical Geography in September."
        )
