"""`manage.py import_employers FILE --institution SLUG [--dry-run] [--json]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.tables import decoded
from employers.services import import_employers
from institutions.models import Institution


class Command(BaseCommand):
    """Take in a spreadsheet of hosts, contacts and past placements."""

    help = "Take in hosts, contacts and past placements; docs/hosts-spreadsheet.md names columns."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and what to do with it."""
        parser.add_argument("file", type=Path, help="the CSV or tab-separated file")
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, take in, report. Broken rows do not fail the command; a broken file does."""
        institution = Institution.objects.filter(slug=options["institution"]).first()
        if institution is None:
            raise CommandError(_("There is no institution “%s”.") % options["institution"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        try:
            report = import_employers(institution, decoded(content), dry_run=options["dry_run"])
        except RuleBroken as error:
            raise CommandError(str(error)) from None
        said = report.as_json()
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        if report.dry_run:
            self.stdout.write(_("A dry run: nothing was changed."))
        self.stdout.write(
            _(
                "%(rows)s rows: %(created)s new hosts, %(updated)s add to a host, "
                "%(unchanged)s as before, %(rejected)s rejected."
            )
            % {**said, "rejected": report.rejected_rows}
        )
        for each in report.rejected:
            self.stdout.write(
                _("Row %(row)s, %(column)s: %(sentence)s")
                % {"row": each.row, "column": each.label, "sentence": each.sentence}
            )
