"""Letters as people and mail programs get them: whose they are, one tap to answer, every kind."""

import base64
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.outbox import publish
from institutions.models import StaffRole
from notifications.letters import Occasion, To
from notifications.messages import LETTERS
from notifications.messages.always import ALWAYS
from notifications.models import LetterChoice, Message, StoppedAddress
from notifications.services import send_letters, write_message
from notifications.tasks import notify
from placements.events import PlaceOffered
from portal.demo.every_letter import every_letter, sample_words
from students.events import EoiConfirmed
from tests.architecture.world import A_LOGO
from tests.build import (
    a_student,
    a_user,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
)

pytestmark = pytest.mark.django_db


def test_letters_carry_the_name_the_answers_address_and_the_logo_of_their_university(mailoutbox):
    north = an_institution(slug="north")
    manager = client_of(staff_at(north, StaffRole.MANAGER))
    form = {
        "name": "North",
        "team_name": "Clinic",
        "scheme_name": "project",
        "zone": "UTC",
        "colour": "#0a6357",
        "language": "en-gb",
        "jurisdiction": "uk",
        "letters_from": "North placements",
        "replies_to": "answers@north.example",
    }

    def change(content):
        picture = SimpleUploadedFile("logo.png", content, "image/png")
        return manager.post("/north/desk/settings/", {**form, "logo": picture})

    assert "Give a PNG" in change(b"<svg onload=alert(1)>").content.decode()
    too_wide = A_LOGO[:16] + (601).to_bytes(4, "big") + A_LOGO[20:]
    assert "600 by 200" in change(too_wide).content.decode()
    assert change(A_LOGO).status_code == 302
    (address,) = re.findall(
        r'src="(/north/logo/\w+\.png)"', Client().get("/north/").content.decode()
    )
    assert Client().get(address).content == A_LOGO

    north.refresh_from_db()
    sample = LETTERS["challenge_published"]
    project = an_open_challenge(institution=north)
    to = To(user=a_user(), path="/north/")
    occasion = Occasion(north, (to,), sample_words(project), project)
    send_letters([write_message(sample, occasion, to, None).pk])
    mail = mailoutbox[0].message()
    assert mail["From"].startswith("North placements <")
    assert mail["Reply-To"] == "answers@north.example"
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "image/png",
    ]
    manager.post("/north/desk/settings/", {**form, "no_logo": "on"})
    assert Client().get(address).status_code == 404


def test_a_letter_that_asks_has_a_link_for_each_answer_and_a_tap_on_one_does_nothing(mailoutbox):
    noor = a_student()
    challenge = an_open_challenge(institution=noor.institution)
    ends = timezone.now() + timezone.timedelta(hours=20)
    eoi = an_eoi(challenge=challenge, student=noor, state="offered", offer_ends_at=ends)
    notify(publish(PlaceOffered(eoi_id=eoi.pk)).pk)
    text = Message.objects.get(kind="place_offered").text

    yes, no = re.findall(r"http://[^/]+(/\S+\?answer=(?:yes|no)&key=\S+)", text)[:2]
    page = Client().get(no, follow=True).content.decode()
    first = page.index("No, thank you?")
    assert first < page.index("What we agree") < page.index("Yes, I’ll be there")
    assert "No, thank you?" not in Client().get(yes, follow=True).content.decode()
    eoi.refresh_from_db()
    assert eoi.state == "offered"
    notify(publish(EoiConfirmed(eoi_id=eoi.pk)).pk)
    assert Message.objects.get(kind="eoi_confirmed").read_at, "she did that herself"


def test_every_kind_of_letter_has_a_sample_without_holes():
    an_open_challenge()

    samples = every_letter()

    assert {sample.letter.kind for sample in samples} == set(LETTERS)
    said = [kind for lines in ALWAYS.values() for _words, kinds in lines for kind in kinds]
    always = [sample.letter.kind for sample in samples if sample.letter.essential]
    assert sorted(said) == sorted(always), "name it in notifications/messages/always.py"
    for sample in samples:
        assert not re.search(r"%\(|\{\{|“”|  |\bby \.|None", sample.subject), sample.subject
        assert not re.search(r"“”|\bby \.|None|<Challenge", sample.text), sample.text


def test_the_mail_provider_says_what_came_back_and_nobody_else_can(settings):
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": ["provider:k3y"]}
    north, user = an_institution(), a_user()
    sent = {"channel": "letter", "kind": "x", "subject": "x", "sent_at": timezone.now()}
    letter = Message.objects.create(institution=north, user=user, **sent)
    Message.objects.create(institution=an_institution(), user=user, **sent)

    def says(kind, secret="provider:k3y", **more):
        basic = base64.b64encode(secret.encode()).decode()
        return Client(enforce_csrf_checks=True).post(
            "/operators/mail/tracking/",
            json.dumps({"RecordType": kind, "Email": user.email, "Recipient": user.email} | more),
            content_type="application/json",
            headers={"authorization": f"Basic {basic}"},
        )

    bounce = {"TypeCode": 1, "Type": "HardBounce", "Metadata": {"letter": str(letter.public_id)}}
    assert says("Bounce", secret="provider:guess", **bounce).status_code == 403
    settings.ANYMAIL = {"WEBHOOK_SECRET": []}
    assert says("Bounce", secret="", **bounce).status_code == 403, "no secret lets nobody in"
    settings.ANYMAIL = {"WEBHOOK_SECRET": ["provider:k3y"]}
    assert says("Delivery").status_code == 200
    assert not StoppedAddress.objects.exists()

    assert says("Bounce", **bounce).status_code == 200
    stopped = StoppedAddress.objects.get()
    assert (stopped.institution, stopped.address, stopped.why) == (north, user.email, "bounced")
    assert says("SpamComplaint").status_code == 200
    assert StoppedAddress.objects.count() == 2, "wherever we wrote to it"
    says("SubscriptionChange", SuppressSending=True, SuppressionReason="ManualSuppression")
    assert not LetterChoice.objects.filter(bundle=True).exists()
    assert says("Bounce", Email=["x"]).status_code in (200, 400)
