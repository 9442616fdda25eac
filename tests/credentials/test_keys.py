"""Keys: sealed, made at first need, rotated, sealed anew; and what was signed with them."""

import base64
import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, connections, transaction

import openbadges as ob
from core import clock
from credentials.models import SignatureRecord, SigningKey
from credentials.services import make_keys, rewrap_keys, rotate_keys, strike_key
from credentials.services.keys import (
    KeyFileUnusable,
    held_keys,
    load_key_ring,
    make_key_file,
    private_key,
)
from credentials.services.resolving import Resolver
from tests.build import an_employer, an_institution
from tests.build_credentials import a_credential, a_past_challenge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path) -> Path:
    """A key file of this test's own."""
    settings.KEY_FILE = str(tmp_path / "deep" / "keys.json")
    return Path(settings.KEY_FILE)


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_the_key_file_is_made_once_and_only_its_owner_reads_it(key_file):
    assert make_key_file()
    before = key_file.read_bytes()
    assert not make_key_file()

    assert key_file.read_bytes() == before
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    content = json.loads(before)
    assert content["current"] == "k1"
    assert len(base64.b64decode(content["keys"]["k1"])) == 32
    assert [file.name for file in key_file.parent.iterdir()] == ["keys.json"]


def test_two_processes_at_once_make_one_file(key_file):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: make_key_file(), range(16)))

    assert made.count(True) == 1
    assert load_key_ring().current == "k1"


def test_production_asks_for_the_command_and_never_makes_a_key_by_itself(settings, key_file):
    settings.PRODUCTION = True

    with pytest.raises(KeyFileUnusable, match="make_keys"):
        make_keys(an_institution())

    assert not key_file.exists()
    assert "Made" in said("make_keys")
    assert len(make_keys(an_institution())) == 2


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"current": "k1", "keys": {}}',
        '{"current": "k1", "keys": {"k1": "c2hvcnQ="}}',
        json.dumps({"current": "k2", "keys": {"k1": base64.b64encode(bytes(32)).decode()}}),
    ],
)
def test_a_broken_key_file_is_said_in_one_sentence(key_file, content):
    key_file.parent.mkdir()
    key_file.write_text(content)

    with pytest.raises(KeyFileUnusable, match="cannot be read"):
        load_key_ring()


def test_private_keys_are_nowhere_in_the_database_in_plain():
    keys = make_keys(an_institution())

    for key in keys.values():
        private = private_key(key)
        assert b"PRIVATE KEY" in private
        assert ob.public_key(private).decode() == key.public
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT row_to_json(k)::text FROM credentials_signingkey k WHERE id = %s", [key.pk]
            )
            row = cursor.fetchone()[0]
        for secret in (b"PRIVATE KEY", *private.splitlines()[1:-1]):
            assert secret.decode() not in row
            assert secret.hex() not in row
            assert base64.b64decode(secret + b"==", validate=False).hex()[:40] not in row or (
                secret == b"PRIVATE KEY"
            )


def test_a_sealed_key_opens_under_its_own_name_only():
    first, second = (make_keys(an_institution())["ed25519"] for _ in range(2))
    SigningKey.objects.filter(pk=first.pk).update(private_sealed=second.private_sealed)
    first.refresh_from_db()

    with pytest.raises(KeyFileUnusable):
        private_key(first)


def test_keys_are_made_once():
    institution, employer = an_institution(), an_employer()

    assert make_keys(institution) == make_keys(institution)
    assert make_keys(employer) == make_keys(employer)
    assert sorted(SigningKey.objects.values_list("kind", flat=True)) == [
        *["ed25519"] * 2,
        *["rsa"] * 2,
    ]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_pair():
    institution = an_institution()

    def make(_n: int) -> set[int]:
        try:
            return {key.pk for key in make_keys(institution).values()}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(make, range(4)))

    assert made == [set(SigningKey.objects.values_list("pk", flat=True))] * 4
    assert SigningKey.objects.count() == 2


def test_rotating_keeps_the_old_key_published():
    institution = an_institution()
    old = make_keys(institution)
    printed = said("rotate_keys", "institution", institution.slug)
    new = make_keys(institution)

    assert {key.pk for key in old.values()}.isdisjoint(key.pk for key in new.values())
    assert all(key.fingerprint in printed for key in new.values())
    did = ob.did_web("http://localhost:8000", "institutions", institution.slug)
    document = Resolver()(ob.did_document_url(did))
    assert len(document["verificationMethod"]) == 4


def test_sealing_anew_leaves_keys_and_badges_as_they_are(key_file):
    credential = a_credential()
    before = json.loads(key_file.read_text())
    privates = {key.pk: private_key(key) for key in SigningKey.objects.all()}

    assert "2 private keys sealed anew" in said("rewrap_keys")

    after = json.loads(key_file.read_text())
    assert (after["current"], list(after["keys"])) == ("k2", ["k2"])
    assert after["keys"]["k2"] != before["keys"]["k1"]
    assert {key.pk: private_key(key) for key in SigningKey.objects.all()} == privates
    assert set(SigningKey.objects.values_list("kek_id", flat=True)) == {"k2"}
    assert ob.verify(credential.document, resolve=Resolver(), now=clock.now()).genuine


def test_sealing_anew_stopped_half_way_can_be_run_again(key_file, monkeypatch):
    make_keys(an_institution())
    real = SigningKey.save
    calls = iter([True, False])

    def save(self, **kwargs):
        if next(calls, True):
            return real(self, **kwargs)
        raise InterruptedError

    with monkeypatch.context() as patched:
        patched.setattr(SigningKey, "save", save)
        with pytest.raises(InterruptedError):
            rewrap_keys()
    assert all(private_key(key) for key in SigningKey.objects.all())

    assert rewrap_keys() == 2
    assert json.loads(key_file.read_text())["keys"].keys() == {"k3"}


def test_commands_name_whom_they_do_not_know():
    with pytest.raises(CommandError, match="There is no employer 'nobody'"):
        call_command("rotate_keys", "employer", "nobody")


def test_making_keys_for_an_employer_says_their_fingerprints():
    employer = an_employer()

    printed = said("make_keys", "employer", employer.slug)

    assert all(key.fingerprint in printed for key in make_keys(employer).values())


def test_the_record_of_signatures_refuses_to_be_changed_or_deleted():
    credential = a_credential()
    records = SignatureRecord.objects.filter(document_id=credential.document["id"])
    assert records.count() == 2

    for change in (lambda: records.update(act="nothing"), lambda: records.delete()):
        with pytest.raises(InternalError, match="append_only"), transaction.atomic():
            change()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM credentials_signaturerecord")

    assert records.count() == 2


def test_rotating_one_owner_leaves_others_alone():
    challenge = a_past_challenge()
    kept = make_keys(challenge.employer)

    rotate_keys(challenge.institution)

    assert make_keys(challenge.employer) == kept


@pytest.mark.django_db(transaction=True)
def test_nothing_is_signed_with_a_key_that_is_being_struck_off(key_file):
    employer = an_employer()
    before = make_keys(employer)
    struck = before["ed25519"]

    def held() -> dict[str, SigningKey]:
        try:
            with transaction.atomic():
                return held_keys(employer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            strike_key(struck.fingerprint)
            signing = pool.submit(held)  # reads the keys while the strike is not there yet
            time.sleep(0.3)
            assert not signing.done()
        after = signing.result(timeout=20)
    assert after["ed25519"].fingerprint != struck.fingerprint
    assert after["rsa"].fingerprint == before["rsa"].fingerprint
