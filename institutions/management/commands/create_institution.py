"""``manage.py create_institution SLUG --name … --domain …``: a university and its policy."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import RuleBroken
from institutions import services
from institutions.models import Jurisdiction

OPTIONS = {
    "team": "team_name",
    "scheme": "scheme_name",
    "zone": "zone",
    "language": "language",
    "jurisdiction": "jurisdiction",
    "colour": "colour",
    "email": "contact_email",
    "telephone": "contact_phone",
    "hours": "office_hours",
}


class Command(BaseCommand):
    help = "Create a university with its policy. Run again with the same words, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Words of the command line."""
        parser.add_argument("slug", help="first word of its addresses, such as northshire")
        parser.add_argument("--name", required=True, help="such as “Northshire University”")
        parser.add_argument(
            "--domain", action="append", required=True, help="of its addresses; may be repeated"
        )
        parser.add_argument("--team", help="what its team is called, such as “Business Clinic”")
        parser.add_argument("--scheme", help="what it calls a project: “micro-internship”")
        parser.add_argument("--zone", help="time zone, such as Europe/London")
        parser.add_argument("--language", help="such as en-gb")
        parser.add_argument("--jurisdiction", help=", ".join(Jurisdiction.values))
        parser.add_argument("--colour", help="such as #6d2748")
        parser.add_argument("--email", help="where people write to")
        parser.add_argument("--telephone", help="where people ring")
        parser.add_argument("--hours", help="when somebody answers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it, or say in one sentence why not."""
        details = {column: options[option] for option, column in OPTIONS.items() if options[option]}
        try:
            institution, new = services.create_institution(
                slug=options["slug"],
                name=options["name"],
                email_domains=options["domain"],
                **details,
            )
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        if new:
            self.stdout.write(
                f"{institution} is there, at /{institution.slug}/. Next: manage.py add_staff "
                f"ADDRESS --institution {institution.slug} --role manager"
            )
        else:
            self.stdout.write(f"{institution} was there already. Nothing changed.")
