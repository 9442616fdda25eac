"""The app's entry in Django's registry."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the model that stands beside ``models``, behind a wall of its own."""
        from placements import survey  # noqa: F401
