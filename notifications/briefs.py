"""What the letters about a brief between host and university are about."""

from django.utils.translation import gettext as _

from employers import services as employers
from employers.changes import edited_in_words
from employers.models import (
    BriefComment,
    Challenge,
    Clearance,
    HostClaim,
    HostPublication,
    Member,
    RecordedAct,
    Report,
    StandIn,
)
from employers.said import LABELS
from employers.states import PUBLIC, ChallengeState
from notifications.letters import Occasion, To
from notifications.occasions import Payload, _challenge, _host, _occasion, _path, _ring_me, _staff


def sent_to_host(payload: Payload) -> Occasion | None:
    """To the host's contact, while it waits for her: fine, or ring me."""
    clearance = Clearance.objects.filter(
        pk=payload["clearance_id"], answered_at__isnull=True
    ).first()
    if clearance is None:
        return None
    challenge = _challenge(clearance.challenge_id)
    if challenge.state != ChallengeState.CHANGES_REQUESTED:
        return None
    path = _path("employers:my_challenge", challenge.institution, challenge.public_id)
    return _occasion(
        challenge,
        _host(challenge.contact, path, _ring_me(challenge)),
        edited=edited_in_words(challenge),
    )


def published_as_host(payload: Payload) -> Occasion | None:
    """To staff: a trusted host put its brief online, and nobody has looked at it yet."""
    publication = HostPublication.objects.get(pk=payload["publication_id"])
    if publication.looked_at is not None:
        return None
    challenge = _challenge(publication.challenge_id)
    path = _path("employers:review_challenge", challenge.institution, challenge.public_id)
    return _occasion(challenge, _staff(challenge.institution, path))


def report_settled(payload: Payload) -> Occasion | None:
    """To whoever reported a listing and left an address: what came of it, once."""
    report = Report.objects.select_related("institution", "challenge").get(pk=payload["report_id"])
    if not report.email:
        return None
    challenge = report.challenge
    path = _path("portal:listing", report.institution)
    if challenge.state in PUBLIC:
        path = _path("portal:project", report.institution, challenge.code)
    said = {"title": challenge.title, "outcome": report.outcome}
    return Occasion(report.institution, (To(address=report.email, path=path),), said)


def act_recorded(payload: Payload) -> Occasion | None:
    """To whoever told staff by telephone: what they wrote down, so that she can put it right."""
    act = RecordedAct.objects.select_related("said_by__user").get(pk=payload["act_id"])
    challenge = _challenge(act.challenge_id)
    if act.said_by is None or challenge.state == ChallengeState.CANCELLED:
        return None
    path = _path("employers:my_challenge", challenge.institution, challenge.public_id)
    if act.said_by.user is None:  # nothing of hers opens to an address that nobody has proven
        path = _path("portal:listing", challenge.institution)
    said = {"what": act.get_what_display(), "how": act.get_via_display()}
    return _occasion(challenge, _host(act.said_by, path), **said)


def host_claimed(payload: Payload) -> Occasion | None:
    """To those who act for the host: do they know whoever says to work there?"""
    claim = _claim(payload)
    if claim.accepted is not None:
        return None
    here, employer = claim.institution, claim.partnership.employer
    path = _path("employers:colleagues", here)
    people = Member.objects.filter(
        employer=employer, introduced_by=here, is_contact=True, user__isnull=False
    ).select_related("user")
    readers = tuple(To(user=each.user, name=each.name, path=path) for each in people[:3])
    said = {"who": str(claim.user), "address": claim.user.email, "employer": employer}
    return Occasion(here, readers, said) if readers else None


def claim_settled(payload: Payload) -> Occasion | None:
    """To whoever asked: she acts for the host now, or nobody knew her."""
    claim = _claim(payload)
    page = "portal:host_home" if claim.accepted else "employers:claim_host"
    to = To(user=claim.user, name=claim.user.name, path=_path(page, claim.institution))
    said = {"employer": claim.partnership.employer, "accepted": claim.accepted}
    return Occasion(claim.institution, (to,), said)


def _claim(payload: Payload) -> HostClaim:
    claims = HostClaim.objects.select_related("user", "institution", "partnership__employer")
    return claims.get(pk=payload["claim_id"])


def commented_by_host(payload: Payload) -> Occasion | None:
    """To whoever at the university owns the brief, else to all: what its host says of it."""
    comment = _comment(payload)
    if not comment.by_host:
        return None
    challenge = _challenge(comment.challenge_id)
    staff = _staff(challenge.institution, _to(challenge))
    owner = tuple(to for to in staff if to.user == challenge.owner)
    return _occasion(challenge, owner or staff, **_said(comment))


def commented_by_staff(payload: Payload) -> Occasion | None:
    """To the host's contact: what the university says of the brief."""
    comment = _comment(payload)
    if comment.by_host:
        return None
    challenge = _challenge(comment.challenge_id)
    return _occasion(challenge, _host(challenge.contact, _to(challenge)), **_said(comment))


def _comment(payload: Payload) -> BriefComment:
    return BriefComment.objects.select_related("said_by").get(pk=payload["comment_id"])


def _to(challenge: Challenge) -> str:
    return _path("employers:brief_versions", challenge.institution, challenge.public_id)


def _said(comment: BriefComment) -> dict[str, str]:
    return {
        "who": str(comment.said_by or _("Somebody")),
        "words": comment.words,
        "label": str(LABELS[comment.field]) if comment.field else "",
    }


def colleague_invited(payload: Payload) -> Occasion | None:
    """To whoever is asked in; nobody where she said yes meanwhile, or was taken off."""
    members = Member.objects.select_related("employer", "introduced_by")
    member = members.get(pk=payload["member_id"])
    if member.user_id is not None or not member.email or member.introduced_by is None:
        return None
    to = To(address=member.email, name=member.name, link=employers.join_link(member))
    return Occasion(member.introduced_by, (to,), {"employer": member.employer})


def stand_in_asked(payload: Payload) -> Occasion | None:
    """To whoever offered to stand in; nobody where somebody else came first."""
    rows = StandIn.objects.select_related("institution", "former", "challenge__employer")
    row = rows.filter(pk=payload["stand_in_id"], begun_at__isnull=True).first()
    if row is None or row.former_id != row.challenge.supervisor_id:
        return None
    to = To(address=row.email, name=row.name, link=employers.begin_link(row))
    return _occasion(_challenge(row.challenge_id), (to,), former=row.former.name)


def stand_in_begun(payload: Payload) -> Occasion | None:
    """A line to whom somebody stands in for."""
    rows = StandIn.objects.select_related("former__user", "member")
    row = rows.get(pk=payload["stand_in_id"])
    if row.ended_at is not None:
        return None
    challenge = _challenge(row.challenge_id)
    path = _path("employers:offer_stand_in", challenge.institution, challenge.public_id)
    return _occasion(challenge, _host(row.former, path), who=str(row))
