"""The record of a partnership: how far we are, what was said, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.days import dated
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers import services
from employers.claims import SHOWN as SHOWN_OF_CLAIM
from employers.forms.partnerships import EditPartnershipForm, WriteNoteForm
from employers.models import HostClaim, Partnership, PartnershipNote, PastProject, Site, Trust
from institutions.models import Institution

SHOWN = 20


EVENTS: Any = Partnership.pgh_event_model  # type: ignore[attr-defined]
SAID = JSONObject(how="how", words="words", on="on", by="written_by", pk="pk")
PAST = JSONObject(title="title", on="on", students="students")
PLACE = JSONObject(
    **{name: name for name in ("public_id", "name", "address", "town", "access")},
)
GIVEN = JSONObject(
    reason="reason",
    until="until",
    by="given_by",
    at="given_at",
    ended_by="ended_by",
    end="ended_at",
)
VERSION = JSONObject(
    at="pgh_created_at",
    by="pgh_context__metadata__actor",
    **{name: name for name in ("stage", "owner", "checked_by", "paused", "next_step_on")},
)


def _partnership(institution: Any, public_id: Any) -> QuerySet[Partnership]:
    """A partnership with notes, versions, places, and projects from before this service."""
    past = PastProject.objects.of(institution).filter(employer=OuterRef("employer"))
    notes = PartnershipNote.objects.filter(partnership=OuterRef("pk"))
    versions = EVENTS.objects.filter(pgh_obj=OuterRef("pk"))
    trusts = Trust.objects.filter(partnership=OuterRef("pk"))
    places = Site.objects.filter(employer=OuterRef("employer"))
    claims = HostClaim.objects.filter(partnership=OuterRef("pk"), accepted__isnull=True)
    claim = JSONObject(public_id="public_id", claimed_at="claimed_at", **SHOWN_OF_CLAIM)
    earlier = Partnership.objects.filter(employer=OuterRef("employer"), pk__lt=OuterRef("pk"))
    return (
        Partnership.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("employer", "institution", "owner", "next_step_owner")
        .annotate(
            past=ArraySubquery(past.order_by("-on", "title").values(said=PAST)[:SHOWN]),
            notes=ArraySubquery(notes.order_by("-on", "-pk").values(said=SAID)[:SHOWN]),
            trusts=ArraySubquery(trusts.order_by("-pk").values(said=GIVEN)[:SHOWN]),
            who_asks=ArraySubquery(claims.order_by("claimed_at").values(said=claim)[:SHOWN]),
            places=ArraySubquery(places.order_by("name").values(said=PLACE)),
            known_earlier=Exists(earlier),
            versions=ArraySubquery(versions.order_by("pgh_id").values(said=VERSION)),
        )
    )


PARTNERSHIP = Compiled(_partnership)
PEOPLE = Compiled(lambda people: User.objects.filter(pk__any_of=people))


def _steps(institution: Any, until: Any) -> QuerySet[Partnership]:
    return (
        Partnership.objects.of(institution)
        .filter(next_step_on__lte=until)
        .select_related("employer", "next_step_owner")
        .order_by("next_step_on", "pk")[:SHOWN]
    )


STEPS = Compiled(_steps)


@dataclass(frozen=True)
class Line:
    """One line of the record: when, what, how it was said or who did it."""

    when: str
    what: str
    words: str
    who: str
    sort: tuple[date, int]


def partnership_of(request: SignedInRequest, public_id: str) -> Partnership:
    """The partnership of this institution, with what its pages show; else a 404."""
    known: Partnership = PARTNERSHIP.get_or_404(
        institution=request.institution.pk, public_id=public_id
    )
    return known


def record_of(partnership: Any) -> dict[str, Any]:
    """What the host's page shows of the record: notes and changes in one line of time, the past.

    ``partnership`` comes from :func:`partnership_of`.
    """
    versions = partnership.versions
    named = {each["by"] for each in (*partnership.notes, *versions)}
    named |= {each["owner"] for each in versions}
    named |= {each[by] for each in partnership.trusts for by in ("by", "ended_by")}
    found = list(named - {None})
    people = {user.pk: str(user) for user in PEOPLE.all(people=found)} if found else {}
    lines = [*_notes(partnership, people), *_changes(partnership, people)]
    lines += _trusts(partnership, people)
    past = [
        PastProject(**each | {"on": date.fromisoformat(each["on"])}) for each in partnership.past
    ]
    claims = [
        each | {"claimed_at": datetime.fromisoformat(each["claimed_at"])}
        for each in partnership.who_asks
    ]
    return {
        "claims": claims,
        "lines": sorted(lines, key=lambda line: line.sort, reverse=True)[:SHOWN],
        "past": past,
        "trust": _trust_now(partnership, people),
        "past_students": sum(each.students for each in past),
        "step_is_due": partnership.next_step_on is not None
        and partnership.next_step_on <= clock.today(partnership.institution.zone),
    }


def _notes(partnership: Any, people: dict[int, str]) -> list[Line]:
    return [
        Line(
            when=dated(date.fromisoformat(note["on"]), "j F Y"),
            what=str(PartnershipNote.How(note["how"]).label),
            words=note["words"],
            who=people.get(note["by"], ""),
            sort=(date.fromisoformat(note["on"]), 1_000_000_000 + note["pk"]),
        )
        for note in partnership.notes
    ]


def _trusts(partnership: Any, people: dict[int, str]) -> list[Line]:
    """When the host was trusted to publish itself, and when that was taken back."""
    lines = []
    for given in partnership.trusts:
        until = dated(date.fromisoformat(given["until"]), "j F Y")
        said = _("Trusted to publish low-risk projects until %(day)s") % {"day": until}
        lines.append(_line(partnership, given["at"], said, people.get(given["by"], "")))
        if given["end"]:
            who = people.get(given["ended_by"], "")
            lines.append(_line(partnership, given["end"], _("That trust ended"), who))
    return lines


def _line(partnership: Partnership, at: str, what: str, who: str) -> Line:
    on = _local_day(datetime.fromisoformat(at), partnership.institution)
    return Line(dated(on, "j F Y"), what, "", who, (on, 0))


def _trust_now(partnership: Any, people: dict[int, str]) -> dict[str, str] | None:
    """The trust that holds today, in words."""
    today = clock.today(partnership.institution.zone)
    for given in partnership.trusts:
        until = date.fromisoformat(given["until"])
        if given["end"] is None and until >= today and not partnership.paused:
            day, by = dated(until, "j F Y"), people.get(given["by"], "")
            return {"reason": given["reason"], "until": day, "by": by}
    return None


def _changes(partnership: Any, people: dict[int, str]) -> list[Line]:
    """The history table in words: what changed from one version to the next, and by whom."""
    lines: list[Line] = []
    before: dict[str, Any] | None = None
    for number, row in enumerate(partnership.versions):
        said = _("The partnership began") if before is None else _difference(before, row, people)
        if said:
            on = _local_day(datetime.fromisoformat(row["at"]), partnership.institution)
            who = people.get(row["by"], "")
            lines.append(Line(dated(on, "j F Y"), said, "", who, (on, number)))
        before = row
    return lines


def _local_day(moment: datetime, institution: Institution) -> date:
    return moment.astimezone(ZoneInfo(institution.zone)).date()


def _difference(before: dict[str, Any], row: dict[str, Any], people: dict[int, str]) -> str:
    said = []
    if row["stage"] != before["stage"]:
        stages = Partnership.Stage
        said.append(
            _("%(before)s, then %(now)s")
            % {
                "before": capfirst(stages(before["stage"]).label),
                "now": stages(row["stage"]).label,
            }
        )
    if row["owner"] != before["owner"]:
        who = people.get(row["owner"] or 0, "")
        said.append(_("%(who)s cares for them") % {"who": who} if who else _("Nobody’s care"))
    if row["checked_by"] != before["checked_by"]:
        how = Partnership.Check(row["checked_by"]).label
        said.append(_("Checked: %(how)s") % {"how": how})
    if row["paused"] != before["paused"]:
        said.append(_("Paused") if row["paused"] else _("No longer paused"))
    if row["next_step_on"] != before["next_step_on"]:
        if row["next_step_on"]:
            day = dated(date.fromisoformat(row["next_step_on"]), "j F")
            said.append(_("Next step by %(day)s") % {"day": day})
        else:
            said.append(_("The next step was settled"))
    return ". ".join(said)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_partnership(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """How far we are with a host, who cares for it, and what comes next."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.edit_partnership", partnership)
    form = EditPartnershipForm(request.POST or None, partnership=partnership)
    if form.is_valid():
        try:
            services.edit_partnership(partnership=partnership, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(
                "next_step" if not form.cleaned_data["next_step"] else "next_step_on", str(error)
            )
        else:
            return _back(request, partnership, _("Noted."))
    return _form(request, partnership, form, _("How far are we with %(host)s?"))


@require_http_methods(["GET", "HEAD", "POST"])
def write_note(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """What was said with a host, and when."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.write_note", partnership)
    today = clock.today(partnership.institution.zone)
    form = WriteNoteForm(request.POST or None, initial={"on": today})
    if form.is_valid():
        try:
            services.write_note(partnership=partnership, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error("on", str(error))
        else:
            return _back(request, partnership, _("Noted."))
    return _form(request, partnership, form, _("A note about %(host)s"))


@require_POST
def settle_next_step(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """What was promised is done."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.settle_next_step", partnership)
    services.settle_next_step(partnership=partnership, by=request.user)
    return _back(request, partnership, _("Done, and kept among the notes."))


def _back(request: SignedInRequest, partnership: Partnership, done: str) -> HttpResponse:
    messages.success(request, done)
    slug = partnership.institution.slug
    return go_to(request, "employers:host_record", slug, partnership.public_id)


def _form(
    request: SignedInRequest, partnership: Partnership, form: Any, title: str
) -> HttpResponse:
    return render_page(
        request,
        "employers/edit_host.html",
        {
            "institution": partnership.institution,
            "partnership": partnership,
            "form": form,
            "title": title % {"host": partnership.employer},
        },
        status=422 if form.errors else 200,
    )
