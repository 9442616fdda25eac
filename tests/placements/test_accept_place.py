"""Yes and no: seats, calendars, races, the line behind."""

from datetime import time, timedelta

import pytest

from core import clock
from core.errors import RuleBroken
from employers.models import Challenge
from notifications.models import Message
from placements import services
from placements.models import Booking, Placement
from placements.states import GONE, PlacementState
from students import services as students
from students.models import Eoi, Student
from students.states import EoiState
from tests.build import a_student, an_eoi, staff_at
from tests.build_placements import (
    a_challenge_that_closed,
    a_placement,
    an_awake_institution,
    interests_in,
)
from tests.placements.races import at_once
from tests.placements.test_rounds import facts, states_of

NAME_OF_HERS = "Amina Yusuf"


@pytest.mark.django_db
def test_a_yes_keeps_what_was_agreed_and_books_the_hours():
    challenge = a_challenge_that_closed()
    eoi = an_eoi(challenge=challenge, state="offered")

    placement = services.accept_place(eoi=eoi, name="Amina Yusuf", mobile="07700 900123")

    assert (placement.seat, placement.state, placement.first_time) == (1, "ready", True)
    assert [heading for heading, _words in placement.agreed["lines"]] == [
        "Day and times",
        "Where",
        "Hours",
        "Pay",
        "What you leave behind",
        "Whose it is",
        "Who guides you",
        "Right to work",
    ]
    session = challenge.sessions.get()
    booking = Booking.objects.get()
    assert (booking.span.lower, booking.span.upper) == (session.starts_at, session.ends_at)
    assert Student.objects.get(pk=eoi.student_id).mobile == "07700 900123"
    assert facts("placements.place_accepted") == [{"placement_id": placement.pk}]


@pytest.mark.django_db
def test_yes_twice_is_one_place():
    eoi = an_eoi(challenge=a_challenge_that_closed(), state="offered")

    assert services.accept_place(eoi=eoi) == services.accept_place(eoi=eoi)
    assert len(facts("placements.place_accepted")) == 1


@pytest.mark.django_db
def test_a_clash_names_the_other_day_politely():
    institution = an_awake_institution()
    student = a_student(institution=institution)
    one = a_challenge_that_closed(institution=institution, title="Late evenings")
    other = a_challenge_that_closed(institution=institution)
    services.accept_place(eoi=an_eoi(challenge=one, student=student, state="offered"))
    day = one.sessions.get().on

    with pytest.raises(services.Clash) as refused:
        services.accept_place(eoi=an_eoi(challenge=other, student=student, state="offered"))

    assert f"{day:%A} {day.day} {day:%B}: “Late evenings”" in str(refused.value)
    assert Placement.objects.count() == 1


@pytest.mark.django_db
def test_the_same_person_at_two_universities_has_one_calendar():
    here, there = an_awake_institution(), an_awake_institution()
    student = a_student(institution=here)
    twin = a_student(institution=there, user=student.user)
    services.accept_place(
        eoi=an_eoi(
            challenge=a_challenge_that_closed(institution=here), student=student, state="offered"
        )
    )

    with pytest.raises(services.Clash):
        services.accept_place(
            eoi=an_eoi(
                challenge=a_challenge_that_closed(institution=there), student=twin, state="offered"
            )
        )


@pytest.mark.django_db
def test_the_database_itself_refuses_two_places_at_one_time():
    from django.db import IntegrityError, transaction

    placement = a_placement()
    booking = Booking.objects.get(placement=placement)
    other = a_placement(
        challenge=a_challenge_that_closed(institution=placement.institution, sessions=[])
    )

    with pytest.raises(IntegrityError, match="booking_student_no_clash"), transaction.atomic():
        Booking.objects.create(placement=other, student=placement.student, span=booking.span)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("lapsed", "ran out"),
        ("declined", "You said no"),
        ("withdrawn", "no offer"),
        ("submitted", "no offer"),
    ],
)
def test_an_offer_that_is_over_says_so(state, sentence):
    eoi = an_eoi(challenge=a_challenge_that_closed(), state=state)

    with pytest.raises(RuleBroken, match=sentence):
        services.accept_place(eoi=eoi)


