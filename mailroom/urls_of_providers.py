"""anymail's own addresses: looked up by a provider's name, and served by nobody."""

from django.urls import include, path

urlpatterns = [path("", include("anymail.urls"))]
