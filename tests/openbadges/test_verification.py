"""A credential that holds is genuine in both securings; everything else is named for what it is."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

import openbadges as ob
from tests.examples import examples
from tests.openbadges.hostile import KINDS, a_hostile_file
from tests.openbadges.samples import (
    ACHIEVEMENT,
    ACME,
    AWARDED,
    CREDENTIAL,
    MALLORY,
    NORTHSHIRE,
    NOW,
    SUBJECT,
    World,
    a_credential,
    a_plain_credential,
    a_plain_document,
    a_signed_document,
    a_signed_token,
    a_status,
    an_endorsement,
)
from tests.openbadges.tampering import DOCUMENT_TAMPERINGS, TOKEN_TAMPERINGS

REVOCATION, SUSPENSION = ob.StatusPurpose.REVOCATION, ob.StatusPurpose.SUSPENSION


def both_securings(credential: ob.Credential) -> list[Any]:
    document = ob.credential_document(credential)
    return [NORTHSHIRE.sign_di(document), NORTHSHIRE.sign_jwt(document)]


def answer(verdict: ob.Verdict, check: ob.Check) -> ob.Code:
    finding = verdict.finding(check)
    assert finding is not None, verdict.findings
    return finding.code


# What holds


@pytest.mark.parametrize("as_jwt", [False, True], ids=["lists as JSON", "lists as JWT"])
@pytest.mark.parametrize(
    ("credential", "securing"),
    [
        (a_signed_document, ob.Securing.DATA_INTEGRITY),
        (lambda: json.dumps(a_signed_document(), indent=1), ob.Securing.DATA_INTEGRITY),
        (lambda: json.dumps(a_signed_document()).encode(), ob.Securing.DATA_INTEGRITY),
        (a_signed_token, ob.Securing.VC_JWT),
        (lambda: a_signed_token().encode() + b"\n", ob.Securing.VC_JWT),
    ],
    ids=["parsed", "text", "bytes", "token", "token in bytes"],
)
def test_genuine(credential: Any, securing: ob.Securing, as_jwt: bool) -> None:
    verdict = World(lists_as_jwt=as_jwt).verify(credential())
    assert verdict.code is ob.Code.GENUINE, verdict.findings
    assert verdict.genuine
    assert verdict.kind is ob.Kind.CREDENTIAL
    assert verdict.securing is securing
    assert (verdict.id, verdict.about) == (CREDENTIAL, ACHIEVEMENT)
    assert (verdict.issuer_id, verdict.issuer_name) == (NORTHSHIRE.did, NORTHSHIRE.name)
    assert verdict.key.startswith(NORTHSHIRE.did + "#")
    assert [check.check for check in verdict.findings] == ["shape", "proof", "dates", "status"]
    assert [endorsement.code for endorsement in verdict.endorsements] == [ob.Code.GENUINE] * 2
    assert {endorsement.about for endorsement in verdict.endorsements} == {SUBJECT, ACHIEVEMENT}
    assert {endorsement.issuer_id for endorsement in verdict.endorsements} == {ACME.did}


def test_each_address_is_looked_up_once() -> None:
    world = World()
    world.verify(a_signed_document())
    assert sorted(world.asked) == sorted(
        [
            "https://localhost:8000/institutions/northshire/did.json",
            "https://localhost:8000/employers/acme/did.json",
            "http://localhost:8000/status/northshire/revocation/1",
            "http://localhost:8000/status/acme/revocation/1",
        ]
    )


def test_a_detached_endorsement_binds_the_bytes_of_a_file() -> None:
    served = json.dumps(a_signed_document()).encode()
    url = f"{CREDENTIAL}.json"
    document = ob.endorsement_document(
        an_endorsement(
            CREDENTIAL,
            resources=[ob.RelatedResource(url, ob.digest_sri(served), "application/vc")],
        )
    )
    for endorsement in (ACME.sign_di(document), ACME.sign_jwt(document)):
        verdict = World().verify(endorsement)
        assert verdict.genuine, verdict.findings
        assert (verdict.kind, verdict.about) == (ob.Kind.ENDORSEMENT, CREDENTIAL)
        assert verdict.document is not None
        assert ob.binds_content(verdict.document, served)
        assert ob.binds_content(verdict.document, served, url=url)
        assert not ob.binds_content(verdict.document, served + b"\n")
        assert not ob.binds_content(verdict.document, served, url=CREDENTIAL)
    changed = ACME.sign_di(document)
    changed["relatedResource"][0]["digestSRI"] = ob.digest_sri(b"another file")
    assert World().verify(changed).code is ob.Code.ALTERED


# Tampering: each kind is brought to the page in tests/credentials/test_tampering.py


@pytest.mark.parametrize("securing", [0, 1], ids=["data integrity", "jwt"])
def test_the_page_can_say_what_was_done(securing: int) -> None:
    original: Any = [a_signed_document(), a_signed_token()][securing]
    tamperings = [DOCUMENT_TAMPERINGS, TOKEN_TAMPERINGS][securing]
    expected = (
        {
            "another name of the credential": ob.Code.ALTERED,
            "a level nobody gave": ob.Code.ALTERED,
            "a term that no context defines": ob.Code.ALTERED,
            "another proof value": ob.Code.ALTERED,
            "a stranger's signature": ob.Code.ALTERED,
            "a stranger's did:key": ob.Code.WRONG_KEY,
            "a key of another DID": ob.Code.WRONG_KEY,
            "the issuer's name on a stranger's did:key": ob.Code.ISSUER_UNKNOWN,
            "no proof": ob.Code.UNSIGNED,
            "another cryptosuite": ob.Code.UNSUPPORTED,
            "another type": ob.Code.MALFORMED,
        },
        {
            "payload: another name of the credential": ob.Code.ALTERED,
            "payload: a level nobody gave": ob.Code.ALTERED,
            "a stranger's signature under the kid": ob.Code.ALTERED,
            "a stranger's key in the header": ob.Code.WRONG_KEY,
            "header: a kid of another DID": ob.Code.WRONG_KEY,
            "header: a kid that is nowhere": ob.Code.WRONG_KEY,
            "algorithm none": ob.Code.WRONG_KEY,
            "a shared secret": ob.Code.WRONG_KEY,
        },
    )[securing]
    by_name = {tampering.name: tampering for tampering in tamperings}
    found = {name: World().verify(by_name[name](original)).code for name in expected}
    assert found == expected


def test_the_signature_has_one_spelling() -> None:
    """The last letter of the signature has four unused bits, which lenient readers skip."""
    token = a_signed_token()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = token[:-1] + letters[letters.index(token[-1]) ^ 1]
    assert base64.urlsafe_b64decode(other.rpartition(".")[2] + "==") == base64.urlsafe_b64decode(
        token.rpartition(".")[2] + "=="
    )
    assert World().verify(other).code is ob.Code.UNREADABLE


@given(some.data())
@examples(40)
def test_no_changed_letter_of_a_token_is_genuine(data: some.DataObject) -> None:
    token = a_signed_token()
    place = data.draw(some.integers(0, len(token) - 1))
    letter = data.draw(some.characters(codec="ascii").filter(lambda one: one != token[place]))
    assert not World().verify(token[:place] + letter + token[place + 1 :]).genuine


# Keys


def test_a_key_that_was_removed_is_a_wrong_key() -> None:
    without = NORTHSHIRE.did_document() | {"verificationMethod": [], "assertionMethod": []}
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): without})
    assert answer(world.verify(a_signed_document()), ob.Check.PROOF) is ob.Code.WRONG_KEY
    assert answer(world.verify(a_signed_token()), ob.Check.PROOF) is ob.Code.WRONG_KEY


def test_a_key_that_may_not_assert_is_a_wrong_key() -> None:
    document = NORTHSHIRE.did_document()
    document["authentication"] = document.pop("assertionMethod")
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): document})
    for credential in (a_signed_document(), a_signed_token()):
        assert answer(world.verify(credential), ob.Check.PROOF) is ob.Code.WRONG_KEY


def test_rotation_adds_a_key_and_keeps_the_old_signature_good() -> None:
    new_keys = [
        ob.public_key(ob.generate_ed25519_key()),
        ob.public_key(ob.generate_rsa_key()),
    ]
    document = ob.did_document(NORTHSHIRE.did, [*new_keys, *NORTHSHIRE.public_keys])
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): document})
    assert world.verify(a_signed_document()).genuine
    assert world.verify(a_signed_token()).genuine


def test_the_document_of_another_did_makes_the_issuer_unknown() -> None:
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): MALLORY.did_document()})
    assert world.verify(a_signed_document()).code is ob.Code.ISSUER_UNKNOWN


def test_an_issuer_that_is_not_there_is_unknown_and_a_broken_line_is_not() -> None:
    url = ob.did_document_url(NORTHSHIRE.did)
    for page, code in (
        (ob.NotFound(url), ob.Code.ISSUER_UNKNOWN),
        (TimeoutError("no answer"), ob.Code.CANNOT_CHECK_NOW),
        ("<html>maintenance</html>", ob.Code.CANNOT_CHECK_NOW),
        ("[" * 100_000, ob.Code.CANNOT_CHECK_NOW),
        (" " * 2_000_000, ob.Code.CANNOT_CHECK_NOW),
    ):
        verdict = World(pages={url: page}).verify(a_signed_document())
        assert answer(verdict, ob.Check.PROOF) is code, page


def test_an_employer_cannot_sign_as_the_institution() -> None:
    document = ob.credential_document(a_credential())
    with pytest.raises(ob.DocumentRefused, match="not one of the issuer's"):
        ACME.sign_di(document)
    with pytest.raises(ob.DocumentRefused, match="not one of the issuer's"):
        ACME.sign_jwt(document)


def test_a_token_with_the_issuers_own_key_in_its_header_is_genuine() -> None:
    """Other issuers' software writes `jwk` where ours writes `kid`; the key must be listed."""
    payload = a_signed_token().split(".")[1]
    key = RSAKey.import_key(ob.load_private_key(NORTHSHIRE.keys[1]))
    claims = json.loads(base64.urlsafe_b64decode(payload + "==="))
    registry = JWSRegistry(algorithms=["RS256"])
    registry.max_header_length = 4096
    token = jwt.encode(
        {"alg": "RS256", "jwk": key.as_dict(private=False)}, claims, key, None, registry
    )
    assert World().verify(token).genuine


