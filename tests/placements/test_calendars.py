"""Calendars as another program reads them: a reader of RFC 5545 that shares no code with ours."""

import re
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from dateutil import parser, tz
from django.test import Client

from core import clock
from employers.services import cancel_challenge
from employers.times import Sitting
from placements import services
from placements.models import CalendarFeed
from tests.build import an_eoi, client_of, url_of
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution

pytestmark = pytest.mark.django_db
LINE = re.compile(rb"[A-Z-]+(?:;[A-Z-]+=(?:\"[^\"\r\n]*\"|[^\";:,\r\n]*))*:[^\r\n\x00-\x08]*")


def read(content: bytes) -> tuple[dict[str, str], list[dict]]:
    """The calendar's own properties, and its events with moments in UTC.

    Lines of 75 octets at most, ended by CRLF, unfolded as octets; zones read by dateutil.
    """
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = re.sub(rb"\r\n[ \t]", b"", content).split(b"\r\n")[:-1]
    assert all(LINE.fullmatch(line) for line in lines), lines
    text = [line.decode() for line in lines]
    zones = tz.tzical(StringIO("\n".join(_inside(text, "VTIMEZONE"))))
    whole, events, within = {}, [], []
    for line in text:
        head, _colon, value = line.partition(":")
        name, *params = head.split(";")
        value = re.sub(r"\\([\\,;nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)
        if name == "BEGIN":
            within.append(value)
            events += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert within.pop() == value
        elif within == ["VCALENDAR"]:
            whole[name] = value
        elif within[-1] == "VEVENT":
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = _moment(value, params, zones) if name in MOMENTS else value
    assert within == []
    assert whole["VERSION"] == "2.0"
    return whole, events


MOMENTS = ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED")


def _inside(lines: list[str], component: str) -> list[str]:
    found, inside = ["BEGIN:VCALENDAR"], False
    for line in lines:
        inside = inside or line == f"BEGIN:{component}"
        found += [line] if inside else []
        inside = inside and line != f"END:{component}"
    return [*found, "END:VCALENDAR"]


def _moment(value: str, params: list[str], zones: tz.tzical) -> datetime | date:
    said = dict(param.split("=") for param in params)
    if said.get("VALUE") == "DATE":
        return parser.parse(value).date()
    if value.endswith("Z"):
        return parser.parse(value)
    return parser.parse(value).replace(tzinfo=zones.get(said["TZID"])).astimezone(UTC)


def test_a_file_keeps_its_name_moves_its_event_and_takes_itself_out():
    october = clock.today("Europe/London").year + 1
    last_sunday = max(
        date(october, 10, day) for day in range(25, 32) if date(october, 10, day).weekday() == 6
    )
    days = [
        (last_sunday - timedelta(days=1), time(9, 30), time(16)),
        (last_sunday, time(9, 30), time(16)),
    ]
    placement = a_placement(
        challenge=a_challenge_that_closed(
            title="Längere Fahrten; zwei Tage, " + "ö" * 40, sessions=days, bring="Closed shoes"
        )
    )
    challenge = placement.challenge
    client, address = (
        client_of(placement.student.user),
        url_of("placements:calendar_file", placement),
    )

    answers = [client.get(address) for _time in range(2)]
    whole, first = read(answers[0].content)
    services.postpone_challenge(
        challenge=challenge,
        times=[
            Sitting(on=day + timedelta(days=7), starts=starts, ends=ends)
            for day, starts, ends in days
        ],
        reason="The hall is flooded.",
    )
    asked = read(client.get(address).content)[1]
    services.agree_again(placement=type(placement).objects.get(pk=placement.pk))
    agreed = read(client.get(address).content)[1]
    cancel_challenge(challenge=challenge, reason="The hall is flooded again.")
    services.release_places(challenge=challenge)
    gone, out = read(client.get(address).content)

    assert answers[0].content == answers[1].content  # nothing has changed
    assert answers[0]["Content-Type"] == "text/calendar; charset=utf-8"
    assert (whole["METHOD"], gone["METHOD"]) == ("PUBLISH", "CANCEL")
    # the clocks go back between the two days: the second begins an hour later by UTC
    assert [event["DTSTART"].hour for event in first] == [8, 9]
    assert [event["DTEND"].astimezone(UTC).hour for event in first] == [15, 16]
    for before, after in zip(first, agreed, strict=True):
        assert after["DTSTART"].date() - before["DTSTART"].date() == timedelta(days=7)
    told = [[event["UID"] for event in file] for file in (first, asked, agreed, out)]
    assert told == [[f"{placement.public_id}-{n}" for n in (1, 2)]] * 4
    numbers = [int(file[0]["SEQUENCE"]) for file in (first, asked, agreed, out)]
    assert numbers == sorted(set(numbers))  # each change is a higher one
    statuses = [file[0]["STATUS"] for file in (first, asked, agreed, out)]
    assert statuses == ["CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert first[0]["SUMMARY"] == f"{challenge.title} ({challenge.employer})"
    assert first[0]["LOCATION"] == f"{challenge.site.name}, {challenge.site.where}"
    told = first[0]["DESCRIPTION"]
    assert told.startswith(
        f"What to bring and wear: Closed shoes\n{challenge.institution.team_name}: 0"
    )
    assert told.endswith(first[0]["URL"])
    assert challenge.supervisor.name not in told
    assert first[0]["URL"].endswith(url_of("placements:arrival_sheet", placement))


def test_an_address_for_a_calendar_program_follows_all_days_until_it_is_switched_off():
    institution = an_awake_institution()
    own_time = a_challenge_that_closed(
        institution=institution, time_kind="own_time", hours=10, sessions=[], title="Own time"
    )
    sitting = a_placement(challenge=a_challenge_that_closed(institution=institution))
    hers = an_eoi(challenge=own_time, student=sitting.student, state="accepted")
    a_placement(challenge=own_time, eoi=hers)
    other = a_placement(challenge=sitting.challenge)
    me, page = client_of(sitting.student.user), url_of("placements:subscribe", institution)
    program = Client()

    me.post(page, {"act": "begin"})
    shown = me.get(page)
    address = shown.context["address"].removeprefix("http://localhost:8000")
    answer = program.get(address)
    whole, events = read(answer.content)
    same = program.get(address, headers={"If-None-Match": answer["ETag"]})
    services.give_back_place(placement=sitting)
    with_less = read(program.get(address).content)[1]
    me.post(page, {"act": "renew"})
    renewed = me.get(page).context["address"].removeprefix("http://localhost:8000")
    again, before = program.get(renewed), program.get(address)
    me.post(page, {"act": "end"})
    off = program.get(renewed)
    wrong = program.get(address[:-10] + "0" * 6 + ".ics")

    assert shown.context["webcal"].startswith("webcal://localhost:8000/")
    assert whole["NAME"] == f"{institution.team_name}: my days"
    by_title = {event["SUMMARY"].split(" (")[0]: event for event in events}
    assert len(events) == 2
    whole_days = by_title["Own time"]
    assert isinstance(whole_days["DTEND"], date)
    assert whole_days["TRANSP"] == "TRANSPARENT"
    assert not isinstance(whole_days["DTEND"], datetime)
    assert str(other.public_id) not in answer.content.decode()
    assert sitting.student.given_name.encode() not in answer.content
    assert (same.status_code, same.content) == (304, b"")
    assert sorted(event["STATUS"] for event in with_less) == ["CANCELLED", "CONFIRMED"]
    assert [each.status_code for each in (again, before, off, wrong)] == [200, 404, 404, 404]
    assert CalendarFeed.objects.get().user == sitting.student.user


def test_a_host_and_her_clinic_follow_the_days_they_look_after():
    challenge = a_challenge_that_closed()
    a_placement(challenge=challenge)
    member = challenge.supervisor
    assert member.user is not None
    page = url_of("placements:subscribe", challenge.institution)
    client = client_of(member.user)
    client.post(page, {"act": "begin"})
    address = client.get(page).context["address"].removeprefix("http://localhost:8000")

    (before,) = read(Client().get(address).content)[1]
    type(challenge.site).objects.filter(pk=challenge.site_id).update(address="9 New Street")
    (moved,) = read(Client().get(address).content)[1]

    assert (before["STATUS"], before["LOCATION"]) == ("CONFIRMED", challenge.site.called)
    assert "9 New Street" in moved["LOCATION"]
    assert int(moved["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert before["URL"].endswith(url_of("placements:door_list", challenge))
