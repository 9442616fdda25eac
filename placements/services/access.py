"""Who asked to talk about access before anything is decided (REQUIREMENTS 4.4)."""

from collections.abc import Iterable

from django.db import transaction

from core import clock
from students.models import Eoi


def untalked(eois: Iterable[Eoi]) -> list[Eoi]:
    """Those who asked for that talk and have not had it."""
    return [eoi for eoi in eois if eoi.access_first and eoi.access_talked_at is None]


@transaction.atomic
def note_access_talk(*, eoi: Eoi) -> None:
    """The talk has been had; said again it changes nothing."""
    now = clock.now()
    Eoi.objects.filter(pk=eoi.pk, access_talked_at__isnull=True).update(access_talked_at=now)