# Dates


@pytest.mark.parametrize("securing", [0, 1], ids=["data integrity", "jwt"])
def test_dates(securing: int) -> None:
    credential = both_securings(
        a_credential(valid_from=AWARDED, valid_until=AWARDED + timedelta(days=365))
    )[securing]
    minute = timedelta(minutes=1)
    for now, code in (
        (AWARDED - 2 * minute, ob.Code.NOT_YET_VALID),
        (AWARDED - minute / 2, ob.Code.GENUINE),
        (AWARDED, ob.Code.GENUINE),
        (AWARDED + timedelta(days=365), ob.Code.GENUINE),
        (AWARDED + timedelta(days=365) + 2 * minute, ob.Code.EXPIRED),
    ):
        verdict = World().verify(credential, now)
        assert answer(verdict, ob.Check.DATES) is code, now
        assert answer(verdict, ob.Check.PROOF) is ob.Code.GENUINE


def test_an_endless_credential_never_expires() -> None:
    for credential in both_securings(a_credential(valid_until=None, endorsements=[])):
        assert World().verify(credential, datetime(2999, 1, 1, tzinfo=UTC)).genuine


def test_now_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        World().verify(a_signed_document(), datetime(2026, 1, 1))


# Status


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


# Endorsements


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


# Hostile files


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_gets_a_verdict(kind: str) -> None:
    world = World()
    verdict = world.verify(a_hostile_file(kind))
    assert not verdict.genuine
    assert len(world.asked) <= 4


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(some.binary(max_size=300) | some.text(max_size=300) | some.dictionaries(some.text(), JSON))
@examples(100)
def test_anything_at_all_gets_a_verdict(something: Any) -> None:
    assert not World().verify(something).genuine


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items if isinstance(value, dict | list) else ():
        found += paths(inner, (*path, key)) if isinstance(inner, dict | list) else [(*path, key)]
    return found


