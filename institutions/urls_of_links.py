"""Names of pages around letters' links that ask who belongs to a university."""

from django.urls import path

from institutions import views

urlpatterns = [path("link/switch/", views.switch_by_link, name="switch_by_link")]
