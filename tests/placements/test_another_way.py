"""No promise in writing, please: one press, staff hear of it, and the place does not run out."""

from datetime import timedelta

import pytest

from core import clock
from placements import services
from placements.models import Concern
from tests.build import an_eoi, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db
PRESS = "another way, please"


def test_asking_for_another_way_reaches_staff_once_and_holds_the_place():
    challenge = a_challenge_that_closed(needs_nda=True)
    eoi = an_eoi(challenge=challenge, state="offered")
    plain = an_eoi(challenge=a_challenge_that_closed(), state="offered")
    client, url = client_of(eoi.student.user), url_of("placements:ask_another_way", eoi)
    offer = url_of("placements:accept_place", eoi)
    other = client_of(plain.student.user)

    assert PRESS in text_of(client.get(offer))
    assert PRESS not in text_of(other.get(url_of("placements:accept_place", plain)))
    other.post(url_of("placements:ask_another_way", plain))
    client.post(url)
    client.post(url)

    concern = Concern.objects.get()
    assert (concern.kind, concern.raised_by) == ("another_way", eoi.student.user)
    said = text_of(client.get(offer))
    assert ("You asked for another way" in said, PRESS in said) == (True, False)
    officer = staff_at(challenge.institution)
    queue = text_of(client_of(officer).get(url_of("placements:concerns", challenge.institution)))
    assert "Another way than a promise in writing" in queue
    assert challenge.employer.name not in queue  # it is hers, not the host's

    with clock.moved(timedelta(days=3)):
        services.lapse_offers()
        eoi.refresh_from_db()
        assert eoi.state == "offered"
        services.settle_concern(concern=concern, by=officer)
        services.lapse_offers()
        eoi.refresh_from_db()
        assert eoi.state == "lapsed"
