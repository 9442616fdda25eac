"""Taking places of another university's project: only seats that nobody was offered move."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from employers import services as employers
from employers.models import Challenge, Share
from students.models import Eoi
from students.services import hold_seats


@transaction.atomic
def accept_share(*, share: Share, by: User) -> Challenge:
    """Take the places: a brief of our own with them waits to be read and published.

    Raises ``RuleBroken`` where the project closed, has not so many places any more, or is not fit
    here (``InvalidTransition`` where somebody has answered).
    """
    (origin,) = hold_seats([share.challenge])
    share.challenge = origin
    part = employers.split_off(share=share, by=by)
    if Eoi.objects.seated().filter(challenge=origin, seat__gt=origin.places).exists():
        raise RuleBroken(_("These places have been offered to students meanwhile."))
    return part
