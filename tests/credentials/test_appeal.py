"""A pause or a withdrawal is answered by the badge's owner, and decided by somebody else."""

import pytest
from django.core.cache import cache
from django.test import Client

from core.models import OutboxEvent
from credentials.models import Appeal
from credentials.services import appeal, restore_credential, revoke_credential, suspend_credential
from institutions.models import StaffRole
from notifications.models import Message
from notifications.tasks import notify
from tests.build import client_of, staff_at, url_of
from tests.build_credentials import a_credential
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def letters(name: str) -> list[tuple[str, int | None]]:
    """Subject and reader of each letter about the newest fact of this name."""
    before = set(Message.objects.values_list("pk", flat=True))
    notify(OutboxEvent.objects.filter(name=name).latest("pk").pk)
    new = Message.objects.exclude(pk__in=before).order_by("pk")
    return [(message.subject.partition(":")[0], message.user_id) for message in new]


def test_she_answers_once_somebody_else_decides_and_everybody_reads_what_became_of_it():
    cache.clear()
    credential = a_credential(name_shown=True)
    here, her = credential.institution, client_of(credential.student.user)
    dana, approver = staff_at(here), staff_at(here, StaffRole.APPROVER)
    hers = url_of("credentials:appeal", credential)
    suspend_credential(credential=credential, reason="We are asking the host.", by=dana)

    assert "Say what is wrong about it" in words(
        her.get(url_of("credentials:my_credential", credential))
    )
    assert "We are asking the host." in words(her.get(hers))
    assert her.post(hers, {"words": " "}).status_code == 422
    assert her.post(hers, {"words": "I was there all day; ask Nell."}).status_code == 302
    assert her.post(hers, {"words": "Again."}).status_code == 422
    made = Appeal.objects.get()
    assert "Somebody else is looking at it" in words(her.get(hers))
    public = words(Client().get(f"/credentials/{credential.public_id}"))
    assert "somebody else is looking at it" in public
    assert "ask Nell" not in public
    assert letters("credentials.appeal_made") == [
        ("The owner of a badge says that it is wrongly suspended", approver.pk)
    ]

    decide = url_of("credentials:decide_appeal", made)
    stands = {"decision": "stands", "answer": "The host was asked twice."}
    assert "a badge is wrongly paused" in words(
        client_of(dana).get(url_of("portal:staff_home", here))
    )
    assert "Somebody else decides this." in words(client_of(dana).get(decide))
    assert client_of(dana).post(decide, stands).status_code == 422
    assert her.post(decide, stands).status_code == 403
    assert client_of(approver).post(decide, stands | {"answer": ""}).status_code == 422
    assert client_of(approver).post(decide, stands).status_code == 302
    assert client_of(approver).post(decide, stands).status_code == 422
    assert letters("credentials.appeal_decided")[0][1] == credential.student.user_id
    assert "somebody else has looked: it stands" in words(
        Client().get(f"/credentials/{credential.public_id}")
    )
    assert "The host was asked twice." in words(her.get(hers))


def test_a_badge_that_was_taken_back_is_in_force_again_by_an_answer_alone():
    cache.clear()
    credential = a_credential()
    here = credential.institution
    dana, ruth = staff_at(here), staff_at(here)
    suspend_credential(credential=credential, reason="We are asking.", by=dana)
    appeal(credential=credential, words="It is right.")
    revoke_credential(credential=credential, reason="Given in error.", by=dana)
    old = Appeal.objects.get()
    back = url_of("credentials:restore_credential", credential)
    lifted = {"decision": "lifted", "answer": "The error was ours."}

    client_of(dana).post(back)
    credential.refresh_from_db()
    assert credential.state == "revoked"
    told = url_of("credentials:appeal", credential)
    client_of(dana).post(told, {"words": "It was her sign-off."})  # she rang
    new = Appeal.objects.get(recorded_by=dana)
    assert "The badge has changed since" in words(
        client_of(ruth).post(url_of("credentials:decide_appeal", old), lifted)
    )
    client_of(ruth).post(url_of("credentials:decide_appeal", new), lifted)

    credential.refresh_from_db()
    credential.status.refresh_from_db()
    assert (credential.state, credential.state_reason) == ("awarded", "")
    assert not credential.status.is_set
    assert letters("credentials.credential_status_changed") == []  # told with the decision
    suspend_credential(credential=credential, reason="Once more.", by=dana)
    appeal(credential=credential, words="Why again?")
    restore_credential(credential=credential, by=dana)
    last = Appeal.objects.latest("pk")
    assert (last.decision, last.decided_by) == ("lifted", dana)
