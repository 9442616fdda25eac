"""What a project helps with (R15), and what it cost its host beside what was foretold (R70)."""

import pytest

from employers.models import Challenge
from tests.build import an_employer, an_open_challenge, client_of, staff_at, url_of
from tests.build_placements import a_day_that_is_over, an_awake_institution
from tests.employers.test_edit_challenge import words_of
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def test_a_need_stands_on_the_listing_is_found_by_its_word_and_copied():
    challenge = an_open_challenge()
    officer = client_of(staff_at(challenge.institution))
    page = url_of("employers:edit_challenge", challenge)
    typed = words_of(officer, challenge)
    assert officer.post(page, typed | {"need": "nonsense"}).status_code == 422
    officer.post(page, typed | {"need": "loneliness"})
    listing = text_of(officer.get(url_of("portal:project", challenge, code=challenge.code)))
    assert "People on their own" in listing
    found = officer.get(f"/{challenge.institution.slug}/", {"q": "loneliness"})
    assert challenge.title in text_of(found)
    history = officer.get(url_of("employers:brief_versions", challenge))
    assert "People on their own" in text_of(history)


def test_what_it_took_stands_beside_what_was_said_and_is_told_once_five_hosts_spoke(client):
    north = an_awake_institution()
    team = a_day_that_is_over(institution=north, members=1)
    challenge, host = team.challenge, client_of(team.challenge.contact.user)
    page = url_of("employers:tell_effort", challenge)
    for wrong in ("", "-1", "2401", "an hour"):
        assert host.post(page, {"minutes": wrong}).status_code == 422
    said = text_of(host.post(page, {"minutes": "55"}, follow=True))
    assert "We said 35 minutes" in said
    assert "55 minutes" in said
    start = f"/{north.slug}/post/"
    assert "minutes in all, in the middle" not in text_of(client.get(start))
    for minutes in (20, 25, 30, 90):  # four more hosts
        other = an_open_challenge(institution=north, employer=an_employer())
        Challenge.objects.filter(pk=other.pk).update(minutes_told=minutes)
    assert "took 5 hosts so far: 30 minutes in all, in the middle" in text_of(client.get(start))
    refused = host.post(url_of("employers:tell_effort", other), {"minutes": "10"})
    assert refused.status_code in (403, 404)
