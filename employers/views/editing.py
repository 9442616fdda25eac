"""The whole brief on one page; two people who write at once choose between their texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import render_page
from core.permissions import authorize, may
from employers import services
from employers.differences import Piece, differences
from employers.forms.briefs import EditChallengeForm
from employers.forms.recording import fits, told_form, told_in
from employers.models import BriefVersion, Challenge
from employers.said import LABELS, names_for, said_in, shown, typed_in
from employers.views.host import challenge_of, to_brief

MINE, THEIRS = "mine", "theirs"
NOT_SENT_ON = {"csrfmiddlewaretoken", "version", "against"}


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: both texts, and what differs between them."""

    name: str
    label: str
    mine: str
    theirs: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Merged:
    """What comes of two people's texts: what to write, and what somebody has to choose."""

    data: QueryDict
    clashes: list[Clash]
    kept: list[str]  # labels of what the other one changed and nobody else


@require_http_methods(["GET", "HEAD", "POST"])
def edit_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """The whole brief on one page, for its host while it is theirs, and for staff."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.edit_challenge", challenge)
    staff = may(request.user, "employers.record_challenge", challenge)
    newest: int = getattr(challenge, "newest", None) or 1
    form = EditChallengeForm(request.POST or None, challenge=challenge, for_staff=staff)
    seen = _number(request.POST.get("version"))
    told = _("Changed.")
    who = told_form(request, challenge)
    if form.is_valid() and seen and seen != newest:
        merged = _merged(challenge, form, request.POST, seen=seen, newest=newest)
        if merged.clashes:
            return _choose(request, challenge, merged, seen=seen, newest=newest)
        form = EditChallengeForm(merged.data, challenge=challenge, for_staff=staff)
        seen = newest
        if merged.kept:
            told = _("Changed. What somebody else changed meanwhile stands too: %(what)s.")
            told %= {"what": ", ".join(merged.kept)}
    if form.is_valid() and fits(who):
        try:
            services.edit_challenge(
                challenge=challenge,
                for_the_host=staff,
                by=request.user,
                seen=seen,
                told=told_in(who),
                **form.changes(),
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, told)
            return to_brief(request, challenge)
    return render_page(
        request,
        "employers/edit_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "staff": staff,
            "told": who,
            "version": seen or newest,
        },
        status=422 if form.errors or not fits(who) else 200,
    )


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 6 else 0


def _merged(
    challenge: Challenge, form: EditChallengeForm, posted: QueryDict, *, seen: int, newest: int
) -> Merged:
    """Field by field: what one of them changed stands; what both did is chosen, or a clash."""
    kept = BriefVersion.objects.filter(challenge=challenge, number=seen).first()
    base: Mapping[str, str] = kept.said if kept else {}
    mine, theirs = typed_in(form.cleaned_data), said_in(challenge)
    names = names_for(challenge, [mine, theirs])
    chosen_now = posted.get("against") == str(newest)
    as_it_stands = EditChallengeForm(None, challenge=challenge, for_staff="contact" in form.fields)
    data, clashes, stands = posted.copy(), [], []
    for name in mine:
        if theirs[name] in (base.get(name), mine[name]):
            continue
        chosen = posted.get(f"keep-{name}") if chosen_now else None
        if mine[name] == base.get(name) or chosen == THEIRS:
            _put(data, name, as_it_stands[name].value())
            stands.append(str(LABELS[name]))
        elif chosen != MINE:
            yours, other = shown(name, mine[name], names), shown(name, theirs[name], names)
            pieces = differences(yours, other)
            clashes.append(Clash(name, str(LABELS[name]), yours, other, pieces))
    return Merged(data, clashes, stands)


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list):
        data.setlist(name, [str(getattr(each, "pk", each)) for each in value])
    elif value is None or value is False:
        data.pop(name, None)
    else:
        data[name] = str(value)


def _choose(
    request: SignedInRequest, challenge: Challenge, merged: Merged, *, seen: int, newest: int
) -> HttpResponse:
    """Both texts side by side. Everything that was typed goes along, so that nothing is lost."""
    last = (
        BriefVersion.objects.filter(challenge=challenge, number=newest)
        .select_related("written_by")
        .first()
    )
    asked = {f"keep-{clash.name}" for clash in merged.clashes}
    return render_page(
        request,
        "employers/two_texts.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "clashes": merged.clashes,
            "who": str(last.written_by) if last and last.written_by else "",
            "last": last,
            "seen": seen,
            "newest": newest,
            "unchosen": request.POST.get("against") == str(newest),
            "typed": [
                (name, value)
                for name, values in request.POST.lists()
                if name not in NOT_SENT_ON | asked
                for value in values
            ],
        },
        status=422,
    )
