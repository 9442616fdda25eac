"""Bar 5 in small: other people's software accepts what our addresses serve, and only that."""

import base64
import json
import re
from pathlib import Path

import jsonschema
import pytest
from django.test import Client
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

import openbadges as ob
from core import clock
from credentials.models import Credential, SigningKey, StatusList
from credentials.services import revoke_credential, rotate_keys, suspend_credential
from placements.models import Reach
from tests.build import a_user, an_employer, client_of, some_skills, staff_at
from tests.build_credentials import (
    a_credential,
    a_past_challenge,
    an_endorsement,
    the_worker_works,
)
from tests.credentials.web import fetch, fetch_json, fetch_token
from tests.openbadges.tampering import DOCUMENT_TAMPERINGS, SELF_ISSUED
from tests.openbadges.tampering_tokens import TOKEN_TAMPERINGS

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parents[3] / "shared/data/openbadges/schema"


def address_of(credential: Credential) -> str:
    return f"http://localhost:8000/credentials/{credential.public_id}"


def schema(name: str) -> dict:
    if not SCHEMAS.exists():
        pytest.skip(f"the official schemas are not at {SCHEMAS}")
    return json.loads((SCHEMAS / f"{name}.json").read_text())


def by_document(credential: Credential) -> OB3LdpVerifier:
    return OB3LdpVerifier.for_issuer_did(credential.document["issuer"]["id"])


def by_token(credential: Credential) -> OB3Verifier:
    """It does not read ``kid`` for the status list but takes the first key: give it the key."""
    key = SigningKey.objects.get(institution=credential.institution, kind="rsa")
    return OB3Verifier(key.public.encode())


@pytest.fixture
def credential() -> Credential:
    challenge = a_past_challenge(skills=some_skills(3))
    return a_credential(challenge=challenge, levels=(4, 3, 2), reach=Reach.ORGANISATION)


def test_openbadgeslib_accepts_both_securings_with_their_status_lists(credential):
    document = json.loads(fetch_json(address_of(credential)))
    token = fetch_token(address_of(credential)).decode()

    seen = by_document(credential).verify(document, check_status=True, download=fetch_token)
    assert seen.id == address_of(credential)
    assert by_token(credential).verify(token, check_status=True, download=fetch_token).id == seen.id


