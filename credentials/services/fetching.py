"""Looking something up at another service, for somebody's file: little, soon, and never inwards.

Whoever wrote the file chose the address. So: https on its own port, names and numbers that lead to
public addresses alone, the connection made to the very address that was looked at, no redirect
followed, no cookie sent, one mebibyte and a few seconds for all of one file (decision 99).
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

import openbadges as ob

SECONDS = 6.0  # for all look-ups of one file
BYTES = 1024 * 1024  # of one answer, its header included
ACCEPT = "application/vc+ld+json, application/vc, application/did+json, application/json;q=0.9"
NAMES_AT_A_TIME = 4

Addresses = Callable[[str], list[str]]


class Refused(Exception):
    """An address that nothing is fetched from, or an answer that is not taken."""


def addresses_of(host: str) -> list[str]:
    """What a name leads to, by the machine's own resolver."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Whether an IP address is out in the world, and not of this machine or its neighbours."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


class Elsewhere:
    """Fetches for one file. ``lookup``, ``allows``, ``trusts`` and ``port`` are doors for tests."""

    def __init__(
        self,
        *,
        lookup: Addresses = addresses_of,
        allows: Callable[[str], bool] = is_public,
        trusts: ssl.SSLContext | None = None,
        port: int = 443,
        seconds: float = SECONDS,
    ) -> None:
        self._lookup, self._allows, self._trusts, self._port = lookup, allows, trusts, port
        self._ends = time.monotonic() + seconds

    def fetch(self, address: str) -> bytes:
        """What ``address`` serves.

        Raises ``openbadges.NotFound`` where it answers that there is nothing, ``Refused`` or
        ``OSError`` where it cannot be asked or its answer cannot be taken.
        """
        if not settings.LOOK_UP_ELSEWHERE:
            raise Refused("this service looks nothing up elsewhere")
        try:
            parts = urlsplit(address)
            port, host = parts.port or 443, (parts.hostname or "")[:253].encode("idna").decode()
        except ValueError:
            raise Refused("no usable host") from None
        if parts.scheme != "https" or "@" in parts.netloc or port != 443 or "." not in host:
            raise Refused("only https addresses with a name, on the usual port")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not path.isascii() or not path.isprintable() or " " in path:
            raise Refused("no usable path")
        return self._get(host, path, self._pinned(host))

    def _left(self) -> float:
        """The seconds that are left for this file."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this file is used up")
        return left

    def _pinned(self, host: str) -> str:
        """The one address to connect to: refused unless all that the name leads to are public."""
        asked = _names().submit(self._lookup, host)
        try:
            found = asked.result(timeout=self._left())
        finally:
            asked.cancel()
        if not found or not all(map(self._allows, found)):
            raise Refused("the name leads to an address that is not public")
        return found[0]

    def _get(self, host: str, path: str, ip: str) -> bytes:
        trusts = self._trusts or _authorities()
        with (
            socket.create_connection((ip, self._port), timeout=self._left()) as plain,
            trusts.wrap_socket(plain, server_hostname=host) as line,
        ):
            line.settimeout(self._left())
            line.sendall(
                f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {ACCEPT}\r\n"
                "User-Agent: Foothold\r\nAccept-Encoding: identity\r\n"
                "Connection: close\r\n\r\n".encode("ascii")
            )
            answer = http.client.HTTPResponse(_Bounded(line, self._left))  # type: ignore[arg-type]
            try:
                answer.begin()
                if answer.status in {404, 410}:
                    raise ob.NotFound(host)
                if answer.status != 200:
                    raise Refused(f"it answered {answer.status}")
                return answer.read()
            except (http.client.HTTPException, ValueError) as error:
                raise Refused(f"it answered nonsense: {type(error).__name__}") from None


class _Bounded(io.RawIOBase):
    """A connection read to the end of its time or of its bytes, whatever drips from it."""

    def __init__(self, line: socket.socket, left: Callable[[], float]) -> None:
        self._line, self._seconds_left, self._bytes_left = line, left, BYTES

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        """What ``http.client`` asks of a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes, with no more patience than is left."""
        self._line.settimeout(self._seconds_left())
        count = self._line.recv_into(buffer)
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise Refused("it serves too much")
        return count


@cache
def _names() -> ThreadPoolExecutor:
    """Asks for names: a resolver knows no time-out, so somebody else waits for it."""
    return ThreadPoolExecutor(NAMES_AT_A_TIME, "names")


@cache
def _authorities() -> ssl.SSLContext:
    return ssl.create_default_context()
