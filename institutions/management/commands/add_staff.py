"""``manage.py add_staff ADDRESS --institution SLUG --role manager``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import RuleBroken
from institutions import services
from institutions.models import Institution, StaffRole


class Command(BaseCommand):
    help = "Give somebody a role at a university. They sign in with a code sent to the address."

    def add_arguments(self, parser: CommandParser) -> None:
        """Words of the command line."""
        parser.add_argument("email", metavar="ADDRESS")
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument("--role", required=True, help=", ".join(StaffRole.values))

    def handle(self, *args: Any, **options: Any) -> None:
        """Give the role, or say in one sentence why not."""
        institution = Institution.objects.filter(slug=options["institution"]).first()
        if institution is None:
            known = ", ".join(Institution.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(
                f"No university is called “{options['institution']}”. There is: {known or 'none'}."
            )
        try:
            member, new = services.add_staff(
                institution=institution, email=options["email"], role=options["role"]
            )
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        said = "is now" if new else "was already"
        self.stdout.write(f"{member.user.email} {said} {member.role} at {institution}.")
