"""What the desk and hosts said of safety in the story, by the verbs that say it."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from accounts.models import User
from core import clock
from employers import services as employers
from employers.models import ActionOwner, AtRisk, Challenge, Factor, Insured, Level
from employers.services import Judged
from portal.demo.cast import Cast, officer_of
from portal.demo.content import EMPLOYERS, INSTITUTIONS, types
from portal.demo.content.days import workday

NOTED: dict[str, dict[str, Judged]] = {  # by the challenge's key; the others are low in all six
    "orrin-heat": {
        Factor.WORK: Judged(
            Level.MEDIUM,
            "Closed shoes and glasses; over the yellow line only with one of the foundry.",
            ActionOwner.HOST,
        ),
    },
    "corran-damp": {
        Factor.LOCATION: Judged(
            Level.MEDIUM, "Two students and one of the staff to each home.", ActionOwner.HOST
        ),
    },
}
WITH_CHILDREN = "marlpit-teens"
SUPERVISION = "One of the library's people is in the room all of the time, by name on the rota."
CHECKS = "The library has checked its own people's records; students are never alone with children."
REMINDED = 1  # working days ago: the timetable saw that an insurance runs out


def judge(cast: Cast, brief: types.Challenge, challenge: Challenge, *, by: User) -> None:
    """The desk judges a brief before it is published; a second approver where children come in."""
    with_children = brief.key == WITH_CHILDREN
    employers.assess_risk(
        challenge=challenge,
        by=by,
        factors=NOTED.get(brief.key, {}),
        at_risk=AtRisk.CHILDREN if with_children else AtRisk.NOBODY,
    )
    if with_children:
        here = next(each for each in INSTITUTIONS if each.slug == brief.institution)
        approver = next(person for person in here.staff if "approver" in person.roles)
        employers.record_safeguards(
            challenge=challenge, by=cast.staff[approver.key], supervision=SUPERVISION, checks=CHECKS
        )


def checks(cast: Cast, now: datetime) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """When each host said how it keeps students safe; and one reminder of the timetable's."""
    for host in EMPLOYERS:
        zone = cast.institutions[host.institution].zone
        today = now.astimezone(ZoneInfo(zone)).date()
        at = clock.at(workday(today, host.check.checked), time(10, 40), zone)
        yield at, partial(_check, cast, host, now)
    zone = cast.institutions[INSTITUTIONS[0].slug].zone
    yesterday = workday(now.astimezone(ZoneInfo(zone)).date(), -REMINDED)
    yield clock.at(yesterday, time(7, 0), zone), employers.remind_about_checks


def _check(cast: Cast, host: types.Employer, now: datetime) -> None:
    institution = cast.institutions[host.institution]
    today = now.astimezone(ZoneInfo(institution.zone)).date()
    trusted = next((person for person in host.people if person.supervises), host.people[0])
    children = host.key == "marlpit-library"
    employers.record_host_check(
        institution=institution,
        employer=cast.employers[host.key],
        by=officer_of(cast, host.institution),
        answered_with=host.people[0].name,
        controls=True,
        controls_note=host.check.note,
        induction=True,
        emergency_name=trusted.name,
        emergency_telephone=trusted.telephone,
        insured=Insured.YES,
        insurer=host.check.insurer,
        insured_until=workday(today, host.check.insured_until),
        at_risk=AtRisk.CHILDREN if children else AtRisk.NOBODY,
    )
