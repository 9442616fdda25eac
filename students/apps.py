"""The app's entry in Django's registry."""

from django.apps import AppConfig


class StudentsConfig(AppConfig):
    name = "students"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the model that stands behind its own wall; nobody may import it by models."""
        from students import equity  # noqa: F401
