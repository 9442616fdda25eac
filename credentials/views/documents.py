"""What machines fetch: badges, achievements, endorsements, DID documents, status lists.

Anybody may read them from any origin (``Access-Control-Allow-Origin: *``; no cookie comes along).
"""

import json
import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import openbadges as ob
from core.links import absolute
from core.permissions import authorize, may
from credentials import services
from credentials.models import Achievement, Credential, Endorsement, StatusList
from employers.models import Employer
from institutions.models import Institution
from skills.models import Family

JSON_TYPES = ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json")
TOKEN_TYPES = ("application/vc+jwt", "application/jwt", "text/plain")
SVG, PNG, HTML, PDF = "image/svg+xml", "image/png", "text/html", "application/pdf"
SUFFIXES = {"json": JSON_TYPES[0], "jwt": "text/plain", "svg": SVG, "png": PNG, "pdf": PDF}
SECONDS = 30  # a revocation shows within the minute
A_DAY = 24 * 3600


def wanted_type(request: HttpRequest, *offered: str) -> str:
    """Which of ``offered`` the asker likes best; the first where it does not say."""
    return request.get_preferred_type(offered) or offered[0]


def open_to_all(response: HttpResponse, *, seconds: int = 0) -> HttpResponse:
    """Let any origin read it, and any cache keep it for ``seconds``; with 0, none."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "private, no-store"
    patch_vary_headers(response, ["Accept"])
    return response


def not_public() -> HttpResponse:
    """For machines: there is something, and it is not for them."""
    content = json.dumps({"detail": _("Not public. Ask its owner.")}, ensure_ascii=False)
    return open_to_all(HttpResponse(content, content_type="application/json", status=403))


def credential_as(credential: Credential, media_type: str) -> HttpResponse:
    """A badge in one of its four carriers, or on paper."""
    seconds = SECONDS if credential.shared else 0
    if media_type == PDF:  # it names whom the page names, so nobody keeps it
        content = services.badge_paper(services.inspect(credential), absolute(page_of(credential)))
        return open_to_all(HttpResponse(content, content_type=PDF))
    if media_type in TOKEN_TYPES:
        content = credential.jwt.encode()
    elif media_type in {SVG, PNG}:
        text = services.file_of(credential.document).decode()
        content = ob.bake(_picture(credential, media_type), text)
    else:
        content = services.file_of(credential.document)
    return open_to_all(HttpResponse(content, content_type=media_type), seconds=seconds)


def _picture(credential: Credential, media_type: str) -> bytes:
    family, step = services.motif_of(credential.document)
    draw = services.badge_png if media_type == PNG else services.badge_svg
    colour, words = credential.institution.colour, services.plate_of(credential)
    return draw(colour=colour, family=family, step=step, words=words)


@login_not_required
@require_safe
def credential_file(request: HttpRequest, public_id: uuid.UUID, suffix: str) -> HttpResponse:
    """A badge by suffix: ``.json``, ``.jwt``, ``.svg``, ``.png``, ``.pdf``."""
    if suffix not in SUFFIXES:
        raise Http404
    found = Credential.objects.select_related(
        "institution", "achievement", "student__user", "placement__challenge__employer"
    )
    credential = found.filter(public_id=public_id).first()
    if credential is None or not may(request.user, "credentials.credential_file", credential):
        return not_public()
    if suffix == "json" and request.GET.get("issue") == "first":  # what hosts vouched for
        return open_to_all(_json(services.first_issue(credential), SUFFIXES[suffix]))
    return credential_as(credential, SUFFIXES[suffix])


@login_not_required
@require_safe
def achievement_picture(
    request: HttpRequest, public_id: uuid.UUID, family: str, step: int, suffix: str
) -> HttpResponse:
    """The badge's picture with ``step`` holds lit; it says nothing of any person."""
    authorize(request.user, "credentials.achievement_picture")
    if family not in Family.values or step > 4 or suffix not in {"svg", "png"}:
        raise Http404
    achievement = get_object_or_404(
        Achievement.objects.select_related("institution"), public_id=public_id
    )
    draw = services.badge_png if suffix == "png" else services.badge_svg
    picture = draw(colour=achievement.institution.colour, family=family, step=step)
    return open_to_all(HttpResponse(picture, content_type=SUFFIXES[suffix]), seconds=A_DAY)


@login_not_required
@require_safe
def endorsement_file(request: HttpRequest, public_id: uuid.UUID, suffix: str) -> HttpResponse:
    """A host's signed word by suffix, while the host lets its name be seen."""
    endorsement = get_object_or_404(
        Endorsement.objects.select_related("credential__placement__challenge", "institution"),
        public_id=public_id,
    )
    if not may(request.user, "credentials.endorsement_file", endorsement):
        return not_public()
    if endorsement.document is None or suffix not in {"json", "jwt"}:
        raise Http404
    return endorsement_as(endorsement, SUFFIXES[suffix])


def endorsement_as(endorsement: Endorsement, media_type: str) -> HttpResponse:
    """An endorsement as JSON or token; 410 where nothing signed may be shown any more."""
    if endorsement.document is None:
        return open_to_all(HttpResponse(status=410))
    token = media_type in TOKEN_TYPES
    content = endorsement.jwt.encode() if token else services.file_of(endorsement.document)
    seconds = SECONDS if endorsement.credential.shared else 0
    return open_to_all(HttpResponse(content, content_type=media_type), seconds=seconds)


@login_not_required
@require_safe
def institution_did(request: HttpRequest, slug: str) -> HttpResponse:
    """``did:web:<host>:institutions:<slug>``."""
    authorize(request.user, "credentials.institution_did")
    return _did_document(get_object_or_404(Institution, slug=slug))


@login_not_required
@require_safe
def employer_did(request: HttpRequest, slug: str) -> HttpResponse:
    """``did:web:<host>:employers:<slug>``."""
    authorize(request.user, "credentials.employer_did")
    return _did_document(get_object_or_404(Employer, slug=slug))


def _did_document(owner: Institution | Employer) -> HttpResponse:
    document = services.did_document(owner)
    if document is None:  # before its first signature
        raise Http404
    return open_to_all(_json(document), seconds=SECONDS)


def _json(document: Mapping[str, Any], media_type: str = "application/json") -> HttpResponse:
    return HttpResponse(services.file_of(dict(document)), content_type=media_type)


@login_not_required
@require_safe
def status_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A status list as the worker last signed it, in the securing that the asker wants."""
    authorize(request.user, "credentials.status_list")
    row = get_object_or_404(StatusList, public_id=public_id, signed_at__isnull=False)
    media_type = wanted_type(request, *JSON_TYPES, *TOKEN_TYPES)
    if media_type in TOKEN_TYPES:
        response = HttpResponse(row.jwt, content_type=media_type)
    else:
        response = _json(row.document or {}, media_type)
    return open_to_all(response, seconds=SECONDS)


def achievement_as(achievement: Achievement, media_type: str) -> HttpResponse:
    """An achievement as JSON-LD."""
    document = {"@context": list(ob.CONTEXTS), **services.with_backing(achievement)}
    return open_to_all(_json(document, media_type), seconds=A_DAY)


def page_of(credential: Credential) -> str:
    """The path of a badge's verification page."""
    return reverse("documents:verify_credential", args=[credential.public_id])


@lru_cache(maxsize=1024)
def qr_of(url: str) -> str:
    """The QR code of a badge's address: drawing one costs more than the rest of its page."""
    return str(segno.make(url, error="m").svg_data_uri(scale=4, dark="#000", light="#fff"))
