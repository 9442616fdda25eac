"""What somebody wrote, without what she answers to, her signature, greeting and regards.

The words by which programs and people mark them are in ``mailreading.languages``.
"""

import re

from mailreading.languages import (
    A_NAME,
    ATTRIBUTION,
    FROM,
    GREETING_BEFORE,
    GREETING_LINE,
    LABEL,
    OF_A_PHONE,
    REGARDS,
    RULE,
    SMALL_PRINT,
    WARNING,
)

LOOKED_AT = 64_000  # characters
TAIL = 8  # lines in which regards may stand


def own_words(text: str) -> str:
    """The paragraphs that the sender wrote herself. Falls back where nothing would be left."""
    lines = [line.strip() for line in text[:LOOKED_AT].split("\n")]
    lines = [line for line in lines if not WARNING.fullmatch(line)]
    answered = _trimmed(_without_quotes(lines))
    signed = _without_signature(answered)
    plain = _trimmed(_without_regards(_trimmed(_without_greeting(_trimmed(signed)))))
    return "\n".join(plain or _trimmed(signed))


def sent_on(text: str) -> str:
    """The older e-mail that stands whole below the sender's words, with its head; or nothing."""
    lines = [line.strip() for line in text[:LOOKED_AT].split("\n")]
    bare = [line.lstrip("> ") for line in lines]
    begun = (at for at in range(len(bare)) if RULE.fullmatch(bare[at]) or _is_head(bare, at))
    first = next(begun, len(bare))
    return "\n".join(bare[first:])


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    return lines[start:end]


def _without_quotes(lines: list[str]) -> list[str]:
    """Lines behind ``>`` go, with the words that lead to them; older e-mails go whole."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith((">", "|>", "&gt;")):
            at += 1
            continue
        if RULE.fullmatch(line) or _is_head(lines, at):
            break
        long = _attribution(lines, at)
        if long:
            rest = next((each for each in lines[at + long :] if each), "")
            if not rest.startswith(">"):
                break
            at += long
            continue
        kept.append(line)
        at += 1
    return kept


def _attribution(lines: list[str], at: int) -> int:
    """How many lines from ``at`` say who wrote what follows; none: 0."""
    said = ""
    for long in (1, 2, 3):
        if at + long > len(lines) or not lines[at + long - 1]:
            return 0
        said = f"{said} {lines[at + long - 1]}"[:600].strip()
        if said.endswith((":", "：")) and ATTRIBUTION.fullmatch(said):
            return long
    return 0


def _is_head(lines: list[str], at: int) -> bool:
    """Whether "From:", and within four lines two more labels, begin an older e-mail here."""
    if not FROM.match(lines[at][:60]):
        return False
    after = [line for line in lines[at + 1 : at + 10] if line][:4]
    return sum(bool(LABEL.match(line[:60])) for line in after) >= 2


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if at and line in ("--", "—", "–"):
            return lines[:at]
        if len(line) < 300 and (OF_A_PHONE.fullmatch(_unlinked(line)) or SMALL_PRINT.match(line)):
            return lines[:at]
    return lines


def _unlinked(line: str) -> str:
    """``Get Outlook for iOS<https://aka.ms/…>`` without the address."""
    return re.sub(r"\s*[<\[(]https?://[^\s>)\]]{1,200}[>)\]]", "", line).strip()


def _without_greeting(lines: list[str]) -> list[str]:
    if not lines:
        return lines
    first, rest = lines[0], lines[1:]
    ends = first[-1:] in ",!:،." or (rest and not rest[0])
    if any(rest) and ends and len(first.split()) <= 6 and GREETING_LINE.fullmatch(first):
        return rest
    before = GREETING_BEFORE.match(first)
    return [first[before.end() :], *rest] if before else lines


def _without_regards(lines: list[str]) -> list[str]:
    written = [at for at, line in enumerate(lines) if line]
    for at in written[1:][-TAIL:]:
        if len(lines[at]) < 80 and REGARDS.fullmatch(lines[at]):
            return lines[:at]
    last = written[-1] if written else 0
    if last and not lines[last - 1] and A_NAME.fullmatch(lines[last]):
        return lines[:last]
    return lines
