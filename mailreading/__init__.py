"""Reading an e-mail: a library that knows neither Django nor a database.

It takes bytes and says who wrote, about what, and the one sentence that counts; or that it is a
bounce or an automatic reply. Whatever it is given it answers with a ``Reading`` or raises
``Refused``, within limits of size and time (``mailreading.limits``).
"""

import re
from dataclasses import dataclass

from mailreading.html import text_of
from mailreading.kinds import Bounce, Kind, bounces, is_automatic, is_suspect
from mailreading.languages import BARE_SUBJECT
from mailreading.limits import BYTES_AT_MOST, Refused, Why
from mailreading.mime import Part, Pieces, clean, take_apart
from mailreading.pasted import is_source, parts_of
from mailreading.quotes import own_words, sent_on
from mailreading.references import references
from mailreading.sentence import LENGTH, one_sentence

__all__ = [
    "BYTES_AT_MOST",
    "LENGTH",
    "Bounce",
    "Kind",
    "Reading",
    "Refused",
    "Why",
    "one_sentence",
    "own_words",
    "read",
    "read_pasted",
    "text_of",
]

ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\\\"@]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_][^\W_]{1,62}"
)
WORDS_OF_A_SENTENCE = 4


@dataclass(frozen=True)
class Reading:
    """What an e-mail says.

    ``sender`` is what its From line claims, which proves nothing. ``sentence`` is at most 280
    characters, empty where nothing was written; ``longer`` whether more stood there. ``files``
    counts attachments, none of which is looked at. ``references`` are candidates. ``sent_on`` is
    the older e-mail below this one's words, where it says who wrote it. ``suspect``: a mail server
    holds it for junk or forged.
    """

    kind: Kind
    sender: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    sentence: str
    longer: bool
    files: int
    bounces: tuple[Bounce, ...] = ()
    sent_on: "Reading | None" = None
    suspect: bool = False


def read(raw: bytes) -> Reading:
    """Read one message (RFC 5322) as it came. Raises ``Refused``, and nothing else.

    A person whose text is empty may have written all in the subject: then that is the sentence.
    """
    if len(raw) > BYTES_AT_MOST:
        raise Refused(Why.TOO_LARGE)
    pieces = take_apart(raw)
    text = _text(pieces)
    came_back = bounces(pieces, text)
    kind = Kind.BOUNCE if came_back else Kind.AUTOMATIC if is_automatic(pieces) else Kind.PERSON
    subject = pieces.top.header("subject")[:200]
    words = own_words(text) if kind == Kind.PERSON else ""
    if not words and kind == Kind.PERSON:
        words = _of_subject(subject)
    sentence, longer = one_sentence(words)
    return Reading(
        kind=kind,
        sender=sender_of(pieces) if kind == Kind.PERSON else "",
        subject=subject,
        message_id=pieces.top.header("message-id")[:250],
        references=references(pieces.top, text),
        sentence=sentence,
        longer=longer,
        files=pieces.files,
        bounces=came_back,
        suspect=is_suspect(pieces),
        sent_on=_older(sent_on(text)) if kind == Kind.PERSON else None,
    )


def read_pasted(text: str) -> Reading:
    """Read what somebody copied out of a mail program, or a message's source.

    What it does not say is empty. Raises ``Refused`` as ``read`` does, for a source alone.
    """
    if is_source(text):
        return read(text.lstrip().encode("utf-8", "replace"))
    return _of_words(text[:BYTES_AT_MOST])


def _older(text: str) -> Reading | None:
    older = _of_words(text) if text else None
    return older if older and older.sender else None


def _of_words(text: str) -> Reading:
    sender, to, subject, body = parts_of(text)
    sentence, longer = one_sentence(own_words(body) or _of_subject(subject))
    top = Part([("to", to), ("subject", subject)], 0, 0)
    return Reading(
        kind=Kind.PERSON,
        sender=address_in(sender),
        subject=subject[:200],
        message_id="",
        references=references(top, body),
        sentence=sentence,
        longer=longer,
        files=0,
    )


def sender_of(pieces: Pieces) -> str:
    """The one address of the From line. Raises ``Refused`` for none, or for several."""
    found = [address_in(value) for value in pieces.top.all("from")]
    if len(set(found)) != 1 or not found[0]:
        raise Refused(Why.SENDERS)
    return found[0]


def address_in(value: str) -> str:
    """The address in ``Ada Brook <ada@mail.example>``, its domain in lower case; ``""`` for none.

    What stands in angle brackets counts, never what a display name pretends.
    """
    unquoted = re.sub(r'"[^"]{0,500}"', " ", value)
    within = re.findall(r"<([^<>]{1,320})>", unquoted)
    found = [word for word in (within or re.split(r"[\s,;]+", unquoted)) if ADDRESS.fullmatch(word)]
    if len(set(found)) != 1 or len(found[0]) > 254:
        return ""
    local, _at, domain = found[0].rpartition("@")
    return f"{local}@{domain.lower()}"


def _text(pieces: Pieces) -> str:
    return clean(
        "\n".join(text_of(text) if kind == "html" else text for kind, text in pieces.words)
    )


def _of_subject(subject: str) -> str:
    bare = " ".join(BARE_SUBJECT.sub(" ", subject).split())
    return bare if len(bare.split()) >= WORDS_OF_A_SENTENCE else ""
