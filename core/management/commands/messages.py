"""``manage.py messages``: bring the catalogues to what the code and the templates say today."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.catalogues import catalogues
from core.extracting import rewritten, untranslated


class Command(BaseCommand):
    """Extract all sentences; keep what is translated, drop what nobody says any more."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Nothing is asked."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each catalogue and say what it lacks."""
        for language, path in catalogues().items():
            catalogue = rewritten(path)
            path.write_text(catalogue, encoding="utf-8")
            missing = untranslated(path)
            self.stdout.write(f"{language}: {len(missing)} sentences wait for their translation.")
            for sentence in missing[:20]:
                self.stdout.write(f"  {sentence.id!r}")
