"""``manage.py import_institution``: such a file into an empty deployment."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations.arriving import import_institution
from operations.refusal import Refused


class Command(BaseCommand):
    """All of it or nothing; under the same BASE_URL and with the same KEY_FILE."""

    help = "Take in what export_institution wrote, into a database where only migrate has run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and what its export said of it."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--sha256", default="", help="as the export said it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it in, and say what came."""
        try:
            manifest = import_institution(options["file"], sha256=options["sha256"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = sum(each.get("rows", 0) for each in manifest.entries.values())
        files = sum(name.startswith("files/") for name in manifest.entries)
        self.stdout.write(f"{manifest.name} is here: {rows} rows and {files} files.")
        if manifest.missing:
            self.stdout.write(f"Missing before already: {', '.join(manifest.missing)}")
