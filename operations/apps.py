"""The app's entry in Django's registry."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"
