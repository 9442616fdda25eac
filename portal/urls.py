"""Pages outside any institution."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []
