"""The mail provider's door. It stands under the operators' first word, which no university has."""

from django.urls import path

from mailroom.views import door

app_name = "mail"
urlpatterns = [path("operators/mail/inbound/", door.receive_mail, name="receive_mail")]
