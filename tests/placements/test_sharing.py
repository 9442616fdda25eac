"""One project at two universities: offered, taken, published, ended together; places add up."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import RuleBroken
from employers import services as employers
from employers.models import Challenge, Share, StandIn
from employers.services.briefs import times_of
from employers.states import ChallengeState, ShareState
from employers.times import local_day, moved_to
from notifications.models import Message
from placements import services
from students.models import Eoi
from students.states import EoiState
from tests.build import (
    an_eoi,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_placements import an_awake_institution
from tests.portal.pages import titles, words
from tests.students.at_once import at_once

WHY = "The bakery’s oven is out until Thursday."


@pytest.fixture
def project(db):
    return an_open_challenge(institution=an_awake_institution(), title="Bring riders back")


@pytest.fixture
def there(db):
    return an_awake_institution()


def shared(project, there, places=4) -> Share:
    return employers.share_challenge(
        challenge=project, to=there, places=places, by=staff_at(project.institution)
    )


def taken(project, there, places=4) -> Challenge:
    share = Share.objects.get(pk=shared(project, there, places).pk)
    part = services.accept_share(share=share, by=staff_at(there))
    project.refresh_from_db()
    return part


def publish(part) -> Challenge:
    employers.publish_challenge(challenge=part, by=staff_at(part.institution), all_low=True)
    return part


def states(*challenges):
    return [Challenge.objects.get(pk=each.pk).state for each in challenges]


def test_offered_at_one_desk_taken_at_the_other_and_listed_at_both(
    project, there, django_capture_on_commit_callbacks
):
    here = project.institution
    ours, theirs = client_of(staff_at(here)), client_of(staff_at(there))
    offer = {"to": there.pk, "places": 4, "words": "They are kind.", "host_agrees": "on"}

    refused = ours.post(url_of("placements:share_challenge", project), offer | {"places": 9})
    with django_capture_on_commit_callbacks(execute=True):
        ours.post(url_of("placements:share_challenge", project), offer)
    home = words(theirs.get(url_of("portal:staff_home", there)))
    page = words(theirs.get(url_of("placements:shared_with_us", there)))
    answer = url_of("placements:answer_share", there, public_id=Share.objects.get().public_id)
    with django_capture_on_commit_callbacks(execute=True):
        review = theirs.post(answer, {"answer": "yes"}, follow=True)
    again = theirs.post(answer, {"answer": "yes"}, follow=True)

    notes = [(note.institution, note.subject) for note in Message.objects.order_by("pk")]
    assert notes == [
        (there, f"{here} shares “Bring riders back” with you"),
        (here, f"{there} has answered: “Bring riders back”"),
    ]
    assert "Give and keep at least 3" in words(refused)
    assert f"{here} shares “Bring riders back” with you 4 places" in home
    assert "They are kind." in page
    assert b"4 places are yours" in review.content
    assert f"A part of {here}’s project." in words(review)
    assert b"answered this already" in again.content
    part = Challenge.objects.of(there).get()
    project.refresh_from_db()
    assert (project.places, project.shared_places, part.places) == (6, 4, 4)
    assert part.state == ChallengeState.IN_REVIEW
    assert [s.span for s in part.sessions.all()] == [s.span for s in project.sessions.all()]
    assert set(part.skills.all()) == set(project.skills.all())

    theirs.post(url_of("employers:publish_challenge", part), {"all_low": "on"})

    for listed, places in ((here, "6 places"), (there, "4 places")):
        listing = Client().get(url_of("portal:listing", listed))
        assert titles(listing) == ["Bring riders back"]
        assert places in words(listing)
    host = client_of(project.contact.user)
    assert f"{there}: 4 places, open." in words(host.get(url_of("employers:my_challenge", project)))
    on_the_part = words(host.get(url_of("employers:my_challenge", part)))
    assert "Change it or call it off there" in on_the_part
    assert "Pause it" not in on_the_part
    assert "Call it off" not in on_the_part
    assert f"{there}: 4 places, open." in words(ours.get(url_of("placements:places", project)))
    with pytest.raises(IntegrityError, match="challenge_shares_add_up"), transaction.atomic():
        Challenge.objects.filter(pk=part.pk).update(places=5)
    with pytest.raises(IntegrityError, match="challenge_shares_add_up"), transaction.atomic():
        Challenge.objects.filter(pk=project.pk).update(places=7)


def test_each_side_shares_its_own_places_out(project, there):
    part = publish(taken(project, there, places=3))
    for _n in range(4):
        an_eoi(challenge=part)
    Challenge.objects.filter(pk=part.pk).update(closes_at=clock.now())
    employers.close_challenge(challenge=part)
    by = staff_at(there)

    services.offer_places(
        challenge=part,
        eois=list(Eoi.objects.filter(challenge=part)[:3]),
        by=by,
        note="First.",
        send_now=True,
    )

    offered = Eoi.objects.filter(challenge=part, state=EoiState.OFFERED)
    assert sorted(offered.values_list("seat", flat=True)) == [1, 2, 3]
    last = Eoi.objects.exclude(state=EoiState.OFFERED).get(challenge=part)
    with pytest.raises(RuleBroken):
        services.offer_places(challenge=part, eois=[last], by=by, note="One more.")


def test_what_moves_corrects_or_ends_the_project_reaches_its_part_and_not_the_other_way(
    project, there
):
    part = publish(taken(project, there))
    later = moved_to(
        times_of(project), local_day(project.starts_at, project.zone) + timedelta(days=7)
    )

    employers.edit_challenge(challenge=project, title="Bring more riders back")
    services.postpone_challenge(challenge=project, times=later, reason=WHY)

    part, project = (Challenge.objects.get(pk=each.pk) for each in (part, project))
    assert (part.title, part.state_reason) == ("Bring more riders back", WHY)
    assert part.starts_at == project.starts_at == part.sessions.get().starts_at
    with pytest.raises(RuleBroken, match="follows the other university"):
        employers.edit_challenge(challenge=part, title="Ours")
    with pytest.raises(RuleBroken, match="follows the other university"):
        services.postpone_challenge(challenge=part, times=later, reason=WHY)
    with pytest.raises(RuleBroken, match="a part of another"):
        shared(part, an_awake_institution(), 3)

    row = StandIn.objects.create(
        challenge=project,
        institution=project.institution,
        former=project.supervisor,
        name="Pia",
        email="pia@mail.example",
        asked_at=clock.now(),
    )
    employers.begin_stand_in(stand_in=row)
    part.refresh_from_db()
    assert part.supervisor.name == "Pia"

    employers.cancel_challenge(challenge=part, reason="No students this term.")

    project.refresh_from_db()
    assert (project.places, project.shared_places) == (10, 0)
    second = taken(project, there)
    employers.cancel_challenge(challenge=project, reason=WHY)

    assert states(project, second) == [ChallengeState.CANCELLED] * 2
    project.refresh_from_db()
    assert (project.places, project.shared_places) == (6, 4)


def test_a_no_has_a_reason_and_places_that_are_promised_do_not_move(project, there):
    share = shared(project, there)
    desk = client_of(staff_at(there))
    url = url_of("placements:answer_share", there, public_id=share.public_id)

    assert desk.post(url, {"answer": "no"}).status_code == 422
    desk.post(url, {"answer": "no", "reason": "Exams that week."})

    ours = client_of(staff_at(project.institution))
    assert "Exams that week." in words(ours.get(url_of("placements:share_challenge", project)))
    assert Challenge.objects.of(there).count() == 0

    second = shared(project, there)
    an_eoi(challenge=project, state=EoiState.OFFERED, seat=7)
    with pytest.raises(RuleBroken, match="offered to students"):
        services.accept_share(share=second, by=staff_at(there))
    Challenge.objects.filter(pk=project.pk).update(state=ChallengeState.CLOSED)
    with pytest.raises(RuleBroken, match="takes interests"):
        services.accept_share(share=Share.objects.get(pk=second.pk), by=staff_at(there))
    ours.post(url_of("placements:take_back_share", second))
    second.refresh_from_db()
    assert second.state == ShareState.TAKEN_BACK


@pytest.mark.django_db(transaction=True)
def test_two_universities_that_take_places_at_once_never_have_more_than_there_are():
    project = an_open_challenge(institution=an_awake_institution(), team_at_least=1)
    takers = [an_awake_institution() for _n in range(3)]
    acts = [
        partial(
            services.accept_share,
            share=Share.objects.get(pk=shared(project, there, places=4).pk),
            by=staff_at(there),
        )
        for there in takers
    ]

    answers = at_once(*acts)

    project.refresh_from_db()
    parts = Challenge.objects.filter(shared_from=project)
    assert sorted(isinstance(answer, RuleBroken) for answer in answers) == [False, False, True]
    assert (project.places, project.shared_places) == (2, 8)
    assert [part.places for part in parts] == [4, 4]
