"""Every reason has a sentence, and none names anybody else."""

import pytest

from matching.model import Decider, ReasonCode
from placements import reasons
from placements.reasons import CODES, sentence


@pytest.mark.parametrize("code", sorted(set(ReasonCode) | CODES))
def test_every_code_has_a_sentence(code):
    said = sentence({"code": code, "asked": 17, "places": 10})

    assert said.endswith(".")
    assert said[0].isupper() or said.startswith("17 people")


@pytest.mark.parametrize("decider", [d for d in Decider if d != Decider.NOT_PROVEN])
def test_every_decider_adds_its_own_words(decider):
    full = {"code": "full", "asked": 17, "places": 10}

    said = sentence(full | {"decided_by": decider, "your_number": 312, "last_admitted": 480})

    assert said.startswith("17 people asked for 10 places. ")
    assert len(said) > len(sentence(full))


@pytest.mark.parametrize("filter", ["busy", "limit", "not_on_module", "left", "host_declined", "x"])
def test_every_filter_has_its_own_sentence(filter):
    assert sentence({"code": "excluded", "filter": filter}).endswith(".")


def test_the_draw_shows_both_numbers():
    assert sentence(
        {
            "code": "full",
            "asked": 3,
            "places": 1,
            "decided_by": "lottery",
            "your_number": 12,
            "last_admitted": 80,
        }
    ) == (
        "3 people asked for 1 place. Between equals a draw decided, and high numbers come first: "
        "your number was 12, and the last one with a place was 80."
    )


def test_a_place_elsewhere_is_named_by_its_own_title():
    assert (
        sentence({"code": "elsewhere", "titles": ["Late evenings"]})
        == "You have a place in “Late evenings” instead."
    )


def test_no_reason_is_no_sentence():
    assert sentence({}) == ""
    assert reasons.EVERYBODY in CODES
