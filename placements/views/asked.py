"""Everybody who asked for a place in one project, as lines of the desk's table."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import address_of
from institutions.models import Institution
from placements import reasons
from placements.models import Placement
from placements.standing import Standing
from placements.states import PlacementState
from students.models import Eoi, Student
from students.states import WAITING, EoiState

S = EoiState
TONES = {
    S.ACCEPTED: ("good", gettext_lazy("Yes")),
    S.OFFERED: ("warm", gettext_lazy("Silent")),
    S.WAITLISTED: ("info", gettext_lazy("In line")),
    S.SUBMITTED: ("plain", gettext_lazy("Waits")),
    S.DECLINED: ("plain", gettext_lazy("No")),
    S.LAPSED: ("warn", gettext_lazy("Time ran out")),
    S.NOT_SELECTED: ("plain", gettext_lazy("Not this one")),
    S.WITHDRAWN: ("plain", gettext_lazy("Withdrawn")),
}


def draft_of(standing: Standing) -> dict[str, str]:
    """What a draft or a confirmed list would tell each person, by public id."""
    if standing.round is None or not standing.round.result:
        return {}
    result = standing.round.result
    said = {eoi: _("Draft: not this one") for eoi in result["reasons"]}
    for line in result["waitlists"].values():
        said |= {eoi: _("Draft: %(n)d. in line") % {"n": n} for n, eoi in enumerate(line, 1)}
    return said | dict.fromkeys(result["placed"], _("Draft: a place"))


def row_of(
    eoi: Eoi, here: Institution, draft: dict[str, str], pickable: bool, chosen: set[str]
) -> dict[str, Any]:
    """A person's line of the table: who, why, the answer, what stands below it, what comes next."""
    tone, word = TONES.get(EoiState(eoi.state), ("plain", eoi.get_state_display()))
    waits = eoi.state in WAITING
    assert eoi.student is not None
    place = getattr(eoi, "placement", None)  # at hand, where there is one
    again = place if place and place.again_by and place.state == PlacementState.READY else None
    return {
        "again": again,
        "eoi": eoi,
        "name": eoi.student.display_name,
        "known": bool(eoi.student.verified_at),
        "known_by": _known_by(eoi.student),
        "student_url": address_of("students:student", here.slug, eoi.student.public_id),
        "tone": tone,
        "word": word,
        "offered": eoi.state == S.OFFERED,
        "notes": _notes(eoi, again, draft.get(str(eoi.public_id), "") if waits else "", here.zone),
        "why": reasons.sentence(eoi.reason),
        "pickable": pickable and waits,
        "checked": str(eoi.public_id) in chosen,
    }


def _notes(eoi: Eoi, again: Placement | None, draft: str, zone: str) -> list[str]:
    """What stands below a person's answer."""
    notes = []

    def until(moment: datetime) -> str:
        return date_format(localtime(moment, ZoneInfo(zone)), "D j M, G:i")

    if eoi.line and eoi.state == S.WAITLISTED:
        notes.append(_("Number %(n)s in line") % {"n": eoi.line})
    if eoi.state == S.OFFERED and eoi.offer_ends_at:
        notes.append(_("until %(until)s") % {"until": until(eoi.offer_ends_at)})
    if again and again.again_by:
        said = _("asked about the new day, until %(until)s")
        notes.append(said % {"until": until(again.again_by)})
    return [*notes, draft] if draft else notes


def _known_by(student: Student) -> str:
    """Programme and year, or the address of somebody of whom the university said nothing."""
    if not student.programme or not student.year_of_study:
        return student.programme or student.address
    said = _("%(programme)s, year %(year)s")
    return said % {"programme": student.programme, "year": student.year_of_study}
