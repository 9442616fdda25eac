"""``manage.py backup``: the database and the files of this moment, while everything runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operations.backups import backup
from operations.refusal import Refused


class Command(BaseCommand):
    """For a timer, once a day or once an hour; ends with 1 where it failed."""

    help = "Take a backup into BACKUP_DIR. KEY_FILE is not in it: keep that elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where, and how many stay."""
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, metavar="FOLDER")
        parser.add_argument("--keep", type=int, default=0, help="delete all but the newest N")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, and say where it is."""
        try:
            taken = backup(options["to"], keep=options["keep"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(taken))
