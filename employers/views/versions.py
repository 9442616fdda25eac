"""What a brief said before, what differs, and what host and university say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.differences import Piece, differences
from employers.forms.recording import told_by
from employers.forms.versions import CommentForm
from employers.models import BriefComment, BriefVersion, Challenge
from employers.said import LABELS, names_for, shown
from employers.services.comments import SUGGESTABLE
from employers.views.host import challenge_of

LISTED = 30

VERSIONS = Compiled(
    lambda challenge: (
        BriefVersion.objects.filter(challenge=challenge)
        .select_related("written_by")
        .order_by("-number")[: LISTED + 1]
    )
)
COMMENTS = Compiled(
    lambda challenge: (
        BriefComment.objects.filter(challenge=challenge)
        .select_related("said_by", "settled_by")
        .order_by("said_at", "pk")
    )
)


@dataclass(frozen=True)
class Change:
    """One field that a version says otherwise than the one before."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Line:
    """A comment with what it suggests against what stood there."""

    comment: BriefComment
    label: str
    pieces: list[Piece]

    @property
    def waits(self) -> bool:
        """Whether somebody is to accept it."""
        return bool(self.comment.field) and self.comment.accepted is None


@dataclass
class Told:
    """One version: who wrote it and when, what it changed, what was said of it."""

    number: int
    at: datetime | None
    who: str
    by_host: bool
    changes: list[Change] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def told_of(challenge: Challenge) -> list[Told]:
    """The versions of a brief, the newest first; where nothing changed yet, the one there is."""
    rows = list(VERSIONS.all(challenge=challenge.pk))
    lines: dict[int, list[Line]] = {}
    for comment in COMMENTS.all(challenge=challenge.pk):
        lines.setdefault(comment.version, []).append(_line(comment))
    names = names_for(challenge, [row.said for row in rows])
    if not rows:
        alone = Told(1, None, "", challenge.recorded_by_id is None)
        alone.lines = lines.get(1, [])
        return [alone]
    told = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        changes = _changes(before.said, row.said, names) if before else []
        who = str(row.written_by) if row.written_by else ""
        told.append(
            Told(row.number, row.written_at, who, row.by_host, changes, lines.get(row.number, []))
        )
    return told[:LISTED]


def _changes(
    before: Mapping[str, str], after: Mapping[str, str], names: Mapping[str, str]
) -> list[Change]:
    return [
        Change(
            str(label),
            differences(
                shown(name, before.get(name, ""), names), shown(name, after.get(name, ""), names)
            ),
        )
        for name, label in LABELS.items()
        if before.get(name, "") != after.get(name, "")
    ]


def _line(comment: BriefComment) -> Line:
    if not comment.field:
        return Line(comment, "", [])
    pieces = differences(comment.instead_of, comment.suggested)
    return Line(comment, str(LABELS[comment.field]), pieces)


@require_http_methods(["GET", "HEAD"])
def brief_versions(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Every version, what it changed and who, with what was said of it."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.brief_versions", challenge)
    about = request.GET.get("about", "")
    return _page(request, challenge, CommentForm(None, challenge=challenge, about=about))


def _page(
    request: SignedInRequest, challenge: Challenge, form: CommentForm, *, error: str = ""
) -> HttpResponse:
    user: Any = request.user
    return render_page(
        request,
        "employers/brief_versions.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "told": told_of(challenge),
            "form": form,
            "texts": [(name, str(LABELS[name])) for name in SUGGESTABLE],
            "error": error,
            "may_comment": may(user, "employers.comment_on_brief", challenge),
            "may_accept": may(user, "employers.accept_suggestion", challenge),
            "staff": may(user, "employers.review_challenge", challenge),
        },
        status=422 if error or form.errors else 200,
    )


@require_POST
def comment_on_brief(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Say a line, or suggest another text for a field."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.comment_on_brief", challenge)
    form = CommentForm(request.POST, challenge=challenge, about=request.POST.get("about", ""))
    if form.is_valid():
        try:
            services.comment_on_brief(
                challenge=challenge,
                by=request.user,
                by_host=not may(request.user, "employers.review_challenge", challenge),
                field=form.about,
                **form.cleaned_data,
            )
        except RuleBroken as error:
            form.add_error("suggested" if form.about else "words", str(error))
        else:
            messages.success(request, _("Said. The other side reads it."))
            return go_to(request, "employers:brief_versions", institution, challenge.public_id)
    return _page(request, challenge, form)


def _suggestion(request: SignedInRequest, public_id: str) -> tuple[BriefComment, Challenge]:
    comments = BriefComment.objects.of(request.institution).select_related("challenge")
    comment = get_object_or_404(comments, public_id=public_id)
    return comment, challenge_of(request, str(comment.challenge.public_id))


def _said(request: SignedInRequest, comment: BriefComment, challenge: Challenge) -> Any:
    """Who told staff: they answer for the host what the university suggested."""
    return None if comment.by_host else told_by(request.user, challenge, challenge.contact)


@require_POST
def accept_suggestion(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """One press, and the suggested text stands."""
    comment, challenge = _suggestion(request, public_id)
    authorize(request.user, "employers.accept_suggestion", challenge)
    staff = may(request.user, "employers.record_challenge", challenge)
    try:
        services.accept_suggestion(
            comment=comment,
            by=request.user,
            for_the_host=staff,
            told=_said(request, comment, challenge),
        )
    except RuleBroken as error:
        return _page(request, challenge, CommentForm(None, challenge=challenge), error=str(error))
    messages.success(request, _("Taken: this text stands now."))
    return go_to(request, "employers:brief_versions", institution, challenge.public_id)


@require_POST
def decline_suggestion(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Leave the text as it is."""
    comment, challenge = _suggestion(request, public_id)
    authorize(request.user, "employers.decline_suggestion", challenge)
    try:
        services.decline_suggestion(
            comment=comment, by=request.user, told=_said(request, comment, challenge)
        )
    except RuleBroken as error:
        return _page(request, challenge, CommentForm(None, challenge=challenge), error=str(error))
    messages.success(request, _("Left as it is."))
    return go_to(request, "employers:brief_versions", institution, challenge.public_id)
