"""Who changed what: versions of a row as triggers keep them, each beside the one before.

One page for every kind of record in ``KINDS``. What a person wrote, and what is sealed, is not in
the history at all (``core.history``); of the rest, ``words`` names what is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Model, QuerySet, Value
from django.http import Http404, HttpResponse
from django.template.defaultfilters import floatformat
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from core.addresses import address
from core.htmx import render_page
from core.permissions import authorize
from employers.models import Challenge, Employer, Member, Series, Site
from employers.safety import called
from insights.changed_words import CHALLENGE_WORDS, PLACEMENT_WORDS, STUDENT_WORDS
from institutions.models import Institution, Module
from placements.models import Placement, Team
from students.models import Student
from students.services import note_look

PAGE = 25
NAMES: dict[type[Model], Any] = {
    User: called(),
    Member: F("name"),
    Employer: F("name"),
    Site: F("name"),
    Module: F("title"),
    Series: F("words"),
    Team: F("name"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of record: its rows, the words of what is shown, and the page it is reached from."""

    rows: Any
    words: Mapping[str, Any]
    page: str

    @property
    def versions(self) -> Any:
        """The table of its history."""
        return self.rows.model.pgh_event_model


KINDS = {
    "project": Kind(
        Challenge.objects.select_related("institution"),
        CHALLENGE_WORDS,
        "employers:review_challenge",
    ),
    "placement": Kind(
        Placement.objects.select_related("institution", "student", "challenge"),
        PLACEMENT_WORDS,
        "placements:agreement",
    ),
    "student": Kind(
        Student.objects.select_related("institution", "user"), STUDENT_WORDS, "students:student"
    ),
}


@dataclass(frozen=True)
class Changed:
    """One moment: who, and what from what to what; ``first`` where the record began."""

    at: datetime
    who: str
    first: bool
    lines: list[tuple[str, str, str]]


@require_safe
def changes(
    request: SignedInRequest, institution: str, record: str, public_id: Any
) -> HttpResponse:
    """What changed in one record, the latest first."""
    here = request.institution
    kind = KINDS.get(record)
    if kind is None:
        raise Http404
    about = kind.rows.of(here).filter(public_id=public_id).first()
    if about is None:
        raise Http404
    authorize(request.user, "insights.changes", about)
    student = about if isinstance(about, Student) else getattr(about, "student", None)
    if student is not None:
        note_look(student=student, by=request.user, page="insights:changes")
    found, page = changed(kind, about, here, request.GET.get("page"))
    return render_page(
        request,
        "insights/changes.html",
        {
            "institution": here,
            "about": _called(about),
            "back_url": address(kind.page, here.slug, about.public_id),
            "changes": found,
            "page": page,
        },
    )


def _called(about: Any) -> str:
    if isinstance(about, Placement):
        return f"{about.student.display_name}, {about.challenge.title}"
    return about.title if isinstance(about, Challenge) else about.display_name


def changed(
    kind: Kind, about: Any, here: Institution, number: Any = 1
) -> tuple[list[Changed], Page[Any]]:
    """One page of what changed; three queries."""
    columns = {name: kind.rows.model._meta.get_field(name) for name in kind.words}
    found = (
        kind.versions.objects.filter(pgh_obj=about.pk)
        .order_by("-pgh_id")
        .values(
            "pgh_label",
            "pgh_created_at",
            *(field.attname for field in columns.values()),
            told=F("pgh_context__metadata"),
        )
    )
    page = Paginator(found, PAGE).get_page(number)
    rows = list(found[page.start_index() - 1 : page.end_index() + 1]) if len(page) else []
    pairs = list(zip(rows, [*rows[1:], None], strict=True))[: len(page)]
    names = _names(columns, pairs)
    return [_change(kind, columns, row, before, names, here) for row, before in pairs], page


def _names(columns: Mapping[str, Any], pairs: Iterable[Any]) -> dict[tuple[str, int], str]:
    """What rows that a change points at, and whoever made it, are called; one query."""
    wanted: dict[type[Model], set[int]] = {User: set()}
    for row, before in pairs:
        if actor := (row["told"] or {}).get("actor"):
            wanted[User].add(int(actor))
        for field in columns.values():
            if field.related_model and before and row[field.attname] != before[field.attname]:
                both = {row[field.attname], before[field.attname]} - {None}
                wanted.setdefault(field.related_model, set()).update(both)
    asked: list[QuerySet[Any, Any]] = [
        model._default_manager.filter(pk__in=keys)
        .order_by()
        .values_list(
            Value(model._meta.label, output_field=CharField()),
            "pk",
            NAMES[model],
        )
        for model, keys in wanted.items()
        if keys
    ]
    if not asked:
        return {}
    return {(label, pk): name for label, pk, name in asked[0].union(*asked[1:], all=True)}


def _change(
    kind: Kind,
    columns: Mapping[str, Any],
    row: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    names: Mapping[tuple[str, int], str],
    here: Institution,
) -> Changed:
    told = row["told"]
    if told is None:
        who = _("The service")
    elif told.get("actor"):
        who = names.get((User._meta.label, int(told["actor"]))) or _("Somebody who has left")
    else:
        who = _("Somebody who had not signed in: by a letter or a code")
    lines = [
        (
            capfirst(str(kind.words[name])),
            _said(field, before[field.attname], names, here),
            _said(field, row[field.attname], names, here),
        )
        for name, field in columns.items()
        if before and row[field.attname] != before[field.attname]
    ]
    return Changed(row["pgh_created_at"], who, before is None, lines)


YES_NO = {True: gettext_lazy("Yes"), False: gettext_lazy("No")}


def _said(field: Any, value: Any, names: Mapping[tuple[str, int], str], here: Institution) -> str:
    """A value in words: days and hours where the university is."""
    if value is None or value == "":
        return _("nothing")
    if field.related_model:
        return names.get((field.related_model._meta.label, value)) or _("no longer kept")
    if isinstance(value, bool):
        return str(YES_NO[value])
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value, ZoneInfo(here.zone)), "D j M Y, G:i")
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    return floatformat(value, -2) if isinstance(value, Decimal) else str(value)
