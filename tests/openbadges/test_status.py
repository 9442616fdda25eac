"""What a status list says of a credential, and what it cannot say."""

from datetime import timedelta
from typing import Any

import pytest

import openbadges as ob
from tests.openbadges.samples import (
    ACME,
    AWARDED,
    NORTHSHIRE,
    World,
    a_credential,
    a_signed_document,
    a_signed_token,
    a_status,
    answer,
    both_securings,
)

REVOCATION, SUSPENSION = ob.StatusPurpose.REVOCATION, ob.StatusPurpose.SUSPENSION


@pytest.mark.parametrize("as_jwt", [False, True], ids=["lists as JSON", "lists as JWT"])
@pytest.mark.parametrize("securing", [0, 1], ids=["data integrity", "jwt"])
def test_a_set_bit_revokes_and_only_that_bit(securing: int, as_jwt: bool) -> None:
    credential: Any = [a_signed_document(), a_signed_token()][securing]
    revoked = World(set_bits={("northshire", REVOCATION): {21}}, lists_as_jwt=as_jwt)
    verdict = revoked.verify(credential)
    assert verdict.code is ob.Code.REVOKED
    assert answer(verdict, ob.Check.PROOF) is ob.Code.GENUINE
    others = set(range(64)) - {21}
    assert World(set_bits={("northshire", REVOCATION): others}).verify(credential).genuine


def test_suspension_and_revocation_are_told_apart() -> None:
    status = [a_status(NORTHSHIRE, 7), a_status(NORTHSHIRE, 7, SUSPENSION)]
    for credential in both_securings(a_credential(status=status)):
        assert World().verify(credential).genuine
        suspended = World(set_bits={("northshire", SUSPENSION): {7}})
        assert suspended.verify(credential).code is ob.Code.SUSPENDED
        both = {("northshire", SUSPENSION): {7}, ("northshire", REVOCATION): {7}}
        assert World(set_bits=both).verify(credential).code is ob.Code.REVOKED


def test_a_single_suspension_entry_is_enough() -> None:
    for credential in both_securings(a_credential(status=[a_status(NORTHSHIRE, 7, SUSPENSION)])):
        suspended = World(set_bits={("northshire", SUSPENSION): {7}})
        assert suspended.verify(credential).code is ob.Code.SUSPENDED


def test_no_status_at_all_cannot_be_revoked() -> None:
    for credential in both_securings(a_credential(status=[])):
        assert World().verify(credential).genuine


def a_status_list(**changes: Any) -> dict[str, Any]:
    members: dict[str, Any] = {
        "url": NORTHSHIRE.list_url(REVOCATION),
        "issuer_id": NORTHSHIRE.did,
        "purpose": REVOCATION,
        "set_indexes": set(),
        "valid_from": AWARDED,
    }
    return ob.status_list_document(ob.StatusList(**(members | changes)))


@pytest.mark.parametrize(
    "served",
    [
        ob.NotFound("gone"),
        TimeoutError("no answer"),
        "",
        "{}",
        "<html></html>",
        "a.b.c",
        a_status_list(),
        NORTHSHIRE.sign_di(a_status_list())
        | {"credentialSubject": a_status_list(set_indexes={1})["credentialSubject"]},
        NORTHSHIRE.sign_di(a_status_list(url="http://localhost:8000/status/northshire/other/2")),
        NORTHSHIRE.sign_di(a_status_list(purpose=SUSPENSION)),
        NORTHSHIRE.sign_di(a_status_list(size=8)),
        NORTHSHIRE.sign_di(
            a_status_list(valid_from=AWARDED, valid_until=AWARDED + timedelta(days=1))
        ),
        ACME.sign_di(a_status_list(issuer_id=ACME.did)),
        ACME.sign_jwt(a_status_list(issuer_id=ACME.did)),
        a_signed_document(),
    ],
    ids=[
        "not there", "no answer", "empty", "an empty object", "a page", "not a token",
        "not signed", "changed", "another list", "another purpose", "too short", "out of date",
        "another issuer's", "another issuer's token", "no list",
    ],
)  # fmt: skip
def test_a_list_that_does_not_hold_leaves_the_question_open(served: Any) -> None:
    world = World(pages={NORTHSHIRE.list_url(REVOCATION): served})
    verdict = world.verify(a_signed_document())
    assert answer(verdict, ob.Check.STATUS) is ob.Code.CANNOT_CHECK_NOW
    assert answer(verdict, ob.Check.PROOF) is ob.Code.GENUINE
    assert not verdict.genuine
