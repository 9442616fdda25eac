"""Two records of one host: suggested, side by side, one, and two again; nothing signed moves."""

from datetime import timedelta

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from credentials.models import Endorsement
from employers.doubles import likeness
from employers.models import Challenge, HostClaim, Member, Partnership, PastProject, Site
from employers.services import import_employers
from employers.services.merging import MOVED
from placements.models import Reach
from tests.build import (
    a_challenge,
    a_host_member,
    a_site,
    a_user,
    an_employer,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_credentials import a_credential, a_past_challenge
from tests.portal.pages import words


@pytest.fixture
def here(db):
    return an_institution()


@pytest.fixture
def officer(here):
    return client_of(staff_at(here))


def known(here, **more):
    return an_employer(known_to=here, **more).partnership_set.get(institution=here)


def merge(officer, kept, gone, **more):
    url = url_of("credentials:merge_employers", kept)
    return officer.post(url, {"other": str(gone.public_id), **more}, follow=True)


def names(page):
    return [(str(pair.one.employer), str(pair.other.employer)) for pair in page.context["doubles"]]


def test_likely_doubles_are_suggested_with_what_they_share(here, officer):
    known(here, name="Kestrel Cycles Ltd", telephone="01632 960 111")
    known(here, name="The Kestrel Cycle Company")
    known(here, name="K. C. Repairs", telephone="+44 1632 960111")
    known(here, name="Pellow’s Bakery", website="https://www.pellow.example/shop")
    post = known(here, name="Quay Street Post")
    a_host_member(post.employer, user=None, email="nell@pellow.example")
    known(an_institution(), name="Kestrel Cycles")
    for name in ("Ash", "Birch"):
        a_host_member(known(here, name=name).employer, user=None, email=f"{name}@gmail.com")

    page = officer.get(url_of("credentials:double_list", here))

    assert names(page) == [
        ("Kestrel Cycles Ltd", "K. C. Repairs"),
        ("Kestrel Cycles Ltd", "The Kestrel Cycle Company"),
        ("Pellow’s Bakery", "Quay Street Post"),
    ]
    said = words(page)
    assert "names that are alike" in said
    assert "the same telephone number" in said
    assert "the same web or mail domain" in said


def test_all_moves_to_the_record_that_stays_and_back_again(here, officer):
    kept = known(here, name="Kestrel", website="https://kestrel.example", sector="")
    gone = known(here, name="Kestrel Cycles", website="https://other.example", sector="Bicycles")
    goes = gone.employer
    rosa = a_user(email="rosa@kestrel.example")
    a_host_member(kept.employer, user=rosa)
    doubled, sam = a_host_member(goes, user=rosa), a_host_member(goes)
    a_site(kept.employer, name="Workshop")
    site = a_site(goes, name="Workshop")
    brief = an_open_challenge(
        institution=here, employer=goes, contact=sam, supervisor=doubled, site=site
    )
    import_employers(here, "Host,Project,Date,Students\nKestrel Cycles,Rides,2025-03-12,4")
    officer.post(
        url_of("employers:write_note", gone),
        {"words": "Two desks.", "how": "visit", "on": clock.today(here.zone).isoformat()},
    )
    asks = HostClaim.objects.create(
        institution=here, partnership=gone, user=a_user(), claimed_at=clock.now()
    )

    page = merge(officer, kept, gone, take=["website"])

    assert "They are one now." in page.content.decode()
    assert HostClaim.objects.get(pk=asks.pk).partnership == kept
    assert "Two desks." in words(page)
    kept.employer.refresh_from_db()
    assert kept.employer.name == "Kestrel"
    assert (kept.employer.website, kept.employer.sector) == ("https://other.example", "Bicycles")
    brief.refresh_from_db()
    assert brief.employer == kept.employer
    assert Member.objects.filter(employer=goes).count() == 0
    assert sorted(Site.objects.values_list("employer", "name")) == [
        (kept.employer_id, "Workshop"),
        (kept.employer_id, "Workshop (2)"),
    ]
    assert PastProject.objects.get().employer == kept.employer
    assert client_of(rosa).get(url_of("employers:my_challenge", brief)).status_code == 200
    assert officer.get(url_of("employers:host_record", gone)).status_code == 404
    hosts = officer.get(url_of("employers:host_list", here)).context["rows"]
    assert [str(row["host"].employer) for row in hosts] == ["Kestrel"]

    new = a_challenge(institution=here, employer=kept.employer, contact=sam, supervisor=sam)
    merged = officer.get(url_of("credentials:double_list", here)).context["merges"][0]
    officer.post(url_of("credentials:undo_merge", merged))

    brief.refresh_from_db(), doubled.refresh_from_db(), site.refresh_from_db()
    kept.employer.refresh_from_db()
    assert (brief.employer, doubled.employer, doubled.user) == (goes, goes, rosa)
    assert (site.employer, site.name) == (goes, "Workshop")
    assert (kept.employer.website, kept.employer.sector) == ("https://kestrel.example", "")
    assert PastProject.objects.get().employer == goes
    assert "Two desks." in words(officer.get(url_of("employers:host_record", gone)))
    assert HostClaim.objects.get(pk=asks.pk).partnership == gone
    assert Challenge.objects.get(pk=new.pk).employer == kept.employer


def test_after_thirty_days_it_stays(here, officer):
    kept, gone = known(here), known(here)
    merge(officer, kept, gone)
    merged = officer.get(url_of("credentials:double_list", here)).context["merges"][0]

    with clock.moved(timedelta(days=31)):
        page = officer.post(url_of("credentials:undo_merge", merged), follow=True)

    assert "Thirty days are over" in page.content.decode()
    assert Partnership.objects.of(here).count() == 1


def test_who_has_signed_stays_and_what_is_signed_is_not_touched(here, officer):
    signed = known(here, name="Kestrel")
    member = a_host_member(signed.employer)
    own = {"institution": here, "employer": signed.employer}
    a_credential(
        challenge=a_past_challenge(contact=member, supervisor=member, **own),
        reach=Reach.ORGANISATION,
    )
    before = Endorsement.objects.values_list("employer", "document", "jwt").get()
    other = known(here, name="Kestrel Cycles")

    page = merge(officer, other, signed)

    assert page.status_code == 422
    assert "what is signed is never rewritten" in words(page)
    merge(officer, signed, other)
    assert Endorsement.objects.values_list("employer", "document", "jwt").get() == before
    assert Partnership.objects.of(here).get() == signed


def test_a_host_of_another_university_too_stays_as_that_one_knows_it(here, officer):
    shared = known(here, name="Kestrel", sector="Bicycles")
    elsewhere = an_institution()
    Partnership.objects.create(institution=elsewhere, employer=shared.employer)
    a_challenge(institution=elsewhere, employer=shared.employer, title="A secret", state="open")
    own = known(here, name="Kestrel Cycles")

    page = merge(officer, own, shared)
    assert "Another university works with Kestrel" in words(page)
    assert "A secret" not in words(page)

    merge(officer, shared, own, take=["name", "sector"])
    shared.employer.refresh_from_db()
    assert (shared.employer.name, shared.employer.sector) == ("Kestrel", "Bicycles")
    assert Partnership.objects.of(here).get() == shared


def test_a_record_is_not_merged_with_itself_or_with_nothing(here, officer):
    kept = known(here)

    for other in (kept.public_id, "nonsense", ""):
        page = officer.post(
            url_of("credentials:merge_employers", kept), {"other": str(other)}, follow=True
        )
        assert "Choose two hosts." in page.content.decode()


def test_every_row_of_this_floor_that_names_an_employer_moves():
    naming = {
        model
        for model in apps.get_app_config("employers").get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if field.name == "employer"
    }

    assert naming == {*MOVED.values(), Partnership}


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_the_same_both_ways_and_whole_with_itself(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
