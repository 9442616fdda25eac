"""“Are you from …?”: a mail domain asks, a person answers, and until then nothing is shown."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from employers.claims import claimable
from employers.models import HostClaim, Member
from tests.build import (
    a_host_member,
    a_user,
    an_employer,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def kestrel(here):
    return an_employer(known_to=here, name="Kestrel Cycles", email_domain="kestrel.example")


def claim(user, here, partnership):
    url = url_of("employers:claim_host", here)
    return client_of(user).post(url, {"host": str(partnership.public_id)}, follow=True)


def test_a_colleague_confirms_and_until_then_nothing_is_seen(
    here, kestrel, mailoutbox, django_capture_on_commit_callbacks
):
    rosa = a_host_member(kestrel, name="Rosa Kestrel")
    challenge = an_open_challenge(institution=here, employer=kestrel, contact=rosa)
    sam = a_user(email="sam@KESTREL.example", name="Sam Ortiz")
    client, hers = client_of(sam), client_of(rosa.user)
    known = kestrel.partnership_set.get()

    home = words(client.get(reverse("portal:home")))
    page = words(client.get(url_of("employers:claim_host", here)))
    with django_capture_on_commit_callbacks(execute=True):
        claim(sam, here, known)
        claim(sam, here, known)
    [waiting] = HostClaim.objects.all()
    settle = url_of("employers:settle_claim", waiting)
    brief = url_of("employers:my_challenge", challenge)
    own_yes = client.post(settle, {"answer": "yes"})

    assert "Are you from Kestrel Cycles?" in home
    assert "Are you from Kestrel Cycles?" in page
    assert "Rosa" not in page + words(client.get(url_of("employers:claim_host", here)))
    assert (own_yes.status_code, client.get(brief).status_code) == (403, 403)
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        ([rosa.user.email], "Does Sam Ortiz work with you at Kestrel Cycles?")
    ]
    assert "Is Sam Ortiz from Kestrel Cycles?" in words(hers.get(url_of("portal:host_home", here)))
    with django_capture_on_commit_callbacks(execute=True):
        hers.post(settle, {"answer": "yes"})
        hers.post(settle, {"answer": "no"})
    assert client.get(brief).status_code == 200
    assert Member.objects.get(user=sam).introduced_by == here
    assert mailoutbox[-1].to == [sam.email]


def test_staff_say_yes_and_look_at_the_record_that_came_by_posting(here, kestrel):
    spare = a_host_member(an_employer(known_to=here, name="Kestrel Cycling"), user=None)
    spare.user = a_user(email="sam@kestrel.example")
    spare.save()
    known = kestrel.partnership_set.get()
    officer = client_of(staff_at(here))

    claim(spare.user, here, known)
    [waiting] = HostClaim.objects.all()
    home = words(officer.get(url_of("portal:staff_home", here)))
    record = words(officer.get(url_of("employers:host_record", known)))
    done = officer.post(url_of("employers:settle_claim", waiting), {"answer": "yes"})

    assert "Is sam@kestrel.example from Kestrel Cycles?" in home
    assert "Kestrel Cycles?" in record
    assert done.url.startswith(url_of("credentials:merge_employers", known))
    assert str(spare.employer.partnership_set.get().public_id) in done.url


@pytest.mark.parametrize("address", ["sam@gmail.com", "sam@other.example", "sam@north.example"])
def test_what_anybody_may_have_is_asked_of_nobody(address):
    here = an_institution(email_domains=["north.example"])
    domain = address.partition("@")[2].replace("other", "kestrel")
    known = an_employer(known_to=here, email_domain=domain).partnership_set.get()
    sam = a_user(email=address)

    claim(sam, here, known)

    assert claimable(sam, here) == []
    assert HostClaim.objects.count() == 0


def test_a_no_is_not_asked_again_and_elsewhere_nobody_is_known(here, kestrel):
    a_host_member(kestrel)
    sam, officer = a_user(email="sam@kestrel.example"), client_of(staff_at(here))
    claim(sam, here, kestrel.partnership_set.get())

    officer.post(url_of("employers:settle_claim", HostClaim.objects.get()), {"answer": "no"})

    assert claimable(sam, here) == []
    assert claimable(sam, an_institution()) == []
    assert not Member.objects.filter(user=sam).exists()
