"""Sending an interest and proving the address: no account, no JavaScript, nothing acts on GET.

Whether an address is known can not be read off any answer here. The browser that typed an address
keeps a note of it in its session: it alone sees the address again and may change it. A second send
of an unproven address leads to the same page; the note says whether the row is this browser's own,
and changing another's address sends a new interest instead.
"""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import count_press
from accounts.services import sign_in_by_link
from core import clock
from core.codes import MOST_TRIES
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.models import Challenge
from employers.states import PUBLIC, ChallengeState
from employers.wording import worded
from institutions.models import Institution
from institutions.rules import signs_in_by_link
from students import services
from students.forms import ChangeAddressForm, ConfirmEoiForm, SubmitEoiForm
from students.models import Eoi, RecordedVia, Student, student_of
from students.notes import NOTES, NOTES_AT_MOST

EOI = Compiled(
    lambda institution, public_id: (
        Eoi.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution", "challenge__institution", "challenge__employer", "student__user"
        )
    )
)


def eoi_of(request: HttpRequest, public_id: uuid.UUID) -> Eoi:
    """The interest of this institution, or a 404."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    eoi: Eoi = EOI.get_or_404(institution=here.pk, public_id=public_id)
    return eoi


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_eoi(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """An e-mail address and a sentence."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    public = Challenge.objects.of(here).filter(state__in=PUBLIC)
    challenge = get_object_or_404(public.select_related("institution", "employer"), code=code)
    authorize(request.user, "students.submit_eoi", challenge)
    student = student_of(request.user, here)
    form = SubmitEoiForm(
        request.POST if request.method == "POST" else None,
        student=student,
        open_interests=open_interests_of(student) if "instead_of" in request.POST else (),
        initial={"email": getattr(request.user, "email", "")},
    )
    status = RuleBroken.status
    if form.is_valid():
        try:
            count_press(request, "students.submit_eoi")
            eoi = _submit(request, challenge, student, form.cleaned_data)
        except services.TooManyOpenInterests as error:
            form = SubmitEoiForm(request.POST, student=student, open_interests=error.open_interests)
            form.add_error("instead_of", str(error))
        except RuleBroken as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return go_to(request, "students:eoi_sent", here.slug, eoi.public_id)
    return render_page(
        request,
        "students/submit_eoi.html",
        {
            "challenge": challenge,
            "form": form,
            "student": student,
            "takes_interests": challenge.state == ChallengeState.OPEN
            and challenge.closes_at > clock.now(),
        },
        status=status if form.errors else 200,
    )


def open_interests_of(student: Student | None) -> list[Eoi]:
    """What a form offers to give up."""
    if student is None:
        return []
    hers = Eoi.objects.filter(student=student).open_interests()
    return list(hers.in_her_order().select_related("challenge"))


def _submit(
    request: HttpRequest, challenge: Challenge, student: Student | None, typed: dict[str, Any]
) -> Eoi:
    """Send for who is known or signed in under this very address; else for an unproven one."""
    here, user = challenge.institution, request.user
    email = typed.pop("email", "")
    if user.is_authenticated and (student or email.casefold() == user.email.casefold()):
        student = services.prove_address(institution=here, email=user.email)
        return services.submit_eoi(challenge=challenge, student=student, **typed)
    new_id = uuid.uuid4()
    eoi = services.submit_eoi(challenge=challenge, email=email, public_id=new_id, **typed)
    _note(request, eoi, email, typed["sentence"], typed["access_first"], eoi.public_id == new_id)
    return eoi


def _note(
    request: HttpRequest, eoi: Eoi, email: str, sentence: str, access_first: bool, own: bool
) -> None:
    notes = dict(list(request.session.get(NOTES, {}).items())[-NOTES_AT_MOST + 1 :])
    known = notes.get(str(eoi.public_id), {})
    notes[str(eoi.public_id)] = {
        "at": known.get("at") or clock.now().isoformat(),
        "email": email,
        "sentence": sentence,
        "access_first": access_first,
        "own": own or known.get("own", False),
    }
    request.session[NOTES] = notes


