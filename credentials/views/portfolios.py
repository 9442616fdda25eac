"""All of a student's badges under one link, being found, and her CV."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to
from core.links import absolute
from core.papers import paper
from core.permissions import authorize
from credentials import services
from credentials.forms import BeFoundForm, SharePortfolioForm
from credentials.models import Credential, Portfolio
from credentials.views.documents import qr_of
from students.models import Student, student_of

CV = """
#for line in d.lines [
  == #line.title
  #line.shown
  #if line.address != "" [
    #linebreak()
    #link(line.address)[#line.link]
  ]
]
"""
SHARED = Compiled(
    lambda public_id: Portfolio.objects.filter(public_id=public_id).select_related(
        "institution", "student__user"
    )[:1]
)


def _herself(request: SignedInRequest) -> Student:
    student = student_of(request.user, request.institution)
    assert student is not None  # the page's rule has asked
    return student


def _to_hers(request: SignedInRequest, part: str) -> HttpResponse:
    """Back to that part of her page."""
    page = reverse("credentials:my_credentials", args=[request.institution.slug])
    return go_to(request, f"{page}#{part}")


@require_POST
def share_portfolio(request: SignedInRequest, institution: str) -> HttpResponse:
    """One link to all, and her name above them."""
    authorize(request.user, "credentials.share_portfolio", request.institution)
    if request.POST.get("act") == "anew":
        services.renew_link(student=_herself(request))
        messages.success(request, _("This is a new link. The old one says “not public” now."))
        return _to_hers(request, "all")
    form = SharePortfolioForm(request.POST)
    form.is_valid()  # two boxes
    portfolio = services.share_portfolio(student=_herself(request), **form.cleaned_data)
    messages.success(
        request,
        _("Saved. Whoever has the link sees your shared badges.")
        if portfolio.shared
        else _("Saved. The link to all of them says “not public” now."),
    )
    return _to_hers(request, "all")


@require_POST
def be_found(request: SignedInRequest, institution: str) -> HttpResponse:
    """Other employers find her until a day, or not any more."""
    authorize(request.user, "credentials.be_found", request.institution)
    form = BeFoundForm(request.POST)
    if not form.is_valid():  # a box and a day
        messages.warning(request, str(form.errors["found_until"][0]))
        return _to_hers(request, "found")
    try:
        portfolio = services.be_found(
            student=_herself(request),
            found=form.cleaned_data["found"],
            until=form.cleaned_data["found_until"],
        )
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        if portfolio.found_until is None:
            said = _("Stopped. Nobody finds you from this moment on.")
        elif services.badges_in(portfolio):
            said = _("Saved. Checked employers find your shared badges.")
        else:
            said = _("Saved. Share a badge too: employers find shared badges alone.")
        messages.success(request, said)
    return _to_hers(request, "found")


@login_not_required
@require_safe
def portfolio(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the one link shows. Turned off, or never there, it is not public and says no more."""
    authorize(request.user, "credentials.portfolio")
    found = SHARED.first(public_id=public_id)
    template, context = "credentials/not_public.html", {}
    if found is not None and found.shared:
        request.institution = found.institution  # type: ignore[attr-defined]
        template = "credentials/portfolio.html"
        badges = services.badges_in(found)
        context = {
            "name": services.name_of(found.student) if found.name_shown else "",
            "institution": found.institution,
            "badges": _rows(badges),
            "url": (url := absolute(request.path)),
            "qr": qr_of(url),
        }
    response = render(request, template, context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _rows(badges: list[Credential]) -> list[dict[str, Any]]:
    """What the one link says of each badge."""
    vouching = services.vouching_for(badges) if badges else {}
    rows = []
    for badge in badges:
        family, step = services.motif_of(badge.document)
        vouches = vouching.get(badge.pk, [])
        host = badge.placement.challenge.employer
        named = any(host.name in who for who in vouches)
        rows.append(
            {
                "badge": badge,
                "shown": services.shown_in(badge.document),
                "family": family,
                "step": step,
                "vouches": vouches,
                "project": services.project_in_words(badge, named=named),
                "where": services.host_in_words(host),
            }
        )
    return rows


@require_safe
def cv_paper(request: SignedInRequest, institution: str) -> HttpResponse:
    """The lines for a CV as a PDF, in the reader's language."""
    authorize(request.user, "credentials.cv_paper", request.institution)
    student, here = _herself(request), request.institution
    name = services.name_of(student)
    pdf = paper(
        CV,
        title=name or _("Projects"),
        author=here.name,
        language=get_language() or here.language,
        data={
            "lines": [
                {
                    "title": line.title,
                    "shown": line.shown,
                    "link": line.link,
                    "address": line.address,
                }
                for line in services.cv_of(student)
            ]
        },
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    saved = slugify(" ".join([name, _("projects"), here.name]))[:80] or "projects"
    response["Content-Disposition"] = f'attachment; filename="{saved}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
