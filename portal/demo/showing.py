"""What students of the demo show beyond one badge, and which employers count on badges."""

from credentials import services as credentials
from credentials.models import Approach, Credential, Portfolio
from employers.models import Member, Partnership
from portal.demo.cast import DEMO_SLUG
from portal.demo.scenes import GRACE

ACCEPT_IT, ACCEPT_ALL = 3, 1  # employers that accept her badge, and all of the university's
WROTE = (
    "We have four paid days in June: somebody should ask forty customers why they stopped coming, "
    "and tell us what we do not want to hear. You would work from our back office or from home."
)
WROTE_BEFORE = (
    "We look for somebody who asks people and writes down what they said: two mornings in our shop "
    "in the holidays, paid by the hour."
)
ASKED_BACK = "Which mornings, and could I bring a friend from my team along?"


def play_showing() -> None:
    """Grace shows all her badges under one link; she and whoever lets a host write to her may be
    found; employers that had no part in her badge accept it, and two write to her:
    of one she has asked something, one waits."""
    earned = Credential.objects.filter(institution__slug=DEMO_SLUG, student__user__isnull=False)
    badges = earned.select_related("institution", "achievement", "placement__challenge__employer")
    badge = badges.get(student__user__email=GRACE)
    credentials.share_portfolio(student=badge.student, shared=True, name_shown=True)
    for other in badges.filter(shared=True, host_may_contact=True).select_related("student"):
        credentials.be_found(student=other.student, found=True)
    credentials.be_found(student=badge.student, found=True)
    others = [
        member
        for member in _contacts()
        if member.employer_id != badge.placement.challenge.employer_id
    ]
    for number, member in enumerate(others[: ACCEPT_IT + ACCEPT_ALL]):
        credentials.accept_when_hiring(
            member=member,
            institution=badge.institution,
            achievement=badge.achievement if number < ACCEPT_IT else None,
            by=member.user,
        )
    hers = Portfolio.objects.get(student=badge.student)
    before = credentials.approach_student(portfolio=hers, member=others[1], words=WROTE_BEFORE)
    credentials.answer_approach(approach=before, answer=Approach.Answer.ASKED, line=ASKED_BACK)
    credentials.approach_student(portfolio=hers, member=others[0], words=WROTE)
    for found in Portfolio.objects.filter(found_until__isnull=False).exclude(pk=hers.pk)[:1]:
        letter = credentials.approach_student(portfolio=found, member=others[0], words=WROTE)
        credentials.answer_approach(approach=letter, answer=Approach.Answer.YES)


def _contacts() -> list[Member]:
    """One contact of each employer that the university has checked."""
    checked = Partnership.objects.filter(institution__slug=DEMO_SLUG, paused=False)
    known = checked.exclude(checked_by=Partnership.Check.NONE).values("employer")
    members = Member.objects.filter(
        employer__in=known,
        is_contact=True,
        user__isnull=False,
        introduced_by__slug=DEMO_SLUG,
    )
    found = members.select_related("employer", "user").order_by("employer", "pk")
    return list({member.employer_id: member for member in found}.values())
