"""The pages of strangers: is this badge genuine, what does it say, who vouches for it."""

import re
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from redis.exceptions import RedisError

from accounts.limits import count_press, used_up
from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.links import absolute
from core.permissions import authorize, may
from credentials import services
from credentials.forms import CheckCredentialForm, MatchAddressForm
from credentials.models import Achievement, Credential, Endorsement
from credentials.services.relied import RELIED
from credentials.views.documents import (
    HTML,
    JSON_TYPES,
    PDF,
    PNG,
    SVG,
    TOKEN_TYPES,
    achievement_as,
    credential_as,
    endorsement_as,
    not_public,
    page_of,
    qr_of,
    wanted_type,
)
from employers.models import Member
from employers.rules import memberships_of

MINUTES_KEPT = 10
KEY = re.compile(r"[\w-]{22}")
LED_BY_PAPER = gettext_noop(
    "The paper was not checked: anything can be printed. This is the badge that its link leads to."
)
TRIES = 20  # addresses compared with one badge in an hour
NOT_ON_THE_PAGE = (  # large, and the badge's own file says it
    "achievement__document",
    "achievement__criteria",
    "achievement__description",
    "placement__challenge__problem",
    "placement__challenge__background",
    "placement__challenge__day_plan",
    "placement__challenge__good_looks_like",
)

CREDENTIAL = Compiled(
    lambda public_id: (
        Credential.objects.filter(public_id=public_id)
        .select_related(
            "institution",
            "achievement",
            "student__user",
            "placement__challenge__employer",
            "first_issue",
        )
        .annotate(relied=RELIED)
        .defer(*NOT_ON_THE_PAGE)
    )
)


