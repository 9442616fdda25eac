"""Status lists: rows are the truth, the worker signs what the rows say, the address serves that.

*Decision.* A list is signed by a task whenever one of its bits changes, and the signed copy is a
column. A web process never signs, so the address answers also while no worker runs, then with the
copy before. Facts reach the worker in seconds (the sweep of the outbox repeats a lost nudge after
30 s), and copies may be kept for 30 s, so outsiders see a revocation within the minute; our own
verification page reads the rows and sees it at once.
"""

import secrets
from contextlib import suppress

from django.conf import settings
from django.db import IntegrityError, transaction

import openbadges as ob
from accounts.models import User
from core import clock
from credentials.models import StatusEntry, StatusList
from credentials.services.keys import Owner, owner_column
from credentials.services.signing import did_of, sign

HALF = StatusList.SIZE // 2


def new_entry(owner: Owner) -> StatusEntry:
    """A free bit of ``owner``'s open list, at a random index, not set."""
    (entry,) = new_entries(owner, 1)
    return entry


@transaction.atomic
def new_entries(owner: Owner, count: int) -> list[StatusEntry]:
    """So many free bits of ``owner``'s open list, each at a random index, not set."""
    status_list = _open_list(owner)
    while True:
        # Two that draw the same index meet at the constraint; the later one draws again.
        with suppress(IntegrityError), transaction.atomic():
            return StatusEntry.objects.bulk_create(
                StatusEntry(status_list=status_list, index=index)
                for index in _free_indexes(status_list, count)
            )


def _free_indexes(status_list: StatusList, count: int) -> set[int]:
    free: set[int] = set()
    while len(free) < count:
        drawn = {secrets.randbelow(StatusList.SIZE) for _n in range(count - len(free))}
        taken = status_list.entries.filter(index__in=drawn).values_list("index", flat=True)
        free |= drawn.difference(taken)
    return free


def _open_list(owner: Owner) -> StatusList:
    where = owner_column(owner) | {"base_url": settings.BASE_URL, "full": False}
    status_list, _made = StatusList.objects.get_or_create(**where)
    if status_list.entries.count() >= HALF:
        StatusList.objects.filter(pk=status_list.pk).update(full=True)
        status_list, _made = StatusList.objects.get_or_create(**where)
    return status_list


def address_of(status_list: StatusList) -> str:
    """Where the list is served, as credentials name it."""
    return f"{status_list.base_url}/status/{status_list.public_id}"


def named_in_file(entry: StatusEntry) -> ob.StatusEntry:
    """The entry as a credential names it."""
    return ob.StatusEntry(address_of(entry.status_list), entry.index)


def set_bit(entry: StatusEntry, *, to: bool) -> None:
    """Turn a bit on or off; somebody must publish a fact that has the list signed."""
    StatusEntry.objects.filter(pk=entry.pk).update(is_set=to)


def is_signed(status_list: StatusList) -> bool:
    """Whether the list's address has something to serve."""
    return StatusList.objects.filter(pk=status_list.pk, signed_at__isnull=False).exists()


@transaction.atomic
def sign_status_list(
    status_list: StatusList, *, actor: User | None, act: str, unless_same: bool = False
) -> None:
    """Sign what the rows say now and keep it for the list's address.

    The row is locked first, so of two signings the later sees every bit of the earlier one.
    ``unless_same``: a copy that says it already will do, as after hundreds of changes at once.
    """
    status_list = (
        StatusList.objects.select_for_update(of=("self",))
        .select_related("institution", "employer")
        .get(pk=status_list.pk)
    )
    owner = status_list.institution or status_list.employer
    assert owner is not None, "a constraint of the database"
    now = clock.now()
    bits = set(status_list.entries.filter(is_set=True).values_list("index", flat=True))
    if unless_same and status_list.document is not None:
        subject = status_list.document["credentialSubject"]
        if ob.decode_status_bits(subject["encodedList"]) == bits:
            return
    document = ob.status_list_document(
        ob.StatusList(
            address_of(status_list),
            did_of(owner, status_list.base_url),
            ob.StatusPurpose.REVOCATION,
            bits,
            valid_from=now,
        )
    )
    signed = sign(document, owner=owner, actor=actor, act=act)
    status_list.document, status_list.jwt, status_list.signed_at = signed.document, signed.jwt, now
    status_list.save(update_fields=["document", "jwt", "signed_at"])
