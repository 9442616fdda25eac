"""The reader of e-mails: what people wrote, whatever program they wrote it with."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailreading import LENGTH, Kind, Reading, Refused, Why, read, read_pasted
from tests.mailreading.clients import bounced, crlf, file, head, multipart, part, plain
from tests.mailreading.corpus import CORPUS, LIBRARY, LONG

OURS = "<0c5c8a2e-6a53-4b8c-9f37-0d9b1f6f2f11@placements.northshire.example>"


def test_each_message_of_the_corpus_gives_its_sentence():
    found = {name: read(raw) for name, (raw, _sentence) in CORPUS.items()}

    assert {name: reading.sentence for name, reading in found.items()} == {
        name: sentence for name, (_raw, sentence) in CORPUS.items()
    }
    assert len(CORPUS) >= 40
    for name, reading in found.items():
        assert reading.kind == Kind.PERSON, name
        assert reading.sender.endswith("@mail.example"), name
        assert reading.references[0] == "k7mq2x9hda", name
        assert reading.message_id.startswith("<"), name
    assert {name for name, reading in found.items() if reading.longer} == {"too long"}
    assert {name: reading.files for name, reading in found.items() if reading.files} == {
        "gmail on a phone with a photo": 1,
        "iphone with photos between the words": 1,
    }


def test_machines_are_told_from_people():
    """Bounces by their reports or, from old servers, their words; whoever is away by any sign."""
    for_good, for_now = bounced(), bounced(status="4.2.2", action="delayed")
    old = plain(
        "other",
        "Hi. This is the qmail-send program.\n<gone@mail.example>:\n550 no mailbox here\n\n"
        f"--- Below this line is a copy of the message.\n\nMessage-ID: {OURS}\n",
        sender=("", "MAILER-DAEMON@mx.mail.example"),
        subject="failure notice",
    )
    late, full = bounced(status="5.0.0", action="delayed"), bounced(status="4.2.2")
    for raw, said, final in (
        *((for_good, "5.1.1", True), (for_now, "4.2.2", False)),
        *((late, "5.0.0", False), (full, "4.2.2", False)),
    ):
        (bounce,) = read(raw).bounces
        assert (bounce.address, bounce.status) == ("gone@mail.example", said)
        assert (bounce.for_good, bounce.letter) == (final, OURS)
    (bounce,) = read(old).bounces
    assert (bounce.address, bounce.for_good, bounce.letter) == ("gone@mail.example", True, OURS)

    away = "I am out of the office until Monday."
    automatic = (
        plain("outlook", away, subject="Automatic reply: A place", X_Auto_Response_Suppress="All"),
        plain("other", away, Auto_Submitted="auto-replied"),
        plain("other", away, subject="Abwesenheitsnotiz: Projekt"),
        plain("other", away, subject="Otomatik yanıt: Proje"),
        plain("other", away, subject="رد تلقائي: مشروع"),
        plain("other", away, subject="Réponse automatique : projet"),
        plain("other", away, Precedence="bulk"),
        plain("other", away, List_Id="<students.lists.example>"),
        plain("other", away, Return_Path="<>"),
        multipart(
            "outlook", "report; report-type=disposition-notification", part("text/plain", "Read")
        ),
        multipart("outlook", "mixed", part("text/calendar; method=REPLY", "BEGIN:VCALENDAR")),
    )
    for raw in (for_good, for_now, old, *automatic):
        reading = read(raw)
        assert reading.kind == (Kind.BOUNCE if reading.bounces else Kind.AUTOMATIC)
        assert (reading.sender, reading.sentence) == ("", "")
    assert read(plain("other", LIBRARY, Auto_Submitted="no")).kind == Kind.PERSON


def test_what_is_pasted_is_read_as_far_as_it_says():
    mail = "Ada Brook <ada.brook@mail.example>"
    of_outlook = f"From: {mail}\nSent: 12 March 2026 10:15\nTo: Clinic <clinic@x.example>\n"
    pasted = {
        of_outlook + f"Subject: [k7mq2x9hda] A place\n\nHi,\n\n{LIBRARY}\n\nThanks,\nAda": True,
        f"Von: {mail}\nGesendet: Donnerstag\nAn: Team\nBetreff: #k7mq2x9hda\n{LIBRARY}": True,
        f"---------- Forwarded message ---------\nFrom: {mail}\nDate: Thu\n"
        f"Subject: x (k7mq2x9hda)\nTo: <clinic@x.example>\n\n{LIBRARY}\n\n-- \nAda": True,
        f"{mail}\nto me\n\n{LIBRARY}\nhttps://x.example/north/projects/k7mq2x9hda/": True,
        CORPUS["outlook answers"][0].decode("latin-1"): True,
        LIBRARY: False,
    }
    for text, known in pasted.items():
        reading = read_pasted(text)
        assert reading.sentence.startswith(LIBRARY), text
        assert reading.sender == ("ada.brook@mail.example" if known else ""), text
        assert reading.references == (("k7mq2x9hda",) if known else ()), text
    assert read_pasted("").sentence == ""
    for way in (
        "---------- Forwarded message ---------\nFrom: {}\nDate: Thu\nSubject: Hi\nTo: x\n\n{}",
        "FYI\n\nFrom: {}\nSent: Thursday\nTo: Dana\nSubject: Hi\n\n{}\n\nThanks,\nAda",
        "> Begin forwarded message:\n> \n> From: {}\n> Date: Thu\n> Subject: Hi\n> \n> {}",
    ):
        sent_on = read(plain("outlook", way.format(mail, LIBRARY))).sent_on
        assert sent_on is not None, way
        assert (sent_on.sender, sent_on.sentence) == ("ada.brook@mail.example", LIBRARY), way
    assert len(read_pasted(LONG * 3).sentence) <= LENGTH


def hostile() -> Iterator[tuple[str, bytes, Why | None]]:
    """What nobody writes by hand, one after the other; and what is to be said of it."""
    top, million = crlf(head("other")), 1_000_000
    yield "over ten megabytes", top + b"\r\n" + b"x" * 10 * 1024 * 1024, Why.TOO_LARGE
    yield "ten megabytes of empty lines", top + b"\r\n" * 5 * million, None
    yield "ten megabytes in one line", top + b"\r\n" + b"<" * 10 * million, None
    many = crlf(head("other") + "Content-Type: multipart/mixed; boundary=b\n\n")
    yield "ten thousand parts", many + b"--b\r\n\r\nx\r\n" * 10_000, Why.TOO_MANY_PARTS
    deep = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    within = b"".join(deep % (n, n) for n in range(10_000))
    yield "ten thousand parts within each other", top + within, Why.TOO_DEEP
    yield "a boundary of one letter", many + b"x--b" * 2 * million, Why.TOO_MANY_PARTS
    yield "a header without an end", top + b"X-Long: " + b"a" * 9 * million, Why.HEADERS
    yield "two thousand headers", b"A: b\r\n" * 2000 + b"\r\nx", Why.HEADERS
    yield "a header of many lines", top + b"A: b\r\n" + b" c\r\n" * 30_000, Why.HEADERS
    endless = b"Subject: " + b"=?a?q?" * 9000
    yield "encoded words that never end", plain("other", "x").replace(b"Subject:", endless), None
    page = crlf(head("other") + "Content-Type: text/html\n\n")
    yield "tags that never end", page + b"<a href='<!--" * 700_000, None
    yield "elements that never end", page + b"<div class=x><o:p>" * 500_000, None
    yield "lines like quotations", plain("other", "on " + "wrote a " * 90 + ":\n" * 90_000), None
    yield "several senders", crlf("From: a@mail.example\n" + head("other")) + b"\r\nx", Why.SENDERS
    claims = plain("other", "x", sender=("dean@northshire.example", "not an address"))
    yield "a name that claims an address", claims, Why.SENDERS
    yield "nobody", b"", Why.SENDERS
    yield "a line break in a header", plain("other", "x", subject="=?utf-8?q?a=0D=0ABcc:_b?="), None
    odd = plain("other", "x").replace(b'charset="utf-8"', b'charset="unicode_escape"')
    yield "a charset that is none", odd, None
    yield "a list of recipients", plain("other", "x", to=f"a@mail.example,{' ' * 99}" * 999), None
    yield "files", multipart("other", "mixed", *[file("image/png", "a.png")] * 150), None


def look_at_hostile() -> None:
    """Run in a process of its own, whose memory the system counts."""
    for name, raw, why in hostile():
        before = time.process_time()
        try:
            said: object = read(raw)
        except Refused as refused:
            said = refused.why
        assert time.process_time() - before < 5, name
        assert said == why if why else isinstance(said, Reading), (name, said)
        if isinstance(said, Reading):
            assert "\n" not in said.subject + said.sentence, name
    # Not getrusage: its mark is that of the process which started this one
    (mark,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    sys.stdout.write(str(int(mark) // 1024))


def test_what_is_hostile_is_refused_or_read_within_a_hundred_megabytes():
    """The highest water mark of the process, with Python and the message itself in it."""
    code = "from tests.mailreading.test_reading import look_at_hostile as look; look()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 100


PIECES = st.sampled_from(
    [
        *(b"\r\n", b"\n", b"--b", b"--b--", b": ", b"=", b"\xff\xfe", b"\x00", b"<", b">", b'"'),
        *(
            b"From",
            b"To",
            b"Subject: =?utf-8?b?",
            b"?=",
            b"Content-Type: multipart/mixed; boundary=b",
        ),
        *(b"Content-Type: text/html; charset=utf-16", b"Content-Transfer-Encoding: base64", b"4"),
        *(b"Content-Type: message/delivery-status", b"Final-Recipient: rfc822;", b"Action: failed"),
        *(b"a@b.example", b"On Thursday X wrote:", b"<!--", b"<div class=gmail_quote>", b"> "),
        *(b"boundary*0=b", b"; charset*=utf-8'", b"name*1*=%ff", b"Sent from my iPhone", b"-- "),
    ]
)


@settings(max_examples=400)
@given(st.lists(PIECES | st.binary(max_size=12), max_size=40).map(b"".join), st.text(max_size=200))
@example(b"Content-Type: multipart/mixed; boundary*=b\n\n", "")
@example(b"Content-Type: text/plain; charset*=utf-8'a'%ff\n\nx", "half a letter: \ud83d")
@example(b"Content-Transfer-Encoding: base64\n\nSGVsb", "")
@example(b"Subject: =?utf-8?b?SGVsb?=\n\n", "")
def test_nothing_comes_out_of_the_reader_but_readings_and_refusals(raw: bytes, text: str):
    for reader, given_to_it in (
        (read, raw),
        (read, crlf(head("other")) + raw),
        (read_pasted, text),
    ):
        try:
            reading = reader(given_to_it)  # type: ignore[operator]
        except Refused:
            continue
        assert len(reading.sentence) <= LENGTH
        assert " ".join(reading.sentence.split()) == reading.sentence
        (reading.sentence + reading.subject + reading.sender).encode()
        assert "\x00" not in reading.sentence + reading.subject + reading.sender
