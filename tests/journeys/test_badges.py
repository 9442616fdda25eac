"""Every badge of a running demo, judged by other people's software with nothing but its addresses.

Nothing here reads a row: the list is that of ``manage.py list_credentials --json``, all else comes
over HTTP. An officer fetches what its owner does not share. These are the first of the journeys:
the badges that the others earn are made by the same worker.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import jsonschema
import pytest

import openbadges as ob
from tests.journeys.callers import Caller
from tests.journeys.outsiders import Document, Outsider, claims_of, without_proof, without_proofs
from tests.launcher.demo import Demo
from tests.openbadges.tampering import DOCUMENT_TAMPERINGS
from tests.openbadges.tampering_tokens import TOKEN_TAMPERINGS

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "openbadges" / "schema"
OFFICERS = {"northshire": "Dana", "lakefield": "Noelle"}
FEWEST = 20
WORD = re.compile(r"/credentials/endorsements/[0-9a-f-]{36}")
OF_A_TOKEN = {"iss", "sub", "jti", "nbf", "exp"}


@dataclass(frozen=True)
class Badge:
    """A badge as it is served: its address, its JSON, its token."""

    url: str
    shared: bool
    served: str
    token: str

    @property
    def document(self) -> Document:
        """Its JSON, a fresh copy."""
        document: Document = json.loads(self.served)
        return document

    @property
    def issuer(self) -> str:
        """The DID of the university that it names."""
        did: str = self.document["issuer"]["id"]
        return did


@pytest.fixture(scope="module")
def outsider(base_url: str) -> Outsider:
    """Somebody with a verifier and the network."""
    return Outsider(base_url)


@pytest.fixture(scope="module")
def officers(base_url: str) -> dict[str, Caller]:
    """One officer of each university, by the end of its DID."""
    callers = {}
    for slug, name in OFFICERS.items():
        callers[slug] = Caller(base_url)
        callers[slug].open(f"/demo/people/?q={name}")
        callers[slug].send(f"Walk as {name}")
    return callers


@pytest.fixture(scope="module")
def badges(demo: Demo, outsider: Outsider, officers: dict[str, Caller]) -> list[Badge]:
    """All badges there are, both securings of each."""
    found = []
    for slug, officer in officers.items():
        listed = demo.manage("list_credentials", "--institution", slug, "--json")
        for row in json.loads(listed):
            if row["shared"]:
                served = outsider.json(f"{row['url']}.json").decode()
                token = outsider.tokens(f"{row['url']}.jwt").decode()
            else:
                served, token = (officer.open(f"{row['url']}.{form}") for form in ("json", "jwt"))
            if row["state"] == "awarded":  # what the others are for is told in test_verifier
                found.append(Badge(row["url"], row["shared"], served, token))
    assert len(found) >= FEWEST
    assert {badge.issuer.rpartition(":")[2] for badge in found} == set(OFFICERS)
    return found


@pytest.fixture(scope="module")
def words(outsider: Outsider, badges: list[Badge]) -> list[tuple[Badge, str]]:
    """Each host's signed word that the page of a shared badge leads to."""
    pages = [(badge, outsider.fetch(badge.url, "text/html")) for badge in badges if badge.shared]
    found = [
        (badge, f"{outsider.base_url}{path}")
        for badge, page in pages
        for path in sorted(set(WORD.findall(page.decode())))
    ]
    assert len(found) >= 5
    return found


def test_both_securings_of_every_badge_pass_openbadgeslib(outsider: Outsider, badges: list[Badge]):
    for badge in badges:
        assert outsider.accepts_document(badge.document, badge.issuer) == badge.url
        assert outsider.accepts_token(badge.token, badge.issuer) == badge.url


def test_our_own_library_says_the_same_of_what_it_fetches(outsider: Outsider, badges: list[Badge]):
    for badge in badges:
        for file, lists_as_tokens in ((badge.served, False), (badge.token, True)):
            verdict = outsider.verdict(file, lists_as_tokens=lists_as_tokens)
            assert (verdict.code, verdict.id) == (ob.Code.GENUINE, badge.url), verdict.findings