@pytest.mark.django_db
def test_the_place_of_somebody_under_18_is_held_for_staff():
    challenge = a_challenge_that_closed()
    student = a_student(institution=challenge.institution, under_18=True)
    eoi = an_eoi(challenge=challenge, student=student, state="offered")

    with pytest.raises(RuleBroken, match="Business Clinic rings you"):
        services.accept_place(eoi=eoi)
    placement = services.accept_place(eoi=eoi, via="telephone", by=staff_at(challenge.institution))

    assert (placement.state, placement.agreed_via) == ("ready", "telephone")


@pytest.mark.django_db
def test_a_no_goes_to_the_next_in_line():
    challenge = a_challenge_that_closed(places=1, team_at_least=1)
    eoi = an_eoi(challenge=challenge, state="offered")
    first, second = interests_in(challenge, 2, state=EoiState.WAITLISTED)

    services.decline_place(eoi=eoi)
    services.decline_place(eoi=eoi)
    asked = [services.refill(challenge=challenge) for _time in range(2)]

    first.refresh_from_db()
    second.refresh_from_db()
    assert asked == [1, 0]
    assert (first.state, first.seat, second.state) == ("offered", 1, "waitlisted")
    assert facts("placements.place_declined") == [{"eoi_id": eoi.pk}]


@pytest.mark.django_db
def test_giving_a_place_back_frees_the_seat_and_the_hours():
    placement = a_placement()

    services.give_back_place(placement=placement, because="My shift moved.")
    services.give_back_place(placement=placement)

    placement.refresh_from_db()
    assert (placement.state, placement.left_because) == ("given_back", "My shift moved.")
    assert Booking.objects.count() == 0
    assert Eoi.objects.get(pk=placement.eoi_id).state == "withdrawn"
    assert facts("placements.place_declined") == [{"eoi_id": placement.eoi_id}]


@pytest.mark.django_db
def test_an_offer_lapses_when_its_time_is_over_and_never_at_night():
    institution = an_awake_institution(quiet_from=time(21), quiet_until=time(8))
    challenge = a_challenge_that_closed(institution=institution)
    eoi = an_eoi(challenge=challenge, state="offered", offer_ends_at=clock.now())
    today = clock.today("Europe/London") + timedelta(days=1)
    night = clock.at(today, time(23), "Europe/London") - clock.now()
    noon = clock.at(today, time(12), "Europe/London") - clock.now()

    with clock.moved(night):
        at_night = services.lapse_offers()
    with clock.moved(noon):
        by_day = services.lapse_offers()

    eoi.refresh_from_db()
    assert (at_night, by_day, eoi.state, eoi.seat) == (0, 1, "lapsed", None)


@pytest.mark.django_db
def test_shortly_before_the_day_the_whole_line_is_asked_and_the_first_yes_has_the_place(
    django_capture_on_commit_callbacks,
):
    challenge = a_challenge_that_closed(places=1, team_at_least=1)
    eoi = an_eoi(challenge=challenge, state="offered")
    line = interests_in(challenge, 3, state=EoiState.WAITLISTED)
    with clock.moved(challenge.starts_at - clock.now() - timedelta(hours=30)):
        services.decline_place(eoi=eoi)
        asked = services.refill(challenge=challenge)
        for one in line:
            one.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            services.accept_place(eoi=line[2])
        with pytest.raises(students.NoSeatLeft, match="Others said yes first"):
            services.accept_place(eoi=line[0])

    assert asked == 3
    assert [p.student for p in Placement.objects.all()] == [line[2].student]
    assert states_of(challenge) == {"declined": 1, "accepted": 1, "offered": 2}
    told = Message.objects.filter(kind="places_taken", channel="note")
    assert {each.user for each in told} == {line[0].student.user, line[1].student.user}


