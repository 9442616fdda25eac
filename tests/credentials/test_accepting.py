"""Employers that count on badges they had no part in: signed, counted, taken back."""

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

import openbadges as ob
from core import clock
from credentials.models import Acceptance
from credentials.services import accept_when_hiring, find_rings, sign_acceptance
from credentials.services.resolving import Resolver
from credentials.services.rings import rings
from employers.models import Employer, Partnership
from tests.build import a_host_member, client_of, url_of
from tests.build_credentials import a_credential, a_verified_member, the_worker_works

pytestmark = pytest.mark.django_db


def code_of(document) -> ob.Code:
    return ob.verify(document, resolve=Resolver(), now=clock.now()).code


def test_a_checked_employer_accepts_a_badge_signed_and_counted_and_takes_it_back():
    badge = a_credential()
    here, achievement = badge.institution, badge.achievement
    page, of_badge = f"/credentials/achievements/{achievement.public_id}", "/credentials/"
    host = badge.placement.challenge.employer
    member = a_verified_member(here)
    Employer.objects.filter(pk=member.employer_id).update(sector="Shipping")
    client = client_of(member.user)

    def says() -> str:
        return Client().get(f"{of_badge}{badge.public_id}").text

    assert "We accept this badge when hiring" in client.get(page).text
    assert client.post(f"{page}/accept", {"of": "badge"}).status_code == 302
    assert 'value="badge"' not in client.get(page).text  # it says so, and how to take it back
    assert "You accept this badge when hiring" in client.get(page).text
    the_worker_works()
    (acceptance,) = Acceptance.objects.all()
    file = f"/credentials/acceptances/{acceptance.public_id}"
    served = Client().get(file, headers={"accept": "application/json"})
    assert served.json()["credentialSubject"]["id"].endswith(page)
    assert served.json()["issuer"]["id"].endswith(f":employers:{member.employer.slug}")
    assert [code_of(served.content), code_of(acceptance.jwt)] == [ob.Code.GENUINE] * 2
    assert "Accepted by 1 employer</b>" in says()
    assert "It is in another sector than the host." in says()

    again = accept_when_hiring(member=member, institution=here, achievement=achievement)
    assert again.pk == acceptance.pk
    accept_when_hiring(member=member, institution=here)  # and all badges: one employer still
    accept_when_hiring(member=host.member_set.all()[0], institution=here, achievement=achievement)
    Partnership.objects.update(checked_by=Partnership.Check.REGISTER)
    assert "Accepted by 1 employer</b>" in says()
    assert "the host itself, so not counted" in Client().get(page).text
    unchecked = a_host_member(
        member.employer.__class__.objects.create(slug="x", name="X", kind="micro")
    )
    refused = client_of(unchecked.user).post(f"{page}/accept", {"of": "badge"}, follow=True)
    assert "No university here has checked X yet." in refused.text

    Partnership.objects.filter(employer=member.employer).update(paused=True)
    assert "Accepted by" not in says()  # checked now, not only when it said so
    Partnership.objects.filter(employer=member.employer).update(paused=False)
    listed = client.get(url_of("credentials:my_endorsements", here)).text
    assert f"{file}/stop" in listed
    for each in Acceptance.objects.filter(employer=member.employer):
        client.post(f"/credentials/acceptances/{each.public_id}/stop")
    the_worker_works()
    assert "Accepted by" not in says()
    assert code_of(served.content) is ob.Code.REVOKED
    assert Client().get(file, headers={"accept": "application/json"}).status_code == 410


def test_employers_that_count_on_each_other_alone_are_one_voice():
    badges = [a_credential() for _n in range(2)]
    hosts = [badge.placement.challenge.supervisor for badge in badges]
    Partnership.objects.update(checked_by=Partnership.Check.REGISTER)
    third = a_credential()
    for member, badge in zip(hosts, reversed(badges), strict=True):
        accept_when_hiring(
            member=member, institution=badge.institution, achievement=badge.achievement
        )
    find_rings()
    assert set(Acceptance.objects.values_list("ring", flat=True)) == {hosts[0].employer_id}

    accept_when_hiring(
        member=hosts[0], institution=third.institution, achievement=third.achievement
    )
    find_rings()
    assert set(Acceptance.objects.values_list("ring", flat=True)) == {None}
    with pytest.raises(Exception, match="Publish a fact"):
        sign_acceptance(Acceptance.objects.first().pk, act="x")


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=14))
def test_a_ring_is_closed_and_everybody_in_it_reaches_everybody(arrows):
    found = rings(arrows)
    reach = {(a, b) for a, b in arrows if a != b}
    while more := {(a, d) for a, b in reach for c, d in reach if b == c} - reach:
        reach |= more
    nodes = {node for pair in arrows for node in pair}
    for node in nodes:
        ahead = {b for a, b in reach if a == node} | {node}
        closed = len(ahead) > 1 and all((b, node) in reach for b in ahead)
        assert found.get(node) == (min(ahead) if closed else None)
