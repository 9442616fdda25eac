"""The builders make rows that the database accepts, in every state."""

import pytest
from django.db import transaction

from students.models import Eoi
from students.states import EoiState
from tests.build import a_closed_challenge, a_student, an_eoi, an_open_challenge, some_skills

pytestmark = pytest.mark.django_db


def test_an_interest_can_be_built_in_every_state():
    challenge = an_open_challenge()

    for state in EoiState:
        with transaction.atomic():
            an_eoi(challenge=challenge, state=state)

    assert sorted(Eoi.objects.values_list("state", flat=True)) == sorted(EoiState.values)


def test_two_of_anything_never_clash():
    one, other = an_open_challenge(), a_closed_challenge(institution=None)

    assert one.institution != other.institution
    assert a_student().student_number != a_student().student_number
    assert [skill.pk for skill in some_skills(12)] == [skill.pk for skill in some_skills(12)]
