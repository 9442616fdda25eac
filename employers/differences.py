"""What differs between two texts, word by word. Knows nothing of briefs."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\s*\S+|\s+$")  # a word with the space before it: no piece is space alone


class Kind(StrEnum):
    """Whether a piece stands in both texts, in the first, or in the second."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words that stand together."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order: what is gone stands before what is new in its place.

    Same and gone together are ``before``, same and new are ``after``, letter by letter.
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    for _tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if _tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(Kind.GONE, "".join(old[a:b])))
        if d > c:
            pieces.append(Piece(Kind.NEW, "".join(new[c:d])))
    return pieces
