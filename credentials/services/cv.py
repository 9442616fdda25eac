"""Lines for a CV from a student's badges (R63): plain text, ready to be copied."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.compiled import Compiled
from credentials.models import Credential
from credentials.services.saying import shown_in
from credentials.services.signing import url_of
from credentials.states import CredentialState
from employers.wording import length_words
from students.models import Student

MOST = 50

EARNED = Compiled(
    lambda student: (
        Credential.objects.filter(student=student, state=CredentialState.AWARDED.value)
        .select_related("institution", "placement__challenge__employer")
        .order_by("-awarded_at", "-pk")[:MOST]
    )
)


@dataclass(frozen=True)
class CvLine:
    """One project: what and where, what was shown, where to check it (empty: the link is off)."""

    title: str
    shown: str
    link: str
    address: str = ""  # what the line's link leads to

    def __str__(self) -> str:
        return "\n".join(filter(None, [self.title, self.shown, self.link]))


def cv_of(student: Student) -> list[CvLine]:
    """A line for each of her badges in force, newest first."""
    return lines_for_cv(EARNED.all(student=student.pk))


def lines_for_cv(badges: Iterable[Credential]) -> list[CvLine]:
    """A line for each badge. The host is named: it is her own CV, and she was there."""
    return [_line(badge) for badge in badges]


def _line(badge: Credential) -> CvLine:
    address = url_of("credentials", badge.public_id) if badge.shared else ""
    challenge, here = badge.placement.challenge, badge.institution
    when = date_format(timezone.localtime(challenge.starts_at, ZoneInfo(here.zone)), "F Y")
    steps = "; ".join(
        _("%(skill)s, step %(step)d of 4 (%(name)s)")
        % {"skill": shown.skill, "step": shown.step, "name": shown.name}
        for shown in shown_in(badge.document)
    )
    return CvLine(
        _("%(title)s. %(host)s, %(when)s: %(scheme)s of %(length)s with %(university)s")
        % {
            "title": challenge.title.rstrip("."),
            "host": challenge.employer,
            "when": when,
            "scheme": here.scheme_name,
            "length": length_words(challenge.days),
            "university": here,
        },
        _("Assessed there: %(steps)s") % {"steps": steps},
        _("Check it: %(link)s") % {"link": address} if address else "",
        address,
    )
