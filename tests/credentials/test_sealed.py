"""Sealed answers: nobody learns what was said, or whether, until both say yes."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

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
from tests.crawl import reachable
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def of_host(placement: Placement, again: str, **more: str) -> dict[str, str]:
    """What a host's browser posts of one student."""
    fields = {"again": again} | more
    return {"act": "seal"} | {f"{placement.public_id}-{k}": v for k, v in fields.items()}


def test_a_sealed_answer_is_opened_by_both_yes_alone(tmp_path):
    credential = a_credential()
    placement = credential.placement
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


def test_no_page_export_or_admin_page_tells_that_the_other_has_answered():
    challenge = a_past_challenge()
    team = a_settled_sign_off(challenge=challenge).team  # no badge yet
    placement, here = Placement.objects.get(team=team), challenge.institution
    services.make_sealing_key(here)
    readers = {
        "student": placement.student.user,
        "manager": staff_at(here, StaffRole.MANAGER),
    }
    starts = [url_of("portal:student_home", here), url_of("portal:staff_home", here)]
    answer = {"placement": placement, "side": Side.HOST, "again": True, "fit": [4, 4, 4]}

    def exported() -> list[bytes]:
        with zipfile.ZipFile(io.BytesIO(everything_about(placement.student))) as packed:
            return [
                re.sub(rb"\d\d:\d\d[:.\d]*", b"", packed.read(name)) for name in packed.namelist()
            ]

    asking: dict[str, set[str]] = {}  # the views that ask the table at all
    opened = 0
    for (who, user), start in zip(readers.items(), starts, strict=True):
        client = client_of(user)

        def page(path: str, client: Client = client, who: str = who) -> str | None:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            if any("credentials_seal" in query["sql"] for query in asked):
                asking.setdefault(who, set()).add(path)
            is_page = answer.status_code == 200 and "html" in answer.headers["Content-Type"]
            return answer.text if is_page else None

        opened += sum(1 for _view in reachable([start], page, skip=("demo:",)))
    assert opened > 40
    mine = {url_of("credentials:answer_sealed", placement)}
    data = {url_of("insights:my_data", here), url_of("insights:erase_me", here)}
    assert set(asking) == {"student"}
    assert mine <= asking["student"] <= mine | data
    student = client_of(placement.student.user)
    before = [words(student.get(url)) for url in sorted(asking["student"])], exported()
    services.answer_sealed(**answer)
    assert ([words(student.get(url)) for url in sorted(asking["student"])], exported()) == before
    services.answer_sealed(**answer | {"side": Side.STUDENT})
    run_timetable()
    assert not WouldAgain.objects.exists()  # the badge is not out
    assert not {SealedAnswer, SealingKey, WouldAgain} & set(admin.site._registry)
    staff = client_of(readers["manager"])
    for url in (*mine, url_of("credentials:answer_sealed_of_team", team)):
        assert staff.get(url).status_code == 403
