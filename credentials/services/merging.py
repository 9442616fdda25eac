"""Doubled hosts are merged where nothing signed would be rewritten."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from credentials.models import (
    Acceptance,
    Backing,
    Endorsement,
    Reliance,
    SigningKey,
    StatusList,
)
from employers import services as employers
from employers.models import EmployerMerge, Partnership

SIGNED = (SigningKey, StatusList, Endorsement, Backing, Reliance, Acceptance)


@transaction.atomic
def merge_employers(
    *, kept: Partnership, gone: Partnership, take: Iterable[str] = (), by: User | None = None
) -> EmployerMerge:
    """Merge ``gone`` into ``kept``, unless ``gone`` has signed: keys and words keep their name."""
    if any(rows.objects.filter(employer=gone.employer_id).exists() for rows in SIGNED):
        raise RuleBroken(
            _(
                "%(host)s has vouched for students under this record, and what is signed is never "
                "rewritten. Keep this record, and let the other one go into it."
            )
            % {"host": gone.employer}
        )
    return employers.merge_employers(kept=kept, gone=gone, take=take, by=by)
