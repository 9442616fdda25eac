"""The demo's pages: doors, tours, people, mailbox, clock. Public: a demo has nothing to hide."""

import copy

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.services import LINK_BACKEND
from core import clock as business_clock
from core.errors import RuleBroken
from institutions.models import Institution
from mailroom.services import take_mail
from mailroom.states import MailState
from portal.demo import every_letter as samples
from portal.demo import mailbox as letters
from portal.demo import people
from portal.demo.cast import DEMO_SLUG
from portal.demo.clock import Moment, movable, move
from portal.demo.forms import CastForm, MoveClockForm, ReaderForm, WriteToClinicForm
from portal.demo.scenes import badge_on_show
from portal.demo.tours import DOOR, TOURS, Place
from portal.demo.writing import email_about, email_to

PAGE = 25


@login_not_required
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Four doors, the clock, the mailbox."""
    return render(
        request,
        "portal/demo/doors.html",
        {
            "tours": TOURS.values(),
            "institutions": Institution.objects.order_by("pk"),
            "letters": len(letters.letters()),
            "form": MoveClockForm(),
            "can_move": movable().exists(),
        },
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tour_step(request: HttpRequest, door: str, number: int) -> HttpResponse:
    """Take a step: walk as its person, open its page. A link to it shows the step with a button."""
    if door not in TOURS or not 1 <= number <= len(TOURS[door].steps):
        raise Http404
    place = Place(TOURS[door], number)
    if request.method != "POST":
        return render(request, "portal/demo/tour_step.html", {"place": place})
    scene = place.step.scene()
    _walk(request, User.objects.filter(email=scene.walks).first())
    request.session[DOOR] = place.kept()
    return redirect(scene.page)


@login_not_required
@require_POST
def end_tour(request: HttpRequest) -> HttpResponse:
    """Leave the tour; the visitor stays who she is."""
    request.session.pop(DOOR, None)
    return redirect("demo:doors")


@login_not_required
@require_safe
def forged_badge(request: HttpRequest) -> HttpResponse:
    """A badge of the story in which one word was changed, as a file."""
    badge = badge_on_show()
    if badge is None:
        raise Http404
    document = copy.deepcopy(badge.document)
    document["credentialSubject"]["achievement"]["name"] = _("Doctor of medicine")
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="forged-badge.json"'
    return response


@login_not_required
@require_safe
def cast(request: HttpRequest) -> HttpResponse:
    """Everybody whom one can walk as."""
    form = CastForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    return render(
        request, "portal/demo/cast.html", {"form": form, "groups": people.everybody(words)}
    )


@login_not_required
@require_POST
def walk_as(request: HttpRequest) -> HttpResponse:
    """Become somebody, or nobody, and go to where that person is at home."""
    person = request.POST.get("person", "")
    role = people.role_of(int(person)) if person.isdecimal() and len(person) < 10 else None
    kept = request.session.get(DOOR)
    _walk(request, role.user if role else None)
    if kept:
        request.session[DOOR] = kept
    to = request.POST.get("next", "")
    if to and url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(to)
    return redirect(role.home, role.institution) if role else redirect("demo:doors")


def _walk(request: HttpRequest, user: User | None) -> None:
    if user is None:
        logout(request)
    elif request.user != user:
        login(request, user, backend=LINK_BACKEND)


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every letter, newest first; or those of one reader, at first of who one walks as."""
    yours = "reader" not in request.GET and request.user.is_authenticated
    asked = {"reader": getattr(request.user, "email", "")} if yours else request.GET
    form = ReaderForm(asked)
    reader = form.cleaned_data["reader"] if form.is_valid() else ""
    page = Paginator(letters.letters(reader), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "yours": yours}
    return render(request, "portal/demo/mailbox.html", context)


@login_not_required
@require_safe
def letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    """One letter: its text with links that work, and what its HTML twin offers."""
    found = letters.letter(letter_id)
    if found is None:
        raise Http404
    user = User.objects.filter(email__iexact=found.reader).first()
    role = people.role_of(user.pk) if user else None
    return render(request, "portal/demo/letter.html", {"letter": found, "role": role})


CAME = {
    "": _lazy("Nobody could read this e-mail."),
    MailState.TAKEN: _lazy("It is on the list. A letter asks the sender to confirm."),
    MailState.NOT_TAKEN: _lazy("It came to nothing, and a letter says why."),
    MailState.WAITING: _lazy("It does not say enough: it waits for a hand at the desk."),
    MailState.AUTOMATIC: _lazy("A machine wrote this: nobody answers."),
    MailState.BOUNCED: _lazy("A letter came back."),
}


@login_not_required
@require_safe
def every_letter(request: HttpRequest) -> HttpResponse:
    """All kinds of letters, with sample words."""
    return render(request, "portal/demo/every_letter.html", {"samples": samples.every_letter()})


@login_not_required
@require_safe
def sample_letter(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: its text, and the way to its HTML twin."""
    return render(request, "portal/demo/sample_letter.html", {"sample": _sample(kind)})


@csp_update({"style-src": "'unsafe-inline'"})  # type: ignore[arg-type] # as in a mail program
@login_not_required
@require_safe
def sample_twin(request: HttpRequest, kind: str) -> HttpResponse:
    """The HTML twin of one kind, as a mail program shows it."""
    return HttpResponse(_sample(kind).html)


def _sample(kind: str) -> samples.Sample:
    try:
        return samples.sample_of(kind)
    except KeyError as unknown:
        raise Http404 from unknown


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_to_clinic(request: HttpRequest) -> HttpResponse:
    """An e-mail to the clinic: read as those that come from outside."""
    form = WriteToClinicForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        sender, words = form.cleaned_data["sender"], form.cleaned_data["sentence"]
        challenge = form.cleaned_data["challenge"]
        if challenge:
            raw = email_about(challenge, sender=sender, words=words)
        else:
            here = Institution.objects.get(slug=DEMO_SLUG)
            subject = form.cleaned_data["subject"]
            raw = email_to(here, sender=sender, subject=subject, words=words)
        mail = take_mail(raw)
        messages.success(request, CAME[mail.state if mail else ""])
        return redirect(f"{reverse('demo:mailbox')}?reader={sender}")
    return render(
        request,
        "portal/demo/write_to_clinic.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_clock(request: HttpRequest) -> HttpResponse:
    """Bring one project to another moment of its life."""
    form = MoveClockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        challenge, moment = form.cleaned_data["challenge"], form.cleaned_data["moment"]
        try:
            move(challenge, moment)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("“%(title)s” is now at “%(moment)s”. What falls due on the way is being done.")
                % {"title": challenge, "moment": _said(moment)},
            )
            return redirect("demo:move_clock")
    return render(
        request,
        "portal/demo/move_clock.html",
        {"form": form, "challenges": movable(), "now": business_clock.now()},
        status=422 if form.errors else 200,
    )


def _said(moment: str) -> str:
    label = str(Moment(moment).label)
    return label[:1].lower() + label[1:]
