"""The app's entry in Django's registry."""

from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every app is known: join their translations."""
        from core.translations import (  # Django's own apps are loaded by now
            flatten,
            know_language_by_thread,
        )

        know_language_by_thread()
        for language, _name in settings.LANGUAGES:
            flatten(language)
