"""The host's pages: its word for badges earned with it, who sees its name, and taking it back."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from credentials import services
from credentials.forms import ChangeReachForm, EndorseCredentialForm
from credentials.models import Credential, Endorsement, Seen
from credentials.states import EndorsementState
from employers.forms.recording import told_by
from employers.models import Challenge
from employers.rules import member_for, memberships_of
from employers.services.recording import Told
from placements.models import Assessment, Reach
from placements.services.assessment import BELOW

PAGE = 25
RENEWED_AFTER = timedelta(days=30)  # a word that was just given needs no button for that


EARNED = Compiled(
    lambda institution, members: (
        Credential.objects.of(institution)
        .filter(placement__challenge__in=Challenge.objects.hosted_by(members))
        .select_related("student__user", "achievement")
        .only(
            "public_id",
            "awarded_at",
            "state",
            "host_may_contact",
            "contact_until",
            "achievement__name",
            "student__preferred_name",
            "student__given_name",
            "student__family_name",
            "student__email",
            "student__expected_graduation",
            "student__user__name",
            "student__user__email",
        )
        .annotate(
            between_us=ArraySubquery(
                Assessment.objects.filter(placement=OuterRef("placement"), level=BELOW)
                .exclude(evidence="")
                .order_by("pk")
                .values("evidence")
            )
        )
        .order_by("-awarded_at", "-pk")
    )
)
BADGE = Compiled(
    lambda institution, public_id: (
        Credential.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution", "achievement", "student__user", "placement__challenge__employer"
        )
    )
)
GIVEN = Compiled(lambda credential, employer: services.given_for(credential, employer)[:1])
VOUCHED = Compiled(
    lambda keys: (
        Endorsement.objects.filter(
            credential__any_of=keys, employer=F("credential__placement__challenge__employer")
        )
        .select_related("acted_by")
        .only(
            *("public_id", "credential", "state", "state_changed_at", "comment", "reach", "seen"),
            *("given_at", "valid_until", "acted_by__name"),
        )
        .order_by("given_at", "pk")
    )
)


@require_safe
def my_endorsements(request: SignedInRequest, institution: str) -> HttpResponse:
    """Badges earned with this host, each with the host's word for it, or the offer to give one."""
    authorize(request.user, "credentials.my_endorsements", request.institution)
    people = memberships_of(request.user)
    members, today = [member.pk for member in people], clock.today(request.institution.zone)
    earned = EARNED.listed(institution=request.institution.pk, members=members)
    page: Page[Any] = Paginator(earned, PAGE).get_page(request.GET.get("page"))
    keys = [badge.pk for badge in page]
    newest = {vouched.credential_id: vouched for vouched in VOUCHED.all(keys=keys)}
    renewed = clock.now() + services.GOOD_FOR
    rows = [
        {
            "credential": badge,
            "name": services.name_of(badge.student),
            "address": badge.student.address if _may_write(badge, today) else "",
            "until": badge.contact_until,
            "finishes": badge.student.expected_graduation if _may_write(badge, today) else None,
            "endorsement": (word := newest.get(badge.pk)),
            "undo": word is not None and services.can_be_undone(word),
            "renewable": word is not None and word.valid_until < renewed - RENEWED_AFTER,
            "between_us": list(dict.fromkeys(badge.between_us)),
        }
        for badge in page
    ]
    return render_page(
        request,
        "credentials/my_endorsements.html",
        {
            "page": page,
            "rows": rows,
            "renewed": renewed,
            "today": today,
            "GIVEN": EndorsementState.GIVEN,
            "ending": services.ending(members, request.institution).count(),
            "acceptances": services.acceptances_of(people),
            "works_here": any(m.introduced_by_id == request.institution.pk for m in people),
        },
    )


def _may_write(badge: Credential, today: date) -> bool:
    """Whether she lets this host write to her today (and read the month she finishes in: R11)."""
    return badge.host_may_contact and (badge.contact_until or today) >= today


