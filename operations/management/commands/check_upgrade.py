"""``manage.py check_upgrade --since v0.3``: may this release follow that one while it runs?"""

import subprocess
from argparse import ArgumentParser
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operations.upgrading import breaking


class Command(BaseCommand):
    """For whoever makes a release; docs/deploy.md has the rule."""

    help = "Refuse migrations since a tag that the release of that tag would trip over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which release is the one before."""
        parser.add_argument("--since", required=True, metavar="TAG")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what breaks, and end with 1."""
        command = ["git", "-C", str(settings.BASE_DIR), "ls-tree", "-r", "--name-only"]
        try:
            listed = subprocess.run(  # noqa: S603
                [*command, options["since"]], check=True, capture_output=True, text=True
            ).stdout.split()
        except (OSError, subprocess.CalledProcessError) as error:
            raise CommandError(f"git knows no {options['since']} here.") from error
        paths = [PurePath(line) for line in listed if "/migrations/" in line]
        before = {f"{path.parts[-3]}.{path.stem}" for path in paths if path.suffix == ".py"}
        ours = [
            config.label
            for config in apps.get_app_configs()
            if PurePath(config.path).parent == PurePath(settings.BASE_DIR)
        ]
        if found := list(breaking(before, ours)):
            raise CommandError("\n".join(found))
        self.stdout.write(f"Whatever runs {options['since']} stands these migrations.")
