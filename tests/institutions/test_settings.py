"""A manager's pages: words, policy, people, terms, modules."""

from datetime import date

import pytest
from django.urls import reverse

from core import clock
from institutions.models import Module, Policy, StaffMember, StaffRole, Term
from institutions.working_days import closed_stretches, is_working_day
from tests.build import a_challenge, a_user, an_institution, client_of, staff_at, url_of

pytestmark = pytest.mark.django_db

MANAGERS = ["edit_institution", "edit_policy", "staff_list"]
DESKS = ["term_list", "module_list"]
POSTS = ["add_staff", "remove_staff", "add_term", "remove_term", "add_module", "remove_module"]
POSTS += ["close_days", "open_days"]


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def manager(here):
    return client_of(staff_at(here, StaffRole.MANAGER))


def test_managers_alone_change_things(here, manager):
    officer = client_of(staff_at(here))
    stranger = client_of(staff_at(an_institution(), StaffRole.MANAGER))

    for name in MANAGERS + DESKS:
        assert manager.get(url_of(f"institutions:{name}", here)).status_code == 200
        assert stranger.get(url_of(f"institutions:{name}", here)).status_code == 403
    for name in MANAGERS:
        assert officer.get(url_of(f"institutions:{name}", here)).status_code == 403
    for name in DESKS:
        assert officer.get(url_of(f"institutions:{name}", here)).status_code == 200
    for name in POSTS:
        assert officer.post(url_of(f"institutions:{name}", here)).status_code == 403
        assert manager.get(url_of(f"institutions:{name}", here)).status_code == 405


def test_words_are_changed(here, manager):
    url = url_of("institutions:edit_institution", here)
    form = manager.get(url).context["form"]
    words = {name: form[name].value() or "" for name in form.fields}

    response = manager.post(
        url, words | {"team_name": "Co-op Office", "domains": "a.example\nB.example"}
    )

    here.refresh_from_db()
    assert response.status_code == 302
    assert (here.team_name, here.email_domains) == ("Co-op Office", ["a.example", "b.example"])


@pytest.mark.parametrize(
    ("field", "typed"),
    [("zone", "Mars/North"), ("colour", "red"), ("domains", "no domain"), ("name", "")],
)
def test_words_that_do_not_do_change_nothing(here, manager, field, typed):
    url = url_of("institutions:edit_institution", here)
    form = manager.get(url).context["form"]
    words = {name: form[name].value() or "" for name in form.fields}

    response = manager.post(url, words | {field: typed})

    before = here.name, here.zone, here.colour, here.email_domains
    here.refresh_from_db()
    assert response.status_code == 422
    assert (here.name, here.zone, here.colour, here.email_domains) == before


def policy_words(client, here):
    form = client.get(url_of("institutions:edit_policy", here)).context["form"]
    return {
        name: form[name].value()
        for name in form.fields
        if form[name].value() is not None and form[name].value() is not False
    }


def test_the_policy_is_changed(here, manager):
    words = policy_words(manager, here)

    manager.post(url_of("institutions:edit_policy", here), words | {"places_at_most": 6})

    assert Policy.objects.get(institution=here).places_at_most == 6


@pytest.mark.parametrize(
    ("field", "typed"), [("places_at_most", 11), ("places_at_most", 0), ("offer_hours", 0)]
)
def test_a_policy_beyond_the_limits_is_refused(here, manager, field, typed):
    words = policy_words(manager, here)

    response = manager.post(url_of("institutions:edit_policy", here), words | {field: typed})

    assert response.status_code == 422
    assert Policy.objects.get(institution=here).places_at_most == 10


def test_a_role_is_given_and_taken_back(here, manager):
    manager.post(
        url_of("institutions:add_staff", here), {"email": "dana@x.example", "role": "officer"}
    )
    row = StaffMember.objects.get(user__email="dana@x.example")
    assert (row.institution, row.role) == (here, "officer")

    manager.post(url_of("institutions:remove_staff", here), {"row": row.pk})

    assert not StaffMember.objects.filter(pk=row.pk).exists()


