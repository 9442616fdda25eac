"""A mail server that does what a test tells it: takes letters, refuses some, or is away."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any, ClassVar

from django.core.mail.backends.base import BaseEmailBackend


class MailServer(BaseEmailBackend):
    """``settings.EMAIL_BACKEND = "tests.notifications.mail_server.MailServer"``."""

    taken: ClassVar[list[Any]] = []
    connections: ClassVar[int] = 0
    refuses: ClassVar[dict[str, int]] = {}
    away: ClassVar[bool] = False

    @classmethod
    def begin(cls) -> type["MailServer"]:
        cls.taken, cls.refuses, cls.connections, cls.away = [], {}, 0, False
        return cls

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_open = False

    def open(self) -> bool:
        if self.away:
            raise SMTPServerDisconnected("away")
        if self.is_open:
            return False
        type(self).connections += 1
        self.is_open = True
        return True

    def close(self) -> None:
        self.is_open = False

    def send_messages(self, email_messages: Any) -> int:
        self.open()
        for mail in email_messages:
            (address,) = mail.recipients()
            if address in self.refuses:
                raise SMTPRecipientsRefused({address: (self.refuses[address], b"no")})
            self.taken.append(mail)
        return len(email_messages)
