"""My letters: everything we wrote to somebody, and the choice of fewer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize
from notifications import services
from notifications.models import LetterChoice, Message

PAGE = 25


@require_safe
def my_messages(request: SignedInRequest, institution: str) -> HttpResponse:
    """The reader's own letters and notes, newest first."""
    authorize(request.user, "notifications.my_messages", request.institution)
    mine = Message.objects.of(request.institution).filter(user=request.user)
    return render_page(
        request,
        "notifications/my_messages.html",
        {
            "page": Paginator(mine, PAGE).get_page(request.GET.get("page")),
            "unread": mine.filter(read_at__isnull=True).count(),
            "fewer": LetterChoice.objects.filter(
                user=request.user, institution=request.institution, fewer=True
            ).exists(),
        },
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
