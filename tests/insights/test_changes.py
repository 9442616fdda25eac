"""Who changed what: the page of a record's history."""

from datetime import date

import pytest

from insights.changed_words import BESIDE
from insights.changes import KINDS
from students.looks import PageLook
from tests.build import client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def test_a_record_says_who_changed_what_from_what_to_what():
    here = an_awake_institution()
    officer = staff_at(here, name="Dana Whitlock")
    client = client_of(officer)
    placement = a_placement(challenge=a_challenge_that_closed(institution=here))
    student = placement.student
    page = url_of("insights:changes", student, record="student")

    client.post(url_of("students:mark_under_18", student), {"under_18": "yes"})
    student.refresh_from_db()
    student.pronouns, student.expected_graduation = "xe, xem", date(2033, 7, 1)
    student.save()
    said = words(client.get(page))
    assert "Dana Whitlock Under 18: from “No” to “Yes”" in said
    assert "Expected to graduate: from “nothing” to “1 July 2033”" in said
    assert "The service : the record began" in said
    assert (
        said.index("Expected to graduate")
        < said.index("Under 18:")
        < said.index("the record began")
    )
    assert "xe, xem" not in said, "what people say of themselves is not in it"
    assert PageLook.objects.get(page="insights:changes").student == student


def test_each_field_of_history_is_shown_or_left_beside():
    for kind in KINDS.values():
        kept = {
            field.name for field in kind.versions._meta.fields if not field.name.startswith("pgh_")
        }
        assert kept - BESIDE == set(kind.words)
        assert not set(kind.words) & set(kind.rows.model.PRIVACY)
