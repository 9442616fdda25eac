"""Names of pages. They stand outside any institution."""

from django.urls import path

from operations import views

app_name = "operations"
urlpatterns = [
    path("operators/how-it-runs/", views.how_it_runs, name="how_it_runs"),
    path("operators/how-it-runs/try-again/", views.try_again, name="try_again"),
]
