"""As much of an IMAP server (RFC 9051) as a client that reads a letter-box asks for."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Box:
    """The messages of one letter-box by UID, and what a client did with them."""

    def __init__(self, messages: list[bytes]) -> None:
        self.messages = dict(enumerate(messages, start=7))
        self.flags: dict[int, str] = {}
        self.fetched: list[int] = []  # bytes


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Box = self.server.box  # type: ignore[attr-defined]
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _space, command = line.decode().strip().partition(" ")
            answer = "OK done"
            match re.split(r" +", command.upper()):
                case ["CAPABILITY", *_rest]:
                    self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                case ["LOGIN", *_rest] if "p%40ss" in command or '"p@ss"' not in command:
                    answer = "NO wrong"
                case ["SELECT", *_rest]:
                    self.wfile.write(f"* {len(box.messages)} EXISTS\r\n".encode())
                case ["UID", "SEARCH", *_rest]:
                    unseen = [str(uid) for uid in box.messages if uid not in box.flags]
                    self.wfile.write(f"* SEARCH {' '.join(unseen)}\r\n".encode())
                case ["UID", "FETCH", uid, what]:
                    most = int(re.search(r"<0\.(\d+)>", what)[1])  # type: ignore[index]
                    raw = box.messages[int(uid)][:most]
                    box.fetched.append(len(raw))
                    head = f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n"
                    self.wfile.write(head.encode() + raw + b")\r\n")
                case ["UID", "STORE", uid, *flags]:
                    box.flags[int(uid)] = " ".join(flags)
                case ["LOGOUT"]:
                    self.wfile.write(b"* BYE\r\n")
            self.wfile.write(f"{tag} {answer}\r\n".encode())


@contextmanager
def serving(box: Box) -> Iterator[str]:
    """The address of a server that holds ``box``, for an INBOUND_IMAP_URL."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.box = box  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"imap://clinic:p%40ss@127.0.0.1:{server.server_address[1]}/INBOX"
        server.shutdown()
