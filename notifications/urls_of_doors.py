"""The mail provider's second door: what became of letters. Beside ``mailroom.urls_of_doors``."""

from django.urls import path

from notifications.views import tracking

app_name = "tracking"
urlpatterns = [path("operators/mail/tracking/", tracking.track_letters, name="track_letters")]
