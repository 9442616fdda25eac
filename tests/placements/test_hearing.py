"""Both sides are heard: who did not come, a complaint, a host who ends somebody's time early."""

from datetime import timedelta

import pytest

from core import clock
from core.models import OutboxEvent
from notifications.models import Message
from notifications.tasks import notify
from placements import services
from placements.models import Attendance, Concern, Hearing, Placement
from placements.services.day import finish_placements
from placements.states import PlacementState
from tests.build import client_of, staff_at, url_of
from tests.build_placements import a_placement, a_team
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def letters(name: str) -> list[tuple[str, str]]:
    """Subject and path of each letter about the newest fact of this name."""
    before = set(Message.objects.values_list("pk", flat=True))
    notify(OutboxEvent.objects.filter(name=name).latest("pk").pk)
    new = Message.objects.exclude(pk__in=before).order_by("pk")
    return [(message.subject.split(":")[0], message.path) for message in new]


def test_who_did_not_come_is_asked_once_and_kindly_and_is_believed_until_staff_decide():
    team = a_team()
    placement = a_placement(team=team, state=PlacementState.RUNNING)
    there = a_placement(team=team, state=PlacementState.RUNNING)
    staff, challenge = staff_at(placement.institution), team.challenge
    board = url_of("placements:days", placement.institution)

    with clock.moved(challenge.starts_at + timedelta(minutes=45) - clock.now()):
        page = words(client_of(staff).get(board))
        assert "Began 45 minutes ago; 2 of 2 are not marked. 0 of 2" in page
        services.mark_attendance(placement=placement, came="did_not_come")
        assert not Hearing.objects.exists()  # the day is not over: she may only be late
    with clock.moved(challenge.ends_at + timedelta(hours=4) - clock.now()):
        finish_placements()
        services.mark_attendance(placement=placement, came="did_not_come", note="again")
        hearing = Hearing.objects.get()
        told = letters("placements.other_side_asked")
        her_page = url_of("placements:tell_own_side", hearing)
        her = client_of(placement.student.user)
        assert told == [("We missed you", her_page)]
        assert "Say what happened" in words(her.get(url_of("placements:arrival_sheet", placement)))
        assert client_of(there.student.user).get(her_page).status_code == 403
        assert her.post(her_page, {}).status_code == 422
        her.post(her_page, {"says": "there", "words": "I came by the back door."})
        page = words(client_of(staff).get(url_of("placements:concerns", placement.institution)))
        assert "I was there I came by the back door." in page
        page = words(client_of(staff).get(board))
        assert "Over for 4 hours, not signed off yet. 1 did not come." in page
        services.mark_attendance(placement=placement, came="came", by=staff)
        assert her.post(her_page, {"says": "else"}).status_code == 422  # settled by the mark

    concern = Concern.objects.get()
    assert (concern.kind, concern.settled_by, Attendance.objects.get().came) == (
        *("no_show", staff, "came"),
    )
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.FINISHED


def test_a_host_ends_one_students_time_and_a_complaint_is_heard_from_both_sides():
    team = a_team()
    placement, other = (a_placement(team=team, state=PlacementState.RUNNING) for _n in "ab")
    challenge, here = team.challenge, placement.institution
    host, desk = client_of(challenge.supervisor.user), client_of(staff_at(here))
    stop = url_of("placements:end_early", challenge)

    assert host.post(stop, {"who": placement.public_id}).status_code == 422
    host.post(stop, {"who": placement.public_id, "because": "The works are shut for safety."})

    placement.refresh_from_db()
    assert placement.state == PlacementState.LEFT_EARLY
    assert Placement.objects.get(pk=other.pk).state == PlacementState.RUNNING
    sheet = client_of(placement.student.user).get(url_of("placements:arrival_sheet", placement))
    assert "Your host ended your time here early. “The works are shut" in words(sheet)
    assert letters("placements.other_side_asked")[0][0] == "Your host ended it early"
    assert host.post(stop, {"who": placement.public_id, "because": "x"}).status_code == 422

    told = {"kind": "incident", "words": "A shelf fell beside me."}
    client_of(other.student.user).post(url_of("placements:raise_concern", other), told)
    concern = Concern.objects.get(kind="incident")
    home = words(desk.get(url_of("portal:staff_home", here)))
    assert home.index("A shelf fell") < home.index("The works are shut")
    ask = url_of("placements:ask_other_side", concern)
    assert desk.post(ask, {"whom": "host"}).status_code == 422
    desk.post(ask, {"whom": "host", "question": "How are the shelves fixed?"})
    hearing = Hearing.objects.get(placement=None)
    assert letters("placements.other_side_asked")[0][1] == url_of(
        "placements:tell_own_side", hearing
    )
    page = words(host.get(url_of("placements:tell_own_side", hearing)))
    assert "How are the shelves fixed?" in page
    assert "A shelf fell" not in page
    host.post(url_of("placements:tell_own_side", hearing), {"words": "With bolts, since today."})
    assert "With bolts" in words(desk.get(url_of("placements:concerns", here)))
    services.settle_concern(concern=concern, by=staff_at(here))
    late = {"words": "More."}
    assert host.post(url_of("placements:tell_own_side", hearing), late).status_code == 422
