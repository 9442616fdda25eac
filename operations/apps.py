"""The app's entry in Django's registry."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        """Workers note what of the timetable they ran."""
        from operations import timetable  # noqa: F401
