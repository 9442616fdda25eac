"""Which project an e-mail is about: what stands behind the plus of an address, or in brackets."""

import re

from mailreading.mime import Part

REFERENCE = r"[a-z0-9][a-z0-9-]{1,39}"
PLUS = re.compile(rf"[^\s<>,;:\"@+]{{1,64}}[+]({REFERENCE}(?:[.]{REFERENCE})?)@", re.IGNORECASE)
BRACKETS = re.compile(rf"[\[(#]\s?({REFERENCE})\s?[\])]?(?![\w-])", re.IGNORECASE)
PAGE = re.compile(rf"/projects/({REFERENCE})(?:[/?#]|\b)", re.IGNORECASE)
RECIPIENTS = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to"),
    *("to", "cc", "resent-to", "x-forwarded-to"),
)
AT_MOST = 12


def references(top: Part, text: str) -> tuple[str, ...]:
    """Candidates in lower case, the surest first: addresses, the subject, a page's address."""
    found: list[str] = []
    for name in RECIPIENTS:
        for value in top.all(name)[:20]:
            found += [word for whole in PLUS.findall(value) for word in whole.lower().split(".")]
    found += BRACKETS.findall(top.header("subject").lower())
    found += PAGE.findall(text[:64_000].lower())
    return tuple(dict.fromkeys(found))[:AT_MOST]
