"""`manage.py apply_retention`: end what has come to the end of its time, or count it alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from insights.ending import apply_everywhere


class Command(BaseCommand):
    """One line for each rule and university with a number; ``--dry-run`` changes nothing."""

    help = "Delete what has come to the end of its time, by the table of retention."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--dry-run`` counts."""
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what went, or what would."""
        for slug, rows in apply_everywhere(dry_run=options["dry_run"]).items():
            for name, number in rows.items():
                if number:
                    self.stdout.write(f"{slug} {name}: {number}")
        self.stdout.write("Nothing was deleted." if options["dry_run"] else "Done.")