@pytest.mark.django_db
def test_nobody_is_asked_after_the_cut_off():
    challenge = a_challenge_that_closed(places=1, team_at_least=1)
    interests_in(challenge, 1, state=EoiState.WAITLISTED)

    with clock.moved(challenge.starts_at - clock.now() - timedelta(hours=17)):
        assert services.refill(challenge=challenge) == 0


@pytest.mark.django_db
def test_running_with_fewer_answers_the_line():
    challenge = a_challenge_that_closed()
    interests_in(challenge, 2, state=EoiState.WAITLISTED)

    assert services.run_with_fewer(challenge=challenge) == 2
    assert states_of(challenge) == {"not_selected": 2}
    assert len(facts("placements.eoi_not_selected")) == 2


@pytest.mark.django_db
def test_a_day_called_off_frees_everything():
    challenge = a_challenge_that_closed()
    placement = a_placement(challenge=challenge)
    an_eoi(challenge=challenge, state="offered")
    an_eoi(challenge=challenge, state="waitlisted")
    Challenge.objects.filter(pk=challenge.pk).update(state="cancelled", state_reason="Flood.")

    for _time in range(2):
        services.release_places(challenge=challenge)

    placement.refresh_from_db()
    assert placement.state == PlacementState.CALLED_OFF
    assert Booking.objects.count() == 0
    assert states_of(challenge) == {"accepted": 1, "lapsed": 1, "not_selected": 1}


# Races, on a database that others see; what follows from a yes waits in the queue


@pytest.mark.django_db(transaction=True)
def test_twenty_yeses_at_once_for_ten_places_give_exactly_ten(queued):
    institution = an_awake_institution(over_offer=True)
    challenge = a_challenge_that_closed(institution=institution, places=10)
    interests_in(challenge, 20)
    allocation = services.share_out(challenge=challenge)
    services.propose_allocation(allocation=allocation)
    services.confirm_allocation(
        allocation=allocation, by=staff_at(challenge.institution), send_now=True
    )
    offered = list(Eoi.objects.filter(challenge=challenge, state="offered"))
    assert len(offered) == 20

    answers = at_once([lambda eoi=eoi: services.accept_place(eoi=eoi) for eoi in offered])

    placements = [answer for answer in answers if isinstance(answer, Placement)]
    refusals = [answer for answer in answers if not isinstance(answer, Placement)]
    assert sorted(placement.seat for placement in placements) == list(range(1, 11))
    assert len(refusals) == 10
    assert all("Others said yes first" in str(refusal) for refusal in refusals)
    assert Placement.objects.exclude(state__in=GONE).count() == 10
    assert states_of(challenge) == {"accepted": 10, "offered": 10}


@pytest.mark.django_db(transaction=True)
def test_one_person_says_yes_to_two_clashing_offers_at_once_and_has_one(queued):
    institution = an_awake_institution()
    student = a_student(institution=institution)
    offers = [
        an_eoi(
            challenge=a_challenge_that_closed(institution=institution),
            student=student,
            state="offered",
        )
        for _n in range(4)
    ]

    answers = at_once([lambda eoi=eoi: services.accept_place(eoi=eoi) for eoi in offers])

    assert sum(isinstance(answer, Placement) for answer in answers) == 1
    assert all(isinstance(answer, (Placement, services.Clash)) for answer in answers)
    assert Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_withdrawal_at_once_leave_one_truth(queued):
    challenge = a_challenge_that_closed()
    eoi = an_eoi(challenge=challenge, state="offered")

    at_once(
        [
            lambda: services.accept_place(eoi=eoi),
            lambda: services.decline_place(eoi=Eoi.objects.get(pk=eoi.pk)),
        ]
    )

    eoi.refresh_from_db()
    placed = Placement.objects.filter(eoi=eoi).count()
    assert (eoi.state, placed) in {("accepted", 1), ("declined", 0)}
