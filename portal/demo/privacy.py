"""A study that asks people, looks that were noted, and a night that deletes what is over."""

from datetime import timedelta

from celery import current_app
from django.apps import apps

from core import clock
from portal.demo.cast import DEMO_SLUG, Cast
from portal.demo.content import INSTITUTIONS
from portal.demo.scenes import GRACE
from students import services as students
from students.models import Student

TITLE = "Who gains from a first day at work"
PURPOSE = (
    "Whether a day with a host changes what students can say about themselves, and for whom most."
)
ASKS, FREEZES = timedelta(days=90), timedelta(days=270)


def play_privacy(cast: Cast) -> None:
    """The university asks one question; an officer opened Grace's page; a night is played."""
    here = cast.institutions[DEMO_SLUG]
    today = clock.today(here.zone)
    apps.get_model("insights", "Study").objects.create(
        institution=here,
        title=TITLE,
        purpose=PURPOSE,
        ethics_number="E-114",
        contact="research-ethics@northshire.example",
        opens_on=today - timedelta(days=7),
        closes_on=today + ASKS,
        freezes_on=today + FREEZES,
    )
    student = Student.objects.get(institution=here, user__email=GRACE)
    officer = cast.staff[INSTITUTIONS[0].staff[0].key]
    students.note_look(student=student, by=officer, page="students:student")
    current_app.signature("insights.apply_retention").delay()
