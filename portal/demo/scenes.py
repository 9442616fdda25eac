"""Where a tour's steps lead, and how a page shows that a step is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.urls import reverse

from credentials.models import Credential, Endorsement
from credentials.states import CredentialState
from employers.models import Challenge
from employers.states import PUBLIC, ChallengeState
from placements.models import Placement
from students.models import Eoi
from students.states import EoiState

HERE = "northshire"
GRACE = "grace.adeyemi@students.northshire.example"


@dataclass(frozen=True)
class Scene:
    """Where a step leads: a page, and the address of who walks there, or nobody."""

    page: str
    walks: str = ""


def never(_request: HttpRequest) -> bool:
    """For a step that is there to be read."""
    return False


def at(name: str, *args: Any, query: str = "", part: str = "") -> str:
    address = reverse(name, args=[HERE, *args])
    return f"{address}{f'?{query}' if query else ''}{f'#{part}' if part else ''}"


def page(name: str, *args: Any, walks: str = "", query: str = "") -> Callable[[], Scene]:
    return lambda: Scene(at(name, *args, query=query), walks)


def project(title: str, fits: Q, *, of: str = "") -> Challenge | None:
    """The project called ``title``, while it fits; else the next one that does, with somebody in
    the role ``of`` who can walk there; else that one again."""
    here = Challenge.objects.filter(institution__slug=HERE).select_related(
        "contact__user", "supervisor__user"
    )
    able = here.filter(**{f"{of}__user__isnull": False}) if of else here
    wanted = able.filter(fits).order_by(
        Case(When(title=title, then=0), default=1), "starts_at", "pk"
    )
    return wanted.first() or here.filter(title=title).first()


def in_project(
    title: str, fits: Q, name: str, *, by: str = "public_id", part: str = "", of: str = "",
    walks: str = "",
) -> Callable[[], Scene]:  # fmt: skip
    """The page ``name`` of a project that fits, walked by its ``of`` (a role) or by ``walks``."""

    def scene() -> Scene:
        challenge = project(title, fits, of=of)
        if challenge is None:
            return Scene(at("portal:listing"), walks)
        member = getattr(challenge, of) if of else None
        email = member.user.email if member and member.user else walks
        return Scene(at(name, getattr(challenge, by), part=part), email)

    return scene


def hers(model: Any, name: str, email: str, **which: Any) -> Callable[[], Scene]:
    """The page ``name`` of a row that fits: this student's, or else another's who can walk."""

    def scene() -> Scene:
        rows = model.objects.filter(
            institution__slug=HERE, student__user__isnull=False, **which
        ).select_related("student__user")
        hers = Case(When(student__user__email=email, then=0), default=1)
        row = rows.order_by(hers, "-pk").first()
        if row is None:
            return Scene(at("portal:student_home"), email)
        return Scene(at(name, row.public_id), row.student.user.email)

    return scene


def on(*names: str) -> Callable[[HttpRequest], bool]:
    """Done on any of these pages."""
    return lambda request: view_of(request) in names


def posted(name: str) -> Callable[[HttpRequest], bool]:
    """Done where the form of this page is sent."""
    return lambda request: request.method == "POST" and view_of(request) == name


def view_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def row_of(request: HttpRequest, model: Any, name: str, **which: Any) -> bool:
    """Whether this is the page ``name`` of a row that fits."""
    if view_of(request) != name or request.resolver_match is None:
        return False
    key = request.resolver_match.kwargs["public_id"]
    return bool(model.objects.filter(public_id=key, **which).exists())


def interest_is_confirmed(request: HttpRequest) -> bool:
    return row_of(request, Eoi, "students:eoi_sent", student__isnull=False)


def offer_is_answered(request: HttpRequest) -> bool:
    return view_of(request) == "placements:arrival_sheet" or row_of(
        request, Eoi, "placements:accept_place", state=EoiState.DECLINED
    )


def draft_is_sent(request: HttpRequest) -> bool:
    states = (ChallengeState.IN_REVIEW, *PUBLIC)
    return row_of(request, Challenge, "employers:my_challenge", state__in=states)


def brief_is_answered(request: HttpRequest) -> bool:
    states = (ChallengeState.CHANGES_REQUESTED, *PUBLIC)
    return row_of(request, Challenge, "employers:review_challenge", state__in=states)


def door_is_marked(request: HttpRequest) -> bool:
    marked = Placement.objects.filter(attendance__isnull=False).values("challenge")
    return row_of(request, Challenge, "placements:door_list", pk__in=marked)


def file_is_checked(request: HttpRequest) -> bool:
    return view_of(request) == "documents:check_credential" and "answer" in request.GET


def badge_on_show() -> Credential | None:
    """A badge that its owner shares with her name, and that a named person stands behind."""
    shared = Credential.objects.filter(
        institution__slug=HERE, shared=True, state=CredentialState.AWARDED
    )
    vouched = Endorsement.objects.filter(reach="person").values("credential")
    return (
        shared.filter(student__user__email=GRACE).first()
        or shared.filter(pk__in=vouched).order_by("-name_shown", "pk").first()
        or shared.first()
    )


def badge_page(part: str = "", walks: str = "") -> Callable[[], Scene]:
    def scene() -> Scene:
        badge = badge_on_show()
        if badge is None:
            return Scene(at("portal:listing"), walks)
        address = reverse("documents:verify_credential", args=[badge.public_id])
        return Scene(f"{address}{f'#{part}' if part else ''}", walks)

    return scene
