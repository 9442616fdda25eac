"""A letter-box read over IMAP (RFC 9051), where no provider hands in what comes."""

import imaplib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from mailreading import BYTES_AT_MOST
from mailroom import services

logger = logging.getLogger(__name__)
AT_ONCE = 50
SECONDS = 30


def read_mailbox(url: str, *, delete: bool) -> int:
    """Take in what is unread in the letter-box at ``url``; returns how many messages.

    ``imaps://user:password@host:993/INBOX``. What is too large is not fetched. Each message is
    marked as read, or deleted, once it is taken in: a failure between leaves it for the next time,
    when it is known by its Message-ID. Raises ``OSError`` or ``imaplib.IMAP4.error``.
    """
    with _opened(url) as box:
        _answer, found = box.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").decode("ascii").split()[:AT_ONCE]
        for uid in uids:
            raw = _fetched(box, uid)
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


def _fetched(box: imaplib.IMAP4, uid: str) -> bytes | None:
    """The message, or ``None`` where it is too large or gone."""
    _answer, said = box.uid("FETCH", uid, "(RFC822.SIZE)")
    size = re.search(
        rb"RFC822\.SIZE (\d+)", b" ".join(each for each in said if isinstance(each, bytes))
    )
    if size is None or int(size[1]) > BYTES_AT_MOST:
        logger.warning("mail_refused why=too_large")
        return None
    _answer, said = box.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((each[1] for each in said if isinstance(each, tuple)), None)
