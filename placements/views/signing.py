"""What we agreed: its versions, signatures and paper; and staff who change it."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.papers import paper
from core.permissions import authorize, may
from employers.models import Session
from employers.way import way_back
from placements import services, words
from placements.forms.agreeing import ChangeAgreementForm, SignedCopyForm
from placements.models import Placement, Signature
from placements.services.agreement import lines_of, mark_of, versions_of
from placements.services.times import policy_of
from placements.states import GONE, PlacementState
from placements.views.staff import READ, project_of
from placements.views.student import placement_of
from students.services import note_look

SIGNATURES = Compiled(
    lambda placement: Signature.objects.filter(placement=placement).select_related("copy")
)
AGREED = """
#d.lead

#for row in d.lines [
  == #row.at(0)
  #row.at(1)
]
== #d.signed
#for each in d.signatures [
  - #each
]
#v(1em)
#text(size: 9pt, d.end)
"""


@require_http_methods(READ)
def agreement(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What was agreed, what changed and when, who signed; a copy signed on paper comes in here."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.agreement", placement)
    asked = policy_of(placement.institution).asks_signature
    by_staff = may(request.user, "placements.record_answer", placement)
    if by_staff:
        note_look(student=placement.student, by=request.user, page="placements:agreement")
    may_add = by_staff or (asked and may(request.user, "placements.add_signed_copy", placement))
    form = SignedCopyForm()
    if request.method == "POST":
        authorize(request.user, "placements.add_signed_copy", placement)
        form = SignedCopyForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                services.add_signed_copy(
                    placement=placement, file=form.cleaned_data["file"], by=request.user
                )
            except RuleBroken as error:
                form.add_error("file", str(error))
            else:
                messages.success(request, _("Kept beside what we agreed."))
                return go_to(request, "placements:agreement", institution, placement.public_id)
    mark = mark_of(placement.agreed)
    signatures = list(SIGNATURES.all(placement=placement.pk))
    return render_page(
        request,
        "placements/agreement.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "lines": _lines(placement),
            "versions": [
                (datetime.fromisoformat(at) if at else None, changes)
                for at, changes in versions_of(placement.agreed)
            ],
            "signatures": [(each, each.mark == mark) for each in signatures],
            "may_add": may_add and placement.state not in GONE,
            "by_staff": by_staff,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _lines(placement: Placement) -> list[Any]:
    challenge = placement.challenge
    kept = placement.agreed.get("lines")
    return kept or lines_of(challenge, list(Session.objects.filter(challenge=challenge)))


@require_safe
def agreement_paper(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The same as a tagged PDF, in the reader's language."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.agreement_paper", placement)
    challenge, here = placement.challenge, placement.institution
    name, zone = placement.student.display_name, here.zone
    said = _("%(name)s said yes on %(when)s (%(via)s).")
    signatures = [
        _("%(host)s, by publishing it.") % {"host": challenge.employer.name},
        _("%(university)s, by approving it.") % {"university": here.name},
        said
        % {
            "name": name,
            "when": words.day_and_hour(placement.agreed_at, zone),
            "via": placement.get_agreed_via_display(),
        },
    ]
    typed = _("Signed “%(name)s” on %(when)s, under version %(mark)s.")
    copies = _("A copy signed on paper was added on %(when)s: %(file)s.")
    for each in SIGNATURES.all(placement=placement.pk):
        form = typed if each.name else copies
        signatures.append(
            form
            % {
                "name": each.name,
                "when": words.day_and_hour(each.signed_at, zone),
                "mark": each.mark[:12],
                "file": each.copy.name if each.copy else "",
            }
        )
    pdf = paper(
        AGREED,
        title=_("What we agreed: %(title)s") % {"title": challenge.title},
        author=here.name,
        language=get_language() or here.language,
        data={
            "lead": _("%(name)s, %(host)s and %(university)s.")
            % {"name": name, "host": challenge.employer.name, "university": here.name},
            "lines": [[str(heading), str(content)] for heading, content in _lines(placement)],
            "signed": _("Who agreed"),
            "signatures": signatures,
            "end": _("Version %(mark)s, worked out from the lines above.")
            % {"mark": mark_of(placement.agreed)[:12]},
        },
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="what-we-agreed.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(READ)
def change_agreement(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Staff change place, hours, pay, result or its owner, as told by the host; all are asked."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.change_agreement", challenge)
    form = ChangeAgreementForm(
        request.POST if request.method == "POST" else None, challenge=challenge
    )
    if form.is_valid():
        try:
            asked = services.change_agreement(
                challenge=challenge, by=request.user, **form.cleaned_data
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            said = ngettext(
                "Changed. %(n)d person is asked again.",
                "Changed. %(n)d people are asked again.",
                asked,
            )
            messages.success(request, said % {"n": asked})
            return go_to(request, "placements:places", institution, challenge.public_id)
    placed = Placement.objects.filter(challenge=challenge, state=PlacementState.READY)
    return render_page(
        request,
        "placements/change_agreement.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "placed": placed.count(),
            "hours": policy_of(challenge.institution).offer_hours,
            "way": way_back(request.user, challenge),
        },
        status=422 if form.errors else 200,
    )
