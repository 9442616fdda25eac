"""The university's page of law: its table, and the classes that an approver has let through."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core import clock
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.classes import ApproveClassForm
from employers.law import table_of
from employers.models import ApprovedClass
from institutions.models import Institution


@require_http_methods(["GET", "HEAD"])
def law_table(request: SignedInRequest, institution: str) -> HttpResponse:
    """Every rule that decides here, with its source; and the approved classes."""
    here = request.institution
    authorize(request.user, "employers.law_table", here)
    return _page(request, here)


def _page(request: SignedInRequest, here: Institution, form: Any = None) -> HttpResponse:
    classes = ApprovedClass.objects.of(here).select_related("approved_by")
    table = table_of(here)
    today = clock.today(here.zone)
    return render_page(
        request,
        "employers/law_table.html",
        {
            "institution": here,
            "current": "law_table",
            "manager": may(request.user, "institutions.edit_policy", here),
            "table": table,
            "overdue": table is not None and today > table.read_again_by,
            "rules": [(rule, rule.holds_on(today)) for rule in table.rules] if table else [],
            "classes": classes.in_force(today).order_by("good_until", "name"),
            "form": form or ApproveClassForm(),
            "may_approve": may(request.user, "employers.approve_class", here),
        },
        status=422 if form is not None else 200,
    )


@require_POST
def approve_class(request: SignedInRequest, institution: str) -> HttpResponse:
    """Let a class through, once, with a reason and a last day."""
    here = request.institution
    authorize(request.user, "employers.approve_class", here)
    form = ApproveClassForm(request.POST)
    if form.is_valid():
        try:
            services.approve_class(institution=here, by=request.user, **form.scope())
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Approved. Its projects need no second approver now."))
            return go_to(request, "employers:law_table", institution)
    return _page(request, here, form)


@require_POST
def end_class(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Its projects need a second approver again."""
    classes = ApprovedClass.objects.of(request.institution).select_related("institution")
    approved = get_object_or_404(classes, public_id=public_id)
    authorize(request.user, "employers.end_class", approved)
    services.end_class(approved=approved)
    messages.success(request, _("Ended. Its projects need a second approver again."))
    return go_to(request, "employers:law_table", institution)
