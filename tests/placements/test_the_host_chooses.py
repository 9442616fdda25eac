"""The host chooses: a list without names, a word on each line, and nobody who waits for ever."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import RuleBroken
from employers.models import WhoDecides
from employers.services import close_challenge, publish_challenge
from notifications.models import Message
from placements import services
from placements.models import Allocation, Choosing, HostWord
from placements.reasons import sentence
from placements.services import timetable
from placements.services.choosing import goes_on_at, without_names
from placements.states import AllocationState
from students.models import Eoi, RecordedVia
from students.states import EoiState
from tests.build import (
    a_challenge,
    a_host_member,
    a_student,
    an_employer,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    some_skills,
    staff_at,
    url_of,
)
from tests.build_placements import (
    a_challenge_that_closed,
    a_day_that_is_over,
    a_placement,
    a_sign_off,
    an_awake_institution,
    interests_in,
)
from tests.placements.test_desk_pages import next_act_of
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def a_choice(how_many: int = 3, **overrides) -> Choosing:
    """A closed challenge whose host has the list of so many interests."""
    challenge = a_challenge_that_closed(who_decides=WhoDecides.HOST, **overrides)
    interests_in(challenge, how_many)
    return services.ask_host(challenge=challenge)


def lines_of(choosing: Choosing) -> list[HostWord]:
    return list(HostWord.objects.filter(choosing=choosing).order_by("number"))


def host_of(challenge):
    return client_of(challenge.contact.user)


def say(browser, line: HostWord, word: str, **more):
    url = url_of("placements:choose", line.choosing.challenge)
    return browser.post(url, {"line": line.public_id, "word": word}, **more)


def later(moment):
    """The clock of business rules, moved there for a block."""
    return clock.moved(moment - clock.now())


def test_closing_asks_the_host_and_shares_nothing_out(
    django_capture_on_commit_callbacks, mailoutbox
):
    challenge = an_open_challenge(
        institution=an_awake_institution(), who_decides=WhoDecides.HOST, places=1
    )
    interests_in(challenge, 2)

    with django_capture_on_commit_callbacks(execute=True):
        close_challenge(challenge=challenge)

    assert not Allocation.objects.exists()
    assert len(lines_of(Choosing.objects.get(challenge=challenge))) == 2
    (letter,) = [mail for mail in mailoutbox if "yes, maybe or no" in mail.subject]
    assert letter.to == [challenge.contact.user.email]
    assert letter.subject.startswith("2 people ask to do")
    assert url_of("placements:choose", challenge) in letter.body


def test_the_list_shows_no_name_no_university_no_address():
    institution = an_institution(name="Northshire University")
    challenge = a_challenge_that_closed(institution=institution, who_decides=WhoDecides.HOST)
    amina = a_student(institution=institution, given_name="Amina", family_name="Yusuf")
    an_eoi(
        challenge=challenge,
        student=amina,
        sentence="Amina here, amina@mail.example, 07700 900123: at Northshire I ran our market.",
    )
    services.ask_host(challenge=challenge)

    page = host_of(challenge).get(url_of("placements:choose", challenge)).content.decode()

    main = page[page.index("<h1") : page.index("</main>")]
    for told in ("Amina", "Yusuf", "mail.example", "07700", "Northshire", "Geography"):
        assert told not in main, told
    assert "I ran our market." in main
    assert str(amina.public_id) not in page
    assert str(Eoi.objects.get().public_id) not in page


@given(
    name=st.from_regex(r"[A-Z][a-zéö]{2,9}", fullmatch=True),
    before=st.text(max_size=40),
    after=st.text(max_size=40),
)
def test_a_name_between_words_is_left_out_and_all_else_stays(name, before, after):
    bare = without_names(f"{before} {name} {after}", [name])

    assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", bare, re.IGNORECASE)
    assert "ran our market" in without_names("I ran our market", [name])


def test_levels_of_earlier_projects_are_shown_and_absent_ones_are_not_a_zero():
    assert a_choice(0) is None  # nobody to choose from: nobody is asked
    challenge = a_challenge_that_closed(who_decides=WhoDecides.HOST)
    shown, new = (a_student(institution=challenge.institution) for _ in range(2))
    team = a_day_that_is_over(institution=challenge.institution, members=1, skills=some_skills(2))
    a_placement(
        team=team,
        eoi=an_eoi(challenge=team.challenge, student=shown, state=EoiState.ACCEPTED),
        state="finished",
    )
    a_sign_off(team, level=3)
    for student in (shown, new):
        an_eoi(challenge=challenge, student=student)
    services.ask_host(challenge=challenge)

    page = text_of(host_of(challenge).get(url_of("placements:choose", challenge)))

    assert page.count("Shown in earlier projects") == 1


def test_one_press_is_kept_and_can_be_changed_until_the_list_is_sent():
    choosing = a_choice(2)
    challenge = choosing.challenge
    one, two = lines_of(choosing)
    skill = challenge.skills.order_by("code").first()
    host = host_of(challenge)

    answer = say(host, one, f"no:{skill.code}")
    say(host, two, "maybe")
    say(host, two, "yes")

    assert (answer.status_code, answer["Location"].endswith("#line-1")) == (302, True)
    assert [(line.word, line.about, line.via) for line in lines_of(choosing)] == [
        ("no", skill, "web"),
        ("yes", None, "web"),
    ]

    host.post(url_of("placements:finish_choosing", challenge))
    refused = say(host, two, "no")

    assert refused.status_code == 422
    assert "Your answers have been sent" in refused.content.decode()
    assert lines_of(choosing)[1].word == "yes"


def test_a_host_chooses_only_where_the_work_is_paid():
    challenge = a_challenge(
        who_decides=WhoDecides.HOST, pay="unpaid", pay_per_hour=None, unpaid_ground="shadowing"
    )

    with pytest.raises(RuleBroken, match="only where the work is paid"):
        publish_challenge(challenge=challenge)


def test_opening_the_letters_link_says_nothing():
    choosing = a_choice(1)

    host_of(choosing.challenge).get(
        url_of("placements:choose", choosing.challenge) + "?word=no&line=1"
    )

    assert [line.word for line in lines_of(choosing)] == [""]


@pytest.mark.parametrize("word", ["", "perhaps", "no:T9.9", "yes'--", "no:T2.1:T2.2"])
def test_a_word_that_is_none_is_refused_in_a_sentence(word):
    choosing = a_choice(1)

    answer = say(host_of(choosing.challenge), lines_of(choosing)[0], word)

    assert answer.status_code == 422
    assert [line.word for line in lines_of(choosing)] == [""]


def test_only_yes_and_maybe_go_forward_and_a_no_is_its_own_explanation(
    django_capture_on_commit_callbacks,
):
    choosing = a_choice(3, places=3, team_at_least=2, team_at_most=3)
    challenge = choosing.challenge
    yes, maybe, no = lines_of(choosing)
    skill = challenge.skills.order_by("code").first()
    host = host_of(challenge)
    say(host, yes, "yes")
    say(host, no, f"no:{skill.code}")

    with django_capture_on_commit_callbacks(execute=True):
        host.post(url_of("placements:finish_choosing", challenge))
    states_before = set(Eoi.objects.values_list("state", flat=True))
    draft = Allocation.objects.get()
    services.confirm_allocation(allocation=draft, by=staff_at(challenge.institution), send_now=True)

    assert states_before == {EoiState.SUBMITTED}  # a no waits for the other answers
    assert draft.state == AllocationState.DRAFTED
    assert {e.pk: e.state for e in Eoi.objects.all()} == {
        yes.eoi_id: EoiState.OFFERED,
        maybe.eoi_id: EoiState.OFFERED,
        no.eoi_id: EoiState.NOT_SELECTED,
    }
    assert sentence(Eoi.objects.get(pk=no.eoi_id).reason) == (
        f"The host chose others, on: {skill.plain_name}."
    )


def test_offering_to_all_leaves_a_no_out_and_a_no_can_not_be_picked_by_hand():
    choosing = a_choice(2, places=2)
    challenge = choosing.challenge
    yes, no = lines_of(choosing)
    officer = staff_at(challenge.institution)
    with pytest.raises(RuleBroken, match="has not finished"):
        services.offer_all(challenge=challenge, by=officer)
    services.choose(line=no, word="no")
    services.finish_choosing(challenge=challenge)

    with pytest.raises(RuleBroken, match="Choose among"):
        services.offer_places(challenge=challenge, eois=[no.eoi], by=officer, note="Because.")
    assert next_act_of(challenge) == "Next: offer all 1 a place"
    services.offer_all(challenge=challenge, by=officer, send_now=True)

    assert [Eoi.objects.get(pk=line.eoi_id).state for line in (yes, no)] == [
        EoiState.OFFERED,
        EoiState.NOT_SELECTED,
    ]


def test_no_to_everybody_still_ends_in_an_answer_for_everybody():
    choosing = a_choice(2)
    challenge = choosing.challenge
    for line in lines_of(choosing):
        services.choose(line=line, word="no")
    services.finish_choosing(challenge=challenge)
    title = next_act_of(challenge)
    services.propose_allocation(allocation=services.share_out(challenge=challenge))
    services.confirm_allocation(
        allocation=Allocation.objects.get(), by=staff_at(challenge.institution), send_now=True
    )

    assert title == "Next: tell 2 people that the host chose others"
    assert set(Eoi.objects.values_list("state", flat=True)) == {EoiState.NOT_SELECTED}


def test_staff_record_it_by_telephone():
    choosing = a_choice(1)
    officer = client_of(staff_at(choosing.challenge.institution))

    page = text_of(officer.get(url_of("placements:choose", choosing.challenge)))
    say(officer, lines_of(choosing)[0], "yes")

    assert "Recorded by telephone" in page
    assert [line.via for line in lines_of(choosing)] == [RecordedVia.TELEPHONE]


def test_another_host_and_another_university_see_no_list():
    choosing = a_choice(1)
    url = url_of("placements:choose", choosing.challenge)
    elsewhere = an_employer(known_to=choosing.institution)

    assert client_of(a_host_member(elsewhere).user).get(url).status_code == 403
    assert client_of(staff_at(an_awake_institution())).get(url).status_code == 403


def test_a_project_that_the_university_shares_out_has_no_list():
    challenge = a_challenge_that_closed()

    assert host_of(challenge).get(url_of("placements:choose", challenge)).status_code == 404


def test_whoever_confirms_later_follows_at_the_end_and_numbers_stay():
    choosing = a_choice(2)
    before = [(line.number, line.eoi_id) for line in lines_of(choosing)]
    late = an_eoi(challenge=choosing.challenge)

    timetable.run()

    assert [(line.number, line.eoi_id) for line in lines_of(choosing)] == [*before, (3, late.pk)]


def test_a_silent_host_is_reminded_then_staff_ring_then_it_goes_on(
    django_capture_on_commit_callbacks,
):
    choosing = a_choice(2)
    challenge, begun = choosing.challenge, clock.now()
    officer = staff_at(challenge.institution)
    told = []
    for moment in (
        begun + 0.7 * (choosing.due_at - begun),
        choosing.due_at + timedelta(minutes=5),
        choosing.due_at + timedelta(minutes=10),
        goes_on_at(challenge, choosing) + timedelta(minutes=1),
    ):
        with later(moment), django_capture_on_commit_callbacks(execute=True):
            timetable.run()
        kinds = set(Message.objects.values_list("kind", flat=True))
        told.append(kinds - {"answer_due", "answer_missing"})  # tests/placements/test_promises.py

    assert told[:3] == [
        {"host_reminded"},
        {"host_reminded", "host_silent"},
        {"host_reminded", "host_silent"},
    ]
    assert {"host_chose", "allocation_proposed"} <= told[3]
    assert Message.objects.get(kind="host_silent").user == officer
    assert Choosing.objects.get().finished_at is not None
    assert goes_on_at(challenge, choosing) < challenge.answer_by
    assert next_act_of(challenge).startswith("Next: offer all 2")


def test_between_closing_and_the_letter_the_desk_says_who_is_asked():
    challenge = a_challenge_that_closed(who_decides=WhoDecides.HOST)
    an_eoi(challenge=challenge)

    assert next_act_of(challenge) == f"The list goes to {challenge.employer}"


def test_the_desk_and_the_hosts_home_show_who_is_awaited():
    choosing = a_choice(2)
    challenge = choosing.challenge
    officer = client_of(staff_at(challenge.institution))

    assert "chooses, until" in next_act_of(challenge)
    home = text_of(host_of(challenge).get(url_of("portal:host_home", challenge.institution)))
    assert "2 people ask" in home

    with later(choosing.due_at + timedelta(minutes=1)):
        desk = text_of(officer.get(url_of("portal:staff_home", challenge.institution)))
        assert next_act_of(challenge).startswith("Next: ring")
    assert "has not said who could do" in desk


def test_a_host_who_chooses_reads_the_sentence_and_the_form_says_so():
    challenge = an_open_challenge(who_decides=WhoDecides.HOST)

    page = text_of(
        client_of(a_student(institution=challenge.institution).user).get(
            url_of("students:submit_eoi", challenge)
        )
    )

    assert f"{challenge.employer} reads it too, without your name." in page
