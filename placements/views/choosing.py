"""The host's list without names; staff fill it in while she talks ("recorded by telephone")."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.forms.recording import told_by
from employers.models import Challenge, WhoDecides
from employers.rules import member_for
from placements import services
from placements.models import Choosing, HostWord
from placements.services.choosing import Line, choosing_of, lines_for_host
from placements.views.staff import READ, ids_posted
from skills.models import Skill
from students.models import RecordedVia

PROJECT = Compiled(
    lambda institution, public_id: (
        Challenge.objects.of(institution)
        .filter(public_id=public_id, who_decides=WhoDecides.HOST.value)
        .select_related("institution", "employer", "contact")
        .prefetch_related("skills")
    )
)


def project_of(request: HttpRequest, public_id: uuid.UUID) -> Challenge:
    """A challenge whose host chooses, or a page that does not exist."""
    here = request.institution  # type: ignore[attr-defined]
    challenge: Challenge = PROJECT.get_or_404(institution=here.pk, public_id=public_id)
    return challenge


@require_http_methods(READ)
def choose(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Yes, maybe or no to each, one press a line; every press is kept at once."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.choose", challenge)
    choosing = choosing_of(challenge)
    skills = sorted(challenge.skills.all(), key=lambda skill: skill.code)
    error = ""
    if request.method == "POST":
        authorize(request.user, "placements.finish_choosing", challenge)
        try:
            line = _keep(request, challenge, choosing, skills)
        except RuleBroken as broken:
            error = str(broken)
        else:
            return redirect(f"{request.path}#line-{line.number}")
    return _list(request, challenge, choosing, skills, error)


def _list(
    request: SignedInRequest,
    challenge: Challenge,
    choosing: Choosing | None,
    skills: list[Skill],
    error: str,
) -> HttpResponse:
    place = challenge.institution.name
    lines = lines_for_host(choosing, skills, place) if choosing is not None else []
    waiting = [line for line in lines if line.waits]
    by_staff = member_for(request.user, challenge) is None
    return render_page(
        request,
        "placements/choose.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "choosing": choosing,
            "skills": skills,
            "lines": [_shown(line, skills) for line in lines],
            "tally": _tally(waiting),
            "unsaid": sum(not line.row.word for line in waiting),
            "said": sum(bool(line.row.word) for line in waiting),
            "waiting": len(waiting),
            "by_staff": by_staff,
            "may_press": may(request.user, "placements.finish_choosing", challenge),
            "sees_desk": may(request.user, "placements.places", challenge),
            "error": error,
        },
        status=RuleBroken.status if error else 200,
    )


def _keep(
    request: SignedInRequest, challenge: Challenge, choosing: Choosing | None, skills: list[Skill]
) -> HostWord:
    """Keep the word that was pressed. Raises ``RuleBroken``."""
    picked = ids_posted(request, "line")
    line = HostWord.objects.filter(choosing=choosing, public_id__in=picked[:1]).first()
    if line is None:
        raise RuleBroken(_("Press yes, maybe or no beside one of the numbers."))
    word, _colon, code = request.POST.get("word", "").partition(":")
    about = next((skill for skill in skills if skill.code == code), None)
    if code and about is None:
        raise RuleBroken(_("Choose among the skills of the project."))
    return services.choose(
        line=line, word=word, about=about, by=request.user, via=_via(request, challenge)
    )


def _via(request: SignedInRequest, challenge: Challenge) -> str:
    host = member_for(request.user, challenge) is not None
    return RecordedVia.WEB if host else RecordedVia.TELEPHONE


def _shown(line: Line, skills: list[Skill]) -> dict[str, Any]:
    """A line and its buttons: value, words, and whether it is what was said."""
    row = line.row
    said = f"{row.word}:{row.about.code}" if row.about else row.word
    nos = [(f"no:{skill.code}", skill.plain_name) for skill in skills]
    nos.append(("no", _("What they wrote about the problem")))
    return {
        "line": line,
        "row": row,
        "presses": [
            (value, words, value == said)
            for value, words in (("yes", _("Yes")), ("maybe", _("Maybe")))
        ],
        "nos": [(value, words, value == said) for value, words in nos],
    }


def _tally(waiting: list[Line]) -> list[tuple[int, str]]:
    count = {
        word: sum(line.row.word == word for line in waiting) for word in ("yes", "maybe", "no")
    }
    return [(count["yes"], _("yes")), (count["maybe"], _("maybe")), (count["no"], _("no"))]


@require_POST
def finish_choosing(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Send the answers: places are shared out among those with a yes or a maybe."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.finish_choosing", challenge)
    try:
        choosing = services.finish_choosing(
            challenge=challenge,
            by=request.user,
            told=told_by(request.user, challenge, challenge.contact),
        )
    except RuleBroken as error:
        messages.warning(request, str(error))
        return go_to(request, "placements:choose", institution, challenge.public_id)
    left = HostWord.objects.filter(choosing=choosing).exclude(word="no").count()
    messages.success(
        request,
        ngettext("Sent. %(n)d person goes forward.", "Sent. %(n)d people go forward.", left)
        % {"n": left},
    )
    if may(request.user, "placements.places", challenge):
        return go_to(request, "placements:places", institution, challenge.public_id)
    return go_to(request, "placements:choose", institution, challenge.public_id)
