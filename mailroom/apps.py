"""The app's entry in Django's registry."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "mailroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check of the settings."""
        from mailroom import checks  # noqa: F401
