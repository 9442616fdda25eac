"""A file that another deployment wrote, into this empty one: all of it or nothing."""

import zipfile
from pathlib import Path

import pgtrigger
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from core.models import Deployment
from credentials.models import SealingKey, SigningKey
from credentials.services import KeyFileUnusable, private_key
from operations.archive import (
    Manifest,
    check_entries,
    digest_of,
    migrations_applied,
    pages_of,
    read_manifest,
)
from operations.belongs import Part, plan
from operations.refusal import Refused


def import_institution(path: Path, *, sha256: str = "") -> Manifest:
    """Take in ``path``; rows keep their numbers, so that every address and signature stands.

    Raises :class:`Refused`, and nothing is changed then: where this deployment is not empty, has
    another address, other migrations or another key file, or where the file was altered.
    ``sha256`` is what the export said: an archive that a stranger made agrees with itself as well.
    """
    if sha256 and digest_of(path) != sha256.lower():
        raise Refused(f"{path} is not the file of that SHA-256.")
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise Refused(f"{path} cannot be read as an archive: {error}.") from error
    with file:
        manifest = read_manifest(file)
        _check_place(manifest)
        check_entries(file, manifest)
        saved: list[str] = []
        try:
            with transaction.atomic(), pgtrigger.ignore():
                _take_in(file, manifest, saved)
        except (DatabaseError, KeyFileUnusable) as error:
            raise Refused(f"The archive cannot be taken in: {error}") from error
        except BaseException:
            for name in saved:
                default_storage.delete(name)
            raise
    return manifest


def _check_place(manifest: Manifest) -> None:
    if manifest.base_url != settings.BASE_URL:
        raise Refused(
            f"{manifest.name} comes from {manifest.base_url}, and BASE_URL here says "
            f"{settings.BASE_URL}. Badges carry the address: this deployment must answer under the "
            "old one."
        )
    here = migrations_applied()
    if here != manifest.migrations:
        missing = sorted(set(manifest.migrations) - set(here))
        more = sorted(set(here) - set(manifest.migrations))
        raise Refused(
            "The archive was made by another version. "
            + (f"It knows {', '.join(missing[:5])}, which this does not. " if missing else "")
            + (f"This knows {', '.join(more[:5])}, which it does not. " if more else "")
            + "Run the version that made it here, import, and upgrade afterwards."
        )
    with connection.cursor() as cursor:
        for part in plan().values():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{part.table}")')
            if cursor.fetchone()[0]:
                raise Refused(
                    f"This deployment is not empty: {part.table} has rows. Import into a database "
                    "where `manage.py migrate` alone has run."
                )


def _take_in(file: zipfile.ZipFile, manifest: Manifest, saved: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for part in plan().values():
        said = manifest.entries[f"tables/{part.table}.jsonl"]
        if (rows := _insert(file, part)) != said["rows"]:
            raise Refused(f"{part.table} took {rows} of {said['rows']} rows.")
    _check_keys()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # here, where it can still be said
        for name, last in manifest.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [f'"{name}"', last])
    Deployment.objects.get_or_create(defaults={"base_url": manifest.base_url})
    for name in manifest.entries:
        kind, _slash, kept_as = name.partition("/")
        if kind == "files":
            with file.open(name) as entry:
                saved.append(default_storage.save(kept_as, File(entry, name=kept_as)))
            if saved[-1] != kept_as:
                raise Refused(f"A file {kept_as} lies in the store of files already: empty it.")


def _insert(file: zipfile.ZipFile, part: Part) -> int:
    columns = ", ".join(f'"{column}"' for column in part.columns)
    query = (
        f'INSERT INTO "{part.table}" ({columns}) SELECT {columns} '
        f'FROM json_populate_recordset(NULL::"{part.table}", %s::json)'
    )
    count = 0
    with file.open(f"tables/{part.table}.jsonl") as entry, connection.cursor() as cursor:
        for page in pages_of(entry):
            cursor.execute(query, [f"[{','.join(page)}]"])
            count += cursor.rowcount
    return count


def _check_keys() -> None:
    """This key file opens every private key that came along."""
    for signing in SigningKey.objects.iterator(500):
        private_key(signing)
    for sealing in SealingKey.objects.iterator(500):
        private_key(sealing)
