"""Studies: one question, three times the same statements, gone in one press until the freeze."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest

from core import clock
from employers.states import ChallengeState
from insights.study_rows import COLUMNS, freeze_due_studies
from insights.studying import Study, StudyAnswer, StudyConsent, StudyRow
from institutions.models import StaffRole
from placements import services as placements
from placements.models import Placement
from placements.states import PlacementState
from students.states import EoiState
from tests.build import a_host_member, a_student, an_employer, an_eoi, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


def begun(here, **days) -> Study:
    """A study that a manager begins by the desk's page."""
    today = clock.today(here.zone)
    client = client_of(staff_at(here, StaffRole.MANAGER))
    typed = {
        "title": "Who gains",
        "purpose": "For whom short placements are worth it.",
        "ethics_number": "E-1",
        "contact": "ethics@mail.example",
        "opens_on": today,
        "closes_on": today + 30 * DAYS,
        "freezes_on": today + 200 * DAYS,
    }
    wrong = client.post(url_of("insights:study_list", here), typed | {"closes_on": today - DAYS})
    assert wrong.status_code == 422
    assert client.post(url_of("insights:study_list", here), typed).status_code == 302
    return Study.objects.latest("pk")


def lines(client, study) -> list[dict[str, str]]:
    answer = client.get(url_of("insights:export_study", study), {"format": "csv"})
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_who_said_yes_is_in_the_file_under_another_number_and_may_go_until_the_freeze():
    here = an_awake_institution()
    study, other = begun(here), begun(here)
    manager = client_of(staff_at(here, StaffRole.MANAGER))
    four, alone, against, silent = (
        [a_student(institution=here, year_of_study=2, discipline="=Law()") for _ in range(6)],
        a_student(institution=here, year_of_study=5, discipline="Astronomy"),
        a_student(institution=here),
        a_student(institution=here),
    )
    host = a_host_member(an_employer(known_to=here, sector="Retail"))
    for person in (*four, alone):
        client = client_of(person.user)
        assert "Who gains" in words(client.get(url_of("portal:student_home", here)))
        for each in (study, other):
            assert client.post(url_of("insights:study", each), {"badge": 4}).status_code == 200
            client.post(url_of("insights:join_study", each), {"yes": "yes"})
            client.post(url_of("insights:study", each), {"badge": "4", "can_picture": "0"})
    client_of(against.user).post(url_of("insights:join_study", study), {"yes": "no"})
    assert (
        url_of("insights:study", study)
        not in client_of(against.user).get(url_of("portal:student_home", here)).content.decode()
    ), "a no is not asked again"
    assert "Who gains" in words(client_of(silent.user).get(url_of("portal:student_home", here)))
    client_of(host.user).post(url_of("insights:join_study", study), {"yes": "yes"})
    client_of(host.user).post(url_of("insights:study", study), {"badge": "5"})

    found = lines(manager, study)
    assert len(found) == 8
    assert {row["time"] for row in found} == {"before"}
    by_year = [(row["side"], row["year"], row["subject"], row["sector"]) for row in found]
    assert sorted(by_year) == [
        ("host", "", "", ""),  # too few share its sector
        ("student", "", "", ""),  # and her year
        *[("student", "2", "'=Law()", "")] * 6,
    ]
    assert [row["badge"] for row in found if row["side"] == "host"] == ["5"]
    assert {row["can_picture"] for row in found if row["side"] == "student"} == {"0"}
    numbers = {row["person"] for row in found}
    assert len(numbers) == 8
    assert numbers.isdisjoint({row["person"] for row in lines(manager, other)})
    page = words(manager.get(url_of("insights:desk_study", study)))
    assert "Of 2 people too few share" in page

    # she takes it back on her own page about what is kept, and later it is over
    assert "you take part" in words(client_of(alone.user).get(url_of("insights:my_data", here)))
    client_of(alone.user).post(url_of("insights:join_study", study), {"yes": "no"})
    assert len(lines(manager, study)) == 7
    with clock.moved(201 * DAYS):
        assert client_of(four[0].user).get(url_of("insights:study", study)).status_code == 404
        client_of(four[0].user).post(url_of("insights:join_study", study), {"yes": "no"})
        assert freeze_due_studies() == 2
        frozen = lines(manager, study)
        assert sorted(row["person"] for row in frozen) == sorted(
            row["person"] for row in found if row["person"] in {each["person"] for each in frozen}
        )
        assert len(frozen) == 7
        study.refresh_from_db()
        assert (study.secret, StudyAnswer.objects.count()) == ("", 0)
        assert StudyConsent.objects.filter(study=study, yes=True).count() == 7
        assert freeze_due_studies() == 0
        four[0].delete()
        assert StudyRow.objects.filter(study=study).count() == 7
        book = manager.get(url_of("insights:export_study", study), {"format": "xlsx"})
        with zipfile.ZipFile(io.BytesIO(book.content)) as sheets:
            text = sheets.read("xl/worksheets/sheet1.xml").decode()
        assert ("can_picture" in text, "<f>" in text) == (True, False)
        codebook = manager.get(url_of("insights:export_study", study), {"format": "codebook"})
        assert all(name in codebook.content.decode() for name in COLUMNS)


def test_the_same_six_are_put_before_after_and_three_months_later():
    here = an_awake_institution()
    study = begun(here)
    student = a_student(institution=here)
    client, page = client_of(student.user), url_of("insights:study", study)
    client.post(url_of("insights:join_study", study), {"yes": "yes"})
    manager = client_of(staff_at(here, StaffRole.MANAGER))

    def waves() -> list[tuple[str, str, str]]:
        return [(row["time"], row["badge"], row["survey_badge"]) for row in lines(manager, study)]

    client.post(page, {"badge": "2"})
    client.post(page, {"badge": "3"})  # once a time
    assert waves() == [("before", "2", "")]
    challenge = a_challenge_that_closed(institution=here, places=2)
    placement = a_placement(
        challenge=challenge,
        eoi=an_eoi(challenge=challenge, student=student, state=EoiState.ACCEPTED),
    )
    mate = an_eoi(challenge=challenge, state=EoiState.ACCEPTED)
    of_mate = a_placement(challenge=challenge, eoi=mate)
    client_of(mate.student.user).post(url_of("insights:join_study", study), {"yes": "no"})
    type(challenge).objects.filter(pk=challenge.pk).update(state=ChallengeState.COMPLETED)
    Placement.objects.filter(challenge=challenge).update(state=PlacementState.FINISHED)
    over = challenge.ends_at - clock.now()
    with clock.moved(over + 2 * DAYS):
        placement.refresh_from_db()
        of_mate.refresh_from_db()
        for each in (placement, of_mate):
            placements.answer_survey(placement=each, answers={"badge": 1}, words="Ann was kind.")
        assert "Six statements" in words(client.get(url_of("portal:student_home", here)))
        client.post(page, {"badge": "4"})
        assert "Nothing is asked of you now" in words(client.get(page))
    with clock.moved(over + 91 * DAYS):
        client.post(page, {"badge": "5"})
        assert waves() == [("after", "4", "1"), ("before", "2", ""), ("later", "5", "")]
        answer = manager.get(url_of("insights:export_study", study), {"format": "csv"})
        assert "Ann" not in answer.content.decode()
    with clock.moved(over + 183 * DAYS):
        assert "Nothing is asked of you now" in words(client.get(page))
