"""``manage.py rewrap_keys``: a new key in KEY_FILE, every private key sealed anew under it."""

from typing import Any

from django.core.management.base import BaseCommand

from credentials.services import rewrap_keys


class Command(BaseCommand):
    """Change the key-encryption key. Signing keys, and with them badges, stay as they are."""

    help = "Seal every private key anew under a new key in KEY_FILE."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were sealed."""
        count = rewrap_keys()
        self.stdout.write(f"{count} private keys sealed anew. Copy KEY_FILE again.")
