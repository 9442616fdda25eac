"""The app's entry in Django's registry."""

from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_finished
from django.utils.translation import deactivate


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every app is known: join their translations."""
        from core.catalogues import compile_older
        from core.translations import (  # Django's own apps are loaded by now
            flatten,
            know_language_by_thread,
            write_dates_as_french_does,
        )

        know_language_by_thread()
        write_dates_as_french_does()
        compile_older()
        for language, _name in settings.LANGUAGES:
            flatten(language)
        request_finished.connect(_speak_no_language, dispatch_uid="core.languages")


def _speak_no_language(**_kwargs: object) -> None:
    """After the last byte of an answer: the next one in this thread chooses for itself."""
    deactivate()
