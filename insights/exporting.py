"""Writing files of many rows: by a worker, in pages by key, gone after two days.

A page of rows is asked by the key of the one before it, so no cursor is held open between two
questions (PgBouncer gives each transaction a connection of its own), and no page costs more than
the first. Each page says how far it is, and finds out whether anybody still wants the file.
"""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from django.core.files import File
from django.db import models, transaction
from django.db.models import Q
from django.utils import translation

from accounts.models import User
from core import clock
from core.outbox import after_commit
from insights.counting import Period, Row
from insights.exports import KEPT_FOR, SILENT_FOR, TRIES, Export, Kind
from insights.returns import COUNTED
from insights.sheets import write_csv, write_xlsx
from institutions.models import Institution

WITHOUT_WAITING = 10_000  # rows that a press gives at once


class NoLongerWanted(Exception):
    """Its row is gone: whoever asked for it pressed, or its time is over."""


@transaction.atomic
def ask_for_export(
    *, institution: Institution, by: User, measure: str, period: Period, kind: Kind
) -> Export:
    """Begin a file of the rows of ``measure``; a worker writes it."""
    export = Export.objects.create(
        institution=institution,
        by=by,
        measure=measure,
        first=period.first,
        last=period.last,
        kind=kind,
        language=translation.get_language() or institution.language,
        total=COUNTED[measure].of(institution, period).count(),
    )
    begin_writing(export)
    return export


def begin_writing(export: Export) -> None:
    """Hand it to a worker, once the transaction stands."""
    from insights.tasks import write_export  # it stands on this module

    after_commit(write_export, export.pk)


def write_export(export: Export) -> bool:
    """Write the file of ``export``, unless somebody else does; whether it was this call."""
    now = clock.now()
    free = Q(heard_at__isnull=True) | Q(heard_at__lt=now - SILENT_FOR)
    mine = Export.objects.filter(free, pk=export.pk, done_at__isnull=True, tries__lt=TRIES)
    if not mine.update(heard_at=now, tries=models.F("tries") + 1, written=0):
        return False
    measure, here = COUNTED[export.measure], export.institution
    rows = measure.of(here, export.period)
    write = write_csv if export.kind == Kind.CSV else write_xlsx
    with tempfile.TemporaryFile(prefix="foothold-export-") as file, suppress(NoLongerWanted):
        with translation.override(export.language):
            write(file, measure.headings, _heard(export, rows.in_pages()))
        return _keep(export, file)
    return False


def _heard(export: Export, pages: Iterator[list[Row]]) -> Iterator[Row]:
    """The rows of ``pages``; after each page its row says how many there were."""
    written = 0
    for page in pages:
        yield from page
        written += len(page)
        wanted = Export.objects.filter(pk=export.pk)
        if not wanted.update(written=written, heard_at=clock.now()):
            raise NoLongerWanted
    export.written = written


def _keep(export: Export, file: IO[bytes]) -> bool:
    export.size = file.tell() or file.seek(0, 2)
    file.seek(0)
    export.file.save(export.file_name, File(file), save=False)
    export.done_at = clock.now()
    kept = Export.objects.filter(pk=export.pk, done_at__isnull=True).update(
        file=export.file.name, size=export.size, done_at=export.done_at, written=export.written
    )
    if not kept:  # dropped meanwhile
        export.file.storage.delete(export.file.name or "")
    return bool(kept)


def drop_export(export: Export) -> None:
    """Delete it and its file; who is writing it stops at the next page."""
    export.delete()


def tend_exports() -> int:
    """Delete those whose time is over, and have those taken up that nobody writes; how many."""
    now = clock.now()
    old = Export.objects.filter(asked_at__lt=now - KEPT_FOR)
    deleted = sum(bool(each.delete()) for each in old)
    silent = Export.objects.filter(done_at__isnull=True, tries__lt=TRIES).filter(
        Q(heard_at__lt=now - SILENT_FOR) | Q(heard_at__isnull=True, asked_at__lt=now - SILENT_FOR)
    )
    for export in silent:
        begin_writing(export)
    return deleted
