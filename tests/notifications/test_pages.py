"""Letters on pages: in the frame of every page, in one's own list, and on the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message, StoppedAddress
from notifications.services import stop_address
from tests.build import a_student, an_institution, client_of, staff_at

pytestmark = pytest.mark.django_db
FRAME = (
    "Dear Noor,\n\nYou said yes to “Shop”.\n\nBring a pen.\n\nWhere, when, with whom:\n"
    "http://localhost:8000{path}?team=2&key=secret\n\nThe link opens a page.\n\nBusiness Clinic\n"
)


@pytest.fixture
def north():
    return an_institution(slug="north")


def test_what_is_not_read_is_counted_in_the_frame_until_it_is_read(north):
    noor = a_student(institution=north).user
    path = "/north/my/place/"
    words = FRAME.format(path=path)
    row = {"institution": north, "user": noor, "kind": "x", "text": words, "path": f"{path}?team=2"}
    note = Message.objects.create(channel="note", subject="You said yes", **row)
    Message.objects.create(channel="note", subject="Another", **row)
    Message.objects.create(channel="letter", subject="By e-mail", **row)
    client = client_of(noor)

    assert "Letters: 2 not read" in client.get("/north/").content.decode()
    page = client.get(f"/north/me/letters/{note.public_id}/").content.decode()
    assert "Bring a pen." in page
    assert 'href="/north/my/place/?team=2"' in page, "the button, without the key"
    assert not any(each in page for each in ("secret", "Dear Noor", "opens a page"))
    assert "Letters: 1 not read" in client.get("/north/me/letters/").content.decode()
    client.post("/north/me/letters/read/")
    assert "not read" not in client.get("/north/").content.decode()


def test_who_cannot_be_reached_is_told_on_every_page_and_stands_on_the_desk(north):
    noor, officer = a_student(institution=north, given_name="Noor"), staff_at(north)
    address = noor.user.email
    waiting = {"institution": north, "channel": "letter", "kind": "x", "subject": "A place"}
    stop_address(north, address, StoppedAddress.Why.BOUNCED, "5.1.1")
    held = Message.objects.create(
        user=noor.user, failure="stopped", given_up_at=timezone.now(), **waiting
    )
    late = Message.objects.create(user=officer, tries=3, failure="Timeout", **waiting)
    Message.objects.filter(pk=late.pk).update(written_at=timezone.now() - timedelta(hours=1))
    desk, hers = client_of(officer), client_of(noor.user)

    assert "Our letters to you come back." in hers.get("/north/").content.decode()
    home = desk.get("/north/desk/").content.decode()
    assert "1 person cannot be reached by e-mail" in home
    assert "1 letter waits" in home
    page = desk.get("/north/desk/letters/").content.decode()
    assert all(each in page for each in ("Noor", address, "Our letters come back", "5.1.1"))

    desk.post("/north/desk/letters/try-now/")
    assert Message.objects.get(pk=late.pk).next_try_at <= timezone.now()
    assert Message.objects.get(pk=held.pk).given_up_at, "its address is stopped"
    hers.post("/north/me/letters/works-again/")
    assert Message.objects.get(pk=held.pk).given_up_at is None
    assert "come back" not in hers.get("/north/").content.decode()
    assert "cannot be reached" not in desk.get("/north/desk/").content.decode()

    again = stop_address(north, address, StoppedAddress.Why.COMPLAINED)
    desk.post(f"/north/desk/letters/{again.public_id}/works-again/")
    again.refresh_from_db()
    assert again.works_again_by == officer
