"""Signing in: letters' links, and allauth's own pages."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("link/new/", views.new_link, name="new_link"),
    path("", include("allauth.urls")),
]