def _note_of(request: HttpRequest, eoi: Eoi) -> dict[str, Any] | None:
    note: dict[str, Any] | None = request.session.get(NOTES, {}).get(str(eoi.public_id))
    return note | {"at": datetime.fromisoformat(note["at"])} if note else None


@login_not_required
@require_http_methods(["GET", "HEAD"])
def eoi_sent(request: HttpRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """When the answer comes, what happens when, and a box for the code."""
    eoi = eoi_of(request, public_id)
    authorize(request.user, "students.eoi_sent", eoi)
    if eoi.answered_at and eoi.student == student_of(request.user, eoi.institution):
        return go_to(request, "portal:follow_interest", institution, eoi.public_id)
    return _sent_page(request, eoi, ConfirmEoiForm())


def _sent_page(request: HttpRequest, eoi: Eoi, form: ConfirmEoiForm) -> HttpResponse:
    note = _note_of(request, eoi)
    student = student_of(request.user, eoi.institution)
    hers = student is not None and eoi.student == student
    waits = services.may_be_confirmed(eoi)
    [wording] = worded(eoi.challenge)
    return render_page(
        request,
        "students/eoi_sent.html",
        {
            "eoi": eoi,
            "challenge": eoi.challenge,
            "form": form,
            "note": note,
            "hers": hers,
            "sent_at": eoi.sent_at if hers else note["at"] if note else None,
            "waits": waits,
            "ran_out": eoi.student is None and not waits,
            "confirm_until": _last_moment(eoi),
            "days": wording.days,
            "ask_about_you": student is not None and hers and student.background_asked_at is None,
        },
        status=422 if form.errors else 200,
    )


def _last_moment(eoi: Eoi) -> datetime:
    """Until when a confirmation counts: the closing, which is certain; after it what is left of
    the 24 hours, unless the places are shared out before."""
    closes_at = eoi.challenge.closes_at
    return closes_at if clock.now() <= closes_at else closes_at + services.LATE_BY_AT_MOST


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_eoi(request: HttpRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The letter's page: one button. The same door takes the typed code."""
    eoi = eoi_of(request, public_id)
    authorize(request.user, "students.confirm_eoi", eoi)
    if request.method != "POST":
        proof = request.GET.get("proof", "")
        shown = services.proof_of(eoi, proof) or _is_hers(request, eoi)
        read = _read_in_mail(eoi, shown)
        form = ConfirmEoiForm(initial={"proof": proof}, shown=shown, sentence=read)
        return _confirm_page(request, eoi, form, shown)
    shown = services.proof_of(eoi, request.POST.get("proof", "")) or _is_hers(request, eoi)
    chosen = student_of(request.user, eoi.institution) if "instead_of" in request.POST else None
    read = _read_in_mail(eoi, shown)
    hers = open_interests_of(chosen)
    form = ConfirmEoiForm(request.POST, shown=shown, open_interests=hers, sentence=read)
    if form.is_valid() and not shown and not services.code_fits(eoi, form.cleaned_data["code"]):
        form.add_error("code", _why_not(eoi))
    if not form.is_valid():
        if shown or "proof" in request.POST:  # it came from this page
            return _confirm_page(request, eoi, form, shown)
        return _sent_page(request, eoi, form)
    try:
        counts = _confirm(request, eoi, form.cleaned_data)
    except services.TooManyOpenInterests as error:
        hers = list(error.open_interests)
        form = ConfirmEoiForm(request.POST, shown=True, open_interests=hers, sentence=read)
        form.add_error("instead_of", str(error))
    except RuleBroken as error:
        form.add_error(None, str(error))
    else:
        if counts == eoi:
            messages.success(request, _("Your address is confirmed."))
        else:
            messages.info(request, _("You had sent this before. It counts once."))
        return go_to(request, "students:eoi_sent", eoi.institution.slug, counts.public_id)
    return _confirm_page(request, eoi, form, shown=True)


def _is_hers(request: HttpRequest, eoi: Eoi) -> bool:
    """Whether the reader's own, proven address is the one in question."""
    user = request.user
    return bool(
        user.is_authenticated and user.email.casefold() == services.address_of(eoi).casefold()
    )


def _why_not(eoi: Eoi) -> str:
    eoi.refresh_from_db(fields=["code_tries"])
    if eoi.code_tries >= MOST_TRIES:
        return _("Ten codes did not fit. Open the link in our e-mail instead, or ring us.")
    return _("This is not the code. Type the six figures from our newest e-mail.")


def _read_in_mail(eoi: Eoi, shown: bool) -> str:
    """The sentence that a machine or staff read in an e-mail: its writer may put it right."""
    return eoi.sentence if shown and eoi.via == RecordedVia.EMAIL and not eoi.student_id else ""


def _confirm(request: HttpRequest, eoi: Eoi, typed: dict[str, Any]) -> Eoi:
    """Sign her in, then confirm: whoever must choose among her interests is who she is by then."""
    if eoi.student is None and not services.may_be_confirmed(eoi):
        raise RuleBroken(_("The time to confirm this ran out."))
    student = eoi.student or services.prove_address(institution=eoi.institution, email=eoi.email)
    if student.user and request.user != student.user and signs_in_by_link(student.user):
        notes = request.session.get(NOTES, {})
        sign_in_by_link(request, student.user)
        request.session[NOTES] = notes
    put_right = {name: typed[name] for name in ("sentence", "access_first") if name in typed}
    return services.confirm_eoi(eoi, instead_of=typed.get("instead_of"), **put_right)


def _confirm_page(
    request: HttpRequest, eoi: Eoi, form: ConfirmEoiForm, shown: bool
) -> HttpResponse:
    return render_page(
        request,
        "students/confirm_eoi.html",
        {
            "eoi": eoi,
            "challenge": eoi.challenge,
            "form": form,
            "shown": shown,
            "incomplete": not shown and bool(form["proof"].value()),
            "address": services.address_of(eoi),
            "ran_out": eoi.student is None and not services.may_be_confirmed(eoi),
        },
        status=422 if form.errors else 200,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Wrong? Change it. For the browser that typed it; others send a new interest."""
    eoi = eoi_of(request, public_id)
    authorize(request.user, "students.change_address", eoi)
    note = _note_of(request, eoi)
    if note is None:
        return go_to(request, "students:submit_eoi", eoi.institution.slug, eoi.challenge.code)
    form = ChangeAddressForm(
        request.POST if request.method == "POST" else None, initial={"email": note["email"]}
    )
    status = RuleBroken.status
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            count_press(request, "students.submit_eoi")
            if email.casefold() == note["email"].casefold():
                changed, own = eoi, note["own"]
            elif note["own"]:
                changed, own = services.change_address(eoi, email), True
            else:
                changed, own = _send_anew(eoi, note, email)
        except RuleBroken as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            _note(request, changed, email, note["sentence"], note["access_first"], own)
            return go_to(request, "students:eoi_sent", eoi.institution.slug, changed.public_id)
    return render_page(
        request,
        "students/change_address.html",
        {"eoi": eoi, "challenge": eoi.challenge, "form": form, "note": note},
        status=status if form.errors else 200,
    )


def _send_anew(eoi: Eoi, note: dict[str, Any], email: str) -> tuple[Eoi, bool]:
    """What another browser wrote stays as it is; this one's own sentence goes out by itself."""
    new_id = uuid.uuid4()
    sent = services.submit_eoi(
        challenge=eoi.challenge,
        sentence=note["sentence"],
        access_first=note["access_first"],
        email=email,
        public_id=new_id,
    )
    return sent, sent.public_id == new_id


@login_not_required
@require_POST
def resend_code(request: HttpRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Send the code again; never too often."""
    eoi = eoi_of(request, public_id)
    authorize(request.user, "students.resend_code", eoi)
    try:
        services.resend_code(eoi)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("We have sent it again. It can take a minute."))
    return go_to(request, "students:eoi_sent", eoi.institution.slug, eoi.public_id)
