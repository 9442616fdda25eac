"""The app's entry in Django's registry."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "mailroom"
    default_auto_field = "django.db.models.BigAutoField"