def test_both_securings_satisfy_the_official_schema(credential):
    """The formal variant, and the one for endorsements, want an array of proofs: without it."""
    document = json.loads(fetch_json(address_of(credential)))
    payload = fetch_token(address_of(credential)).split(b".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + b"=="))
    endorsement = credential.endorsements.get()
    word = json.loads(
        fetch_json(f"http://localhost/credentials/endorsements/{endorsement.public_id}")
    )

    for one in (document, claims):
        jsonschema.validate(one, schema("achievementcredential"))
        jsonschema.validate(without_proof(one), schema("achievementcredential-formal"))
    jsonschema.validate(without_proof(word), schema("endorsementcredential"))


def without_proof(document: dict) -> dict:
    return {name: value for name, value in document.items() if name != "proof"}


def test_every_term_of_what_we_issue_is_signed(credential):
    for document in (credential.document, credential.endorsements.get().document):
        ob.check_terms(without_proof(document))


@pytest.mark.parametrize("lists", [fetch_json, fetch_token], ids=["lists as JSON", "as tokens"])
def test_our_own_library_accepts_everything_by_fetching(credential, lists):
    files = [fetch_json(address_of(credential)), fetch_token(address_of(credential))]
    at = f"http://localhost/credentials/endorsements/{credential.endorsements.get().public_id}"
    files += [fetch_json(at), fetch_token(at)]

    verdicts = [ob.verify(file, resolve=lists, now=clock.now()) for file in files]

    assert [verdict.code for verdict in verdicts] == [ob.Code.GENUINE] * 4
    assert [verdict.securing for verdict in verdicts] == [*ob.Securing, *ob.Securing]
    bound = f"{address_of(credential)}.json?issue=first"
    assert ob.binds_content(verdicts[2].document, files[0], url=bound)


def test_every_tampering_is_refused(credential):
    document = json.loads(fetch_json(address_of(credential)))
    token = fetch_token(address_of(credential)).decode()
    pages = {}

    def known(address: str) -> bytes:
        if address not in pages:
            pages[address] = fetch_json(address)
        return pages[address]

    accepted = [
        str(tampering)
        for tampering, file in [
            *((t, document) for t in DOCUMENT_TAMPERINGS),
            *((t, token) for t in TOKEN_TAMPERINGS),
        ]
        if ob.verify(tampering(file), resolve=known, now=clock.now()).genuine
    ]
    assert accepted == []


def test_openbadgeslib_refuses_tamperings_too(credential):
    document = json.loads(fetch_json(address_of(credential)))
    token = fetch_token(address_of(credential)).decode()
    assert len(DOCUMENT_TAMPERINGS) >= 20
    for tampering in DOCUMENT_TAMPERINGS[::4]:
        with pytest.raises(LibOpenBadgesException):
            by_document(credential).verify(tampering(document), download=fetch_token)
    for tampering in TOKEN_TAMPERINGS[::6]:
        with pytest.raises(LibOpenBadgesException):
            by_token(credential).verify(tampering(token), download=fetch_token)
    assert SELF_ISSUED in DOCUMENT_TAMPERINGS


@pytest.mark.parametrize("verb", [suspend_credential, revoke_credential])
def test_outsiders_see_a_pause_and_a_withdrawal(credential, verb):
    file, token = fetch_json(address_of(credential)), fetch_token(address_of(credential))

    verb(credential=credential, reason="Given in error.", by=staff_at(credential.institution))
    the_worker_works()

    for secured in (file, token):
        verdict = ob.verify(secured, resolve=fetch_json, now=clock.now())
        assert verdict.code is ob.Code.REVOKED
    with pytest.raises(LibOpenBadgesException):
        by_document(credential).verify(json.loads(file), check_status=True, download=fetch_token)


def test_pictures_carry_the_badge(credential):
    for suffix, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        picture = fetch(f"{address_of(credential)}.{suffix}")
        assert picture.startswith(start)
        verdict = ob.verify(ob.unbake(picture), resolve=fetch_json, now=clock.now())
        assert (verdict.code, verdict.id) == (ob.Code.GENUINE, address_of(credential))
    drawn = fetch(f"{address_of(credential)}.svg").decode().partition("<path")
    for words in (credential.institution.name, "Step ", " of 4: "):
        assert words in drawn[0]  # for ears
        assert words in drawn[2]  # for eyes
    assert credential.student.family_name not in drawn[2]
    paper = fetch(f"{address_of(credential)}.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/vc+ld+json", "application/vc+ld+json"),
        ("application/vc", "application/vc"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("text/plain", "text/plain"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/pdf", "application/pdf"),
        ("application/json;q=0.1, application/vc+jwt", "application/vc+jwt"),
    ],
)
def test_one_address_answers_in_the_form_that_is_wanted(credential, accept, content_type):
    path = f"/credentials/{credential.public_id}"
    response = Client().get(path, headers={"accept": accept})

    assert response["Content-Type"] == content_type
    assert "Accept" in response["Vary"]


def test_a_list_is_served_in_both_securings_at_one_address(credential):
    status_list = StatusList.objects.get(institution=credential.institution)
    path = f"/status/{status_list.public_id}"

    as_json = Client().get(path)
    as_token = Client().get(path, headers={"accept": "application/vc+jwt"})

    assert as_json["Content-Type"] == "application/vc+ld+json"
    assert as_json.json()["id"] == f"http://localhost:8000{path}"
    assert as_token["Content-Type"] == "application/vc+jwt"
    assert len(as_token.content.split(b".")) == 3


def test_an_achievement_is_served_as_it_stands_in_the_badge(credential):
    embedded = credential.document["credentialSubject"]["achievement"]
    served = json.loads(fetch_json(embedded["id"]))

    assert served.pop("@context") == list(ob.CONTEXTS)
    assert served == embedded
    assert Client().get(f"/credentials/achievements/{credential.achievement.public_id}").status_code


@pytest.mark.parametrize("suffix", ["json", "jwt", "svg", "png"])
def test_the_files_of_a_badge_that_is_not_shared_are_its_owners(suffix):
    credential = a_credential(shared=False)
    path = f"/credentials/{credential.public_id}.{suffix}"

    answers = [
        client.get(path).status_code
        for client in (
            Client(),
            client_of(a_user()),
            client_of(staff_at(a_past_challenge().institution)),
            client_of(credential.student.user),
            client_of(staff_at(credential.institution)),
        )
    ]

    assert answers == [403, 403, 403, 200, 200]
    by_accept = Client().get(path.partition(".")[0], headers={"accept": "application/json"})
    assert by_accept.status_code == 403


def test_a_badge_that_is_gone_is_not_public_and_a_form_that_never_was_is_not_found(credential):
    gone = "/credentials/00000000-0000-4000-8000-000000000000"
    page = Client().get(gone, headers={"accept": "text/html"})
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert "Its owner keeps this page closed, or has deleted it." in page.content.decode()
    for file in (Client().get(f"{gone}.json"), Client().get(f"{gone}.png")):
        assert (file.status_code, "Not public" in file.content.decode()) == (403, True)
    assert Client().get(f"/credentials/{credential.public_id}.exe").status_code == 404
    assert Client().get("/institutions/nobody/did.json").status_code == 404
    assert (
        Client().get(f"/employers/{an_unsigned_employer(credential)}/did.json").status_code == 404
    )


def an_unsigned_employer(credential: Credential) -> str:

    return an_employer(known_to=credential.institution).slug


def test_old_badges_verify_after_a_rotation_and_new_ones_use_the_new_key(credential):
    before = fetch_json(address_of(credential))
    rotate_keys(credential.institution)
    later = a_credential(challenge=a_past_challenge(institution=credential.institution))

    assert (
        later.document["proof"]["verificationMethod"]
        != (credential.document["proof"]["verificationMethod"])
    )
    for file in (before, fetch_json(address_of(later)), fetch_token(address_of(later))):
        assert ob.verify(file, resolve=fetch_json, now=clock.now()).genuine


@pytest.mark.parametrize("reach", [Reach.SECTOR, Reach.PRIVATE])
def test_a_word_without_a_name_has_no_public_file(reach):
    endorsement = an_endorsement(reach=Reach.ORGANISATION)
    type(endorsement).objects.filter(pk=endorsement.pk).update(reach=reach)

    path = f"/credentials/endorsements/{endorsement.public_id}"
    assert Client().get(f"{path}.json").status_code == 403
    assert Client().get(path, headers={"accept": "application/json"}).status_code == 403
