"""Status lists: one bit a badge, at random places, signed by the worker, served as signed."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

import openbadges as ob
from credentials.models import Credential, SignatureRecord, StatusEntry, StatusList
from credentials.services import lists as module
from credentials.services import restore_credential, revoke_credential, suspend_credential
from credentials.services.lists import new_entry
from tests.build import an_institution, staff_at
from tests.build_credentials import a_credential, a_past_challenge, the_worker_works

pytestmark = pytest.mark.django_db


def served(status_list: StatusList) -> frozenset[int]:
    document = json.loads(Client().get(f"/status/{status_list.public_id}").content)
    return ob.decode_status_bits(document["credentialSubject"]["encodedList"])


def test_an_index_that_is_taken_is_drawn_again(monkeypatch):
    institution = an_institution()
    draws = iter([7, 7, 7, 9])
    monkeypatch.setattr(module.secrets, "randbelow", lambda size: next(draws))

    assert [new_entry(institution).index for _ in range(2)] == [7, 9]


def test_a_list_that_is_half_full_gives_way_to_a_new_one(monkeypatch):
    monkeypatch.setattr(module, "HALF", 2)
    institution = an_institution()

    entries = [new_entry(institution) for _ in range(5)]

    lists = StatusList.objects.filter(institution=institution).order_by("pk")
    assert [row.full for row in lists] == [True, True, False]
    assert [row.entries.count() for row in lists] == [2, 2, 1]
    assert len({(e.status_list_id, e.index) for e in entries}) == 5


def test_a_list_never_moves_when_the_service_gets_another_address(settings):
    institution = an_institution()
    before = new_entry(institution)
    settings.BASE_URL = "https://foothold.example"
    after = new_entry(institution)

    assert module.address_of(before.status_list).startswith("http://localhost:8000/status/")
    assert module.address_of(after.status_list).startswith("https://foothold.example/status/")


def test_the_bit_is_set_and_taken_back_and_the_list_is_signed_each_time():
    credential = a_credential()
    dana = staff_at(credential.institution)
    status_list, index = credential.status.status_list, credential.status.index
    seen = [served(status_list)]

    suspend_credential(credential=credential, reason="We are asking.", by=dana)
    the_worker_works()
    seen.append(served(status_list))
    restore_credential(credential=credential, by=dana)
    the_worker_works()
    seen.append(served(status_list))
    revoke_credential(credential=credential, reason="Given in error.", by=dana)
    the_worker_works()
    seen.append(served(status_list))

    assert seen == [frozenset(), {index}, frozenset(), {index}]
    status_list.refresh_from_db()
    records = SignatureRecord.objects.filter(document_id=status_list.document["id"])
    assert {r.actor for r in records.filter(act="credentials.credential_status_changed")} == {dana}


def test_a_list_answers_while_no_worker_runs_with_what_was_signed_last():
    credential = a_credential()
    revoke_credential(
        credential=credential, reason="Given in error.", by=staff_at(credential.institution)
    )

    assert served(credential.status.status_list) == frozenset()
    the_worker_works()
    assert served(credential.status.status_list) == {credential.status.index}


def test_a_list_that_was_never_signed_is_not_found():
    entry = new_entry(an_institution())

    assert Client().get(f"/status/{entry.status_list.public_id}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_badges_withdrawn_at_the_same_time_are_all_withdrawn():
    institution = an_institution()
    dana = staff_at(institution)
    badges = [a_credential(challenge=a_past_challenge(institution=institution)) for _ in range(6)]

    def revoke(credential: Credential) -> None:
        try:
            revoke_credential(credential=credential, reason="All of them.", by=dana)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(revoke, badges))
    the_worker_works()

    set_bits = StatusEntry.objects.filter(is_set=True).values_list("index", flat=True)
    assert served(StatusList.objects.get()) == set(set_bits)
    assert len(set_bits) == 6
