"""The demo's mailbox keeps every letter once, and shows it without running anything of it."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives

from core import clock
from portal.demo import mailbox


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def send(to="amina@mail.example", subject="Hello", html="", message_id=""):
    headers = {"Message-ID": message_id} if message_id else {}
    message = EmailMultiAlternatives(
        subject, "The text. https://x.example/a", "us@x.example", [to], headers=headers
    )
    if html:
        message.attach_alternative(html, "text/html")
    return mailbox.MailboxBackend().send_messages([message])


def test_an_empty_mailbox_has_no_letters():
    assert list(mailbox.letters()) == []
    assert mailbox.letter("0" * 24) is None
    assert mailbox.letter("../../etc/passwd") is None


def test_letters_come_newest_first_and_can_be_found_by_reader():
    with clock.moved(-timedelta(days=2)):
        send("amina@mail.example", "Old")
    send("amina+2@mail.example", "New")
    send("rosa~x@kestrel.example", "To Rosa")

    assert [each.subject for each in mailbox.letters()] == ["To Rosa", "New", "Old"]
    assert [each.subject for each in mailbox.letters("AMINA")] == ["New", "Old"]
    assert [each.reader for each in mailbox.letters("rosa~x@")] == ["rosa~x@kestrel.example"]


def test_a_letter_sent_twice_by_a_dying_worker_is_one():
    send(message_id="<one@x.example>")
    send(message_id="<one@x.example>")
    send("other@mail.example", message_id="<one@x.example>")

    assert len(mailbox.letters()) == 2


def test_a_letter_is_read_again_whole_with_the_links_of_its_twin():
    html = (
        '<p>Hi <a href="https://x.example/yes?key=1">Say <b>yes</b></a>'
        '<a href="javascript:alert(1)">no</a><script>alert(2)</script></p>'
    )
    send(html=html)
    (letter,) = mailbox.letters()

    assert mailbox.letter(letter.id) == letter
    assert letter.links_of_html() == [("Say yes", "https://x.example/yes?key=1")]
