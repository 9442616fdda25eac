"""E-mails to the university: by a provider, from a letter-box, pasted; and what becomes of them."""

import base64
import hmac
import io
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from core import clock
from employers.models import Challenge
from mailroom import services
from mailroom.checks import check_inbound_mail
from mailroom.models import InboundMail
from mailroom.states import MailState, Why
from mailroom.tasks import read_the_mailbox
from notifications.models import Message, StoppedAddress
from students.models import Eoi
from students.services import confirm_link
from students.states import EoiState
from tests.build import (
    a_challenge,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.mailreading.clients import bounced, file, multipart, part, plain
from tests.mailreading.corpus import CORPUS, LIBRARY, LONG
from tests.mailroom.imap_server import Box, serving

pytestmark = pytest.mark.django_db
DOOR = "/operators/mail/inbound/"
ADA = "ada.brook@mail.example"
SECRET = "provider:k3y"


@pytest.fixture(autouse=True)
def _inbound(settings):
    settings.INBOUND_ADDRESS = "interests@in.northshire.example"
    settings.INBOUND_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": [SECRET], "MAILGUN_WEBHOOK_SIGNING_KEY": "sign"}


@pytest.fixture
def challenge() -> Challenge:
    return an_open_challenge(institution=an_institution(slug="north"), title="Count the gutters")


def hand_in(raw: bytes, *, recipient: str = "", secret: str = SECRET, **more):
    """As Postmark posts a message that it was told to hand on as it came."""
    said = {"RawEmail": raw.decode("latin-1"), "OriginalRecipient": recipient} | more
    mark = base64.b64encode(secret.encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        DOOR, json.dumps(said), "application/json", headers={"authorization": f"Basic {mark}"}
    )


def to(challenge: Challenge) -> str:
    return services.address_for(challenge)


def test_an_email_becomes_an_interest_which_its_sender_confirms_and_puts_right(
    challenge, mailoutbox, django_capture_on_commit_callbacks, client
):
    """It is delivered twice and counts once; its file is not kept; its From proves nothing."""
    raw = multipart(
        "gmail", "mixed", part("text/plain", LONG), file("image/png", "cv.png"), to=to(challenge)
    )
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert hand_in(raw).status_code == 200

    eoi, mail = Eoi.objects.get(), InboundMail.objects.get()
    assert (eoi.state, eoi.email, eoi.via) == (EoiState.UNCONFIRMED, ADA, "email")
    assert (eoi.challenge, mail.eoi, mail.state) == (challenge, eoi, MailState.TAKEN)
    assert (mail.address, mail.subject, mail.sentence) == ("", "", "")
    (letter,) = mailoutbox
    assert letter.to == [ADA]
    assert "longer than 280 characters" in letter.body
    assert "was not kept" in letter.body
    assert eoi.sentence not in letter.body  # anybody may have written it

    page = client.get(confirm_link(eoi)).content.decode()
    assert eoi.sentence in page.replace("&#x27;", "'")
    typed = {"proof": confirm_link(eoi).partition("proof=")[2], "sentence": "I like\n rain."}
    url = url_of("students:confirm_eoi", challenge.institution, public_id=eoi.public_id)
    assert client.post(url, typed | {"sentence": " ", "access_first": "on"}).status_code == 422
    assert client.post(url, typed | {"access_first": "on"}).status_code == 302
    eoi.refresh_from_db()
    assert eoi.access_first
    assert (eoi.state, eoi.sentence, eoi.student.address) == (
        EoiState.SUBMITTED,
        "I like rain.",
        ADA,
    )


def test_the_door_takes_what_is_signed_and_refuses_the_rest_without_an_error(
    challenge, settings, client
):
    raw = plain("ios", LIBRARY, to="hello@mail.example")
    assert hand_in(raw, secret="provider:guess").status_code == 403
    assert hand_in(raw, recipient=to(challenge)).status_code == 200
    assert Eoi.objects.get().sentence == LIBRARY  # the envelope names the project
    for odd in (b"", b"no message at all", b"From: a@b\n\n", raw.replace(b"ada.brook@", b"@")):
        assert hand_in(odd).status_code == 200
    mark = {"authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}
    for body in (b"{", b"[]", b"{}", b'{"RecordType": "Bounce"}', b'{"Headers": 7}'):
        answer = client.generic("POST", DOOR, body, "application/json", headers=mark)
        assert answer.status_code in (200, 400), body
    assert not Eoi.objects.exclude(sentence=LIBRARY).exists()
    large = client.generic("POST", DOOR, b"x", headers=mark, CONTENT_LENGTH=16 * 1024 * 1024)
    assert large.status_code == 413
    assert client.head(DOOR).status_code == 200

    photo = b"Content-Type: image/jpeg; name=a.jpg\r\n\r\n" + b"QUJD" * 1_500_000
    large_one = multipart("other", "mixed", part("text/plain", LIBRARY), photo, to=to(challenge))
    assert hand_in(large_one).status_code == 200
    assert InboundMail.objects.get(files=1).state == MailState.TAKEN  # under its first interest
    assert check_inbound_mail() == []
    settings.ANYMAIL = settings.ANYMAIL | {"WEBHOOK_SECRET": []}
    assert [each.id for each in check_inbound_mail()] == ["mailroom.E003"]
    assert hand_in(raw, recipient=to(challenge)).status_code == 403  # a door without a lock

    # Mailgun takes messages apart, and signs
    settings.INBOUND_PROVIDER = "mailgun"
    stamp, token = str(int(timezone.now().timestamp())), "t" * 50
    said = {
        "recipient": to(challenge),
        "sender": "b@mail.example",
        "message-headers": json.dumps(
            [["From", "Bo <b@mail.example>"], ["Message-Id", "<1@b>"], ["Subject", "Hi"]]
        ),
        "body-plain": f"{LIBRARY}\n\nSent from my iPhone",
        "attachment-count": "1",
        "attachment-1": SimpleUploadedFile("a.pdf", b"%PDF" * 1_000_000, "application/pdf"),
        "timestamp": stamp,
        "token": token,
        "signature": "0" * 64,
    }
    assert client.post(DOOR, said).status_code == 403
    said["signature"] = hmac.new(b"sign", f"{stamp}{token}".encode(), sha256).hexdigest()
    said["attachment-1"].seek(0)
    assert client.post(DOOR, said).status_code == 200
    assert Eoi.objects.get(email="b@mail.example").sentence == LIBRARY
    assert InboundMail.objects.get(eoi__email="b@mail.example").files == 1

    settings.INBOUND_PROVIDER = ""
    assert client.post(DOOR, said).status_code == 404
    assert Eoi.objects.count() == 2


def test_who_can_not_be_put_on_a_list_gets_a_letter_or_waits_for_staff(
    challenge, mailoutbox, django_capture_on_commit_callbacks
):
    """Late, without a word, without a project, from a colleague, again and again, by a machine."""
    here = challenge.institution
    late = a_challenge(institution=here, state="open", closes_at=clock.now() - timedelta(hours=1))
    officer = staff_at(here, email="dana@north.example")
    with django_capture_on_commit_callbacks(execute=True):
        for number, raw in enumerate(
            [
                plain("other", LIBRARY, to=to(late), sender=("", "late@mail.example")),
                plain("other", "", to=to(challenge), sender=("", "mute@mail.example")),
                plain("other", LIBRARY, to="clinic@x.example", subject="About: count the GUTTERS!"),
                plain("other", LIBRARY, to="clinic@x.example"),  # one letter a day
                plain(
                    "other",
                    f"See below.\n\nFrom: Bo <bo@mail.example>\nSent: x\nTo: D\n\n{LIBRARY}",
                    to=to(challenge),
                    sender=("Dana", officer.email),
                ),
                plain("other", LIBRARY, to=to(challenge), X_Spam_Flag="YES"),
                plain(
                    "other",
                    LIBRARY,
                    to=to(challenge),
                    Authentication_Results="mx.x.example; spf=pass; dmarc=fail (p=none)",
                ),
                plain("other", LIBRARY, to=to(challenge), Auto_Submitted="auto-replied"),
                plain("other", LIBRARY, to=to(challenge), subject="Otomatik yanıt: izin"),
            ]
        ):
            services.take_mail(raw.replace(b"<1773310500.", f"<{number}.".encode()))
    assert {(mail.state, mail.why) for mail in InboundMail.objects.all()} == {
        (MailState.NOT_TAKEN, Why.CLOSED),
        (MailState.NOT_TAKEN, Why.NO_SENTENCE),
        (MailState.WAITING, Why.NO_PROJECT),
        (MailState.WAITING, Why.OF_STAFF),
        (MailState.WAITING, Why.SUSPECT),
        (MailState.AUTOMATIC, ""),
    }
    assert {(*letter.to, letter.subject.split(":")[0]) for letter in mailoutbox} == {
        ("late@mail.example", "About your e-mail"),
        ("mute@mail.example", "About your e-mail"),
        (ADA, "We have your e-mail"),
    }
    assert len(mailoutbox) == 3
    assert InboundMail.objects.filter(why=Why.NO_PROJECT).first().challenge == challenge
    assert InboundMail.objects.filter(why=Why.SUSPECT).count() == 2
    home = url_of("portal:staff_home", here)
    assert "An e-mail waits for a hand" not in client_of(officer).get(home).text
    with clock.moved(timedelta(hours=25)):
        assert "An e-mail waits for a hand" in client_of(officer).get(home).text
    sent_on = InboundMail.objects.get(why=Why.OF_STAFF)
    assert (sent_on.address, sent_on.sentence) == ("bo@mail.example", LIBRARY)

    with django_capture_on_commit_callbacks(execute=True):
        for number in range(12):
            again = plain("other", LIBRARY, to=to(challenge), sender=("", "loop@mail.example"))
            services.take_mail(again.replace(b"<1773310500.", f"<9{number}.".encode()))
    assert InboundMail.objects.filter(why=Why.TOO_MANY).count() == 2
    assert [letter.to for letter in mailoutbox[3:]] == [["loop@mail.example"]] * 2  # and once again


def test_staff_file_what_waits_with_one_press_choose_set_aside_or_paste(
    challenge, django_assert_max_num_queries
):
    here = challenge.institution
    officer = client_of(staff_at(here))
    titled = plain("other", LIBRARY, to="x@y.example", subject="Count the gutters, please")
    bare = plain("gmail", LIBRARY, to="x@y.example", sender=("Bo", "bo@mail.example"))
    junk = plain("ios", "Buy now", to="x@y.example", sender=("Cy", "cy@mail.example"))
    first, second, third = [services.take_mail(raw) for raw in (titled, bare, junk)]
    with django_assert_max_num_queries(10):
        page = officer.get(url_of("mailroom:mail_list", here)).content.decode()
    assert "File under “Count the gutters”" in page
    assert page.count("Choose the project") == 2

    def post(name: str, mail: InboundMail, **typed: str):
        return officer.post(url_of(f"mailroom:{name}", here, public_id=mail.public_id), typed)

    assert post("file_mail", first, as_read="1").status_code == 302
    chosen = {"challenge": challenge.code, "address": "bo@mail.example", "sentence": LIBRARY}
    assert post("file_mail", second, **chosen | {"challenge": ""}).status_code == 422
    assert post("file_mail", second, **chosen).status_code == 302
    assert post("set_mail_aside", third).status_code == 302
    assert post("file_mail", first, as_read="1").status_code == 422  # a colleague was faster
    states = InboundMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["taken", "taken", "set_aside"]
    eois = Eoi.objects.filter(challenge=challenge)
    assert {(eoi.email, eoi.via, eoi.state) for eoi in eois} == {
        (ADA, "email", EoiState.UNCONFIRMED),
        ("bo@mail.example", "email", EoiState.UNCONFIRMED),
    }
    assert not InboundMail.objects.exclude(address="", subject="", sentence="").exists()

    # What came to her own letter-box she pastes
    paste = url_of("mailroom:paste_mail", here)
    text = f"From: Ada <{ADA}>\nSent: Thursday\nTo: Clinic\nSubject: Hi\n\n{LIBRARY}\n\nTa"

    answer = officer.post(f"{paste}?project={challenge.code}", {"text": text}, follow=True)
    form = answer.context["form"]
    assert form.initial == {"challenge": challenge.code, "address": ADA, "sentence": LIBRARY}
    source = CORPUS["iphone answers"][0].decode()
    assert officer.post(paste, {"text": source}).status_code == 302
    for nothing in ("", "\x00", bounced().decode(), "From: a@mail.example\nMIME-Version: 1\n"):
        assert officer.post(paste, {"text": nothing}).status_code in (302, 422)
    turkish = CORPUS["gmail in Turkish"][0].replace(b"k7mq2x9hda", challenge.code.encode())
    services.take_mail(turkish)
    again = officer.post(paste, {"text": turkish.decode()})
    assert "came by itself before" in again.content.decode()


def test_a_letter_that_comes_back_stops_its_address_and_nothing_is_kept_for_good(
    challenge, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        services.take_mail(plain("other", LIBRARY, to=to(challenge)))
    ours = f"<{Message.objects.get().public_id}@placements.example>"
    with django_capture_on_commit_callbacks(execute=True):
        services.take_mail(bounced(ADA))  # anybody can write this
        services.take_mail(bounced(ADA, status="4.2.2", action="delayed", letter=ours))
    assert not StoppedAddress.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.take_mail(bounced(ADA, letter=ours))
    stopped = StoppedAddress.objects.get()
    assert (stopped.address, stopped.code) == (ADA, "5.1.1")
    assert not InboundMail.objects.exclude(address="").exists()

    # What nobody filed is forgotten, and in the end that it came
    waits = services.take_mail(plain("gmail", LIBRARY, to="x@y.example"))
    taken = Eoi.objects.get()
    with clock.moved(timedelta(days=29)):
        services.forget_mail()
        waits.refresh_from_db()
        assert (waits.state, waits.sentence) == (MailState.WAITING, LIBRARY)
    with clock.moved(timedelta(days=31)):
        services.forget_mail()
    waits.refresh_from_db()
    assert (waits.state, waits.address, waits.sentence) == (MailState.SET_ASIDE, "", "")
    with clock.moved(timedelta(days=91)):
        services.forget_mail()
    assert not InboundMail.objects.exists()
    assert Eoi.objects.get() == taken


def test_a_letter_box_is_read_once_a_minute_and_of_a_large_one_the_beginning(
    challenge, settings, monkeypatch
):
    raw = plain("ios", LIBRARY, to=to(challenge))
    film = b"Content-Type: video/mp4; name=me.mp4\r\n\r\n" + b"x" * 11 * 1024 * 1024
    bo = ("Bo", "bo@mail.example")
    words = part("text/plain", LIBRARY)
    box = Box([raw, raw, multipart("other", "mixed", words, film, sender=bo, to=to(challenge))])
    with serving(box) as url:
        settings.INBOUND_IMAP_URL = url
        assert read_the_mailbox() == 3
        assert read_the_mailbox() == 0  # so soon nobody looks again
    assert [(eoi.email, eoi.sentence) for eoi in Eoi.objects.order_by("pk")] == [
        (ADA, LIBRARY),
        ("bo@mail.example", LIBRARY),
    ]
    assert max(box.fetched) <= 1024 * 1024
    assert set(box.flags.values()) == {r"+FLAGS.SILENT (\SEEN)"}

    # A mail server's pipe
    cy = plain("ios", LIBRARY, to=to(challenge), sender=("", "cy@mail.example"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(cy)))
    call_command("take_mail")
    assert Eoi.objects.filter(email="cy@mail.example").exists()
