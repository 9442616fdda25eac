"""My letters: everything we wrote to somebody, and the choice of fewer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize
from notifications import services
from notifications.inside import inside_of
from notifications.models import Message

PAGE = 25


@require_safe
def my_messages(request: SignedInRequest, institution: str) -> HttpResponse:
    """The reader's own letters and notes, newest first."""
    authorize(request.user, "notifications.my_messages", request.institution)
    mine = Message.objects.of(request.institution).filter(user=request.user)
    mine = mine.defer("text", "html")
    return render_page(
        request,
        "notifications/my_messages.html",
        {
            "page": Paginator(mine, PAGE).get_page(request.GET.get("page")),
            "choices": services.choices(user=request.user, institution=request.institution),
        },
    )


@require_safe
def open_message(request: SignedInRequest, institution: str, public_id: UUID) -> HttpResponse:
    """One letter or note of the reader's own. Who has seen it has read it."""
    authorize(request.user, "notifications.open_message", request.institution)
    mine = Message.objects.of(request.institution).filter(user=request.user)
    message = get_object_or_404(mine, public_id=public_id)
    services.mark_read(user=request.user, institution=request.institution, message=message)
    return render_page(
        request,
        "notifications/open_message.html",
        {"message": message, "inside": inside_of(message)},
    )


@require_POST
def mark_read(request: SignedInRequest, institution: str) -> HttpResponse:
    """Everything read."""
    authorize(request.user, "notifications.mark_read", request.institution)
    services.mark_read(user=request.user, institution=request.institution)
    return redirect("notifications:my_messages", institution)


@require_POST
def choose_letters(request: SignedInRequest, institution: str) -> HttpResponse:
    """Fewer letters, or all of them."""
    authorize(request.user, "notifications.choose_letters", request.institution)
    fewer = request.POST.get("fewer") == "yes"
    services.choose_letters(user=request.user, institution=request.institution, fewer=fewer)
    messages.success(
        request,
        _("You get only the letters that cannot wait. The rest stands here.")
        if fewer
        else _("You get all letters again: six at most for a project."),
    )
    return redirect("notifications:my_messages", institution)


@require_POST
def my_address_works_again(request: SignedInRequest, institution: str) -> HttpResponse:
    """The reader says that her own address takes letters again."""
    authorize(request.user, "notifications.my_address_works_again", request.institution)
    user = request.user
    waited = services.address_works_again(request.institution, user.email, by=user)
    messages.success(
        request,
        ngettext(
            "We write to %(address)s again. %(n)d letter that waited is on its way.",
            "We write to %(address)s again. %(n)d letters that waited are on their way.",
            waited or 0,
        )
        % {"address": user.email, "n": waited or 0},
    )
    return redirect("notifications:my_messages", institution)