@require_POST
def renew_endorsements(request: SignedInRequest, institution: str) -> HttpResponse:
    """One tap: the host stands by all its words that run out, or by one, for two more years."""
    here = request.institution
    authorize(request.user, "credentials.renew_endorsements", here)
    members = [member.pk for member in memberships_of(request.user)]
    one = request.POST.get("word", "")
    words = services.standing(members, here, one) if one else services.ending(members, here)
    count = services.renew_endorsements(endorsements=words, by=request.user)
    said = ngettext(
        "%(n)d word stands for two more years.", "%(n)d words stand for two more years.", count
    )
    messages.success(request, said % {"n": count})
    return go_to(request, "credentials:my_endorsements", here.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def endorse_credential(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The host's own line for one student, with a choice of who sees its name."""
    credential = BADGE.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "credentials.endorse_credential", credential)
    member = member_for(request.user, credential.placement.challenge)
    assert member is not None  # just authorized
    credential.placement.student = credential.student  # hers, so asked once
    given = GIVEN.first(credential=credential.pk, employer=member.employer_id)
    posted = request.method == "POST"
    looking = posted and request.POST.get("act") == "preview"
    typed: dict[str, Any] = {
        "signed_name": member.name,
        "comment": given.comment if given else "",
        "reach": given.reach if given else Reach.SECTOR,
    }
    if posted:
        typed |= request.POST.dict()
    words = services.steps_of_reach(credential, member, typed["signed_name"])
    form = EndorseCredentialForm(
        request.POST if posted and not looking else None,
        initial=typed,
        words=words,
        names=services.names_in_team(credential.placement),
    )
    if form.is_valid():
        try:
            said = services.endorse_credential(
                credential=credential, member=member, by=request.user, **form.signed()
            )
        except RuleBroken as error:
            form.add_error("comment", str(error))
        else:
            messages.success(request, _what_follows(said))
            return go_to(request, "credentials:my_endorsements", request.institution.slug)
    preview = None
    if typed["comment"].strip() and typed["reach"] in words:
        preview = services.preview_of(
            credential, member, typed["reach"], typed["comment"], typed["signed_name"]
        )
    return render_page(
        request,
        "credentials/endorse_credential.html",
        {
            "credential": credential,
            "name": services.name_of(credential.student),
            "form": form,
            "given": given,
            "inspection": preview,
            "doubts": form.doubts() if posted else [],
            "same": given.same if given else 0,
        },
        status=422 if form.errors else 200,
    )


def _what_follows(said: Endorsement) -> str:
    """Who reads a word that was just given."""
    if said.reach == Reach.PRIVATE:
        return _("Kept. They alone read it.")
    if said.seen != Seen.SHOWN:
        return _("Signed. They read it first: others see it once they say so.")
    return _("Signed. It stands on the badge’s page in a moment.")


@require_http_methods(["GET", "HEAD", "POST"])
def change_reach(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Who sees the host's name on one badge."""
    endorsement = _endorsement(request, public_id)
    authorize(request.user, "credentials.change_reach", endorsement)
    credential, looking = endorsement.credential, request.POST.get("act") == "preview"
    speaker = endorsement.member or credential.placement.challenge.supervisor
    reach = request.POST.get("reach", endorsement.reach)
    signed_name = endorsement.signed_name
    words = services.steps_of_reach(credential, speaker, signed_name)
    form = ChangeReachForm(
        request.POST if request.method == "POST" and not looking else None,
        initial={"reach": reach},
        words=words,
    )
    if form.is_valid():
        try:
            services.change_reach(
                endorsement=endorsement,
                reach=form.cleaned_data["reach"],
                by=request.user,
                told=_told(request, endorsement),
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Changed. The badge’s page shows it already."))
            return _back(request, endorsement)
    return render_page(
        request,
        "credentials/change_reach.html",
        {
            "endorsement": endorsement,
            "name": services.name_of(endorsement.credential.student),
            "form": form,
            "credential": credential,
            "inspection": services.preview_of(
                credential, speaker, reach, endorsement.comment, signed_name, given=endorsement
            )
            if reach in words
            else None,
            "staff": may(request.user, "credentials.credential", endorsement),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def withdraw_endorsement(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Take the host's word back; ``act=undo`` within a day: it stands again."""
    endorsement = _endorsement(request, public_id)
    authorize(request.user, "credentials.withdraw_endorsement", endorsement)
    undo = request.POST.get("act") == "undo"
    try:
        if undo:
            services.undo_withdrawal(endorsement=endorsement, by=request.user)
        else:
            services.withdraw_endorsement(
                endorsement=endorsement, by=request.user, told=_told(request, endorsement)
            )
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        said = _("Withdrawn. The badge stays valid; your name is no longer on it.")
        messages.success(request, _("It stands again, as it was.") if undo else said)
    return _back(request, endorsement)


def _told(request: SignedInRequest, endorsement: Endorsement) -> Told | None:
    """Staff change a host's word only where it rang: whoever gave it, else the supervisor."""
    challenge = endorsement.credential.placement.challenge
    return told_by(request.user, challenge, endorsement.member or challenge.supervisor)


def _back(request: SignedInRequest, endorsement: Endorsement) -> HttpResponse:
    """To the host's list, or for staff to the badge at the desk."""
    slug = request.institution.slug
    if may(request.user, "credentials.my_endorsements", request.institution):
        return go_to(request, "credentials:my_endorsements", slug)
    return go_to(request, "credentials:credential", slug, endorsement.credential.public_id)


def _endorsement(request: SignedInRequest, public_id: uuid.UUID) -> Endorsement:
    return get_object_or_404(
        Endorsement.objects.of(request.institution).select_related(
            "institution",
            "employer",
            "credential__achievement",
            "credential__student__user",
            "credential__placement__challenge__supervisor",
            "member",
        ),
        public_id=public_id,
    )
