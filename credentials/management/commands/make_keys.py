"""``manage.py make_keys [institution|employer SLUG]``: the key file, and an owner’s keys."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from credentials.management.owners import add_owner_arguments, owner_named
from credentials.services import make_key_file, make_keys


class Command(BaseCommand):
    """Make the key file where there is none; with an owner, also the owner's signing keys."""

    help = "Make KEY_FILE where there is none; with an owner, also its signing keys."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose keys; nobody's by default: the worker makes them at first need."""
        add_owner_arguments(parser, needed=False)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was made and what was there."""
        made = make_key_file()
        said = "Made" if made else "There already:"
        self.stdout.write(f"{said} {settings.KEY_FILE}. Keep a copy apart from the database’s.")
        owner = owner_named(options)
        if owner is not None:
            for kind, key in sorted(make_keys(owner).items()):
                self.stdout.write(f"{owner}: {kind} {key.fingerprint}")
