"""A letter-box read over IMAP (RFC 9051), where no provider hands in what comes."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from mailroom import services

AT_ONCE = 50
READ_OF_EACH = 1024 * 1024  # words stand before files
SECONDS = 30


def read_mailbox(url: str, *, delete: bool) -> int:
    """Take in what is unread in the letter-box at ``url``; returns how many messages.

    ``imaps://user:password@host:993/INBOX``. Of each message no more than the first megabyte is
    fetched: whoever adds a film of herself is on the list all the same. Each is marked as read, or
    deleted, once it is taken in; after a failure between it comes again, and is known by its
    Message-ID. Raises ``OSError`` or ``imaplib.IMAP4.error``.
    """
    with _opened(url) as box:
        _answer, found = box.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").decode("ascii").split()[:AT_ONCE]
        for uid in uids:
            _answer, said = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{READ_OF_EACH}>)")
            raw = next((each[1] for each in said if isinstance(each, tuple)), None)
            if raw is not None:
                services.take_mail(raw)
            box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen \Deleted)" if delete else r"(\Seen)")
        if delete and uids:
            box.expunge()
        return len(uids)


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, timeout=SECONDS)
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    with box:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, _said = box.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
        if answer != "OK":
            raise imaplib.IMAP4.error("no such letter-box")
        yield box
