"""The student's doors: offer, arrival sheet, calendar, help, and what comes after."""

import pytest

from credentials.forms import ShareCredentialForm
from notifications.day import day_is_over_for_students
from placements import services
from placements.models import Concern, Placement, Reflection, SelfRating
from students.models import Eoi, Student
from tests.build import a_student, an_eoi, client_of, url_of
from tests.build_placements import (
    a_challenge_that_closed,
    a_day_that_is_over,
    a_placement,
    a_sign_off,
    a_team,
    an_awake_institution,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def an_offer(**student):
    challenge = a_challenge_that_closed()
    asked = a_student(institution=challenge.institution, **student)
    return an_eoi(challenge=challenge, student=asked, state="offered", reason={"code": "everybody"})


def test_the_offer_says_why_what_we_agree_and_until_when():
    eoi = an_offer()

    page = text_of(client_of(eoi.student.user).get(url_of("placements:accept_place", eoi)))

    for words in (
        "A place is yours if you want it",
        "There is room for everyone who asked.",
        "£87.75 for 6.5 hours, £13.50 an hour",
        eoi.challenge.deliverable,
        "Say yes or no by",
        "No answer by then: the place goes to the next in line.",
        "No, thank you",
    ):
        assert words in page


def test_a_yes_from_the_page_books_the_place():
    eoi = an_offer()
    client = client_of(eoi.student.user)

    answer = client.post(url_of("placements:accept_place", eoi), {"mobile": "07700 900123"})
    again = client.get(url_of("placements:accept_place", eoi))

    placement = Placement.objects.get(eoi=eoi)
    sheet = url_of("placements:arrival_sheet", placement)
    assert (answer.status_code, answer.url, again.url) == (302, sheet, sheet)
    assert Student.objects.get(pk=eoi.student_id).mobile == "07700 900123"


def test_somebody_whom_no_roster_knows_gives_her_name():
    eoi = an_offer(student_number="", given_name="", family_name="")
    client = client_of(eoi.student.user)

    without = client.post(url_of("placements:accept_place", eoi), {})
    client.post(url_of("placements:accept_place", eoi), {"name": "Wei-Lin Chen"})

    assert without.status_code == 422
    assert Student.objects.get(pk=eoi.student_id).display_name == "Wei-Lin Chen"
    assert Placement.objects.filter(eoi=eoi).exists()


def test_a_clash_is_said_on_the_page():
    eoi = an_offer()
    other = a_challenge_that_closed(institution=eoi.institution, title="Late evenings")
    hers = an_eoi(challenge=other, student=eoi.student, state="accepted")
    a_placement(challenge=other, eoi=hers)

    answer = client_of(eoi.student.user).post(url_of("placements:accept_place", eoi), {})

    assert answer.status_code == 422
    assert "You already have a place on" in text_of(answer)
    assert "Late evenings" in text_of(answer)


def test_no_is_one_tap():
    eoi = an_offer()
    client = client_of(eoi.student.user)

    answer = client.post(url_of("placements:decline_place", eoi), follow=True)

    eoi.refresh_from_db()
    assert eoi.state == "declined"
    assert "You said no to this place" in text_of(answer)


def test_a_get_never_answers():
    eoi = an_offer()
    client = client_of(eoi.student.user)

    client.get(url_of("placements:accept_place", eoi))
    refused = client.get(url_of("placements:decline_place", eoi))

    eoi.refresh_from_db()
    assert (eoi.state, refused.status_code) == ("offered", 405)


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("lapsed", "The time to answer ran out"),
        ("waitlisted", "You are next in line"),
        ("not_selected", "Not this time"),
        ("submitted", "There is no offer yet"),
    ],
)
def test_an_offer_that_is_over_or_not_there_says_what_is(state, heading):
    eoi = an_eoi(challenge=a_challenge_that_closed(), state=state)

    page = client_of(eoi.student.user).get(url_of("placements:accept_place", eoi))

    assert (page.status_code, heading in text_of(page)) == (200, True)


def test_a_first_yes_offer_says_how_many_places_are_left():
    challenge = a_challenge_that_closed(places=1, team_at_least=1)
    eoi = an_eoi(challenge=challenge, state="offered")
    Eoi.objects.filter(pk=eoi.pk).update(seat=None)
    client = client_of(eoi.student.user)

    free = text_of(client.get(url_of("placements:accept_place", eoi)))
    a_placement(challenge=challenge)
    taken = client.post(url_of("placements:accept_place", eoi), {})

    assert "1 place is left" in free
    assert "Others said yes first" in text_of(taken)
    assert taken.status_code == 422


