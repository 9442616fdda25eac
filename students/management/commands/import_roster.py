"""`manage.py import_roster FILE --institution SLUG --mode comprehensive|supplemental`."""

import json
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from institutions.models import Institution
from students.services import import_roster, read_roster


class Command(BaseCommand):
    """Take in what the student-record system exported."""

    help = "Take in a CSV feed of students; docs/roster.md describes its columns."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and what to do with it."""
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument(
            "--mode",
            required=True,
            choices=["comprehensive", "supplemental"],
            help="comprehensive: who is missing has left; supplemental: only who is named",
        )
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, take in, report. Broken records do not fail the command; a broken file does."""
        institution = Institution.objects.filter(slug=options["institution"]).first()
        if institution is None:
            raise CommandError(_("There is no institution “%s”.") % options["institution"])
        feed = f"feed:roster:{institution.slug}"
        cache.set(feed, (clock.now(), _("The file was not taken in.")), None)  # operators read it
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        try:
            report = import_roster(
                institution,
                read_roster(content),
                mode=options["mode"],
                dry_run=options["dry_run"],
            )
        except RuleBroken as error:
            raise CommandError(str(error)) from None
        cache.set(feed, (clock.now(), ""), None)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
            return
        if report.dry_run:
            self.stdout.write(_("A dry run: nothing was changed."))
        self.stdout.write(
            _(
                "%(records)s records: %(created)s new, %(updated)s changed, "
                "%(unchanged)s as before, %(left)s left, %(rejected)s rejected."
            )
            % {**report.as_json(), "rejected": len(report.rejected)}
        )
        for rejection in report.rejected:
            self.stdout.write(
                _("Record %(record)s, %(column)s: %(sentence)s")
                % {
                    "record": rejection.record,
                    "column": rejection.column or "–",
                    "sentence": rejection.sentence,
                }
            )
