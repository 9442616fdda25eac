"""Arrangements for one place: agreed with staff, seen by her, shared by her with that one host."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from employers.models import Challenge
from placements.models import Arrangement, Placement, SharedAccess
from placements.models.arranging import SHARED_WORDS
from placements.states import GONE
from students.models import Student

FORGOTTEN_AFTER = timedelta(days=30)

LINES = Compiled(
    lambda placement: Arrangement.objects.filter(placement=placement).order_by("agreed_at", "pk")
)
SHARED = Compiled(lambda placement: SharedAccess.objects.filter(placement=placement)[:1])
AT_THE_DOOR = Compiled(
    lambda challenge: SharedAccess.objects.filter(placement__challenge=challenge).exclude(
        placement__state__in=GONE
    )
)


@dataclass(frozen=True)
class Arranged:
    """All that her page shows of one place."""

    lines: Sequence[Arrangement]
    shared: SharedAccess | None

    @property
    def is_behind(self) -> bool:
        """Whether something was agreed, or dropped, since she shared it."""
        return self.shared is not None and self.shared.lines != [in_words(x) for x in self.lines]


def arranged_for(placement: Placement) -> Arranged:
    """What was agreed for a place, and what its host reads."""
    return Arranged(list(LINES.all(placement=placement.pk)), SHARED.first(placement=placement.pk))


def in_words(line: Arrangement) -> str:
    """``A desk by the door. The host does it, by 3 March.``"""
    what = line.what if line.what.endswith((".", "!", "?")) else f"{line.what}."
    if line.by_day is None:
        return _("%(what)s Done by: %(who)s.") % {"what": what, "who": line.who}
    return _("%(what)s Done by: %(who)s, until %(day)s.") % {
        "what": what,
        "who": line.who,
        "day": date_format(line.by_day, "j F"),
    }


@transaction.atomic
def arrange(
    *, placement: Placement, what: str, who: str, by_day: date | None = None, by: User
) -> Arrangement:
    """Write down what was agreed with her for this place. Her host reads it once she shares it."""
    return Arrangement.objects.create(
        institution=placement.institution,
        placement=placement,
        what=what,
        who=who,
        by_day=by_day,
        agreed_by=by,
    )


@transaction.atomic
def drop_arrangement(*, arrangement: Arrangement) -> None:
    """It is not agreed any more; what her host was shown stays until she shares anew."""
    arrangement.delete()


@transaction.atomic
def share_access(*, placement: Placement, words: str) -> SharedAccess:
    """Let the host of this place read ``words`` and what was agreed, as it stands now.

    Raises ``RuleBroken`` where there is nothing to share, or the place is gone.
    """
    if placement.state in GONE:
        raise RuleBroken(_("You have no place there any more."))
    lines = [in_words(line) for line in LINES.all(placement=placement.pk)]
    if not words.strip() and not lines:
        raise RuleBroken(_("Write what the host should know."))
    shared, _made = SharedAccess.objects.update_or_create(
        placement=placement,
        defaults={
            "words": words.strip()[:SHARED_WORDS],
            "lines": lines,
            "shared_at": clock.now(),
        },
    )
    return shared


@transaction.atomic
def take_back_access(*, placement: Placement) -> None:
    """The host reads it no more, and nobody keeps what it was."""
    SharedAccess.objects.filter(placement=placement).delete()


def shared_at_the_door(challenge: Challenge) -> dict[int, SharedAccess]:
    """What students let this host read, by the key of their place."""
    return {row.placement_id: row for row in AT_THE_DOOR.all(challenge=challenge.pk)}


@transaction.atomic
def forget_after_the_day() -> int:
    """Thirty days after: arrangements, what was shared, and mobiles given for the day.

    A mobile stays while another place of hers is ahead or not yet so long over.
    """
    long_ago = clock.now() - FORGOTTEN_AFTER
    over = {"placement__challenge__ends_at__lt": long_ago}
    gone, _by_model = Arrangement.objects.filter(**over).delete()
    also_gone, _by_model = SharedAccess.objects.filter(**over).delete()
    still_needed = Placement.objects.filter(challenge__ends_at__gte=long_ago)
    had_a_place = Placement.objects.filter(challenge__ends_at__lt=long_ago)
    numbers = (
        Student.objects.exclude(mobile="")
        .filter(pk__in=had_a_place.values("student"))
        .exclude(pk__in=still_needed.values("student"))
        .update(mobile="")
    )
    return int(gone + also_gone + numbers)
