"""Every reason has a sentence, and none names anybody else."""

import pytest

from matching.model import ReasonCode
from placements import reasons
from placements.reasons import CODES, sentence


@pytest.mark.parametrize("code", sorted(set(ReasonCode) | CODES))
def test_every_code_has_a_sentence(code):
    said = sentence({"code": code, "asked": 17, "places": 10})

    assert said.endswith(".")
    assert said[0].isupper() or said.startswith("17 people")


@pytest.mark.parametrize("filter", ["busy", "limit", "not_on_module", "left", "host_declined", "x"])
def test_every_filter_has_its_own_sentence(filter):
    assert sentence({"code": "excluded", "filter": filter}).endswith(".")


def test_no_reason_is_no_sentence():
    assert sentence({}) == ""
    assert reasons.EVERYBODY in CODES
