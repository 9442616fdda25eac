"""The front hall of an institution."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
