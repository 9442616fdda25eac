"""Each kind of change to a badge or to a host's word, brought to our own page: none is believed."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from credentials.models import Endorsement
from credentials.services import inspect, inspect_file
from tests.build_credentials import an_endorsement
from tests.openbadges.tampering import DOCUMENT_TAMPERINGS, ENDORSEMENT_TAMPERINGS, Tampering
from tests.openbadges.tampering_tokens import TOKEN_TAMPERINGS

pytestmark = pytest.mark.django_db
HOLDS = "Their signature holds"


def believed(brought: dict[str, str]) -> list[str]:
    """The names of those files that the page takes for good."""
    said = {name: inspect_file(text.encode()).verdict for name, text in brought.items()}
    return [
        name
        for name, verdict in said.items()
        if verdict.seal not in {"changed", "forged", "unknown"} or "enuine" in verdict.title
    ]


def changed(tamperings: tuple[Tampering, ...], original: dict) -> dict[str, str]:
    found = {each.name: each(original) for each in tamperings}
    assert all(document != original for document in found.values())
    return {name: json.dumps(document) for name, document in found.items()}


def test_forty_kinds_of_change_to_a_badge_and_as_many_to_its_token_are_refused():
    cache.clear()
    credential = an_endorsement().credential
    tokens = {each.name: each(credential.jwt) for each in TOKEN_TAMPERINGS}

    sound = {"file": json.dumps(credential.document), "token": credential.jwt}
    assert believed(sound) == ["file", "token"]
    assert min(len(DOCUMENT_TAMPERINGS), len(tokens)) >= 40
    assert believed(changed(DOCUMENT_TAMPERINGS, credential.document)) == []
    assert believed(tokens) == []


def test_a_changed_word_of_a_host_is_refused_as_a_file_and_on_the_badge_s_page():
    cache.clear()
    endorsement = an_endorsement()
    page = f"/credentials/{endorsement.credential.public_id}"

    assert believed({"file": json.dumps(endorsement.document)}) == ["file"]
    assert HOLDS in Client().get(page).text
    assert len(ENDORSEMENT_TAMPERINGS) >= 10
    assert believed(changed(ENDORSEMENT_TAMPERINGS, endorsement.document)) == []
    for each in ENDORSEMENT_TAMPERINGS:
        forged = each(endorsement.document)
        Endorsement.objects.filter(pk=endorsement.pk).update(document=forged)
        found = inspect(endorsement.credential)
        assert found.verdict.genuine, each.name
        assert [voice.verdict.genuine for voice in found.voices] == [False], each.name
    assert HOLDS not in Client().get(page).text
