"""Names of pages."""

from django.urls import path

from insights import views

app_name = "insights"
urlpatterns = [
    path("desk/reports/", views.programme_counts, name="programme_counts"),
    path("desk/reports/<slug:measure>/", views.counted_rows, name="counted_rows"),
]
