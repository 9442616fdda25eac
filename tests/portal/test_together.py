"""A student and a host over the years: one line a project, what it adds up to, and who sees it."""

from datetime import timedelta

import pytest

from core import clock
from placements import services
from placements.models import AskAgain, Attendance, Invitation, Placement
from tests.build import an_eoi, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, a_day_that_is_over, a_sign_off
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def test_a_next_project_follows_the_last_and_the_host_sees_it_by_her_leave_alone(
    django_assert_max_num_queries,
):
    team = a_day_that_is_over(members=1)
    first = Placement.objects.select_related("student__user").get(team=team)
    a_sign_off(team, thanks="Come by and get your brakes done.")
    Attendance.objects.filter(placement=first).update(came="came")
    host = team.challenge.supervisor
    longer = a_challenge_that_closed(
        institution=team.institution, employer=host.employer, contact=host, supervisor=host
    )
    Invitation.objects.create(challenge=longer, student=first.student, known_from=first)
    eoi = an_eoi(challenge=longer, student=first.student, state="offered", seat=1)
    eoi.offer_ends_at = clock.now() + timedelta(days=1)
    eoi.save()
    second = services.accept_place(eoi=eoi)

    hers = client_of(first.student.user)
    with django_assert_max_num_queries(10):
        page = words(hers.get(url_of("portal:together", second)))
    rosa = client_of(host.user)
    agreed = AskAgain.objects.create(placement=first, shown_as="project")
    here = team.institution
    theirs = url_of("portal:together_with", here, public_id=agreed.public_id)
    nameless = rosa.get(theirs).status_code
    desk = client_of(staff_at(here))
    not_by_name = desk.get(theirs).status_code
    AskAgain.objects.update(shown_as="name")
    seen = words(rosa.get(theirs))
    listed = rosa.get(url_of("placements:invite_again", longer)).text

    assert second.follows == first
    assert "1 day in 1 project so far, 6.5 hours in all." in page
    assert page.index(str(team.challenge)) < page.index("follows the one before")
    assert "Come by and get your brakes done." in page
    assert f"Asked to “{longer}”" in page
    assert (nameless, not_by_name) == (403, 403)
    assert f"{first.student.display_name} and {host.employer}" in words(desk.get(theirs))
    assert theirs in desk.get(url_of("placements:invite_again", longer)).text
    assert f"You and {first.student.display_name}" in seen
    assert theirs in listed
    AskAgain.objects.all().delete()
    assert rosa.get(theirs).status_code == 404
