"""What was signed in a host's name, and whether it stands behind what its badges ask for."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from credentials import services
from credentials.forms_of_files import StandBehindForm
from credentials.models import Achievement, Backing, SignatureRecord
from credentials.states import EndorsementState
from employers.models import Challenge
from employers.rules import member_for, memberships_of

PAGE = 25
PROJECTS = 10  # the latest; a host steps in while a project is new

WHAT = (  # by a part of the document's address
    ("#inside", gettext_lazy("Your word, inside the student’s file")),
    ("/credentials/endorsements/", gettext_lazy("Your word for a student’s badge")),
    ("/credentials/achievements/", gettext_lazy("Your word on what a badge asks for")),
    ("/credentials/acceptances/", gettext_lazy("Your word that you accept badges when hiring")),
    ("/status/", gettext_lazy("The list of what you have taken back")),
)
WHY = {
    "placements.sign_off": gettext_lazy("a project was signed off"),
    "credentials.credential_endorsed": gettext_lazy("somebody vouched for it"),
    "credentials.endorsement_changed": gettext_lazy("it was changed or taken back"),
    "credentials.endorsement_outdated": gettext_lazy("a key was replaced"),
    "credentials.key_struck": gettext_lazy("a key was replaced"),
    "credentials.acceptance_changed": gettext_lazy("you said so, or took it back"),
    "credentials.backing_changed": gettext_lazy("you stepped in or back"),
    "credentials.credential_outdated": gettext_lazy("the student put it into the file"),
}
SIGNED = Compiled(
    lambda employers: (
        SignatureRecord.objects.filter(
            key__employer__any_of=employers, securing="data_integrity"
        )  # each document is signed in both forms by one act
        .select_related("actor", "key__employer")
        .only("document_id", "act", "signed_at", "digest", "actor__name", "key__employer__name")
        .order_by("-pk")
    )
)
EARNABLE = Compiled(
    lambda institution, members: (
        Achievement.objects.of(institution)
        .filter(challenge__in=Challenge.objects.hosted_by(members))
        .filter(
            ~Exists(
                Achievement.objects.filter(
                    challenge=OuterRef("challenge"), version__gt=OuterRef("version")
                )
            )
        )
        .select_related("challenge__employer")
        .only("public_id", "name", "challenge__title", "challenge__employer__name")
        .order_by("-pk")[:PROJECTS]
    )
)
STANDING = Compiled(
    lambda employers: Backing.objects.filter(
        Q(employer__any_of=employers), state=EndorsementState.GIVEN
    ).select_related("achievement")
)


@require_safe
def signed_for_us(request: SignedInRequest, institution: str) -> HttpResponse:
    """Every signature with the host's key: what, when, by whose act; and the badges to back."""
    authorize(request.user, "credentials.signed_for_us", request.institution)
    members = memberships_of(request.user)
    employers = sorted({member.employer_id for member in members})
    page: Page[Any] = Paginator(SIGNED.listed(employers=employers), PAGE).get_page(
        request.GET.get("page")
    )
    standing = {row.achievement_id: row for row in STANDING.all(employers=employers)}
    earnable = EARNABLE.all(
        institution=request.institution.pk, members=[member.pk for member in members]
    )
    return render_page(
        request,
        "credentials/signed_for_us.html",
        {
            "page": page,
            "rows": [_in_words(record) for record in page],
            "badges": [(row, standing.get(row.pk)) for row in earnable],
        },
    )


def _in_words(record: SignatureRecord) -> dict[str, Any]:
    """One signature as a line: what, why, who, when, and where it can be read."""
    what = [said for part, said in WHAT if part in record.document_id]
    return {
        "what": what[0] if what else record.document_id,
        "why": WHY.get(record.act, record.act),
        "who": record.actor.name if record.actor else "",
        "when": record.signed_at,
        "employer": record.key.employer,
        "address": record.document_id.partition("#")[0],
        "digest": record.digest,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def stand_behind(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The host's line on what a badge asks for, signed into every badge of that project."""
    achievement = get_object_or_404(
        Achievement.objects.of(request.institution).select_related(
            "institution", "challenge__employer"
        ),
        public_id=public_id,
    )
    authorize(request.user, "credentials.stand_behind", achievement)
    member = member_for(request.user, achievement.challenge)
    assert member is not None  # just authorized
    given = Backing.objects.filter(
        achievement=achievement, employer=member.employer_id, state=EndorsementState.GIVEN
    ).first()
    form = StandBehindForm(
        request.POST if request.method == "POST" else None,
        initial={
            "signed_name": member.name,
            "comment": given.comment
            if given
            else _("We set this problem, and what these steps say is what our work needs."),
        },
    )
    if form.is_valid():
        try:
            services.stand_behind(
                achievement=achievement, member=member, by=request.user, **form.cleaned_data
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Signed. It stands in every badge of this project."))
            return go_to(request, "credentials:signed_for_us", request.institution.slug)
    return render_page(
        request,
        "credentials/stand_behind.html",
        {"achievement": achievement, "employer": member.employer, "form": form, "given": given},
        status=422 if form.errors else 200,
    )


@require_POST
def step_back(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The host no longer stands behind what a badge asks for."""
    backing = get_object_or_404(
        Backing.objects.of(request.institution).select_related(
            "institution", "achievement__challenge"
        ),
        public_id=public_id,
    )
    authorize(request.user, "credentials.step_back", backing)
    try:
        services.step_back(backing=backing, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("Taken back. The badges stay valid; your name goes from their files.")
        )
    return go_to(request, "credentials:signed_for_us", request.institution.slug)
