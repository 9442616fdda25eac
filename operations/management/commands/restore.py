"""``manage.py restore``: a backup back, and deletions of after it done again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations.refusal import Refused
from operations.restoring import restore


class Command(BaseCommand):
    """With web, worker and timetable stopped."""

    help = "Put a backup in the place of the database; do again what ERASURE_LOG says was deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one, and whether what is there may go."""
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--replace", action="store_true", help="what is there now may go")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what came back."""
        try:
            done = restore(options["folder"], replace=options["replace"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Back as of {done.backup.taken_at}, with {done.backup.files} files.")
        self.stdout.write(f"Deleted again: {done.erased} students' records.")
        if done.waiting:
            self.stdout.write(f"{done.waiting} more go once their running project has ended.")
        if done.backup.missing:
            self.stdout.write(f"Missing then already: {', '.join(done.backup.missing)}")
