"""``manage.py strike_key FINGERPRINT``: a key that may be in other hands counts no longer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials.models import SignatureRecord
from credentials.services import strike_key
from credentials.services.keys import UnknownKey


class Command(BaseCommand):
    """Take one key off its owner's list; the worker signs anew what it had signed."""

    help = "Strike off a compromised key. Badges are issued anew with another, by the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which key: DID documents name each by its fingerprint, after the #."""
        parser.add_argument("fingerprint")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say whose it was and how many documents it had signed."""
        try:
            key = strike_key(options["fingerprint"])
        except UnknownKey as error:
            raise CommandError(str(error)) from None
        owner = key.institution or key.employer
        many = SignatureRecord.objects.filter(key=key).values("document_id").distinct().count()
        self.stdout.write(
            f"{owner}: {key.kind} {key.fingerprint} counts no longer. It had signed {many} "
            "documents; the worker signs those that still stand with a new key."
        )
