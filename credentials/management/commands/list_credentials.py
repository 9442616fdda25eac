"""``manage.py list_credentials [--institution SLUG] [--json]``: every badge and its address."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.links import absolute
from credentials.models import Credential


class Command(BaseCommand):
    """List badges: id, state, whether the student shares it, address."""

    help = "List every badge: id, state, shared, url."

    def add_arguments(self, parser: CommandParser) -> None:
        """For machines with --json."""
        parser.add_argument("--json", action="store_true", help="a JSON array")
        parser.add_argument("--institution", help="only those of this slug")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them, oldest first."""
        found = Credential.objects.order_by("awarded_at", "pk")
        if options["institution"]:
            found = found.filter(institution__slug=options["institution"])
        rows = [
            {
                "id": str(public_id),
                "state": state,
                "shared": shared,
                "url": absolute(f"/credentials/{public_id}"),
            }
            for public_id, state, shared in found.values_list("public_id", "state", "shared")
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for row in rows:
            said = "shared" if row["shared"] else "not shared"
            self.stdout.write(f"{row['url']} {row['state']}, {said}")