def test_both_securings_say_the_same_under_the_pinned_contexts_alone(badges: list[Badge]):
    for badge in badges:
        content = without_proof(badge.document)
        claims = claims_of(badge.token)
        assert {name: claims[name] for name in claims.keys() - OF_A_TOKEN} == content
        assert content["@context"] == list(ob.CONTEXTS)
        ob.check_terms(content)


def test_every_badge_and_every_word_satisfies_the_official_schema(
    outsider: Outsider, badges: list[Badge], words: list[tuple[Badge, str]]
):
    """The formal variant, and the one for endorsements, want arrays of proofs: without any."""
    if not SCHEMAS.exists():
        pytest.skip(f"the official schemas are not at {SCHEMAS}")
    loose, formal, of_a_word = (
        jsonschema.Draft201909Validator(json.loads((SCHEMAS / f"{name}.json").read_text()))
        for name in (
            "achievementcredential",
            "achievementcredential-formal",
            "endorsementcredential",
        )
    )
    for badge in badges:
        for one in (badge.document, claims_of(badge.token)):
            loose.validate(one)
            formal.validate(without_proofs(one))
    for _badge, url in words:
        of_a_word.validate(without_proof(json.loads(outsider.json(f"{url}.json"))))


def test_every_word_of_a_host_holds_and_is_about_these_very_bytes(
    outsider: Outsider, words: list[tuple[Badge, str]]
):
    for badge, url in words:
        token = outsider.tokens(f"{url}.jwt").decode()
        assert outsider.accepts_endorsement(token) == badge.url
        outsider.accepts_proof(json.loads(outsider.json(f"{url}.json")))
        for file in (outsider.json(f"{url}.json"), token):
            verdict = outsider.verdict(file)
            assert (verdict.code, verdict.about) == (ob.Code.GENUINE, badge.url), verdict.findings
            first = f"{badge.url}.json?issue=first"
            assert ob.binds_content(verdict.document, outsider.json(first), url=first)


def test_every_status_list_is_signed_in_both_securings(outsider: Outsider, badges: list[Badge]):
    lists = {
        (badge.document["credentialStatus"]["statusListCredential"], badge.issuer)
        for badge in badges
    }
    assert len(lists) >= len(OFFICERS)
    for url, issuer in lists:
        document = json.loads(outsider.json(url))
        claims = claims_of(outsider.tokens(url).decode())
        outsider.accepts_proof(document)
        assert (document["id"], document["issuer"]) == (url, issuer)
        bits = [one["credentialSubject"]["encodedList"] for one in (document, claims)]
        assert ob.decode_status_bits(bits[0]) == ob.decode_status_bits(bits[1])


def test_what_is_not_shared_is_refused_to_strangers(outsider: Outsider, badges: list[Badge]):
    kept = [badge for badge in badges if not badge.shared]
    assert kept
    for badge in kept:
        for form in ("json", "jwt", "svg", "png"):
            with pytest.raises(HTTPError, match="403"):
                outsider.json(f"{badge.url}.{form}")


def test_every_kind_of_tampering_is_refused_by_both(outsider: Outsider, badges: list[Badge]):
    assert min(len(DOCUMENT_TAMPERINGS), len(TOKEN_TAMPERINGS)) >= 20
    badge = max(badges, key=lambda one: len(one.served))
    files = [(tampering, tampering(badge.document)) for tampering in DOCUMENT_TAMPERINGS]
    files += [(tampering, tampering(badge.token)) for tampering in TOKEN_TAMPERINGS]

    accepted = [
        f"openbadgeslib: {t}" for t, file in files if not outsider.refuses(file, badge.issuer)
    ]
    accepted += [f"ours: {t}" for t, file in files if outsider.verdict(file).genuine]

    assert accepted == []
    assert not outsider.refuses(badge.document, badge.issuer)
    assert not outsider.refuses(badge.token, badge.issuer)
