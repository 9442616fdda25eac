"""Codes of six figures."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from core.codes import code_for, code_matches

ROW = uuid.UUID("00000000-0000-4000-8000-000000000001")


@given(st.uuids(), st.emails())
def test_a_code_is_six_figures_and_fits_its_own_row_and_address(row, address):
    code = code_for("confirm", row, address)

    assert len(code) == 6
    assert code.isdecimal()
    assert code_matches("confirm", row, address.upper(), f" {code[:3]} {code[3:]} ")


def test_another_purpose_row_or_address_has_another_code():
    codes = {
        code_for("confirm", ROW, "a@x.example"),
        code_for("submit", ROW, "a@x.example"),
        code_for("confirm", ROW, "b@x.example"),
        code_for("confirm", uuid.UUID(int=2), "a@x.example"),
    }
    assert len(codes) == 4


def test_nonsense_does_not_match():
    assert not code_matches("confirm", ROW, "a@x.example", "12345é")
