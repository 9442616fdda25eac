"""``manage.py generate --challenges 100000 --students 50000 --eois 200000 --seed 1``."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from institutions.models import Institution
from portal.bulk.rows import Generated, slug_of


class Command(BaseCommand):
    """A university with as many projects, students and interests as you like, by COPY."""

    help = "Make a university of made-up rows in bulk, for measuring. The same seed, the same rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many of each."""
        parser.add_argument("--challenges", type=int, default=10_000)
        parser.add_argument("--live", type=int, help="of them open; default a tenth")
        parser.add_argument("--students", type=int, default=5_000)
        parser.add_argument("--eois", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--yes", action="store_true", help="also in a database that is used")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write everything in one transaction, and say how long it took."""
        if not (settings.DEMO or settings.TEST or options["yes"]):
            raise CommandError(
                "This fills the database with made-up rows, and it is not a demo's or a test's. "
                "Say --yes if you mean it."
            )
        counts = {name: options[name] for name in ("challenges", "students", "eois")}
        live = options["challenges"] // 10 if options["live"] is None else options["live"]
        if counts["challenges"] < 1 or counts["students"] < 0 or counts["eois"] < 0:
            raise CommandError("At least one challenge, and no negative numbers.")
        if not 0 <= live <= counts["challenges"]:
            raise CommandError("--live lies between 0 and --challenges.")
        if counts["eois"] > counts["challenges"] * counts["students"]:
            raise CommandError("A student asks for a project once: that many interests can not be.")
        slug = slug_of(options["seed"])
        if Institution.objects.filter(slug=slug).exists():
            raise CommandError(f"Seed {options['seed']} is in already, as “{slug}”. Take another.")
        began = time.monotonic()
        with transaction.atomic():
            Generated(seed=options["seed"], live=live, **counts).write()
        self.stdout.write(
            f"/{slug}/: {counts['challenges']} challenges, {live} of them open, "
            f"{counts['students']} students, {counts['eois']} interests "
            f"in {time.monotonic() - began:.1f} s."
        )
