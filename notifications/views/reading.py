"""My letters: everything we wrote to somebody, and the choice of fewer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize
from employers.rules import memberships_of
from institutions.rules import roles_of
from notifications import services
from notifications.forms import ChooseLettersForm
from notifications.inside import inside_of
from notifications.messages.always import ALWAYS
from notifications.models import Message
from students.models import student_of

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


@require_http_methods(["GET", "HEAD", "POST"])
def choose_letters(request: SignedInRequest, institution: str) -> HttpResponse:
    """Which letters to get; and which always come."""
    here = request.institution
    authorize(request.user, "notifications.choose_letters", here)
    form = ChooseLettersForm(
        request.POST if request.method == "POST" else None,
        chosen=services.choices(user=request.user, institution=here),
    )
    if form.is_valid():
        services.choose_letters(user=request.user, institution=here, **form.cleaned_data)
        messages.success(request, _("Saved. It counts from the next letter on."))
        return redirect("notifications:choose_letters", institution)
    return render_page(
        request,
        "notifications/choose_letters.html",
        {"form": form, "institution": here, "always": _always(request)},
        status=422 if form.errors else 200,
    )


def _always(request: SignedInRequest) -> list[str]:
    """What comes whatever was chosen, in plain words, for each part that somebody has."""
    user, here = request.user, request.institution
    readers = {
        Message.Reader.STUDENT: student_of(user, here) is not None,
        Message.Reader.HOST: bool(memberships_of(user)),
        Message.Reader.STAFF: bool(roles_of(user, here)),
    }
    return [
        str(words) for reader, lines in ALWAYS.items() if readers[reader] for words, _kinds in lines
    ]


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
