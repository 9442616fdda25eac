"""Badges of other issuers, checked at the issuer's own site; and nothing fetched that harms."""

import json
import socket
import time
from datetime import timedelta
from typing import Any

import pytest

import openbadges as ob
from core import clock
from credentials.services import inspect_file
from credentials.services.fetching import Elsewhere, Refused, is_public
from tests.credentials.sites import NAME, Site, a_site
from tests.openbadges.samples import (
    BASE,
    SUBJECT,
    a_credential,
    an_endorsement,
)
from tests.openbadges.tampering import SELF_ISSUED

pytestmark = pytest.mark.django_db
DID = f"did:web:{NAME}"
HOST = f"did:web:{NAME}:hosts:acme"
BADGE = f"https://{NAME}/credentials/0c1f7b0e-5d0e-4f7e-9f0a-2d1d9c6a7b11"
KEYS = {did: ob.generate_ed25519_key() for did in (DID, HOST)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    with a_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(autouse=True)
def _asks_others(settings, site: Site):
    settings.LOOK_UP_ELSEWHERE = True
    site.pages = {
        "/.well-known/did.json": ob.did_document(DID, [ob.public_key(KEYS[DID])]),
        "/hosts/acme/did.json": ob.did_document(HOST, [ob.public_key(KEYS[HOST])]),
        "/status/northshire/revocation/1": a_list(),
        "/status/acme/revocation/1": a_list(did=HOST, url="/status/acme/revocation/1"),
    }


def signed(document: dict[str, Any], did: str = DID) -> dict[str, Any]:
    """A document of :mod:`tests.openbadges.samples` as if this site had issued it."""
    text = json.dumps(document).replace(BASE, f"https://{NAME}")
    text = text.replace("did:web:localhost%3A8000:institutions:northshire", DID)
    text = text.replace("did:web:localhost%3A8000:employers:acme", HOST)
    moved = json.loads(text)
    return ob.sign_di(moved, KEYS[did], ob.key_id(did, ob.public_key(KEYS[did])), clock.now())


def a_list(
    *set_indexes: int,
    did: str = DID,
    url: str = "/status/northshire/revocation/1",
    purpose: ob.StatusPurpose = ob.StatusPurpose.REVOCATION,
) -> dict[str, Any]:
    now = clock.now() - timedelta(minutes=1)
    document = ob.status_list_document(
        ob.StatusList(f"https://{NAME}{url}", did, purpose, set(set_indexes), valid_from=now)
    )
    return ob.sign_di(document, KEYS[did], ob.key_id(did, ob.public_key(KEYS[did])), now)


def a_foreign_badge(**changes: Any) -> dict[str, Any]:
    word = signed(ob.endorsement_document(an_endorsement(SUBJECT, slug="person")), HOST)
    forged = json.loads(json.dumps(word).replace("We saw this work", "The best we ever had"))
    plain = a_credential(endorsements=[], **changes)
    document = ob.credential_document(plain)
    document["credentialSubject"]["achievement"].pop("endorsement")
    return signed(document | {"endorsement": [word, forged]})


def answer(content: Any, site: Site, **how: Any) -> Any:
    given = content if isinstance(content, bytes) else json.dumps(content).encode()
    return inspect_file(given, elsewhere=site.elsewhere(**how))


def test_a_badge_of_another_issuer_is_checked_at_its_own_site(site: Site):
    badge = a_foreign_badge()
    site.pages["/b/1"] = badge

    for brought in (badge, f"https://{NAME}/b/1".encode()):
        found = answer(brought, site)
        assert found.verdict.title == f"Signed at {NAME}, unchanged and in force"
        assert "Proven is the address" in found.verdict.sentence
        assert (found.site, found.name) == (NAME, "Market scan sprint")
        best = found.shown[0]
        assert (best.skill, best.step) == ("Critical thinking (supervisor)", 4)
        words = [(each.verdict.title, bool(each.comment)) for each in found.voices]
        assert words == [
            ("Their signature holds", True),
            ("Changed after it was signed", False),
        ]


def test_each_thing_that_can_be_wrong_with_it_is_said_for_what_it_is(site: Site):
    badge, lists = a_foreign_badge(), "/status/northshire/revocation/1"
    changed = badge | {"name": "Data science degree"}
    run_out = a_foreign_badge(valid_until=clock.now() - timedelta(days=1))
    early = a_foreign_badge(valid_from=clock.now() + timedelta(days=1))
    mallory = ob.generate_ed25519_key()
    strangers = {**badge}
    method = strangers.pop("proof")["verificationMethod"]
    forged = ob.sign_di(strangers, mallory, f"{DID}#{method.partition('#')[2]}", clock.now())
    other_key = ob.sign_di(strangers, mallory, ob.key_id(DID, ob.public_key(mallory)), clock.now())
    suspended = a_list(21, purpose=ob.StatusPurpose.SUSPENSION)
    paused = json.loads(json.dumps({**badge}).replace('"revocation"', '"suspension"'))
    paused.pop("proof")

    assert answer(changed, site).verdict.title == "Changed after it was signed"
    assert answer(forged, site).verdict.title == "Changed after it was signed"
    assert answer(other_key, site).verdict.title == f"Not signed by {NAME}"
    assert answer(SELF_ISSUED(badge), site).verdict.title == "We cannot say who signed this"
    by_address = badge | {"issuer": {**badge["issuer"], "id": f"https://{NAME}/issuer"}}
    plain = answer(by_address, site).verdict  # its key has another address: no accusation of that
    assert plain.title == "It is signed in a way that we cannot check"
    assert f"named by the web address https://{NAME}/issuer" in plain.sentence
    assert answer(run_out, site).verdict.title == "Genuine; it has run out"
    assert answer(early, site).verdict.title == "Genuine, but not in force yet"
    site.pages[lists] = a_list(21)
    assert answer(badge, site).verdict.title == "Withdrawn"
    site.pages[lists] = suspended
    assert answer(signed(paused), site).verdict.title == "Genuine, but paused"
    site.pages[lists] = b"<html>"
    assert answer(badge, site).verdict.title == "We cannot check this now"
    del site.pages["/.well-known/did.json"]
    assert answer(badge, site).verdict.title == "We cannot say who signed this"


def test_what_another_service_serves_is_taken_only_soon_small_and_where_it_was_asked(site: Site):
    site.pages |= {"/to": "redirect", "/slow": "drip", "/much": "flood", "/is": b"{}"}
    asked = site.elsewhere(0.5)
    assert asked.fetch(f"https://{NAME}/is") == b"{}"
    for path, error in (("/to", "302"), ("/much", "too much")):
        with pytest.raises(Refused, match=error):
            site.elsewhere().fetch(f"https://{NAME}{path}")
    with pytest.raises(ob.NotFound):
        site.elsewhere().fetch(f"https://{NAME}/none")
    with pytest.raises(OSError, match="certificate"):
        site.elsewhere().fetch("https://another.example/is")
    began = time.monotonic()
    with pytest.raises(OSError, match="tim"):
        asked.fetch(f"https://{NAME}/slow")
    assert time.monotonic() - began < 2
    assert "/latest/meta-data/" not in site.asked


def test_nothing_is_asked_of_this_machine_or_its_neighbours(monkeypatch, settings):
    dialled = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: dialled.append(a))
    inside = {
        "metadata.example": ["169.254.169.254"], "both.example": ["93.184.215.14", "10.0.0.8"],
        "home.example": ["127.0.0.1"], "six.example": ["::1"], "unique.example": ["fd00::1"],
        "mapped.example": ["::ffff:127.0.0.1"], "wrapped.example": ["2002:7f00:1::"],
        "carrier.example": ["100.64.0.1"], "many.example": ["224.0.0.1"],
        "zero.example": ["0.0.0.0"], "nothing.example": [],
    }  # fmt: skip
    addresses = [
        *(f"https://{name}/did.json" for name in inside),
        *("https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://2130706433/"),
        *("http://public.example/", "ftp://public.example/", "file:///etc/passwd", "https:///x"),
        *(
            "https://public.example:8443/",
            "https://me@public.example/",
            "https://public.example:x/",
        ),
        *("https://public.example/a\r\nHost: b", "https://public.example/é", "https://a..b/"),
    ]
    found = Elsewhere(lookup=lambda host: inside.get(host, ["127.0.0.1"]))

    for address in addresses:
        with pytest.raises(Refused):
            found.fetch(address)
    settings.LOOK_UP_ELSEWHERE = False
    with pytest.raises(Refused, match="looks nothing up"):
        found.fetch("https://public.example/")
    assert dialled == []
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
