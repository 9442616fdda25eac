"""Studies: the desk's pages, and the one page of a person who is asked."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from insights import studies, study_rows
from insights.instrument import ITEMS, VERSION
from insights.studying import Study, StudyAnswer, StudyConsent, Wave
from placements.codebook import SCALE
from placements.survey import SurveySide
from students.models import student_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def a_day(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, picked or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


class StudyForm(forms.Form):
    """What people read before they answer, and its days."""

    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("What it wants to find out, in plain words"),
        help_text=gettext_lazy("Students and hosts read this before they answer."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ethics_number = forms.CharField(
        label=gettext_lazy("Number of the ethics approval"), max_length=60
    )
    contact = forms.EmailField(label=gettext_lazy("Whom people can write to"))
    opens_on = a_day(gettext_lazy("First day"))
    closes_on = a_day(gettext_lazy("Last day on which somebody new is asked"))
    freezes_on = a_day(
        gettext_lazy("Last day on which people can take their answers back"),
        gettext_lazy("The night after, nobody can tell any more whose answers are whose."),
    )

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        cleaned = super().clean() or {}
        for first, then in (("opens_on", "closes_on"), ("closes_on", "freezes_on")):
            if cleaned.get(first) and cleaned.get(then) and cleaned[then] < cleaned[first]:
                said = _("Give a day from %(first)s on.") % {"first": cleaned[first]}
                self.add_error(then, said)
        return cleaned


class WaveForm(forms.Form):
    """The statements, each on five points or "cannot say"; everything may be left out."""

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in ITEMS[VERSION]:
            self.fields[item.name] = forms.TypedChoiceField(
                label=getattr(item, side),
                choices=list(SCALE.items()),
                coerce=int,
                empty_value=None,
                required=False,
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """The statements with their words to choose from."""
        for item in ITEMS[VERSION]:
            bound = self[item.name]
            chosen = str(bound.value())
            yield {
                "name": bound.html_name,
                "statement": bound.label,
                "options": [(value, word, str(value) == chosen) for value, word in SCALE.items()],
            }

    def said(self) -> dict[str, int]:
        """What was answered."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


# Of a person who is asked


def _offer(request: SignedInRequest, public_id: UUID) -> studies.Offer:
    here = request.institution
    side = SurveySide.STUDENT if student_of(request.user, here) else SurveySide.HOST
    for offer in studies.offers_to(request.user, here, side=side):
        if offer.study.public_id == public_id:
            return offer
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def study(request: SignedInRequest, institution: str, public_id: UUID) -> HttpResponse:
    """What the study is, the one question, and once she said yes, six statements at three times."""
    here = request.institution
    authorize(request.user, "insights.study", here)
    offer = _offer(request, public_id)
    form = WaveForm(request.POST if request.method == "POST" else None, side=offer.side)
    if form.is_valid() and offer.asks in Wave.values:
        try:
            studies.answer_study(
                study=offer.study, user=request.user, wave=offer.asks, answers=form.said()
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. It counts in the study and in nothing else."))
            return go_to(request, "insights:study", here.slug, public_id)
    return render_page(
        request,
        "insights/study.html",
        {
            "institution": here,
            "offer": offer,
            "form": form if offer.asks in Wave.values else None,
            "times": [(Wave(wave).label, wave in offer.study.waves) for wave in Wave.values],
        },
        status=422 if form.errors else 200,
    )


@require_POST
def join_study(request: SignedInRequest, institution: str, public_id: UUID) -> HttpResponse:
    """Her yes or no; a no after a yes deletes what she said."""
    here = request.institution
    authorize(request.user, "insights.join_study", here)
    held = get_object_or_404(Study.objects.of(here), public_id=public_id)
    yes = request.POST.get("yes") == "yes"
    try:
        studies.join_study(study=held, user=request.user, yes=yes)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        said = _("You take part.") if yes else _("You do not take part. Nothing of you is in it.")
        messages.success(request, said)
    if held.frozen_at or clock.today(here.zone) > held.freezes_on:
        return go_to(request, "portal:home")
    return go_to(request, "insights:study", here.slug, public_id)


# Of the desk


@require_http_methods(["GET", "HEAD", "POST"])
def study_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """All studies of the university; a manager begins another."""
    here = request.institution
    authorize(request.user, "insights.study_list", here)
    begins = may(request.user, "insights.begin_study", here)
    form = StudyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        authorize(request.user, "insights.begin_study", here)
        if form.is_valid():
            begun = studies.begin_study(institution=here, by=request.user, **form.cleaned_data)
            messages.success(request, _("It asks people from its first day on."))
            return go_to(request, "insights:desk_study", here.slug, begun.public_id)
    return render_page(
        request,
        "insights/study_list.html",
        {
            "institution": here,
            "studies": list(Study.objects.of(here)),
            "form": form if begins else None,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def desk_study(request: SignedInRequest, institution: str, public_id: UUID) -> HttpResponse:
    """How many take part and answered, and the files. Who they are opens nowhere."""
    here = request.institution
    authorize(request.user, "insights.desk_study", here)
    held = get_object_or_404(Study.objects.of(here), public_id=public_id)
    return render_page(
        request,
        "insights/desk_study.html",
        {
            "institution": here,
            "study": held,
            "sides": _figures(held),
            "rows": study_rows.rows_of(held),
            "takes_files": may(request.user, "insights.export_study", here),
        },
    )


def _figures(held: Study) -> list[dict[str, Any]]:
    """Of each side: who said yes, and how many lines there are at each time."""
    consents = StudyConsent.objects.filter(study=held, yes=True)
    yes = Counter(consents.values_list("side", flat=True))
    lines: Any
    if held.frozen_at:
        lines = held.rows.values_list("side", "wave")
    else:
        answers = StudyAnswer.objects.filter(consent__study=held)
        lines = answers.values_list("consent__side", "wave")
    waves = Counter(lines)
    return [
        {
            "label": side.label,
            "yes": yes[side.value],
            "times": [waves[side.value, wave] for wave in Wave.values],
        }
        for side in SurveySide
    ]


@require_safe
def export_study(request: SignedInRequest, institution: str, public_id: UUID) -> HttpResponse:
    """The lines as CSV or XLSX, or the codebook: ``?format=csv``, ``xlsx`` or ``codebook``."""
    here = request.institution
    authorize(request.user, "insights.export_study", here)
    held = get_object_or_404(Study.objects.of(here), public_id=public_id)
    wanted = request.GET.get("format", "csv")
    if wanted == "codebook":
        content, kind, name = study_rows.codebook_as_csv(), "text/csv", "codebook.csv"
    elif wanted == "xlsx":
        content, kind, name = study_rows.as_xlsx(study_rows.rows_of(held)), XLSX, "answers.xlsx"
    elif wanted == "csv":
        content, kind, name = study_rows.as_csv(study_rows.rows_of(held)), "text/csv", "answers.csv"
    else:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
