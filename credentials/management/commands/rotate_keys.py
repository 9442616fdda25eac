"""``manage.py rotate_keys institution|employer SLUG``: sign with new keys from now on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from credentials.management.owners import add_owner_arguments, owner_named
from credentials.services import rotate_keys


class Command(BaseCommand):
    """New keys for one owner; the old ones stay published, so that old badges verify."""

    help = "Give an institution or employer new signing keys; old badges go on verifying."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose keys."""
        add_owner_arguments(parser, needed=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say the new fingerprints."""
        owner = owner_named(options)
        assert owner is not None, "the parser asks for it"
        for kind, key in sorted(rotate_keys(owner).items()):
            self.stdout.write(f"{owner}: {kind} {key.fingerprint}")
