"""Whether a person wrote, or a machine: bounces (RFC 3464), automatic replies (RFC 3834)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from mailreading.languages import AWAY, CAME_BACK
from mailreading.mime import Pieces

LOOKED_AT = 64_000


class Kind(StrEnum):
    """Who wrote."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"


@dataclass(frozen=True)
class Bounce:
    """One address that a letter did not reach.

    ``status`` is RFC 3463's, such as ``5.1.1``; ``for_good`` whether another try is in vain.
    ``letter`` is the Message-ID of the letter that came back, where the report names it.
    """

    address: str
    status: str
    for_good: bool
    letter: str


MACHINES = re.compile(r"(?:mailer-daemon|mail-daemon|postmaster|mdaemon|bounces?)@", re.IGNORECASE)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<!\d)(5\d\d|4\d\d)[ -]")
MESSAGE_ID = re.compile(r"message-id:\s{0,4}(<[^<>\s]{3,250}>)", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']{1,64}@[A-Za-z0-9.-]{1,250}")


def bounces(pieces: Pieces, text: str) -> tuple[Bounce, ...]:
    """What came back, by the report's own fields or, from old mail servers, by its words."""
    letter = next((about.header("message-id")[:250] for about in pieces.about), "")
    if pieces.reports:
        return tuple(_of_report(pieces.reports[0], letter))
    sender = pieces.top.header("from")
    if not MACHINES.search(sender) or not CAME_BACK.search(
        pieces.top.header("subject") + text[:500]
    ):
        return ()
    text = text[:LOOKED_AT]
    named = MESSAGE_ID.search(text)
    status, code = STATUS.search(text), CODE.search(text)
    said = status[1] if status else f"{code[1][0]}.0.0" if code else ""
    failed = pieces.top.header("x-failed-recipients") or text
    address = ADDRESS.search(failed)
    return (
        Bounce(
            address[0].lower() if address else "",
            said,
            said.startswith("5"),
            letter or (named[1] if named else ""),
        ),
    )


def _of_report(report: str, letter: str) -> list[Bounce]:
    """RFC 3464: blocks of fields; the first is of the message, each other of one address."""
    found = []
    for block in re.split(r"\n\s*\n", report[:LOOKED_AT])[:100]:
        fields: dict[str, str] = {}
        for line in block.split("\n"):
            name, _colon, value = line.partition(":")
            fields.setdefault(name.strip().lower(), value.strip())
        of_whom = fields.get("final-recipient") or fields.get("original-recipient") or ""
        action = fields.get("action", "").split(" ")[0].lower()
        if not of_whom or action not in ("failed", "delayed"):
            continue
        status = STATUS.search(fields.get("status", ""))
        said = status[1] if status else ""
        address = ADDRESS.search(of_whom.rpartition(";")[2])
        found.append(
            Bounce(
                address[0].lower() if address else "",
                said,
                action == "failed" and not said.startswith("4"),
                letter,
            )
        )
    return found


def is_suspect(pieces: Pieces) -> bool:
    """Whether the mail server that took it in holds it for junk, or its sender for a forgery.

    Read off what servers write: X-Spam-Flag and its like, and DMARC's result (RFC 8601).
    """
    flags = ("x-spam-flag", "x-spam-status", "x-mailgun-sflag", "x-spam")
    if any(pieces.top.header(name).lower().startswith("yes") for name in flags):
        return True
    said = pieces.top.header("authentication-results").lower()  # the first is the last server's
    return bool(re.search(r"\bdmarc\s{0,3}=\s{0,3}fail", said))


def is_automatic(pieces: Pieces) -> bool:
    """Whether nobody sat down to write this, so that nobody must answer it."""
    top = pieces.top
    if top.header("auto-submitted").split(";")[0].strip().lower() not in ("", "no"):
        return True
    if any(top.header(name) for name in ("x-autoreply", "x-autorespond", "list-id", "feedback-id")):
        return True
    if top.header("precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if top.kind == "multipart/report" or pieces.answers_invitation:
        return True
    if top.header("return-path") == "<>" or MACHINES.search(top.header("from")):
        return True
    return bool(AWAY.fullmatch(top.header("subject")))
