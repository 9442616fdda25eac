"""The demo's mailbox: every letter is kept in a folder instead of being sent, and can be read.

A letter is one file in ``DATA_DIR/mailbox``, whose name begins with its moment and its reader, so
that the newest and one reader's are found without opening any. The Message-ID names it too: a
letter that a dying worker sent twice is one.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock

STAMP = "%Y%m%d%H%M%S%f"
READER_AT_MOST = 120
NAMES = "names"  # a link for each id, so that none is looked for among all
AGAIN = "again.log"
ID = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Letter:
    """One letter as it was sent."""

    id: str
    at: str  # ISO, UTC
    sender: str
    reader: str
    subject: str
    text: str
    html: str

    @property
    def sent_at(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.at)

    def links_of_html(self) -> list[tuple[str, str]]:
        """Words and address of each link in the HTML part."""
        found = _Links()
        found.feed(self.html)
        return found.links


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.address: str | None = None
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.address, self.words = dict(attrs).get("href"), []

    def handle_data(self, data: str) -> None:
        if self.address:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.address and self.address.startswith(("http://", "https://")):
            self.links.append((" ".join("".join(self.words).split()), self.address))
            self.address = None


def _folder() -> Path:
    return Path(settings.DATA_DIR, "mailbox")


class MailboxBackend(BaseEmailBackend):
    """Django's door to the mailbox (``settings.EMAIL_BACKEND`` of a demo)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once for each reader. Returns how many messages."""
        for message in email_messages:
            for reader in message.recipients():
                keep(message, reader)
        return len(email_messages)


def keep(message: EmailMessage, reader: str) -> None:
    """Write one letter down; one that is there is noted in ``AGAIN``, as by a server's log."""
    said = message.extra_headers.get("Message-ID") or os.urandom(12).hex()
    letter_id = hashlib.sha256(f"{said} {reader}".encode()).hexdigest()[:24]
    folder = _folder()
    named = _named(letter_id)
    if named and (folder / named).exists():
        with (folder / AGAIN).open("a") as log:
            log.write(f"{letter_id}\n")
        return
    alternatives: Sequence[Any] = getattr(message, "alternatives", ())
    now = clock.now()
    letter = Letter(
        id=letter_id,
        at=now.isoformat(),
        sender=message.from_email,
        reader=reader,
        subject=str(message.subject),
        text=str(message.body),
        html=next((str(part[0]) for part in alternatives if part[1] == "text/html"), ""),
    )
    (folder / NAMES).mkdir(parents=True, exist_ok=True)
    name = named or f"{now:{STAMP}}~{quote(reader, safe='')[:READER_AT_MOST]}~{letter_id}.json"
    draft = folder / f".{letter_id}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(letter)), encoding="utf-8")
    if not named:
        (folder / NAMES / letter_id).symlink_to(name)
    draft.replace(folder / name)


def letters(reader: str = "") -> "Letters":
    """All letters, or those to readers whose address has ``reader`` in it, newest first."""
    wanted = reader.strip().lower()
    return Letters([name for name in _names() if wanted in _reader(name).lower()])


class Letters(Sequence[Letter]):
    """A list of letters that opens only those that are looked at."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [_open(name) for name in self.names[index]]
        return _open(self.names[index])


def letter(letter_id: str) -> Letter | None:
    """The letter of that id, or ``None``."""
    name = _named(letter_id) if ID.fullmatch(letter_id) else None
    return _open(name) if name else None


def _names() -> list[str]:
    return sorted(_unsorted_names(), reverse=True)


def _unsorted_names() -> Iterator[str]:
    try:
        with os.scandir(_folder()) as entries:
            yield from (entry.name for entry in entries if entry.name.endswith(".json"))
    except FileNotFoundError:
        return


def _reader(name: str) -> str:
    return unquote(name.partition("~")[2].rpartition("~")[0])


def _named(letter_id: str) -> str | None:
    try:
        return os.readlink(_folder() / NAMES / letter_id)
    except FileNotFoundError:
        return None


def sent_again() -> list[str]:
    """The id of each letter that came once more under its Message-ID, as often as it came."""
    try:
        return (_folder() / AGAIN).read_text().split()
    except FileNotFoundError:
        return []


def _open(name: str) -> Letter:
    return Letter(**json.loads(_folder().joinpath(name).read_text(encoding="utf-8")))
