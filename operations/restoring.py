"""A backup back into the database, and what was deleted since then deleted again."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from kombu.exceptions import OperationalError as BrokerAway

from credentials.services import KeyFileUnusable, load_key_ring
from insights.forgotten import erase_again
from institutions.models import Institution
from operations.archive import digest_of
from operations.backups import FORMAT, Backup, program, run
from operations.refusal import Refused

LOCK_TIMEOUT = "5s"  # for programs that still hold on to the database


@dataclass(frozen=True)
class Restored:
    """What came back, and what was deleted again."""

    backup: Backup
    erased: int
    waiting: int


def restore(folder: Path, *, replace: bool = False) -> Restored:
    """Put the backup ``folder`` in the place of this database, and its files into the store.

    Stop web, worker and timetable first. Raises :class:`Refused`, before anything is changed, where
    the backup was altered, is of another address or a later version, or needs a key that the key
    file lacks; and where the database holds something and ``replace`` does not say that it may go.
    """
    said = read(folder)
    _check(folder, said)
    if not replace and _holds_something():
        raise Refused(
            "The database holds an institution already. To put the backup in its place, and lose "
            "what is there now, say --replace."
        )
    _make_room()
    connection.close()
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    run([program("pg_restore"), *options, str(folder / "database.dump")])
    if set(_of_this_version()) - set(said.migrations):
        call_command("migrate", verbosity=0)
    _put_files_back(folder / "files.zip")
    _forget_what_servers_hold()
    erased, waiting = erase_again()
    return Restored(said, erased, waiting)


def read(folder: Path) -> Backup:
    """What the backup says of itself. Raises :class:`Refused`."""
    try:
        content = json.loads((folder / "manifest.json").read_text())
        if content["format"] != FORMAT:
            raise Refused(f"This backup is of the format {content['format']}, not {FORMAT}.")
        return Backup(**content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{folder} is no backup: it has no manifest.") from error


def _check(folder: Path, said: Backup) -> None:
    for name, digest in said.digests.items():
        if not (folder / name).exists() or digest_of(folder / name) != digest:
            raise Refused(f"{name} in the backup is missing or was altered.")
    if said.base_url != settings.BASE_URL:
        raise Refused(f"The backup is of {said.base_url}; BASE_URL says {settings.BASE_URL}.")
    if later := set(said.migrations) - set(_of_this_version()):
        raise Refused(f"The backup is of a later version: it knows {', '.join(sorted(later)[:5])}.")
    try:
        ring = load_key_ring()
    except KeyFileUnusable as error:
        raise Refused(str(error)) from error
    if lacking := set(said.keys) - set(ring.keys):
        raise Refused(f"{settings.KEY_FILE} lacks the keys {', '.join(sorted(lacking))}.")


def _of_this_version() -> list[str]:
    return [f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations]


def _holds_something() -> bool:
    table = Institution._meta.db_table
    with connection.cursor() as cursor:
        there = table in connection.introspection.table_names(cursor)
    return there and Institution.objects.exists()


def _make_room() -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    except OperationalError as error:
        raise Refused(
            "Something still uses the database: stop web, worker and timetable first."
        ) from error


def _put_files_back(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        for each in packed.infolist():
            name = each.filename
            if default_storage.exists(name):
                if default_storage.size(name) == each.file_size:
                    continue
                default_storage.delete(name)
            with packed.open(each) as entry:
                default_storage.save(name, File(entry, name=name))


def _forget_what_servers_hold() -> None:
    """Pages kept and tasks waiting are of a later moment; the sweep sends what rows say waits."""
    cache.clear()
    try:
        current_app.control.purge()
    except (BrokerAway, OSError):
        return
