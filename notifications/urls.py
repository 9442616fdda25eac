"""Names of pages."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("me/letters/", views.my_messages, name="my_messages"),
    path("me/letters/read/", views.mark_read, name="mark_read"),
    path("me/letters/choice/", views.choose_letters, name="choose_letters"),
]
