"""A team's room, what it hands in, who helps when it is stuck, and what the host used later."""

import io
import zipfile
from datetime import time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now

from core import clock
from core.errors import RuleBroken
from core.models import OutboxReceipt
from placements import services
from placements.models import CheckIn, Concern, Deliverable, LaterUse, Placement, Upload
from placements.services import files, timetable
from placements.services.rooms import check_in_days
from placements.states import PlacementState
from tests.build import client_of, staff_at, url_of
from tests.build_placements import (
    a_challenge_that_closed,
    a_day_that_is_over,
    a_placement,
    a_sign_off,
    a_team,
    an_awake_institution,
)
from tests.placements.test_hearing import letters
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_long_team(days: int = 5):
    here = an_awake_institution()
    first = clock.today(here.zone) + timedelta(days=10)
    at = [(first + timedelta(days=n), time(9), time(16)) for n in range(days)]
    return a_team(challenge=a_challenge_that_closed(institution=here, sessions=at, days=days))


def an_archive(**entries: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def test_the_full_track_has_a_room_with_goals_check_ins_and_help_and_a_day_has_none():
    team = a_long_team()
    placement, mate = (a_placement(team=team, state=PlacementState.RUNNING) for _n in "ab")
    challenge, here = team.challenge, team.institution
    days = check_in_days(challenge, list(challenge.sessions.all()))
    first = challenge.sessions.first().on
    assert days == [first + timedelta(days=n) for n in (0, 2, 3)]
    her, host = client_of(placement.student.user), client_of(challenge.supervisor.user)
    room = url_of("placements:room", team)
    her.post(url_of("placements:set_goal", placement), {"words": "To speak to strangers."})
    with pytest.raises(RuleBroken, match="Nothing is asked"):
        services.check_in(placement=placement, how="fine")

    with clock.moved(challenge.starts_at + timedelta(hours=5) - clock.now()):
        write = url_of("placements:write_in_room", team)
        assert her.post(write, {"kind": "message"}).status_code == 422
        host.post(write, {"kind": "decision", "words": "We ask riders, not shops."})
        assert her.post(url_of("placements:check_in", mate), {"how": "fine"}).status_code == 403
        page = words(her.get(room))
        assert "How does it go?" in page
        assert "To speak to strangers." in page
        assert "Decided We ask riders, not shops." in page
        her.post(url_of("placements:check_in", placement), {"how": "stuck", "words": "Which?"})
        concern = Concern.objects.get(kind="stuck")
        answer = url_of("placements:answer_stuck", concern)
        assert letters("placements.concern_raised") == [
            (f"{placement.student.display_name} is stuck", answer)
        ]
        assert services.pass_on_unanswered() == 0
    with clock.moved(challenge.starts_at + timedelta(hours=6, minutes=10) - clock.now()):
        staff_at(here)
        timetable.run()
        assert services.pass_on_unanswered() == 0
        assert letters("placements.stuck_unanswered")[0][0].startswith("Nobody has answered")
        host.post(answer, {"words": "The blue list."})
        told = letters("placements.stuck_answered")
        assert told == [("Your host answers", url_of("placements:arrival_sheet", placement))]
        sheet = words(her.get(url_of("placements:arrival_sheet", placement)))
        assert "Your host answers: The blue list." in sheet
        assert "The room of your team" in sheet
    assert CheckIn.objects.get().on == days[0]
    assert client_of(a_placement().student.user).get(room).status_code in (403, 404)

    short = a_team()
    one = a_placement(team=short, state=PlacementState.RUNNING)
    assert client_of(one.student.user).get(url_of("placements:room", short)).status_code == 404
    assert check_in_days(short.challenge, list(short.challenge.sessions.all())) == []


def test_a_result_is_kept_by_what_its_bytes_say_scanned_and_served_as_a_download(
    settings, django_capture_on_commit_callbacks
):
    team = a_team()
    placement = a_placement(team=team, state=PlacementState.RUNNING)
    her, url = client_of(placement.student.user), url_of("placements:hand_in", team)
    docx = an_archive(**{"[Content_Types].xml": "", "word__document.xml": ""})
    macros = an_archive(**{"[Content_Types].xml": "", "word__vbaProject.bin": ""})
    settings.UPLOAD_MB = 1
    settings.MALWARE_SCAN = "grep -qv EICAR"  # 0 where a line is without it, 1 where none is

    with clock.moved(team.challenge.starts_at + timedelta(hours=1) - clock.now()):
        for content, name in (
            (b"MZ\x90\x00", "plan.pdf"),
            (b"<html><script>", "page.html"),
            (an_archive(**{"run.exe": ""}), "plan.docx"),
            (macros, "plan.docx"),
            (b"", "empty.txt"),
            (b"%PDF-" + b" " * 1024 * 1024, "large.pdf"),
        ):
            sent = her.post(url, {"file": SimpleUploadedFile(name, content)})
            assert sent.status_code == 422, name
        said = {"sources": "Forty riders.", "theory": "Sampling."}
        answer = her.post(url, said | {"file": SimpleUploadedFile("Plan «1».exe", docx)})
        assert answer.status_code == 302, words(answer)
        her.post(url, {"file": SimpleUploadedFile("x.txt", b"EICAR"), "sources": "x"})
    with clock.moved(team.challenge.ends_at - timedelta(minutes=30) - clock.now()):
        sheet = words(her.get(url_of("placements:arrival_sheet", placement)))
        assert "What you leave behind" in sheet.split("Handed in")[0]
        assert "Getting there" in sheet  # the last hour needs the address, and asks two things
        assert "Two short things, four minutes" in sheet
    clean, bad = Upload.objects.order_by("pk")
    assert (clean.name, clean.kind[-8:]) == ("Plan «1».docx", "document")
    taken = url_of("placements:open_upload", clean)
    assert her.get(taken).status_code == 404  # nobody has scanned it yet
    with django_capture_on_commit_callbacks(execute=True):
        for upload in (clean, bad):
            files.scan_file(upload=upload)
    bad.refresh_from_db()
    assert bad.scan == "bad"
    assert not bad.file.storage.exists(bad.file.name)
    with clock.moved(team.challenge.starts_at + timedelta(hours=1) - clock.now()):
        assert "The last file is refused." in words(her.get(url))

    host = client_of(team.challenge.supervisor.user)
    got = host.get(taken)
    assert b"".join(got.streaming_content) == docx
    assert got["Content-Disposition"].startswith("attachment; ")
    assert got["Content-Type"] == "application/octet-stream"
    assert "sandbox" in got["Content-Security-Policy"]
    stranger = a_placement(challenge=team.challenge)
    assert client_of(stranger.student.user).get(taken).status_code == 403
    Upload.objects.filter(pk=clean.pk).update(scan="waiting")
    settings.MALWARE_SCAN_SECONDS = 0.2
    for away in ("false-scanner-that-is-not-there", "sh -c 'sleep 60'", "sh -c 'exit 2'"):
        settings.MALWARE_SCAN = away
        with pytest.raises(files.NotScanned):
            files.scan_file(upload=Upload.objects.get(pk=clean.pk))
    with clock.moved(team.challenge.starts_at + timedelta(hours=5) - clock.now()):
        assert files.scan_again() == 0  # the outbox still tries
        OutboxReceipt.objects.filter(event__name="placements.file_uploaded").update(dead_at=Now())
        assert (files.scan_again(), files.scan_again()) == (1, 0)
    settings.MALWARE_SCAN = ""
    files.scan_file(upload=Upload.objects.get(pk=clean.pk))
    assert Upload.objects.get(pk=clean.pk).scan == "not_asked"
    with django_capture_on_commit_callbacks(execute=True):
        Upload.objects.filter(pk=clean.pk).delete()
    assert not clean.file.storage.exists(clean.file.name)


def test_the_host_reads_it_at_sign_off_and_says_three_months_later_what_it_used():
    team = a_day_that_is_over(members=1)
    placement = Placement.objects.get(team=team)
    services.hand_in(team=team, by=placement.student.user, link="https://x.example/plan")
    host = client_of(team.challenge.supervisor.user)
    assert "https://x.example/plan" in words(host.get(url_of("placements:sign_off", team)))
    signed = a_sign_off(team)

    assert services.ask_later_use() == 0
    with clock.moved(timedelta(days=91)):
        timetable.run()
        timetable.run()
        url = url_of("placements:say_later_use", team)
        assert letters("placements.later_use_asked") == [
            ("Three months later", f"{url}?answer=part")
        ]
        page = host.get(f"{url}?answer=part")
        assert page.context["form"]["used"].value() == "part"
        assert LaterUse.objects.get().said_at is None  # to open it says nothing
        host.post(url, {"used": "part", "words": "We rang the riders."})
        sheet = client_of(placement.student.user).get(url_of("placements:arrival_sheet", placement))
        assert "What became of it We will use part of it We rang the riders." in words(sheet)
    assert LaterUse.objects.get().sign_off == signed
    assert Deliverable.objects.get().link == "https://x.example/plan"
