"""What a student could ask for: why, and one that is outside her subject."""

from datetime import time, timedelta

import pytest
from django.test import Client

from core import clock
from employers.models import Mode
from portal.suggestions import subject_words, suggestions
from tests.build import (
    a_skill,
    a_student,
    an_employer,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    url_of,
)
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def test_suggestions_say_why_and_one_is_outside_her_subject():
    here = an_institution()
    today = clock.today(here.zone)
    tuesday = today + timedelta(days=22 - today.weekday())
    sitting = [(tuesday, time(10), time(15))]
    maps, tills = a_skill(plain_name="Reading maps"), a_skill(plain_name="Counting")
    student = a_student(institution=here, free_days=0b10)  # BA Geography
    others = {"problem": "Nobody has time.", "institution": here, "skills": [tills]}
    bakery = an_employer(name="Ovens", sector="Food", known_to=here)
    asked = an_open_challenge(institution=here, title="Asked already", skills=[maps])
    an_open_challenge(title="Walks for all", **others | {"skills": [maps], "sessions": sitting})
    an_open_challenge(title="A week of geography", **others)
    an_open_challenge(title="Bread for Sundays", employer=bakery, **others)
    an_open_challenge(title="Elsewhere")
    an_eoi(challenge=asked, student=student)

    lines = suggestions(student, here, like=asked.pk)

    assert [(line.title, line.outside) for line in lines] == [
        ("Walks for all", ""),
        ("A week of geography", ""),
        ("Bread for Sundays", "Outside your subject"),
    ]
    assert [line.why for line in lines] == [
        "You would use “Reading maps”, as in what you asked for last. It fits your free days: Tue.",
        "It touches your subject. It has room: 10 places, 0 asked.",
        "See another field: Ovens works in food. It has room: 10 places, 0 asked.",
    ]
    home = words(client_of(student.user).get(url_of("portal:student_home", here)))
    assert "You could ask for" in home
    assert all(f"{line.title} {line.why} {line.outside}".strip() in home for line in lines)


def test_whose_subject_nobody_knows_still_sees_something_different_and_newcomers_come_first():
    here = an_institution()
    stranger = a_student(institution=here, discipline="", programme="")
    for n in range(3):
        an_open_challenge(institution=here, title=f"Same {n}")
    skills = [a_skill(plain_name="Baking")]
    an_open_challenge(institution=here, title="Bread", skills=skills, first_timer_places=2)

    last = suggestions(stranger, here)[-1]
    first = suggestions(stranger, here, newcomer=True)[0]

    assert subject_words(stranger) == []
    assert (last.title, last.outside) == ("Bread", "Something different")
    assert first.title == "Bread"
    assert first.why.startswith("2 places are kept for people who do this for the first time.")


def test_who_filters_without_an_account_is_shown_one_project_beyond_her_filters():
    here = an_institution()
    licence = {"experience_needed": "A driving licence."}
    for title, more in (("Ours", {}), ("Drive", licence), ("Theirs", {"mode": Mode.REMOTE})):
        an_open_challenge(institution=here, title=title, **more)
    url = url_of("portal:listing", here)

    shown = words(Client().get(f"{url}?mode=in_person"))

    room = "No experience needed. It has room: 10 places, 0 asked. Outside what you looked for"
    assert f"{room}" in shown
    assert "Theirs With Kestrel Cycles" in shown
    for path in (url, f"{url}?mode=in_person&mode=remote"):  # no preference; nothing is beyond it
        assert "Outside what you looked for" not in words(Client().get(path))
    student = client_of(a_student(institution=here).user)
    assert "Outside what you looked for" not in words(student.get(f"{url}?mode=in_person"))