def test_the_arrival_sheet_has_all_that_the_day_needs(django_assert_max_num_queries):
    challenge = a_challenge_that_closed(
        access="Step-free, hearing loop",
        bring="Flat shoes",
        lunch="At the workshop",
        day_plan=[{"time": "9:30", "text": "Tea and names"}],
    )
    team = a_team(challenge=challenge)
    placement = a_placement(team=team, agreed={"lines": [["Hours", "6.5 hours of work"]]})
    mate = a_placement(team=team)
    client = client_of(placement.student.user)
    url = url_of("placements:arrival_sheet", placement)

    with django_assert_max_num_queries(10):
        sheet = text_of(client.get(url))

    for words in (
        challenge.site.address,
        "Step-free, hearing loop",
        "Flat shoes",
        "At the workshop",
        challenge.supervisor.name,
        "01632 960100",
        'href="tel:999"',
        "Tea and names",
        "In your team: <bdi>Amina</bdi>",
        "9:30",
        "https://www.openstreetmap.org/search?query=",
    ):
        assert words in sheet
    assert mate.student.family_name not in sheet


def test_i_cannot_come_gives_the_place_back_on_its_button():
    placement = a_placement()
    client = client_of(placement.student.user)
    url = url_of("placements:give_back_place", placement)

    page = text_of(client.get(url))
    answer = client.post(url, {"because": "My shift moved."}, follow=True)

    placement.refresh_from_db()
    assert "It costs you nothing next time" in page
    assert (placement.state, placement.left_because) == ("given_back", "My shift moved.")
    assert "You gave this place back." in text_of(answer)
    assert "that you can’t come" in text_of(answer)


def test_a_line_to_the_clinic():
    placement = a_placement()
    client = client_of(placement.student.user)
    url = url_of("placements:raise_concern", placement)

    empty = client.post(url, {"kind": "concern", "words": ""})
    sent = client.post(url, {"kind": "stuck", "words": "Which door?"}, follow=True)

    assert empty.status_code == 422
    assert "Write one line about what happened." in text_of(empty)
    assert [(c.kind, c.words, c.raised_by) for c in Concern.objects.all()] == [
        ("stuck", "Which door?", placement.student.user)
    ]
    assert "The Business Clinic has it now." in text_of(sent)


def test_after_the_day_two_short_pages_and_at_most_ten_required_fields():
    team = a_day_that_is_over(members=1)
    placement = Placement.objects.get(team=team)
    client = client_of(placement.student.user)
    skills = list(team.challenge.skills.all())
    reflection, rating = (
        url_of(name, placement) for name in ("placements:reflect", "placements:rate_self")
    )
    accept = url_of("placements:accept_place", an_offer(student_number="", given_name=""))
    stranger = client_of(Eoi.objects.get(state="offered").student.user)
    forms = [
        who.get(url).context["form"] for who, url in [(stranger, accept), (client, reflection)]
    ]
    forms += [client.get(rating).context["form"], ShareCredentialForm()]
    required = [sum(field.required for field in form.fields.values()) for form in forms]

    nothing = client.post(reflection, {})
    lines = client.post(reflection, {"surprised": "They print everything."})
    half = client.post(rating, {f"skill-{skills[0].pk}": "2"})
    done = client.post(rating, {f"skill-{s.pk}": "0" for s in skills}, follow=True)

    assert required == [1, 0, len(skills), 0]  # from the offer to the shared badge
    assert sum(required) <= 10
    assert (nothing.status_code, lines.url, half.status_code) == (422, rating, 422)
    assert f"{skills[1].plain_name}: choose one step" in text_of(half)
    assert Reflection.objects.get().surprised == "They print everything."
    assert sorted(SelfRating.objects.values_list("level", flat=True)) == [0, 0]
    assert "That is all we ask of you" in text_of(done)
    assert "once your host has signed off" in text_of(done)


def test_she_sees_the_behaviours_and_the_hosts_steps_only_after_her_own():
    team = a_day_that_is_over(members=1)
    placement = Placement.objects.get(team=team)
    a_sign_off(team, thanks="Come by and get your brakes done.")
    client = client_of(placement.student.user)
    sheet = url_of("placements:arrival_sheet", placement)
    rating = url_of("placements:rate_self", placement)
    skill = team.challenge.skills.first()

    asked = text_of(client.get(rating))
    before = text_of(client.get(sheet))
    client.post(rating, {f"skill-{s.pk}": "3" for s in team.challenge.skills.all()})
    after = text_of(client.get(sheet))

    assert skill.levels.get(level=3).behaviour in asked
    assert "Come by and get your brakes done." in before
    assert "What your host saw" not in before
    assert "You see the steps once you have rated yourself." in before
    assert "What your host saw" in after
    assert url_of("credentials:my_credentials", placement.institution) in after
    assert "They asked riders and counted answers." in after


