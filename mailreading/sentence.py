"""One sentence of at most 280 characters, out of what somebody wrote."""

import re

LENGTH = 280
ENOUGH = 120  # characters of whole sentences are better than 280 that end in the middle
END = re.compile(r"[.!?؟。…](?=\s)")


def one_sentence(words: str) -> tuple[str, bool]:
    """``words`` in one line, and whether something had to be left out at its end."""
    line = " ".join(words.split())
    if len(line) <= LENGTH:
        return line, False
    ends = [found.end() for found in END.finditer(line[: LENGTH + 1])]
    if ends and ends[-1] >= ENOUGH:
        return line[: ends[-1]], True
    cut = line[: LENGTH - 1]
    if " " in cut[-40:]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–—-") + "…", True
