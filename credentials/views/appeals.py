"""What a badge's owner says against a pause or a withdrawal, and what becomes of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from credentials import services
from credentials.forms import AppealForm, DecideAppealForm
from credentials.models import Appeal, Credential

READ = ["GET", "HEAD", "POST"]
BADGE = Compiled(
    lambda institution, public_id: (
        Credential.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("institution", "achievement", "student__user")
    )
)
ANSWERED = Compiled(
    lambda institution, public_id: (
        Appeal.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution",
            "recorded_by",
            "credential__institution",
            "credential__achievement",
            "credential__student__user",
            "credential__state_by",
            "word__employer",
        )
    )
)


@require_http_methods(READ)
def appeal(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Why it is paused or taken back, what was answered before, and room for what she says."""
    row: Credential = BADGE.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "credentials.appeal", row)
    form = AppealForm(request.POST if request.method == "POST" else None)
    by_staff = not may(request.user, "credentials.my_credential", row)
    if form.is_valid():
        try:
            services.appeal(
                credential=row,
                words=form.cleaned_data["words"],
                recorded_by=request.user if by_staff else None,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if by_staff:
                messages.success(request, _("Written down, as told by telephone."))
                return go_to(request, "credentials:credential", institution, public_id)
            messages.success(request, _("Thank you. Somebody else than before reads it."))
            return go_to(request, "credentials:appeal", institution, public_id)
    said = services.appeals_of(row)
    return render_page(
        request,
        "credentials/appeal.html",
        {
            "credential": row,
            "institution": row.institution,
            "appeals": said,
            "askable": services.may_be_answered(row, said),
            "by_staff": by_staff,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def decide_appeal(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What she says, what was done and why, and the decision of somebody who did not do it."""
    row: Appeal = ANSWERED.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "credentials.decide_appeal", row)
    form = DecideAppealForm(
        request.POST if request.method == "POST" else None, of_words=row.word_id is not None
    )
    if form.is_valid():
        chosen: dict[str, Any] = form.cleaned_data
        try:
            services.decide_appeal(
                appeal=row,
                lift=chosen["decision"] == Appeal.Decision.LIFTED,
                answer=chosen["answer"],
                by=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. The student has been told."))
            return go_to(request, "credentials:credential", institution, row.credential.public_id)
    return render_page(
        request,
        "credentials/decide_appeal.html",
        {
            "appeal": row,
            "credential": row.credential,
            "institution": row.institution,
            "own": row.word is None and row.credential.state_by_id == request.user.pk,
            "form": form,
        },
        status=422 if form.errors else 200,
    )
