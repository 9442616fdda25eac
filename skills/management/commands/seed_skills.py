"""``manage.py seed_skills``"""

from typing import Any

from django.core.management.base import BaseCommand

from skills.services import ensure_core_framework


class Command(BaseCommand):
    """See that the framework that Foothold ships is in. Running it twice changes nothing."""

    help = "Import the twelve skills that Foothold ships, unless they are in already."

    def handle(self, *args: Any, **options: Any) -> None:
        framework = ensure_core_framework()
        self.stdout.write(f"{framework}: {framework.skills.count()} skills.")
