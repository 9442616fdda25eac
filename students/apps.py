"""The app's entry in Django's registry."""

from django.apps import AppConfig


class StudentsConfig(AppConfig):
    name = "students"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the models that stand beside ``models``, two behind walls of their own."""
        from students import access, equity, looks, rights, seen  # noqa: F401