def test_the_record_of_taking_part_comes_the_day_after_from_attendance_alone():
    team = a_day_that_is_over(members=1)
    placement = Placement.objects.get(team=team)
    client = client_of(placement.student.user)
    sheet = url_of("placements:arrival_sheet", placement)

    before = text_of(client.get(sheet))
    services.mark_attendance(placement=placement, came="late", note="10:00")
    after = text_of(client.get(sheet))

    assert "It comes the day after" in before
    assert "<b>Came late</b>" in after
    assert "6.5 hours with" in after


def test_somebody_who_was_marked_as_absent_is_not_asked_how_it_was():
    placement = Placement.objects.get(team=a_day_that_is_over(members=1))
    client = client_of(placement.student.user)
    home = url_of("portal:student_home", placement.institution)
    skills = placement.challenge.skills.all()

    before = text_of(client.get(home))
    services.mark_attendance(placement=placement, came="did_not_come")
    pages = {
        name: text_of(client.get(url_of(f"placements:{name}", placement)))
        for name in ("arrival_sheet", "reflect", "rate_self")
    }
    client.post(url_of("placements:reflect", placement), {"used": "Nothing."})
    client.post(
        url_of("placements:rate_self", placement), {f"skill-{skill.pk}": "1" for skill in skills}
    )

    assert "How was it?" in before
    assert "How was it?" not in text_of(client.get(home))
    assert "Two short things" not in pages["arrival_sheet"]
    assert "<b>Did not come</b>" in pages["arrival_sheet"]
    assert "You were marked as not there" in pages["reflect"]
    assert "You were marked as not there" in pages["rate_self"]
    assert not Reflection.objects.exists()
    assert not SelfRating.objects.exists()


def test_the_letter_after_the_day_goes_to_who_was_there_and_has_not_answered():
    team = a_day_that_is_over(members=3)
    absent, answered, there = Placement.objects.filter(team=team).order_by("pk")
    services.mark_attendance(placement=absent, came="excused")
    for placement in (answered, there):
        services.reflect(placement=placement, used="Sums.")
    levels = dict.fromkeys(team.challenge.skills.all(), 2)
    services.rate_self(placement=answered, levels=levels)

    occasion = day_is_over_for_students({"challenge_id": team.challenge_id})

    assert [reader.user for reader in occasion.readers] == [there.student.user]


ARABIC_DIGITS = "".join(chr(0x660 + n) for n in (0, 7, 7, 0, 0, 9, 0, 0, 1, 2, 3))
NO_NUMBERS = ("banana", "123456", "1" * 16, "07700 900123 ext", "+", ARABIC_DIGITS)


@pytest.mark.parametrize("mobile", NO_NUMBERS)
def test_a_number_that_nobody_could_ring_is_refused(mobile):
    eoi = an_offer()

    answer = client_of(eoi.student.user).post(
        url_of("placements:accept_place", eoi), {"mobile": mobile}
    )

    assert answer.status_code == 422
    assert "Give a number such as 07700 900123" in text_of(answer)
    assert not Placement.objects.exists()


def test_the_sheet_shows_the_number_that_is_rung():
    eoi = an_offer()
    answer = client_of(eoi.student.user).post(
        url_of("placements:accept_place", eoi), {"mobile": "+44 (0)7700-900123"}, follow=True
    )

    assert "we ring +44 (0)7700-900123" in text_of(answer)


def test_too_early_or_too_late_is_a_sentence():
    placement = a_placement()
    closed = Placement.objects.get(team=a_day_that_is_over(members=1))
    Placement.objects.filter(pk=closed.pk).update(state="closed")

    early = client_of(placement.student.user).get(url_of("placements:reflect", placement))
    late = client_of(closed.student.user).get(url_of("placements:rate_self", closed))

    assert "It opens in the last hour of the day." in text_of(early)
    assert "This is closed by now." in text_of(late)


PAGES = ("arrival_sheet", "calendar_file", "give_back_place", "raise_concern", "reflect")


@pytest.mark.parametrize("name", [*PAGES, "rate_self"])
def test_nobody_sees_anothers_place(name):
    placement = a_placement()
    neighbour = a_student(institution=placement.institution)
    elsewhere = a_student(institution=an_awake_institution())
    url = url_of(f"placements:{name}", placement)

    assert client_of(neighbour.user).get(url).status_code == 403
    assert client_of(elsewhere.user).get(url).status_code == 403
    other = url.replace(placement.institution.slug, elsewhere.institution.slug, 1)
    assert client_of(placement.student.user).get(other).status_code == 404


def test_the_fullest_sheet_stays_within_ten_queries(django_assert_max_num_queries):
    team = a_day_that_is_over(members=10)
    placement = Placement.objects.filter(team=team).first()
    a_sign_off(team)
    client = client_of(placement.student.user)
    client.get(url_of("placements:arrival_sheet", placement))

    with django_assert_max_num_queries(10):
        client.get(url_of("placements:arrival_sheet", placement))
