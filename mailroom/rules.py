"""Who may read and file e-mails: the last lines are the app's whole policy."""

from core.permissions import Rules
from institutions.rules import is_wil_staff, sees_the_desk

RULES: Rules = {
    "mailroom.mail_list": sees_the_desk,
    "mailroom.paste_mail": is_wil_staff,
    "mailroom.file_mail": is_wil_staff,
    "mailroom.set_mail_aside": is_wil_staff,
}
