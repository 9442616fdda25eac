"""Names of the desk's pages."""

from django.urls import path

from mailroom.views import desk

app_name = "mailroom"
urlpatterns = [
    path("desk/mail/", desk.mail_list, name="mail_list"),
    path("desk/mail/paste/", desk.paste_mail, name="paste_mail"),
    path("desk/mail/<uuid:public_id>/", desk.file_mail, name="file_mail"),
    path("desk/mail/<uuid:public_id>/aside/", desk.set_mail_aside, name="set_mail_aside"),
]
