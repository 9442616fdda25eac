"""Addresses that stand inside credentials: outside any institution, and forever."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
