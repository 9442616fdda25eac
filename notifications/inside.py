"""What a letter says between its greeting and its foot, for reading it on a page."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

from notifications.models import Message

WAY = re.compile(r"(?s)\A(?P<words>.+):\n(?P<url>https?://\S+)\Z")


@dataclass(frozen=True)
class Inside:
    """The body's paragraphs, and the ways on: words and the path of a page."""

    paragraphs: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]


def inside_of(message: Message) -> Inside:
    """Take ``message``, as ``_frame.txt`` has put it together, apart again.

    Addresses lose the key that signs a reader in: whoever reads here is signed in.
    """
    _greeting, *blocks = re.split(r"\n{2,}", message.text.strip())
    body: list[str] = []
    ways: list[tuple[str, str]] = []
    for block in blocks:
        way = WAY.match(block)
        if way and (ways or not message.path or _path(way["url"]) == message.path):
            ways.append((way["words"], _path(way["url"])))
        elif ways:
            break  # the foot
        else:
            body.append(block)
    return Inside(tuple(body), tuple(ways))


def _path(url: str) -> str:
    """The page of ``url``: its path where it is ours, without a key."""
    parts = urlsplit(url)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "key"])
    clean = parts._replace(query=query)
    if url.startswith(settings.BASE_URL + "/"):
        clean = clean._replace(scheme="", netloc="")
    return clean.geturl()
