"""`manage.py check_base_url`: is this data's address the one it was born under?"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.models import Deployment


class Command(BaseCommand):
    """Badges carry absolute addresses, so data may not silently move to another one."""

    help = "Remember BASE_URL at the first start; refuse another one later."

    def handle(self, *args: Any, **options: Any) -> None:
        """Store the address, or compare it."""
        deployment, born_now = Deployment.objects.get_or_create(
            defaults={"base_url": settings.BASE_URL}
        )
        if not born_now and deployment.base_url != settings.BASE_URL:
            raise CommandError(
                f"This data belongs to {deployment.base_url}, and BASE_URL now says "
                f"{settings.BASE_URL}. Badges carry the address: start with the old one, or with "
                "RESET=1 (demo) to begin anew."
            )
