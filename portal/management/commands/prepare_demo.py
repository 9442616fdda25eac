"""`manage.py prepare_demo`: what a demo needs between its servers and its first page."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """The steps in order, in one process: importing everything takes longer than most of them."""

    help = "Migrate, check the base URL and seed the demo."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """One flag."""
        parser.add_argument("--empty", action="store_true", help="leave the story out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run them; the first that fails ends it with its own sentence."""
        executor = MigrationExecutor(connection)
        migrations = executor.migration_plan(executor.loader.graph.leaf_nodes())
        # Where there are none, `migrate` would still go through every model for half of our time.
        steps = {
            "migrate": bool(migrations),
            "check_base_url": True,
            "seed_demo": not options["empty"],
        }
        for name, wanted in steps.items():
            if wanted:
                call_command(name, stdout=self.stdout, stderr=self.stderr)
