"""A small world of issuers for the tests: keys, documents in plain words, a loader without network.

`World.resolve` serves did.json and status lists from memory, as `verify` and openbadgeslib ask.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import openbadges as ob

SHARED = Path(__file__).parents[3] / "shared" / "data" / "openbadges"
BASE = "http://localhost:8000"
NOW = datetime(2025, 11, 1, 12, tzinfo=UTC)
AWARDED = datetime(2025, 10, 12, 9, 30, tzinfo=UTC)
SUBJECT = "urn:uuid:6b1a4a54-5e0c-4f0e-8d5e-3f6f5c1f2a10"
ACHIEVEMENT = f"{BASE}/achievements/market-scan/1"
CREDENTIAL = f"{BASE}/credentials/0c1f7b0e-5d0e-4f7e-9f0a-2d1d9c6a7b11"


@cache
def a_key_pair(name: str) -> tuple[bytes, bytes]:
    """An Ed25519 and an RSA key, the same for a name as long as the tests run."""
    return ob.generate_ed25519_key(), ob.generate_rsa_key()


@dataclass(frozen=True)
class Issuer:
    kind: str
    slug: str
    name: str

    @property
    def did(self) -> str:
        return ob.did_web(BASE, self.kind, self.slug)

    @property
    def keys(self) -> tuple[bytes, bytes]:
        return a_key_pair(self.slug)

    @property
    def public_keys(self) -> list[bytes]:
        return [ob.public_key(key) for key in self.keys]

    @property
    def profile(self) -> ob.Profile:
        return ob.Profile(self.did, self.name, url=f"{BASE}/{self.kind}/{self.slug}")

    def did_document(self) -> dict[str, Any]:
        return ob.did_document(self.did, self.public_keys, also_known_as=[self.profile.url])

    def list_url(self, purpose: ob.StatusPurpose) -> str:
        return f"{BASE}/status/{self.slug}/{purpose}/1"

    def sign_di(self, document: dict[str, Any], created: datetime = AWARDED) -> dict[str, Any]:
        key, public = self.keys[0], self.public_keys[0]
        return ob.sign_di(document, key, ob.key_id(self.did, public), created)

    def sign_jwt(self, document: dict[str, Any]) -> str:
        key, public = self.keys[1], self.public_keys[1]
        return ob.sign_jwt(document, key, ob.key_id(self.did, public))


NORTHSHIRE = Issuer("institutions", "northshire", "Northshire University")
ACME = Issuer("employers", "acme", "Acme Analytics")
MALLORY = Issuer("employers", "mallory", "Northshire University")


@dataclass
class World:
    """What answers at which address. `set_bits` are (issuer slug, purpose) -> indexes."""

    issuers: Iterable[Issuer] = (NORTHSHIRE, ACME, MALLORY)
    set_bits: dict[tuple[str, ob.StatusPurpose], set[int]] = field(default_factory=dict)
    lists_as_jwt: bool = False
    asked: list[str] = field(default_factory=list)
    pages: dict[str, Any] = field(default_factory=dict)

    def resolve(self, url: str) -> bytes:
        self.asked.append(url)
        if url in self.pages:
            page = self.pages[url]
            if isinstance(page, Exception):
                raise page
            return page.encode() if isinstance(page, str) else json.dumps(page).encode()
        for issuer in self.issuers:
            if url == ob.did_document_url(issuer.did):
                return json.dumps(issuer.did_document()).encode()
            for purpose in ob.StatusPurpose:
                if url == issuer.list_url(purpose):
                    return self.status_list(issuer, purpose)
        raise ob.NotFound(url)

    def status_list(self, issuer: Issuer, purpose: ob.StatusPurpose) -> bytes:
        document = ob.status_list_document(
            ob.StatusList(
                issuer.list_url(purpose),
                issuer.did,
                purpose,
                self.set_bits.get((issuer.slug, purpose), set()),
                valid_from=AWARDED,
            )
        )
        if self.lists_as_jwt:
            return issuer.sign_jwt(document).encode()
        return json.dumps(issuer.sign_di(document)).encode()

    def verify(self, credential: Any, now: datetime = NOW) -> ob.Verdict:
        return ob.verify(credential, resolve=self.resolve, now=now)


def a_status(
    issuer: Issuer, index: int, purpose: ob.StatusPurpose = ob.StatusPurpose.REVOCATION
) -> ob.StatusEntry:
    return ob.StatusEntry(issuer.list_url(purpose), index, purpose)


def a_criterion(name: str) -> ob.ResultDescription:
    slug = name.lower().replace(" ", "-")
    return ob.ResultDescription(
        f"{ACHIEVEMENT}#{slug}",
        f"{name} (supervisor)",
        levels=[
            ob.Level(
                f"{ACHIEVEMENT}#{slug}-{number}",
                word,
                str(number),
                points=str(number),
                description=f"{word}: what a supervisor sees of {name.lower()}.",
            )
            for number, word in enumerate(("Emerging", "Developing", "Proficient", "Exceeds"), 1)
        ],
        required_level=f"{ACHIEVEMENT}#{slug}-3",
        alignments=[
            ob.Alignment(
                name,
                "http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0",
                framework="ESCO",
                code="60c78287",
                description="As ESCO describes it.",
                type="CFItem",
            )
        ],
    )


def an_achievement(**changes: Any) -> ob.Achievement:
    """An achievement with every member that the builder knows."""
    return replace(
        ob.Achievement(
            ACHIEVEMENT,
            "Market scan sprint",
            "One day with a fintech: scan a market and recommend one option.",
            "Proficient or better on each criterion, judged by the host's supervisor.",
            criteria_url=f"{ACHIEVEMENT}/criteria",
            version="1",
            language="en-CA",
            image=ob.Image(f"{ACHIEVEMENT}/image.svg", "Market scan sprint"),
            creator=ACME.profile,
            field_of_study="Market research",
            specialization="Fintech, in person, small company",
            tags=["market-entry", "team"],
            alignments=a_criterion("Critical thinking").alignments,
            result_descriptions=[
                a_criterion("Critical thinking"),
                a_criterion("Working in teams"),
                ob.ResultDescription(
                    f"{ACHIEVEMENT}#gap",
                    "Self-assessment minus assessment",
                    type="ext:CalibrationGap",
                    value_min="-3",
                    value_max="3",
                ),
                ob.ResultDescription(
                    f"{ACHIEVEMENT}#practice",
                    "Practice ratings",
                    type="Result",
                    allowed_values=["done", "not done"],
                    required_value="done",
                ),
                ob.ResultDescription(f"{ACHIEVEMENT}#status", "Completion", type="Status"),
            ],
            related=[ob.Related(f"{BASE}/achievements/templates/market-scan", "2")],
            endorsements=[
                ACME.sign_di(
                    ob.endorsement_document(an_endorsement(ACHIEVEMENT, slug="definition"))
                )
            ],
        ),
        **changes,
    )


def an_endorsement(
    about: str, issuer: Issuer = ACME, slug: str = "1", **changes: Any
) -> ob.Endorsement:
    return replace(
        ob.Endorsement(
            f"{BASE}/endorsements/{slug}",
            "Employer endorsement",
            issuer.profile,
            about,
            "We saw this work; the levels match what we saw.",
            description="By the host of the placement.",
            awarded=AWARDED,
            valid_from=AWARDED,
            valid_until=datetime(2027, 10, 12, 9, 30, tzinfo=UTC),
            status=[a_status(issuer, {"definition": 3, "person": 4}.get(slug, 5))],
        ),
        **changes,
    )


def a_credential(**changes: Any) -> ob.Credential:
    """A credential with every member that the builder knows."""
    return replace(
        ob.Credential(
            CREDENTIAL,
            "Market scan sprint",
            replace(
                NORTHSHIRE.profile,
                email="wil@northshire.example",
                description="A university.",
                image=ob.Image(f"{BASE}/institutions/northshire.svg"),
            ),
            ob.Subject(
                SUBJECT,
                an_achievement(),
                identities=[ob.hash_identity("Ada@northshire.example", "c4b39a4f1b8a4a3f")],
                results=[
                    ob.Result(
                        f"{ACHIEVEMENT}#critical-thinking",
                        level=f"{ACHIEVEMENT}#critical-thinking-4",
                    ),
                    ob.Result(
                        f"{ACHIEVEMENT}#working-in-teams", level=f"{ACHIEVEMENT}#working-in-teams-3"
                    ),
                    ob.Result(f"{ACHIEVEMENT}#gap", value="-0.5"),
                    ob.Result(f"{ACHIEVEMENT}#practice", value="done"),
                    ob.Result(f"{ACHIEVEMENT}#status", status="Completed"),
                ],
                started=datetime(2025, 10, 5, 9, tzinfo=UTC),
                ended=datetime(2025, 10, 5, 17, tzinfo=UTC),
                source=ob.Profile(f"{BASE}/assessors/9b2e", "Supervisor at Acme Analytics"),
                role="Analyst in a team of three",
                narrative="In person; one day; a small fintech.",
                term="Autumn 2025",
            ),
            awarded=AWARDED,
            valid_from=AWARDED,
            valid_until=datetime(2036, 10, 12, 9, 30, tzinfo=UTC),
            description="Ten Days: a one-day placement.",
            image=ob.Image(f"{CREDENTIAL}.png", "Market scan sprint"),
            evidence=[
                ob.Evidence(
                    "Final deck",
                    url=f"{BASE}/evidence/7f3a",
                    narrative="Reviewed by the supervisor on the day.",
                    description="Twelve slides.",
                    genre="Report",
                    audience="The host",
                )
            ],
            status=[a_status(NORTHSHIRE, 21)],
            refresh_url=f"{CREDENTIAL}/refresh",
            endorsements=[
                ACME.sign_di(ob.endorsement_document(an_endorsement(SUBJECT, slug="person")))
            ],
        ),
        **changes,
    )


def a_plain_credential(**changes: Any) -> ob.Credential:
    """Only what every credential has, with a place in a status list."""
    achievement = ob.Achievement(ACHIEVEMENT, "Market scan sprint", "One day.", "Being there.")
    return replace(
        ob.Credential(
            CREDENTIAL,
            "Market scan sprint",
            NORTHSHIRE.profile,
            ob.Subject(SUBJECT, achievement),
            awarded=AWARDED,
            valid_from=AWARDED,
            status=[a_status(NORTHSHIRE, 21)],
        ),
        **changes,
    )


@cache
def _signed(which: str) -> tuple[str, str]:
    credential = {"full": a_credential, "plain": a_plain_credential}[which]()
    document = ob.credential_document(credential)
    return json.dumps(NORTHSHIRE.sign_di(document)), NORTHSHIRE.sign_jwt(document)


def a_signed_document() -> dict[str, Any]:
    """The full credential with its Data Integrity proof, a fresh copy."""
    document: dict[str, Any] = json.loads(_signed("full")[0])
    return document


def a_plain_document() -> dict[str, Any]:
    """The plain credential with its Data Integrity proof, a fresh copy."""
    document: dict[str, Any] = json.loads(_signed("plain")[0])
    return document


def a_signed_token() -> str:
    """The full credential as a VC-JWT."""
    return _signed("full")[1]


def both_securings(credential: ob.Credential) -> list[Any]:
    document = ob.credential_document(credential)
    return [NORTHSHIRE.sign_di(document), NORTHSHIRE.sign_jwt(document)]


def answer(verdict: ob.Verdict, check: ob.Check) -> ob.Code:
    finding = verdict.finding(check)
    assert finding is not None, verdict.findings
    return finding.code


def endorsements() -> Iterator[ob.Endorsement]:
    yield an_endorsement(SUBJECT)
    yield an_endorsement(ACHIEVEMENT, valid_until=None, status=[], description="")
    resource = ob.RelatedResource(f"{CREDENTIAL}.json", ob.digest_sri(b"{}"), "application/vc")
    yield an_endorsement(CREDENTIAL, resources=[resource])


def an_example(name: str) -> dict[str, Any]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"The example is not here: {path}")
    example: dict[str, Any] = json.loads(path.read_text())
    return example