def nodes(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [
        *([value] if isinstance(value, dict) else []),
        *(n for one in inner for n in nodes(one)),
    ]


def is_said_once(path: tuple[Any, ...]) -> bool:
    """A Data Integrity proof signs statements: one that stands in the file twice (the employer's
    name, the type of a schema) may stand there once, and the file says and signs the same."""
    document: Any = a_signed_document()
    place, owner, member = document, document, ""
    for key in path:
        if isinstance(place, dict):
            owner, member = place, key
        place = place[key]
    same = [one for one in nodes(document) if one.get("id") == owner.get("id", document)]
    return sum(one.get(member) == owner[member] for one in same) < 2


PATHS = [path for path in paths(a_signed_document()) if is_said_once(path)]


@given(place=some.sampled_from(PATHS), value=JSON)
@examples(15)
def test_no_document_with_another_value_is_genuine(place: tuple[Any, ...], value: Any) -> None:
    """Any member replaced by anything: never an error, never genuine."""
    document = a_signed_document()
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    if json.dumps(inner[place[-1]]) == json.dumps(value):
        return
    inner[place[-1]] = value
    assert not World().verify(document).genuine


@given(place=some.sampled_from(PATHS))
@examples(10)
def test_no_document_with_a_member_taken_out_is_genuine(place: tuple[Any, ...]) -> None:
    document = a_signed_document()
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    assert not World().verify(document).genuine


@given(name=some.text(max_size=60))
@examples(10)
def test_whatever_the_issuer_is_called(name: str) -> None:
    document, proof = a_plain_document(), a_plain_document()["proof"]
    for did in (name, f"did:web:{name}", f"did:key:{name}"):
        changed = document | {
            "issuer": did,
            "proof": proof | {"verificationMethod": f"{did}#key"},
        }
        assert not World().verify(changed).genuine


@given(page=JSON, method=some.dictionaries(some.text(max_size=8), JSON, max_size=3))
@examples(10)
def test_whatever_a_did_document_holds(page: Any, method: dict[str, Any]) -> None:
    key = a_signed_document()["proof"]["verificationMethod"]
    for document in (
        page,
        {"id": NORTHSHIRE.did, "verificationMethod": page, "assertionMethod": page},
        {
            "id": NORTHSHIRE.did,
            "verificationMethod": [{"id": key} | method],
            "assertionMethod": key,
        },
        {"id": NORTHSHIRE.did, "assertionMethod": [{"id": key, "publicKeyJwk": method}]},
        {"id": NORTHSHIRE.did, "assertionMethod": [{"id": key, "publicKeyMultibase": page}]},
    ):
        world = World(pages={ob.did_document_url(NORTHSHIRE.did): document})
        assert not world.verify(a_plain_document()).genuine


def test_an_achievement_without_an_endorsement_has_none() -> None:
    for credential in both_securings(a_plain_credential()):
        verdict = World().verify(credential, NOW)
        assert verdict.genuine
        assert verdict.endorsements == ()
