"""`manage.py take_mail < message`: for a mail server that hands messages to a program."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from mailroom import services
from mailroom.mailbox import READ_OF_EACH

TRY_LATER = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the message


class Command(BaseCommand):
    """One message on standard input, as Postfix's and Exim's pipes give it."""

    help = "Take in one e-mail from standard input (a pipe of Postfix or Exim)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in its first megabyte; the rest is let by, so that the mail server can write it."""
        raw = sys.stdin.buffer.read(READ_OF_EACH)
        while sys.stdin.buffer.read(READ_OF_EACH):
            pass
        try:
            services.take_mail(raw)
        except DatabaseError as error:
            raise CommandError(type(error).__name__, returncode=TRY_LATER) from error
