"""The file in which one institution travels: a ZIP of lines of JSON, and what must be in it.

``tables/<table>.jsonl``: one row a line, as PostgreSQL's ``row_to_json`` writes it, by primary key.
``files/<name>``: what people uploaded, under the names that rows have for it.
``manifest.json``, the last: see :class:`Manifest`. Each entry is written and read in pages.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from operations.refusal import Refused

FORMAT = "foothold.institution/1"
MANIFEST = "manifest.json"
PAGE = 1 << 20  # bytes that are held at once
Digests = dict[str, dict[str, Any]]


@dataclass
class Manifest:
    """What the archive says of itself. ``entries``: each name with its SHA-256, rows or bytes."""

    institution: str
    name: str
    base_url: str
    made_at: str
    migrations: list[str]
    format: str = FORMAT
    entries: Digests = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)  # of the key file, that the rows are sealed under
    missing: list[str] = field(default_factory=list)  # files that rows name and nobody has
    left: dict[str, int] = field(default_factory=dict)

    def written(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def migrations_applied() -> list[str]:
    """``app.name`` of every migration of this database: its version."""
    applied = MigrationRecorder(connection).applied_migrations()
    installed = {config.label for config in apps.get_app_configs()}
    return sorted(f"{app}.{name}" for app, name in applied if app in installed)


def file_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Where rows name files of people."""
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if isinstance(each, models.FileField) and not hasattr(model, "pgh_tracked_model"):
                yield model, each.name


class Measured:
    """A sink that counts and digests what goes through it."""

    def __init__(self, sink: IO[bytes] | None = None) -> None:
        self.sink, self.digest, self.size, self.lines = sink, hashlib.sha256(), 0, 0

    def write(self, some: bytes) -> None:
        if self.sink is not None:
            self.sink.write(some)
        self.digest.update(some)
        self.size += len(some)
        self.lines += some.count(b"\n")

    def said(self, *, rows: bool) -> dict[str, Any]:
        size = {"rows": self.lines} if rows else {"bytes": self.size}
        return {"sha256": self.digest.hexdigest(), **size}


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(file: zipfile.ZipFile) -> Manifest:
    """Raises :class:`Refused` where it is none of ours."""
    try:
        said = json.loads(file.read(MANIFEST))
        if said["format"] != FORMAT:
            raise Refused(f"This archive is of the format {said['format']}, not {FORMAT}.")
        return Manifest(**said)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("This is no archive of an institution: it has no manifest.") from error


def check_entries(file: zipfile.ZipFile, manifest: Manifest) -> None:
    """Every entry is there, unaltered, and no other. Raises :class:`Refused`."""
    there = {each.filename for each in file.infolist()} - {MANIFEST}
    if there != set(manifest.entries):
        odd = ", ".join(sorted(there ^ set(manifest.entries))[:5])
        raise Refused(f"The archive and its manifest do not agree about: {odd}.")
    for name, said in manifest.entries.items():
        found = Measured()
        try:
            with file.open(name) as entry:
                while some := entry.read(PAGE):
                    found.write(some)
        except zipfile.BadZipFile as error:
            raise Refused(f"{name} in the archive is damaged: {error}.") from error
        if found.said(rows="rows" in said) != said:
            raise Refused(f"{name} in the archive was altered after it was written.")


def pages_of(entry: IO[bytes]) -> Iterator[list[str]]:
    """Lines, some at a time."""
    page, size = [], 0
    for line in entry:
        page.append(line.decode())
        size += len(line)
        if size > PAGE:
            yield page
            page, size = [], 0
    if page:
        yield page
