"""A student's sentence for those who come next: hers to look at, to show and to take back."""

import pytest

from placements.models import Attendance, Placement, Quote
from tests.build import an_open_challenge, client_of, staff_at, url_of
from tests.build_placements import a_day_that_is_over, an_awake_institution
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def test_it_is_seen_before_it_is_shown_named_as_she_chose_hidden_with_a_reason_and_gone(client):
    north = an_awake_institution()
    team = a_day_that_is_over(institution=north, members=2)
    hers, absent = Placement.objects.filter(team=team).order_by("pk")
    hers.student.given_name, hers.student.family_name = "Amara", "Okonkwo"
    hers.student.save()
    Attendance.objects.create(placement=absent, came="did_not_come")
    challenge = team.challenge
    next_one = an_open_challenge(
        institution=north,
        employer=challenge.employer,
        contact=challenge.contact,
        supervisor=challenge.contact,
    )
    public = [
        url_of("portal:project", next_one, code=next_one.code),
        f"/{north.slug}/hosts/{challenge.employer.slug}/",
    ]
    page, amara = url_of("placements:give_quote", hers), client_of(hers.student.user)
    typed = {"words": "Nervous for <b>ten</b> minutes.", "said_as": "first_name"}
    typed["uses"] = ["host_page", "projects", "university"]

    seen = text_of(amara.post(page, typed | {"act": "look"}))
    assert "Amara, who was there as a student" in seen
    nowhere = amara.post(page, typed | {"act": "show", "uses": []})
    assert "Choose where it may stand." in text_of(nowhere)
    assert not Quote.objects.exists()
    assert "Nervous" not in "".join(text_of(client.get(each)) for each in public)
    amara.post(page, typed | {"act": "show"})
    for each in public:
        shown = client.get(each)
        assert "Amara, who was there as a student" in text_of(shown)
        assert "Okonkwo" not in shown.content.decode()
        assert "<b>ten</b>" not in shown.content.decode()
    refused = client_of(absent.student.user).post(
        url_of("placements:give_quote", absent), typed | {"act": "show"}
    )
    assert refused.status_code == 422
    assert Quote.objects.count() == 1

    desk = client_of(staff_at(north))
    quote = Quote.objects.get()
    hide = url_of("placements:hide_quote", quote)
    desk.post(hide, {"reason": " "})
    assert "Nervous" in text_of(client.get(public[0]))
    desk.post(hide, {"reason": "It names a customer."})
    assert "Nervous" not in "".join(text_of(client.get(each)) for each in public)
    assert "It names a customer." in text_of(amara.get(page))
    assert amara.post(page, typed | {"act": "show"}).status_code == 422  # the same words again
    desk.post(hide, {"show": "1"})
    listed = url_of("placements:quotes", north)
    assert "You may quote it elsewhere" in text_of(desk.get(listed))
    beside = {"words": "They listen.", "said_as": "student", "uses": ["projects"], "act": "show"}
    amara.post(page, beside)
    assert "A student who was there" in text_of(client.get(public[0]))
    assert "Amara" not in text_of(client.get(public[0]))
    assert "They listen" not in text_of(client.get(public[1]))  # not on the host's page
    assert "You may quote it elsewhere" not in text_of(desk.get(listed))
    amara.post(page, {"act": "back"})
    assert not Quote.objects.exists()
    assert "They listen" not in "".join(text_of(client.get(each)) for each in public)
