"""``manage.py import_framework FILE --code … --name … --release …``"""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import RuleBroken
from skills.services import FrameworkDetails, import_framework


class Command(BaseCommand):
    """Take in a framework of skills from a CSV file: all of it, or nothing."""

    help = "Import a framework of skills from a CSV file (columns: skills/data/README.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", required=True, help="short name, such as esco")
        parser.add_argument("--name", required=True, help="the name people read")
        # --version is Django's own.
        parser.add_argument("--release", required=True, help="its version, such as 1.1.1")
        parser.add_argument("--publisher", default="")
        parser.add_argument("--source-url", default="")
        parser.add_argument("--licence", default="")
        parser.add_argument("--notice", default="", help="shown wherever its skills are shown")
        parser.add_argument("--published-on", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--language", default="en", help="of the behaviours")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(
                f"{options['file']} is not UTF-8. Save it from the spreadsheet as “CSV UTF-8”."
            ) from error
        details = FrameworkDetails(
            code=options["code"],
            name=options["name"],
            version=options["release"],
            publisher=options["publisher"],
            source_url=options["source_url"],
            licence=options["licence"],
            notice=options["notice"],
            published_on=options["published_on"],
        )
        try:
            framework = import_framework(details=details, text=text, language=options["language"])
        except RuleBroken as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        self.stdout.write(f"Imported {framework}: {framework.skills.count()} skills.")
