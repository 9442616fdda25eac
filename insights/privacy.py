"""The desk's page of privacy: how long things are kept here, what went, who looked at whom."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from insights.keeping import RULES
from insights.models import Keeping, RetentionReport
from insights.pages_looked_at import page_words
from insights.retention import Rule, keeping_of
from students.services import looks_in

PAGE = 25
NIGHTS = 7
LAST = Compiled(
    lambda institution: RetentionReport.objects.of(institution).order_by("-at")[:NIGHTS]
)
SHORTER = {rule.shorter: rule.months for rule in RULES if rule.shorter}


class KeepingForm(forms.ModelForm):
    """Fewer months than the table, where a university wants that."""

    class Meta:
        model = Keeping
        fields = ["file_months", "record_months", "letter_months", "look_months"]
        labels = {
            "file_months": gettext_lazy("Words and files around places"),
            "record_months": gettext_lazy("Records of people who are no longer here"),
            "letter_months": gettext_lazy("Letters"),
            "look_months": gettext_lazy("Who looked at whose page"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, months in SHORTER.items():
            field = self.fields[name]
            field.help_text = _("Months, at most %(months)s") % {"months": months}
            said = _("Give a number from 1 to %(months)s.") % {"months": months}
            field.error_messages |= {"required": said, "invalid": said}


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: SignedInRequest, institution: str) -> HttpResponse:
    """The table with what goes within a month, the last nights, and who looked at whom."""
    here = request.institution
    authorize(request.user, "insights.retention", here)
    keeping = keeping_of(here)
    form = KeepingForm(request.POST if request.method == "POST" else None, instance=keeping)
    if form.is_valid():
        form.save()
        messages.success(request, _("Changed. It counts from tonight."))
        return go_to(request, "insights:retention", here.slug)
    names = {rule.name: rule.what for rule in RULES}
    return render_page(
        request,
        "insights/retention.html",
        {
            "institution": here,
            "current": "retention",
            "manager": may(request.user, "institutions.edit_policy", here),
            "form": form,
            "keeping": keeping,
            "rows": [_row(rule, keeping) for rule in RULES],
            "nights": [
                (night.at, [(names.get(name, name), number) for name, number in night.rows.items()])
                for night in LAST.all(institution=here.pk)
            ],
            "looks": _looks(request),
        },
        status=422 if form.errors else 200,
    )


def _row(rule: Rule, keeping: Keeping) -> dict[str, Any]:
    months = rule.kept_months(keeping)
    return {"rule": rule, "months": months, "ahead": keeping.ahead.get(rule.name, 0)}


def _looks(request: SignedInRequest) -> Any:
    page = Paginator(looks_in(request.institution), PAGE).get_page(request.GET.get("page"))
    for look in page:
        look.words = page_words(look.page)
    return page
