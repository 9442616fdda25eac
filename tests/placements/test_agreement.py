"""What we agreed: versions with their differences, signatures where they are asked for, a paper."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.errors import RuleBroken
from employers.said import times_of
from institutions.models import Policy
from placements import services
from placements.forms.agreeing import ChangeAgreementForm
from placements.models import Booking, Placement, Signature, Upload
from placements.services.agreement import differences, mark_of
from tests.build import a_student, an_eoi, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, an_awake_institution
from tests.placements.test_hearing import letters
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def test_what_changes_is_shown_beside_what_it_was_and_asked_again_and_signed_where_asked_for(
    settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    here = an_awake_institution(asks_signature=True)
    challenge = a_challenge_that_closed(institution=here)
    student = a_student(institution=here, given_name="Nguyễn محمد", family_name="王小明")
    eoi = an_eoi(challenge=challenge, student=student, state="offered")
    her, desk = client_of(student.user), client_of(staff_at(here))
    offer, change = (
        url_of("placements:accept_place", eoi),
        url_of("placements:change_agreement", challenge),
    )

    assert "Type your name to sign." in words(her.post(offer, {}))
    her.post(offer, {"signed_name": "Nguyễn 王"})
    placement = Placement.objects.get()
    first = mark_of(placement.agreed)
    assert list(Signature.objects.values_list("name", "mark")) == [("Nguyễn 王", first)]

    terms = {"ip_terms": challenge.ip_terms, "deliverable": challenge.deliverable}
    same = desk.post(change, terms | {"pay_per_hour": "13.50", "reason": "The host rang."})
    assert "Nothing would be different." in words(same)
    less = desk.post(change, terms | {"pay_per_hour": "12.00", "reason": "The host rang."})
    assert "Pay can rise here." in words(less)
    sent = terms | {"deliverable": "Three charts.", "pay_per_hour": "15", "reason": "More work."}
    assert desk.post(change, sent).status_code == 302
    again = url_of("placements:agree_again", placement)
    subject = letters("placements.agreement_changed")
    assert subject == [("Something has changed", f"{again}?answer=yes")]
    page = words(her.get(again))
    assert "Something has changed. Do you still say yes?" in page
    assert "What you leave behind It was: A two-page plan that we can start on Monday." in page
    assert "Three charts." in page.split("What we agree now")[0]
    assert "Type your name to sign." in words(her.post(again, {"answer": "yes"}))
    her.post(again, {"answer": "yes", "signed_name": "Nguyễn 王"})

    placement.refresh_from_db()
    assert (placement.again_by, placement.challenge.pay_per_hour) == (None, Decimal("15.00"))
    agreed = url_of("placements:agreement", placement)
    for content, name in ((b"PK\x03\x04", "copy.docx"), (b"GIF89a", "copy.pdf")):
        wrong = her.post(agreed, {"file": SimpleUploadedFile(name, content)})
        assert wrong.status_code == 422
    her.post(agreed, {"file": SimpleUploadedFile("signed.pdf", b"%PDF-1.7")})
    page = words(her.get(agreed))
    assert "What changed on the way" in page
    assert "It was: A two-page plan that we can start on Monday. Three charts." in page
    assert page.count("under an earlier version") == 1
    assert "signed.pdf" in page
    stranger = client_of(a_student(institution=here).user)
    assert stranger.get(agreed).status_code == 403
    assert stranger.get(url_of("placements:open_upload", Upload.objects.get())).status_code == 403

    pdf = client_of(challenge.supervisor.user).get(url_of("placements:agreement_paper", placement))
    for part in (b"%PDF", b"/StructTreeRoot", b"pdfuaid", b"/Lang", b"/Title"):
        assert part in pdf.content
    with (
        clock.moved(challenge.starts_at - timedelta(hours=5) - clock.now()),
        pytest.raises(RuleBroken, match="too soon to ask"),
    ):
        services.change_agreement(
            challenge=challenge, reason="Late.", by=staff_at(here), deliverable="Four charts."
        )


def test_other_hours_of_the_same_day_ask_again_and_a_yes_is_to_what_was_read():
    challenge = a_challenge_that_closed(team_at_least=1)
    placed = services.accept_place(eoi=an_eoi(challenge=challenge, state="offered"))
    asked = an_eoi(challenge=challenge, state="offered")
    her, other = client_of(placed.student.user), client_of(asked.student.user)
    desk = client_of(staff_at(challenge.institution))
    change = url_of("placements:change_agreement", challenge)
    offer = url_of("placements:accept_place", asked)
    again = url_of("placements:agree_again", placed)
    read = other.get(offer).context["mark"]
    said = {"ip_terms": challenge.ip_terms, "reason": "The bus comes later."}

    def with_hours(typed: str):
        return desk.post(change, said | {"hours_1": typed})

    (before,) = challenge.sessions.all()
    same = desk.get(change).context["form"]["hours_1"].initial
    assert "Nothing would be different." in words(with_hours(same))
    assert "The end must come after the start" in words(with_hours("16:00 to 10:00"))
    assert with_hours("10:30 to 13:30").status_code == 302

    (after,) = challenge.sessions.all()
    challenge.refresh_from_db()
    assert (after.on, f"{after.starts:%H:%M}", challenge.hours) == (before.on, "10:30", Decimal(3))
    booked = Booking.objects.get(placement=placed).span
    assert (booked.lower, booked.upper) == (after.starts_at, after.ends_at)
    page = words(her.get(again))
    assert "The times have changed. Can you still come?" in page
    changed = page.split("What we agree now")[0]
    assert "3 hours of work" in changed
    assert "£40.50 for 3 hours" in changed
    typed = {"name": "Ben Tully", "seen": read}
    assert "This changed while you read it." in words(other.post(offer, typed))
    assert her.post(again, {"answer": "yes", "seen": read}).status_code == 422
    answers = ((other, offer, {"name": "Ben Tully"}), (her, again, {"answer": "yes"}))
    for browser, url, typed in answers:
        seen = browser.get(url).context["mark"]
        assert browser.post(url, typed | {"seen": seen}).status_code == 302
    marks = {mark_of(each.agreed) for each in Placement.objects.filter(challenge=challenge)}
    assert len(marks) == 1
    assert not Placement.objects.filter(again_by__isnull=False).exists()

    own = a_challenge_that_closed(time_kind="own_time", sessions=[])
    form = ChangeAgreementForm(said | {"own_hours": "5", "last_day": ""}, challenge=own)
    assert form.is_valid()
    assert form.cleaned_data["times"] == replace(times_of(own), hours=Decimal(5))


def test_one_press_is_enough_where_nobody_asks_for_a_name_and_only_what_differs_is_shown():
    here = an_awake_institution()
    eoi = an_eoi(challenge=a_challenge_that_closed(institution=here), state="offered")
    client_of(eoi.student.user).post(url_of("placements:accept_place", eoi), {"name": "Ada"})

    assert Placement.objects.get().eoi == eoi
    assert not Signature.objects.exists()
    assert Policy.objects.get(institution=here).asks_signature is False
    old = [["Pay", "£10\nAsk Rosa."], ["Where", "Hall"], ["Lunch", "Soup"]]
    new = [["Where", "Hall"], ["Pay", "£12\nAsk Rosa."], ["Access", "Step-free"]]
    found = [(each.heading, each.before, each.now) for each in differences(old, new)]
    assert found == [("Pay", "£10", "£12"), ("Access", "", "Step-free"), ("Lunch", "Soup", "")]