def _credential(public_id: uuid.UUID) -> Credential:
    found: Credential = CREDENTIAL.get_or_404(public_id=public_id)
    return found


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_credential(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A badge's own address: the verdict for people, the signed file for machines, by Accept; and
    whether it is that of an address that a reader types.

    One that its owner deleted is not public, like one that is not shared (decision 76).
    """
    authorize(request.user, "credentials.verify_credential")
    if request.method == "POST":
        return _compare(request, _credential(public_id))
    credential = CREDENTIAL.first(public_id=public_id)
    media_type = wanted_type(request, HTML, *JSON_TYPES, *TOKEN_TYPES, SVG, PNG, PDF)
    if media_type == HTML:
        return _page(request, credential)
    if credential is None or not may(request.user, "credentials.credential_file", credential):
        return not_public()
    return credential_as(credential, media_type)


def _page(
    request: HttpRequest,
    credential: Credential | None,
    *,
    form: MatchAddressForm | None = None,
    matched: bool | None = None,
    status: int = 200,
) -> HttpResponse:
    """The verification page. An unshared badge, or one that is gone, says so and nothing else."""
    context: dict[str, Any] = {"credential": credential}
    template = "credentials/not_public.html"
    if credential is not None:
        request.institution = credential.institution  # type: ignore[attr-defined]
    if credential is not None and may(request.user, "credentials.credential_file", credential):
        template = "credentials/verify_credential.html"
        inspection = services.inspect(credential)
        url = absolute(page_of(credential))
        context |= {
            "inspection": inspection,
            "verdict": inspection.verdict,
            "url": url,
            "qr": qr_of(url),
            "form": form or MatchAddressForm(),
            "matched": matched,
            "relies": _relies(request, credential),
            "accepted": services.accepted(
                credential.achievement, credential.placement.challenge.employer
            ),
        }
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Accept"])
    return response


def _relies(request: HttpRequest, credential: Credential) -> str:
    """A reader at a checked employer ``may`` say so, ``said`` so, or had a ``part`` in it."""
    if not may(request.user, "credentials.rely_on_credential", credential):
        return ""
    member = at_a_checked_employer(request)
    if member is None:
        return ""
    if services.has_relied(credential=credential, member=member):
        return "said"
    return "part" if services.had_a_part(credential=credential, member=member) else "may"


def _tried_too_often(credential: Credential) -> bool:
    """Counts this try. Without the cache nobody is stopped: guessing a hash stays hopeless."""
    return used_up(f"match_address:{credential.pk}", at_most=TRIES)


def _compare(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Is it the person in front of you? Compares a typed address with the badge's hash.

    Answered at the badge's own address, so that what a reader copies from there is the badge.
    """
    authorize(request.user, "credentials.match_address", credential)
    form = MatchAddressForm(request.POST)
    if not form.is_valid():
        return _page(request, credential, form=form, status=422)
    if _tried_too_often(credential):
        form.add_error("email", _("Too many addresses were tried. Come back in an hour."))
        return _page(request, credential, form=form, status=429)
    matched = services.is_address_of(credential, form.cleaned_data["email"])
    return _page(request, credential, form=form, matched=matched)


def at_a_checked_employer(request: HttpRequest) -> Member | None:
    """The reader as a member of an employer that a university has checked, if of any."""
    return next(filter(services.is_verified, memberships_of(request.user)), None)


@require_POST
def rely_on_credential(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """An employer says that this badge counted when it took somebody on."""
    credential = _credential(public_id)
    authorize(request.user, "credentials.rely_on_credential", credential)
    member = at_a_checked_employer(request) or memberships_of(request.user)[0]
    said = _("Counted. Thank you: this is what makes a badge worth having.")
    try:
        if request.POST.get("act") == "back":
            services.stop_relying(credential=credential, member=member)
            said = _("Taken back. It is not counted any more.")
        else:
            services.rely_on_credential(credential=credential, member=member)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said)
    return redirect(page_of(credential))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_credential(request: HttpRequest) -> HttpResponse:
    """Anybody brings a file, or its text, and gets the verdict."""
    authorize(request.user, "credentials.check_credential")
    if request.method != "POST" and (kept := _kept(request.GET.get("answer", ""))):
        return _check_page(request, CheckCredentialForm(), kept)
    form = CheckCredentialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not form.is_bound:
        form = CheckCredentialForm({})
    inspection, status = None, RuleBroken.status
    if form.is_valid():
        try:
            count_press(request, "credentials.check_credential")
            content = form.content()
            if badge := services.badge_brought(content):
                if services.is_paper(content):
                    messages.warning(request, _(LED_BY_PAPER))
                return redirect(page_of(badge))
            inspection = services.inspect_file(content)
            if key := _keep(inspection):
                return redirect(f"{request.path}?answer={key}")
        except RuleBroken as error:
            form.add_error(None, str(error))
            status = error.status
    return _check_page(request, form, inspection, status=status if form.errors else 200)


def _keep(inspection: services.FileInspection) -> str:
    """Keep an answer (not the file) for a few minutes, so that the way back leads to it; its key.

    Empty where the cache is away: then the answer is shown at once.
    """
    key = secrets.token_urlsafe(16)
    try:
        cache.set(f"checked:{key}", inspection, MINUTES_KEPT * 60)
    except (RedisError, OSError):
        return ""
    return key


def _kept(key: str) -> services.FileInspection | None:
    if not KEY.fullmatch(key):
        return None
    try:
        kept: services.FileInspection | None = cache.get(f"checked:{key}")
    except (RedisError, OSError):
        return None
    return kept


def _check_page(
    request: HttpRequest,
    form: CheckCredentialForm,
    inspection: services.FileInspection | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form if inspection is None else CheckCredentialForm(),
        "inspection": inspection,
        "verdict": inspection and inspection.verdict,
        "host": settings.HOST,
    }
    page = uuid.UUID(inspection.page) if inspection and inspection.page else None
    row = CREDENTIAL.first(public_id=page) if page else None
    if row is not None and row.shared:  # read anew: she may have turned it off since
        context |= {"credential": row, "whole": services.inspect(row), "match": MatchAddressForm()}
    response = render(request, "credentials/check_credential.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def achievement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What can be earned: its steps for people, its JSON for machines."""
    authorize(request.user, "credentials.achievement")
    row = get_object_or_404(
        Achievement.objects.select_related("institution", "challenge__employer"),
        public_id=public_id,
    )
    media_type = wanted_type(request, HTML, *JSON_TYPES)
    if media_type != HTML:
        return achievement_as(row, media_type)
    request.institution = row.institution  # type: ignore[attr-defined]
    may_accept = may(request.user, "credentials.accept_when_hiring")
    member = at_a_checked_employer(request) if may_accept else None
    accepts = [
        each
        for each in services.acceptances_of([member] if member else [])
        if each.institution_id == row.institution_id and each.achievement_id in (row.pk, None)
    ]
    response = render(
        request,
        "credentials/achievement.html",
        {
            "achievement": row,
            "document": row.document,
            "accepted": services.accepted(row, row.challenge.employer),
            "may_accept": member,
            "accepts": accepts,
            "accepts_this": any(each.achievement_id for each in accepts),
            "accepts_all": any(each.achievement_id is None for each in accepts),
            "backings": services.backings_of(row),
        },
    )
    patch_vary_headers(response, ["Accept"])
    return response


@login_not_required
@require_safe
def endorsement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A host's signed word for machines; people are led to the badge it is about."""
    row = get_object_or_404(
        Endorsement.objects.select_related("credential__placement__challenge", "institution"),
        public_id=public_id,
    )
    media_type = wanted_type(request, HTML, *JSON_TYPES, *TOKEN_TYPES)
    if media_type == HTML:
        return redirect(page_of(row.credential))
    if not may(request.user, "credentials.endorsement", row):
        return not_public()
    return endorsement_as(row, media_type)
