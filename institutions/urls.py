"""Names of pages."""

from django.urls import URLPattern

app_name = "institutions"
urlpatterns: list[URLPattern] = []
