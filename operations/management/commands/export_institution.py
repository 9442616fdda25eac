"""``manage.py export_institution``: one university's whole record as one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from institutions.models import Institution
from operations.leaving import export_institution
from operations.refusal import Refused


class Command(BaseCommand):
    """For a university that moves to a deployment of its own, under the same address."""

    help = "Write everything of one institution to a file that import_institution takes in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, and where to."""
        parser.add_argument("name", metavar="NAME", help="its name in addresses: northshire")
        parser.add_argument("--to", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say what the file's digest is."""
        institution = Institution.objects.filter(slug=options["name"]).first()
        if institution is None:
            names = ", ".join(Institution.objects.values_list("slug", flat=True))
            raise CommandError(f"No institution is called {options['name']}. There are: {names}.")
        try:
            digest = export_institution(institution, options["to"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{institution.name} is in {options['to']}. It holds personal data and sealed keys: "
            "keep it as you keep a backup, and carry KEY_FILE by another way.\n"
            f"SHA-256: {digest}"
        )
