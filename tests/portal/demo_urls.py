"""The addresses of a demo, for tests: what config/urls.py has where settings.DEMO is true."""

from django.urls import include, path

from config.urls import urlpatterns as of_every_deployment

urlpatterns = [path("demo/", include("portal.demo.urls")), *of_every_deployment]
