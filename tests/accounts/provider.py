"""A small OpenID provider that a test runs: it signs in whoever the test says, on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "test"})
CLIENT_ID = "foothold"


@contextmanager
def provider(claims: dict) -> Iterator[str]:
    """Run a provider that answers every question with ``claims``; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def answer(self, content: dict) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                self.answer(
                    {
                        "issuer": url,
                        "authorization_endpoint": f"{url}/authorize",
                        "token_endpoint": f"{url}/token",
                        "userinfo_endpoint": f"{url}/userinfo",
                        "jwks_uri": f"{url}/keys",
                    }
                )
            elif parts.path == "/authorize":
                asked = parse_qs(parts.query)
                back = urlencode({"code": "one", "state": asked["state"][0]})
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri'][0]}?{back}")
                self.end_headers()
            elif parts.path == "/userinfo":
                self.answer(claims)
            elif parts.path == "/keys":
                self.answer({"keys": [KEY.as_dict(private=False)]})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            now = int(time.time())
            token = jwt.encode(
                {"alg": "RS256", "kid": "test"},
                {"iss": url, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **claims},
                KEY,
            )
            self.answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
