"""Sealed answers: nobody learns what was said, or whether, until both say yes."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import override_settings

from core import clock
from core.models import OutboxEvent
from credentials import services
from credentials.models import SealedAnswer, SealingKey, Side, WouldAgain
from credentials.services.keys import KeyFileUnusable
from credentials.tasks import run_timetable
from insights.taking import everything_about
from institutions.models import StaffRole
from notifications import occasions_of_badges as letters
from placements.models import Placement
from tests.build import client_of, staff_at, url_of
from tests.build_credentials import a_credential, a_past_challenge, a_settled_sign_off
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def of_host(placement: Placement, again: str, **more: str) -> dict[str, str]:
    """What a host's browser posts of one student."""
    fields = {"again": again} | more
    return {"act": "seal"} | {f"{placement.public_id}-{k}": v for k, v in fields.items()}


def test_a_sealed_answer_is_opened_by_both_yes_alone(tmp_path):
    credential = a_credential()
    placement, badge = credential.placement, (credential.document, credential.jwt)
    student = client_of(placement.student.user)
    host = client_of(placement.challenge.supervisor.user)
    hers = url_of("credentials:answer_sealed", placement)
    theirs = url_of("credentials:answer_sealed_of_team", placement.team)
    seal = {"act": "seal", "again": "yes", "fit0": "4"}

    soon = words(student.post(hers, seal))
    run_timetable()
    untouched = words(host.get(theirs))
    with override_settings(KEY_FILE=str(tmp_path / "none"), PRODUCTION=True):
        student.post(hers, seal)  # a web process that holds no key can seal
        with pytest.raises(KeyFileUnusable):
            host.post(theirs, of_host(placement, "yes", fit1="3"))
            services.compare_answers()
    assert "Try again in some minutes" in soon
    assert words(host.get(theirs)).count("Sealed") == 1  # its own
    answers = SealedAnswer.objects.order_by("side")
    raw = [bytes(answer.sealed) for answer in answers]
    assert [len(each) for each in raw] == [256, 256]
    assert not any(word in each for each in raw for word in (b"again", b"true", b"fit"))

    answers.get(side=Side.HOST).delete()  # as it was before the host answered
    assert words(host.get(theirs)) == untouched
    run_timetable()
    host.post(theirs, of_host(placement, "no"))
    run_timetable()
    assert not WouldAgain.objects.exists()
    assert "both said yes" not in words(student.get(hers))
    assert not OutboxEvent.objects.filter(name="credentials.again_found").exists()

    host.post(theirs, of_host(placement, "yes", fit1="3"))  # it thinks better of it
    run_timetable()
    found = WouldAgain.objects.get()
    assert (found.of_host, found.of_student) == ([4, 0, 0], [0, 3, 0])
    credential.refresh_from_db()
    assert (credential.document, credential.jwt) == badge  # R13: fit is on no badge
    assert "Their way of working suits ours: Mostly" in words(student.get(hers))
    assert "The work suits me: Fully" in words(host.get(theirs))
    event = OutboxEvent.objects.get(name="credentials.again_found")
    for letter in (letters.again_found, letters.again_found_for_host):
        assert len(letter(event.payload).readers) == 1
    student.post(hers, {"act": "back"})
    assert (WouldAgain.objects.count(), SealedAnswer.objects.count()) == (0, 1)
    assert letters.again_found(event.payload) is None
    with clock.moved(timedelta(days=400)):
        run_timetable()
    assert not SealedAnswer.objects.exists()


def test_what_asks_for_sealed_answers_reads_the_same_before_and_after_the_other_side():
    """That no other page asks is seen on every URL, as every role, by test_reading."""
    challenge = a_past_challenge()
    team = a_settled_sign_off(challenge=challenge).team  # no badge yet
    placement, here = Placement.objects.get(team=team), challenge.institution
    services.make_sealing_key(here)
    student = client_of(placement.student.user)
    hers = url_of("credentials:answer_sealed", placement)
    pages = [hers, *(url_of(f"insights:{name}", here) for name in ("my_data", "erase_me"))]
    answer = {"placement": placement, "side": Side.HOST, "again": True, "fit": [4, 4, 4]}

    def read() -> list[object]:
        with zipfile.ZipFile(io.BytesIO(everything_about(placement.student))) as packed:
            exported = [
                re.sub(rb"\d\d:\d\d[:.\d]*", b"", packed.read(name)) for name in packed.namelist()
            ]
        return [*(words(student.get(url)) for url in pages), exported]

    before = read()
    services.answer_sealed(**answer)
    assert read() == before
    services.answer_sealed(**answer | {"side": Side.STUDENT})
    run_timetable()
    assert not WouldAgain.objects.exists()  # the badge is not out
    assert not {SealedAnswer, SealingKey, WouldAgain} & set(admin.site._registry)
    staff = client_of(staff_at(here, StaffRole.MANAGER))
    for url in (hers, url_of("credentials:answer_sealed_of_team", team)):
        assert staff.get(url).status_code == 403
