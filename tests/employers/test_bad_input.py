"""Whatever is sent, a page answers: taken, refused in a sentence, or not there. Never a 500."""

import pytest
from django.test import Client

from tests.build import a_challenge, a_host_member, an_institution, client_of, some_skills, staff_at
from tests.build_employers import Walk, answers, post_project

pytestmark = pytest.mark.django_db
NASTY = [
    "\x00",
    "x" * 100_000,
    "\u202e\u202dليلى",
    "9" * 400,
    "NaN",
    "-1e400",
    "0001-01-01",
    "9999-12-31",
    "１２３４５６",
    "<script>alert(1)</script>",
    "🚲" * 50,
    "%s %(x)s {0} {{ x }} {% x %}",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_every_question_of_posting_takes_or_refuses_it(nasty):
    here = an_institution()
    pages = answers(here)
    pages["when"]["time_kind"] = "sessions"
    walk = Walk(Client(), here)
    while walk.page != "preview":
        step, good = walk.page, pages[walk.page]
        for name in good:
            response = walk.client.post(walk.url(step), good | {name: nasty})
            assert response.status_code in (302, 422), (step, name)
            if response.status_code == 302:  # it was taken, so it is shown
                assert walk.client.get(walk.url(step)).status_code == 200
                assert walk.client.get(walk.url("preview")).status_code in (200, 302)
        walk.page = step
        walk.answer(good)
    own = {"time_kind": "own_time", "first_day": nasty, "last_day": nasty, "total_hours": nasty}
    assert walk.client.post(walk.url("when"), own | {"places": "3"}).status_code == 422


@pytest.mark.parametrize("nasty", NASTY)
def test_the_other_doors_take_or_refuse_it(nasty):
    here = an_institution()
    some_skills(12)
    challenge = a_challenge(institution=here)
    drafted = post_project(Client(), here)
    anybody, host = Client(), client_of(challenge.contact.user)
    officer = client_of(staff_at(here))
    mine = f"/{here.slug}/host/projects/{challenge.public_id}/"
    sent = f"/{here.slug}/post/sent/{drafted.public_id}/"
    member = a_host_member(challenge.employer)
    known = challenge.employer.partnership_set.get()
    record = f"/{here.slug}/desk/hosts/{known.public_id}/"
    form = host.get(mine + "edit/").context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed["skills"] = [getattr(skill, "pk", skill) for skill in typed["skills"]]
    asked = [
        (anybody, sent, {"code": nasty}),
        (anybody, sent, {"proof": nasty}),
        (anybody, sent + "again/", {"email": nasty}),
        (anybody, f"/{here.slug}/post/", {"starter": nasty}),
        (
            anybody,
            f"/{here.slug}/host/call/",
            {"name": nasty, "telephone": nasty, "project": nasty},
        ),
        (officer, f"/{here.slug}/post/", {"starter": "", "member": nasty}),
        (host, mine + "again/", {"first_day": nasty}),
        (host, mine + "cancel/", {"reason": nasty[:300]}),
        (officer, record + "edit/", {"name": nasty, "kind": nasty, "website": nasty}),
        (officer, record + "check/", {"checked_by": nasty, "checked_note": nasty}),
        (officer, record + "people/add/", {"name": nasty, "email": nasty, "telephone": nasty}),
        (officer, record + f"people/{member.public_id}/", {"name": nasty, "email": nasty}),
        (officer, record + "places/add/", {"name": nasty, "address": nasty}),
    ]
    names = list(form.fields)
    asked += [(host, mine + "edit/", typed | dict.fromkeys(names[n::5], nasty)) for n in range(5)]
    for client, url, data in asked:
        assert client.post(url, data).status_code in (200, 302, 403, 404, 422), (url, data)
    for client, url in ((officer, f"/{here.slug}/desk/hosts/?q="), (anybody, sent + "?proof=")):
        assert client.get(url + nasty[:50]).status_code == 200
    assert anybody.get(f"/{here.slug}/host/call/", {"project": nasty}).status_code == 200
    assert officer.get(f"/{here.slug}/desk/calls/", {"page": nasty}).status_code == 200
