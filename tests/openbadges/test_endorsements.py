"""Each endorsement is judged by itself, whatever holds it."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

import openbadges as ob
from tests.openbadges.samples import (
    ACHIEVEMENT,
    ACME,
    CREDENTIAL,
    MALLORY,
    NORTHSHIRE,
    SUBJECT,
    World,
    a_credential,
    a_plain_credential,
    a_signed_document,
    a_signed_token,
    an_endorsement,
)

REVOCATION, SUSPENSION = ob.StatusPurpose.REVOCATION, ob.StatusPurpose.SUSPENSION


def test_a_withdrawn_endorsement_leaves_the_credential_good() -> None:
    for credential in (a_signed_document(), a_signed_token()):
        verdict = World(set_bits={("acme", REVOCATION): {3, 4}}).verify(credential)
        assert verdict.genuine
        assert [endorsement.code for endorsement in verdict.endorsements] == [ob.Code.REVOKED] * 2


def test_an_endorsement_expires_by_itself() -> None:
    verdict = World().verify(a_signed_document(), datetime(2028, 1, 1, tzinfo=UTC))
    assert verdict.genuine
    assert [endorsement.code for endorsement in verdict.endorsements] == [ob.Code.EXPIRED] * 2


FORGED = (
    "changed words",
    "no longer ending",
    "an unsigned term",
    "of something else",
    "another's key",
    "another's proof",
    "no proof left",
    "no context",
    "no endorsement at all",
    "of an unknown employer",
)


@cache
def forged_endorsements() -> dict[str, tuple[dict[str, Any], ob.Code]]:
    """What an institution's software might embed by mistake or on purpose."""
    genuine = ACME.sign_di(ob.endorsement_document(an_endorsement(SUBJECT)))
    elsewhere = ob.endorsement_document(an_endorsement(f"{ACHIEVEMENT}/another"))
    praise = genuine["credentialSubject"] | {"endorsementComment": "The best we ever had."}
    in_acmes_name = ob.endorsement_document(an_endorsement(SUBJECT, MALLORY))
    resigned = MALLORY.sign_di(in_acmes_name)
    resigned["issuer"] = genuine["issuer"]
    unsigned_praise = genuine["credentialSubject"] | {"stars": 5}
    return {
        "changed words": (genuine | {"credentialSubject": praise}, ob.Code.ALTERED),
        "no longer ending": (genuine | {"validUntil": "2999-01-01T00:00:00Z"}, ob.Code.ALTERED),
        "an unsigned term": (genuine | {"credentialSubject": unsigned_praise}, ob.Code.ALTERED),
        "of something else": (ACME.sign_di(elsewhere), ob.Code.ABOUT_SOMETHING_ELSE),
        "another's key": (resigned, ob.Code.WRONG_KEY),
        "another's proof": (genuine | {"proof": resigned["proof"]}, ob.Code.WRONG_KEY),
        "no proof left": (genuine | {"proof": {"type": "None"}}, ob.Code.UNSIGNED),
        "no context": (
            {name: value for name, value in genuine.items() if name != "@context"},
            ob.Code.MALFORMED,
        ),
        "no endorsement at all": (
            genuine | {"type": ["VerifiableCredential"]},
            ob.Code.MALFORMED,
        ),
        "of an unknown employer": (
            genuine | {"issuer": {"id": "did:web:nobody.example", "type": ["Profile"]}},
            ob.Code.WRONG_KEY,
        ),
    }


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_endorsement_is_seen_inside_a_genuine_credential(name: str) -> None:
    """Neither openbadgeslib nor other verifiers look at embedded endorsements; we do."""
    forged, code = forged_endorsements()[name]
    document = ob.credential_document(a_credential(endorsements=[forged]))
    verdict = World().verify(NORTHSHIRE.sign_jwt(document))
    assert verdict.genuine, verdict.findings
    assert [endorsement.code for endorsement in verdict.endorsements] == [code, ob.Code.GENUINE]
    signed = World().verify(NORTHSHIRE.sign_di(document))
    assert code in {endorsement.code for endorsement in signed.endorsements}


def test_an_endorsement_inside_an_altered_credential_is_judged_by_itself() -> None:
    document = a_signed_document()
    document["name"] = "Data science degree"
    document["endorsement"][0]["credentialSubject"]["stars"] = 5
    verdict = World().verify(document)
    assert verdict.code is ob.Code.ALTERED
    assert [endorsement.code for endorsement in verdict.endorsements] == [
        ob.Code.ALTERED,
        ob.Code.GENUINE,
    ]


def test_an_endorsement_as_a_token_is_judged_too() -> None:
    """`endorsementJwt` stands only in tokens: the context got it after it was published."""
    genuine = ACME.sign_jwt(ob.endorsement_document(an_endorsement(CREDENTIAL)))
    forged = genuine[:-6] + "AAAAAA"
    document = ob.credential_document(a_credential(endorsements=[]))
    document["endorsementJwt"] = [genuine, forged]
    verdict = World().verify(NORTHSHIRE.sign_jwt(document))
    assert verdict.genuine
    first, second, third = verdict.endorsements
    assert (first.code, first.about) == (ob.Code.GENUINE, CREDENTIAL)
    assert second.code is ob.Code.ALTERED
    assert (third.code, third.about) == (ob.Code.GENUINE, ACHIEVEMENT)


def test_endorsements_are_bounded() -> None:
    endorsement = ACME.sign_di(ob.endorsement_document(an_endorsement(SUBJECT)))
    document = ob.credential_document(a_plain_credential(endorsements=[endorsement] * 20))
    verdict = World().verify(NORTHSHIRE.sign_jwt(document))
    assert len(verdict.endorsements) == 17
    assert verdict.endorsements[-1].code is ob.Code.UNREADABLE