def test_the_last_manager_stays(here, manager):
    row = StaffMember.objects.get(institution=here)

    manager.post(url_of("institutions:remove_staff", here), {"row": row.pk})

    assert StaffMember.objects.filter(pk=row.pk).exists()


def test_nobody_reaches_into_another_university(here, manager):
    other = an_institution()
    row = StaffMember.objects.create(institution=other, user=a_user(), role="officer")

    response = manager.post(url_of("institutions:remove_staff", here), {"row": row.pk})

    assert response.status_code == 404
    assert StaffMember.objects.filter(pk=row.pk).exists()


def test_terms_do_not_overlap(here, manager):
    add = url_of("institutions:add_term", here)
    spring = {"name": "Spring", "starts_on": "2027-01-11", "ends_on": "2027-04-02"}

    assert manager.post(add, spring).status_code == 302
    assert manager.post(add, spring | {"name": "Same"}).status_code == 422
    assert manager.post(add, spring | {"ends_on": "2027-01-01"}).status_code == 422

    term = Term.objects.get()
    assert (term.name, term.starts_on, term.ends_on) == (
        "Spring",
        date(2027, 1, 11),
        date(2027, 4, 2),
    )
    manager.post(url_of("institutions:remove_term", here), {"row": term.pk})
    assert not Term.objects.exists()


def test_days_on_which_nobody_works_are_typed_counted_and_taken_out(here, manager):
    close, terms = url_of("institutions:close_days", here), url_of("institutions:term_list", here)
    year = clock.today(here.zone).year + 1
    week = {"first": f"{year}-06-07", "last": f"{year}-06-09"}

    assert manager.post(close, week).status_code == 302
    assert manager.post(close, {"first": f"{year}-06-10"}).status_code == 302  # one day more
    for refused in ({"first": f"{year}-06-07", "last": f"{year}-05-07"}, {"first": "2001-01-01"}):
        response = manager.post(close, refused)
        assert response.status_code == 422
        assert refused["first"] in response.content.decode()  # nothing typed is lost
    assert manager.post(close, week | {"last": f"{year}-12-07"}).status_code == 422

    here.refresh_from_db()
    assert closed_stretches(here) == [(date(year, 6, 7), date(year, 6, 10))]
    assert not any(is_working_day(date(year, 6, day), here) for day in (7, 8, 9, 10))
    assert is_working_day(date(year, 6, 11), here) is (date(year, 6, 11).weekday() < 5)
    assert f"10 June {year}" in manager.get(terms).content.decode()

    opened = url_of("institutions:open_days", here)
    manager.post(opened, {"row": f"{year}-06-08"})  # begins nothing
    here.refresh_from_db()
    assert len(here.closed_on) == 4
    assert manager.post(opened, {"row": f"{year}-06-07"}).status_code == 302
    here.refresh_from_db()
    assert here.closed_on == []


def test_a_module_makes_its_academics_staff_and_stays_while_used(here, manager):
    manager.post(
        url_of("institutions:add_module", here),
        {"code": "BUS5102", "title": "Consulting", "academics": "oonagh@x.example"},
    )
    module = Module.objects.get()
    assert [user.email for user in module.academics.all()] == ["oonagh@x.example"]
    assert StaffMember.objects.get(user__email="oonagh@x.example").role == "academic"

    a_challenge(institution=here, module=module)
    manager.post(url_of("institutions:remove_module", here), {"row": module.pk})

    assert Module.objects.get() == module


def test_an_unknown_university_is_not_there():
    assert client_of(a_user()).get("/nowhere/desk/settings/").status_code == 404
    assert reverse("institutions:term_list", args=["northshire"]) == (
        "/northshire/desk/settings/terms/"
    )
