"""The two-minute survey: offered afterwards, left or answered, read by nobody one by one."""

import io
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest

from core import clock
from insights.taking import everything_about
from institutions.models import Term
from placements import services
from placements.codebook import CODEBOOK
from placements.models import Attendance, Placement
from placements.survey import SurveyAnswer
from tests.build import a_host_member, an_employer, client_of, staff_at, url_of
from tests.build_placements import a_day_that_is_over, a_sign_off, an_awake_institution
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
SEND = {"act": "send", "worth_time": "5", "support": "0", "words": "Zebras at the door."}


def test_a_student_says_whether_it_was_worth_it_once_the_badges_steps_are_done():
    team = a_day_that_is_over(members=2)
    a_sign_off(team)
    hers, absent = Placement.objects.filter(team=team).order_by("pk").select_related("student")
    Attendance.objects.filter(placement=absent).update(came="did_not_come")
    amara, page = client_of(hers.student.user), url_of("placements:answer_survey", hers)
    sheet = url_of("placements:arrival_sheet", hers)

    def offered() -> bool:
        return "Answer in two minutes" in words(amara.get(sheet))

    before = offered()
    services.reflect(placement=hers, used="Sums.", surprised="", take_back="")
    services.rate_self(placement=hers, levels=dict.fromkeys(hers.challenge.skills.all(), 2))
    assert (before, offered()) == (False, True)
    amara.post(page, {"act": "later"})
    assert not offered()
    assert SurveyAnswer.objects.get().not_now
    assert [amara.post(page, said).status_code for said in ({"act": "send"}, SEND)] == [422, 302]
    said = SurveyAnswer.objects.get()
    assert (said.answers, said.words) == ({"worth_time": 5, "support": 0}, "Zebras at the door.")
    assert amara.post(page, SEND | {"worth_time": "6"}).status_code == 422
    ben = client_of(absent.student.user)
    assert ben.post(url_of("placements:answer_survey", absent), SEND).status_code == 422
    assert ben.get(page).status_code == 403
    assert SurveyAnswer.objects.get() == said

    host, desk = client_of(team.challenge.supervisor.user), client_of(staff_at(team.institution))
    for reader, pages in (
        (host, ("placements:sign_off", "placements:answer_host_survey")),
        (desk, ("placements:sign_off",)),
    ):
        assert "Zebras" not in "".join(reader.get(url_of(name, team)).text for name in pages)
    with zipfile.ZipFile(io.BytesIO(everything_about(hers.student))) as packed:
        mine = packed.read("about-me.html").decode()
        assert "It was worth the time it took me. Yes. The university was there" in mine
        assert "Zebras at the door." in packed.read("about-me.json").decode()
    amara.post(page, {"act": "back"})
    assert not SurveyAnswer.objects.exists()


def test_a_host_is_asked_once_a_term_and_staff_see_how_many_answered_and_no_more(
    django_assert_max_num_queries,
):
    here = an_awake_institution()
    today = clock.today(here.zone)
    Term.objects.create(
        institution=here,
        name="This term",
        starts_on=today - timedelta(days=40),
        ends_on=today + timedelta(days=40),
    )
    silent = a_day_that_is_over(
        institution=here, members=1, employer=an_employer(known_to=here, sector="Care")
    )
    a_sign_off(silent)
    an_employer(known_to=here, sector="Farming")
    team = a_day_that_is_over(institution=here, members=1)
    challenge = team.challenge
    host = {name: getattr(challenge, name) for name in ("employer", "contact", "supervisor")}
    rosa = client_of(challenge.supervisor.user)
    kit = client_of(a_host_member(challenge.employer, introduced_by=here).user)
    page = url_of("placements:answer_host_survey", team)

    def offered(reader, team) -> bool:
        return "Answer in two minutes" in words(reader.get(url_of("placements:sign_off", team)))

    assert rosa.post(page, SEND).status_code == 422  # before the sign-off
    a_sign_off(team)
    with django_assert_max_num_queries(10):
        assert offered(rosa, team)
    officer = client_of(staff_at(here))
    assert not offered(officer, team)
    kit.post(page, {"act": "later"})
    assert not offered(rosa, team)
    rosa.post(page, SEND)  # she thinks otherwise, and answers for the house
    assert kit.post(page, SEND | {"worth_time": "1"}).status_code == 422
    kit.post(page, {"act": "back"})
    read = [words(reader.get(page)) for reader in (kit, rosa)]
    assert ["Somebody of your house has answered" in each for each in read] == [True, False]
    assert ["Zebras" in each for each in read] == [False, True]
    again = a_day_that_is_over(institution=here, members=1, **host)
    a_sign_off(again)
    with clock.moved(timedelta(days=200)):
        later = a_day_that_is_over(institution=here, members=1, **host)
        a_sign_off(later)
        assert (offered(rosa, again), offered(rosa, later)) == (False, True)

    with django_assert_max_num_queries(10):
        answer = officer.get(url_of("insights:programme_counts", here))
    voices, seen = answer.context["voices"], words(answer)
    assert (voices.students.answered, voices.students.asked) == (0, 3)
    assert [(each.name, each.hosts.answered, each.hosts.asked) for each in voices.sectors] == [
        ("Care", 0, 1),
        ("Farming", 0, 0),
        ("Retail", 1, 1),
    ]
    [term] = voices.terms
    assert (term.name, term.hosts, term.students) == ("This term", voices.hosts, voices.students)
    assert "Care 0 of 1 Not yet heard Farming 0 of 0 Nobody to ask yet Retail 1 of 1 Heard" in seen
    assert "Zebras" not in answer.text


def test_what_was_asked_once_is_never_changed():
    """Answers say their version: other words are a new one, added here."""
    said = {
        version: sha256(
            "\n".join(f"{i.name}|{i.student}|{i.host}" for i in items).encode()
        ).hexdigest()[:12]
        for version, items in CODEBOOK.items()
    }

    assert said == {1: "bc753c1d320e"}
