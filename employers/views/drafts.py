"""A draft by letter: asked for on any page of posting, opened on another device."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.limits import count_press
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers import services
from employers.forms.giving import LetterForm
from employers.views.pages import Pages, hold
from institutions.models import Institution


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_draft(request: HttpRequest, institution: str) -> HttpResponse:
    """Asks for an address, and says the same whoever reads there."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "employers.send_draft", here)
    pages = Pages(request, here)
    if pages.posting is None or pages.posting.challenge is not None:
        return go_to(request, "employers:draft_challenge", here.slug)
    known = pages.answers("you").get("email") or pages.answers("letter").get("email")
    form = LetterForm(request.POST or None, initial={"email": known or pages.known_email})
    sent_to = ""
    if request.method == "POST" and form.is_valid():
        try:
            count_press(request, "employers.send_draft")
            services.send_draft(posting=pages.posting, email=form.cleaned_data["email"])
        except RuleBroken as refused:
            form.add_error("email", str(refused))
        else:
            sent_to = form.cleaned_data["email"]
    context = {"pages": pages, "form": form, "sent_to": sent_to, "go_on": pages.stopped_at}
    status = 422 if form.errors else 200
    return render_page(request, "employers/send_draft.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_draft(request: HttpRequest, institution: str) -> HttpResponse:
    """Where the link of the letter leads: a page with a button, which opens the draft here."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "employers.open_draft", here)
    proof = request.POST.get("proof") or request.GET.get("proof", "")
    posting = services.draft_of(here, proof)
    if request.method == "POST" and posting is not None:
        opened = Pages(request, here, posting)
        following = opened.stopped_at if posting.challenge is None else "preview"
        return hold(redirect("employers:draft_challenge", here.slug, following), posting)
    context = {"posting": posting, "proof": proof}
    status = 410 if posting is None else 200
    return render_page(request, "employers/open_draft.html", context, status=status)
