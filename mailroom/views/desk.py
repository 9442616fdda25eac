"""E-mails that need a hand: read, filed under a project, or set aside."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Challenge
from mailroom import services
from mailroom.forms import FileMailForm, PasteMailForm
from mailroom.models import InboundMail
from mailroom.states import MailState

PAGE = 10  # each with its words and three acts
WAITING = Compiled(
    lambda institution: (
        InboundMail.objects.of(institution)
        .filter(state=MailState.WAITING)
        .select_related("challenge")
        .order_by("came_at", "pk")
    )
)
MAIL = Compiled(
    lambda institution, public_id: (
        InboundMail.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("institution", "challenge", "filed_by")
    )
)


def mail_of(request: SignedInRequest, public_id: uuid.UUID) -> InboundMail:
    """The e-mail of this institution, or a 404."""
    mail: InboundMail = MAIL.get_or_404(institution=request.institution.pk, public_id=public_id)
    return mail


@require_safe
def mail_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """What came and could not be put on a list by itself."""
    here = request.institution
    authorize(request.user, "mailroom.mail_list", here)
    page = Paginator(WAITING.listed(institution=here.pk), PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "mailroom/mail_list.html",
        {
            "page": page,
            "institution": here,
            "may_file": may(request.user, "mailroom.file_mail", here),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def paste_mail(request: SignedInRequest, institution: str) -> HttpResponse:
    """A box for a whole e-mail, for who reads a letter-box of her own."""
    here = request.institution
    authorize(request.user, "mailroom.paste_mail", here)
    form = PasteMailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            code = request.GET.get("project", "")[:12]
            project = Challenge.objects.of(here).open().filter(code=code).first()
            mail = services.paste_mail(here, text=form.cleaned_data["text"], project=project)
        except RuleBroken as error:
            form.add_error("text", str(error))
        else:
            return go_to(request, "mailroom:file_mail", here.slug, mail.public_id)
    return render_page(
        request,
        "mailroom/paste_mail.html",
        {"form": form, "institution": here},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def file_mail(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Put it on the list of a project; what was read in it stands there already."""
    mail, here = mail_of(request, public_id), request.institution
    authorize(request.user, "mailroom.file_mail", mail)
    read = {
        "challenge": mail.challenge.code if mail.challenge else "",
        "address": mail.address,
        "sentence": mail.sentence,
    }
    typed = read if "as_read" in request.POST else request.POST
    form = FileMailForm(typed if request.method == "POST" else None, institution=here, initial=read)
    if form.is_valid():
        try:
            eoi = services.file_mail(mail, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            said = _(
                "On the list of “%(title)s”. A letter asks %(address)s to confirm the address."
            )
            messages.success(
                request, said % {"title": eoi.challenge, "address": form.cleaned_data["address"]}
            )
            return go_to(request, "mailroom:mail_list", here.slug)
    return render_page(
        request,
        "mailroom/file_mail.html",
        {
            "mail": mail,
            "form": form,
            "institution": here,
            "waits": mail.state == MailState.WAITING,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def set_mail_aside(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """No interest: what stood in it is deleted."""
    mail = mail_of(request, public_id)
    authorize(request.user, "mailroom.set_mail_aside", mail)
    try:
        services.set_mail_aside(mail, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Set aside. What stood in it is deleted."))
    return go_to(request, "mailroom:mail_list", institution)
