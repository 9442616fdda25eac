"""The desk's pages: every badge of the institution, and pausing or taking one back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from credentials import services
from credentials.forms import CredentialFilterForm, ReasonForm
from credentials.models import Credential, Endorsement
from credentials.views.documents import page_of
from placements.models import Reach
from students.services import note_look

PAGE = 50
VERBS = ("suspend_credential", "restore_credential", "revoke_credential")


SEEN = {
    Reach.PRIVATE: gettext_lazy("nobody sees its name"),
    Reach.SECTOR: gettext_lazy("only its sector is seen"),
    Reach.ORGANISATION: gettext_lazy("its name is seen"),
    Reach.PERSON: gettext_lazy("its name is seen, and who signed"),
}


def _lines(badges: "QuerySet[Credential]") -> "QuerySet[Credential]":
    return (
        badges.select_related("student__user", "achievement", "placement__challenge__employer")
        .only(
            "public_id",
            "awarded_at",
            "state",
            "achievement__name",
            "student__preferred_name",
            "student__given_name",
            "student__family_name",
            "student__email",
            "student__user__name",
            "student__user__email",
            "placement__challenge__employer__name",
        )
        .order_by("-awarded_at", "-pk")
    )


ALL = Compiled(lambda institution: _lines(Credential.objects.of(institution)))
THESE = Compiled(lambda keys: _lines(Credential.objects.filter(pk__any_of=keys)))
BADGE = Compiled(
    lambda institution, public_id: (
        Credential.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution",
            "achievement",
            "student__user",
            "status",
            "placement__challenge__employer",
            "state_by",
        )
        .defer("achievement__document", "achievement__description", "achievement__criteria")
    )
)
WORDS = Compiled(
    lambda credential: (
        Endorsement.objects.filter(credential=credential)
        .select_related("employer")
        .only(
            "public_id",
            "credential_id",
            "reach",
            "comment",
            "signed_name",
            "state",
            "employer__name",
        )
        .order_by("pk")
    )
)


@require_safe
def credential_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """Badges, newest first, found by name, badge or state."""
    authorize(request.user, "credentials.credential_list", request.institution)
    form = CredentialFilterForm(request.GET)
    form.is_valid()
    filtered = any(form.cleaned_data.values())
    found = (
        _found(request, form.cleaned_data)
        if filtered
        else ALL.listed(institution=request.institution.pk)
    )
    page: Page[Any] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "credentials/credential_list.html",
        {
            "page": page,
            "rows": THESE.all(keys=list(page.object_list)) if filtered else page.object_list,
            "form": form,
            "filtered": filtered,
        },
    )


def _found(request: SignedInRequest, wanted: dict[str, str]) -> "QuerySet[Credential, int]":
    """The keys of the badges that fit, newest first."""
    found = Credential.objects.of(request.institution)
    for word in wanted.get("q", "").split()[:6]:
        found = found.filter(
            Q(student__given_name__icontains=word)
            | Q(student__family_name__icontains=word)
            | Q(student__preferred_name__icontains=word)
            | Q(achievement__name__icontains=word)
            | Q(placement__challenge__employer__name__icontains=word)
        )
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    return found.order_by("-awarded_at", "-pk").values_list("pk", flat=True)


@require_safe
def credential(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One badge at the desk, with what can be done about it."""
    row = _credential(request, public_id)
    authorize(request.user, "credentials.credential", row)
    note_look(student=row.student, by=request.user, page="credentials:credential")
    return _page(request, row)


def _page(
    request: SignedInRequest, row: Credential, *, forms: dict[str, ReasonForm] | None = None
) -> HttpResponse:
    forms = forms or {}
    open_to = {
        verb: forms.get(verb) or ReasonForm(prefix=verb)
        for verb in VERBS
        if may(request.user, f"credentials.{verb}", row)
    }
    appeals = services.appeals_of(row)
    return render_page(
        request,
        "credentials/credential.html",
        {
            "appeals": appeals,
            "answerable": bool(open_to) and services.may_be_answered(row, appeals),
            "may_decide": may(request.user, "credentials.decide_appeal", row),
            "credential": row,
            "inspection": services.inspect(row),
            "page_url": page_of(row),
            "words": [(word, SEEN[Reach(word.reach)]) for word in WORDS.all(credential=row.pk)],
            "forms": open_to,
        },
        status=422 if forms else 200,
    )


@require_POST
def suspend_credential(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Pause a badge while it is looked into."""
    said = _("Paused. The student has been told, and whoever checks the badge sees it.")
    return _with_reason(request, public_id, "suspend_credential", services.suspend_credential, said)


@require_POST
def revoke_credential(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Take a badge back for good."""
    said = _("Withdrawn. The student has been told, and whoever checks the badge sees it.")
    return _with_reason(request, public_id, "revoke_credential", services.revoke_credential, said)


@require_POST
def restore_credential(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Put a paused badge in force again."""
    row = _credential(request, public_id)
    authorize(request.user, "credentials.restore_credential", row)
    try:
        services.restore_credential(credential=row, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("In force again. The student has been told."))
    return go_to(request, "credentials:credential", request.institution.slug, public_id)


def _with_reason(
    request: SignedInRequest,
    public_id: uuid.UUID,
    verb: str,
    service: Callable[..., Any],
    said: str,
) -> HttpResponse:
    row = _credential(request, public_id)
    authorize(request.user, f"credentials.{verb}", row)
    form = ReasonForm(request.POST, prefix=verb)
    if form.is_valid():
        try:
            service(credential=row, reason=form.cleaned_data["reason"], by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
            row.refresh_from_db()
        else:
            messages.success(request, said)
            return go_to(request, "credentials:credential", request.institution.slug, public_id)
    return _page(request, row, forms={verb: form})


def _credential(request: SignedInRequest, public_id: uuid.UUID) -> Credential:
    row: Credential = BADGE.get_or_404(institution=request.institution.pk, public_id=public_id)
    return row
