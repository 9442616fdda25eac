"""`manage.py take_mail < message`: for a mail server that hands messages to a program."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from mailreading import BYTES_AT_MOST
from mailroom import services

TRY_LATER = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the message


class Command(BaseCommand):
    """One message on standard input, as Postfix's and Exim's pipes give it."""

    help = "Take in one e-mail from standard input (a pipe of Postfix or Exim)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read no more than is ever taken."""
        try:
            services.take_mail(sys.stdin.buffer.read(BYTES_AT_MOST + 1))
        except DatabaseError as error:
            raise CommandError(type(error).__name__, returncode=TRY_LATER) from error
