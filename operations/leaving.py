"""One whole institution into one file."""

import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from core import clock
from core.models import OutboxReceipt
from institutions.models import Institution
from operations.archive import (
    MANIFEST,
    PAGE,
    Manifest,
    Measured,
    digest_of,
    file_columns,
    migrations_applied,
)
from operations.belongs import Choice, Part, plan, rows_as_json
from operations.refusal import Refused

QUIET_WITHIN = 60.0  # seconds that facts under way may take to be handled
ROWS = 500  # fetched at once


def export_institution(institution: Institution, to: Path, *, wait: float = QUIET_WITHIN) -> str:
    """Write ``institution`` to the new file ``to``; gives the file's SHA-256.

    One transaction reads everything, as it stood at one moment. Raises :class:`Refused` where the
    file is there, and where facts wait to be handled: nobody could say whose they are.
    """
    if to.exists():
        raise Refused(f"{to} is there already: name a new file.")
    _wait_for_quiet(wait)
    half = to.with_name(f".{to.name}.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as sink,
            zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file,
            transaction.atomic(),
        ):
            _at_one_moment()
            _write(institution, file)
        half.rename(to)
    finally:
        half.unlink(missing_ok=True)
    return digest_of(to)


def _wait_for_quiet(seconds: float) -> None:
    end = time.monotonic() + seconds
    waiting = OutboxReceipt.objects.filter(done_at__isnull=True, dead_at__isnull=True)
    while number := waiting.count():
        if time.monotonic() >= end:
            raise Refused(
                f"{number} facts still wait to be handled. Stop the web servers, let the worker "
                "finish (a minute or two), and export then."
            )
        time.sleep(0.5)


def _at_one_moment() -> None:
    if len(connection.savepoint_ids) == 0:  # the outermost: nothing was asked yet
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _write(institution: Institution, file: zipfile.ZipFile) -> None:
    Choice(institution)
    manifest = Manifest(
        institution=institution.slug,
        name=institution.name,
        base_url=settings.BASE_URL,
        made_at=clock.now().isoformat(),
        migrations=migrations_applied(),
        sequences=_sequences(),
        keys=_keys(),
        left={"dead deliveries": OutboxReceipt.objects.filter(dead_at__isnull=False).count()},
    )
    for part in plan().values():
        name = f"tables/{part.table}.jsonl"
        with file.open(name, "w", force_zip64=True) as entry:
            sink = Measured(entry)
            for line in _lines(part, institution):
                sink.write(line.encode() + b"\n")
        manifest.entries[name] = sink.said(rows=True)
    for name in _names_of_files():
        if not default_storage.exists(name):
            manifest.missing.append(name)
            continue
        with (
            default_storage.open(name) as kept,
            file.open(f"files/{name}", "w", force_zip64=True) as entry,
        ):
            sink = Measured(entry)
            while some := kept.read(PAGE):
                sink.write(some)
        manifest.entries[f"files/{name}"] = sink.said(rows=False)
    file.writestr(MANIFEST, manifest.written())


def _lines(part: Part, institution: Institution) -> Iterator[str]:
    """By a cursor of the server's, within the transaction: a million rows need no memory here."""
    with connection.connection.cursor(name="leaving") as cursor:
        cursor.itersize = ROWS
        cursor.execute(rows_as_json(part, institution))
        for (line,) in cursor:
            yield line


def _names_of_files() -> Iterator[str]:
    for model, column in file_columns():
        part = plan()[model._meta.db_table]
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT "{column}" FROM "{part.table}" '
                f'JOIN "{part.chosen}" ON key = "{part.key}" WHERE "{column}" <> \'\' ORDER BY key'
            )
            for (name,) in cursor.fetchall():
                yield name


def _sequences() -> dict[str, int]:
    """Where the next numbers begin: numbers of rows that are gone are never given again."""
    tables = [part.table for part in plan().values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.sequencename, s.last_value FROM pg_sequences s "
            "JOIN pg_class c ON c.relname = s.sequencename "
            "AND c.relnamespace = current_schema()::regnamespace "
            "JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i') "
            "JOIN pg_class t ON t.oid = d.refobjid "
            "WHERE s.last_value IS NOT NULL AND t.relname = ANY(%s)",
            [tables],
        )
        return dict(cursor.fetchall())


def _keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kek_id FROM credentials_signingkey "
            "JOIN goes_credentials_signingkey ON key = id "
            "UNION SELECT kek_id FROM credentials_sealingkey "
            "JOIN goes_credentials_sealingkey ON key = id ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]
