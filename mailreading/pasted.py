"""An e-mail that somebody copied out of a mail program and pasted into a box."""

import re

from mailreading.languages import FROM, LABEL, RULE, SUBJECT, TO
from mailreading.mime import clean, said

SOURCE = re.compile(
    r"^(?:received|return-path|mime-version|message-id|delivered-to) ?:", re.I | re.M
)
HEAD_LINES = 12


def is_source(text: str) -> bool:
    """Whether ``text`` is the source of a message ("show original"), to be read as one."""
    top = re.split(r"\n\s*\n", clean(text).lstrip(), maxsplit=1)[0]
    return len(SOURCE.findall(top[:64_000])) >= 2 and bool(re.search(r"^from ?:", top, re.I | re.M))


def parts_of(text: str) -> tuple[str, str, str, str]:
    """Sender's line, recipients, subject and body of a pasted message; each may be empty."""
    lines = [line.strip() for line in clean(text).strip().split("\n")]
    while lines and (not lines[0] or RULE.fullmatch(lines[0])):
        lines.pop(0)
    head: dict[str, str] = {}
    at = 0
    for at, line in enumerate(lines[:HEAD_LINES]):  # noqa: B007
        if found := next((name for name, label in _LABELS.items() if label.match(line[:60])), None):
            head.setdefault(found, re.split(r"[:：]", line, maxsplit=1)[1].strip())
        elif not line or "from" not in head:
            break
    if "from" in head:
        return head["from"], head.get("to", ""), said(head.get("subject", "")), _joined(lines[at:])
    for at, line in enumerate(lines[:4]):
        if re.search(r"<[^<>\s]{1,64}@[^<>\s]{3,250}>", line) and len(line) < 300:
            rest = lines[at + 1 :]
            if rest and re.match(r"(?:to|an|à|kime|إلى) .{1,80}$", rest[0], re.I):
                rest = rest[1:]
            return line, "", lines[0] if at else "", _joined(rest)
    return "", "", "", _joined(lines)


_LABELS = {"from": FROM, "subject": SUBJECT, "to": TO, "other": LABEL}


def _joined(lines: list[str]) -> str:
    return "\n".join(lines)
