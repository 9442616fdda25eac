"""Another service, as its issuer's site: TLS on this machine, reached by a name of its own."""

import datetime
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from credentials.services.fetching import Elsewhere

NAME = "badges.elsewhere.example"


@dataclass
class Site:
    """What it serves by path (bytes, JSON, or a kind of mischief), and what it was asked."""

    port: int
    trusts: ssl.SSLContext
    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def elsewhere(self, seconds: float = 5.0) -> Elsewhere:
        """Look-ups that find this machine under every name, and call it public."""
        return Elsewhere(
            lookup=lambda _host: ["127.0.0.1"],
            allows=lambda _address: True,
            trusts=self.trusts,
            port=self.port,
            seconds=seconds,
        )


@contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    """A running site with a certificate for ``NAME`` alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "site.pem").write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    serves = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serves.load_cert_chain(folder / "site.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = serves.wrap_socket(server.socket, server_side=True)
    trusts = ssl.create_default_context(cadata=pem.decode())
    server.site = site = Site(server.server_address[1], trusts)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append(self.path)
        page = site.pages.get(self.path)
        if page is None:
            return self._answer(404, b"")
        if page == "redirect":
            return self._answer(302, b"", Location="https://169.254.169.254/latest/meta-data/")
        if page == "drip":
            return self._drip()
        if page == "flood":
            return self._flood()
        content = page if isinstance(page, bytes) else json.dumps(page).encode()
        return self._answer(200, content)

    def _answer(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _drip(self) -> None:
        """A letter of a header now and then, for ever."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)

    def _flood(self) -> None:
        """More than anybody asked for, with no length."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                self.wfile.write(b"x" * 65536)

    def log_message(self, *_args: Any) -> None:
        """Nothing on the screen."""
