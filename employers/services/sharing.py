"""One project at two universities: offered, answered, and followed to its end.

The places of a project and those that were given to others never make more than there were: both
columns change in one UPDATE of the row that is held, and a CHECK adds them up. What ends or moves
the project ends and moves its parts (docs/decisions/0051).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from employers.events import ShareAnswered, ShareOffered
from employers.models import Challenge, Grouping, Member, Partnership, Session, Share
from employers.services.briefs import COPIED
from employers.services.fitness import refuse_unfit
from employers.states import AHEAD, ChallengeState, ShareState
from institutions.models import Institution

TAKES_INTERESTS = (ChallengeState.OPEN, ChallengeState.PAUSED)
OVER = (ChallengeState.COMPLETED, ChallengeState.CANCELLED)
ITS_OWN = {"places", "module", "owner", "first_timer_places"}  # what a part does not copy
OF_A_SITTING = ("on", "starts", "ends", "zone", "pause", "mode", "starts_at", "ends_at")


def parts_of(challenge: Challenge) -> list[Challenge]:
    """The parts of ``challenge`` at other universities that are not over."""
    return list(
        Challenge.objects.filter(shared_from=challenge)
        .exclude(state__in=OVER)
        .select_related("institution__policy", "employer", "contact")
        .order_by("pk")
    )


def same_elsewhere() -> ArraySubquery:
    """For ``annotate(same=…)``: the project's rows at other universities, the whole first."""
    whole, part = Q(pk=OuterRef("shared_from")), Q(shared_from=OuterRef("pk"))
    same = Challenge.objects.filter(whole | part | Q(shared_from=OuterRef("shared_from")))
    same = same.exclude(Q(pk=OuterRef("pk")) | Q(state__in=OVER, shared_from__isnull=False))
    said = JSONObject(
        university="institution__name",
        slug="institution__slug",
        public_id="public_id",
        places="places",
        state="state",
        contact="contact_id",
        supervisor="supervisor_id",
    )
    return ArraySubquery(same.order_by("pk").values(said=said))


def elsewhere(challenge: Challenge, members: Iterable[Member] = ()) -> list[dict[str, Any]]:
    """The rows of :func:`same_elsewhere`, in words; which of them name one of ``members``."""
    keys = {member.pk for member in members}
    rows: list[dict[str, Any]] = challenge.same  # type: ignore[attr-defined]
    return [
        row
        | {
            "stands": ChallengeState(row["state"]).label,
            "named": bool(keys & {row["contact"], row["supervisor"]}),
        }
        for row in rows
    ]


def may_share_with(institution: Institution) -> Any:
    """The other universities whose clocks show the same: a project's times are its clocks'."""
    others = Institution.objects.filter(zone=institution.zone).exclude(pk=institution.pk)
    return others.order_by("name")


def refuse_unshareable(challenge: Challenge, places: int) -> None:
    """Raise ``RuleBroken`` unless ``places`` of ``challenge`` can be given to others now."""
    if challenge.shared_from_id is not None:
        raise RuleBroken(_("This is a part of another university’s project. They share it."))
    if challenge.state not in TAKES_INTERESTS or challenge.closes_at <= clock.now():
        raise RuleBroken(_("Only a project that takes interests can be shared."))
    alone = challenge.grouping != Grouping.TEAM
    least = 1 if alone else challenge.team_at_least
    if not least <= places <= challenge.places - least:
        raise RuleBroken(
            _(
                "It has %(places)d places now. Give and keep at least %(least)d: that is the "
                "smallest team."
            )
            % {"places": challenge.places, "least": least}
            if least > 1
            else ngettext(
                "It has %(places)d place now: keep at least one.",
                "It has %(places)d places now: keep at least one.",
                challenge.places,
            )
            % {"places": challenge.places}
        )


@transaction.atomic
def share_challenge(
    *, challenge: Challenge, to: Institution, places: int, by: User, words: str = ""
) -> Share:
    """Offer ``places`` of a published challenge to another university. Raises ``RuleBroken``."""
    refuse_unshareable(challenge, places)
    if not may_share_with(challenge.institution).filter(pk=to.pk).exists():
        raise RuleBroken(_("Choose another university whose clocks show the same."))
    if any(part.institution_id == to.pk for part in parts_of(challenge)):
        raise RuleBroken(_("%(university)s has a part of it already.") % {"university": to})
    with refused_by(
        "share_offered_once", RuleBroken(_("%(university)s is asked already.") % {"university": to})
    ):
        share = Share.objects.create(
            institution=challenge.institution,
            challenge=challenge,
            to=to,
            places=places,
            words=words.strip(),
            offered_by=by,
            offered_at=clock.now(),
        )
    publish(ShareOffered(share_id=share.pk))
    return share


@transaction.atomic
def take_back_share(*, share: Share) -> Share:
    """Nobody has answered, and the places are wanted here."""
    move(share, ShareState.TAKEN_BACK)
    publish(ShareAnswered(share_id=share.pk))
    return share


@transaction.atomic
def decline_share(*, share: Share, by: User, reason: str) -> Share:
    """Not this time; ``reason`` is read by those who offered."""
    move(share, ShareState.DECLINED)
    share.answered_by, share.reason = by, reason.strip()[:300]
    share.save(update_fields=["answered_by", "reason"])
    publish(ShareAnswered(share_id=share.pk))
    return share


@transaction.atomic
def split_off(*, share: Share, by: User) -> Challenge:
    """Move the places of ``share`` into a brief of the other university, which it has yet to read.

    The caller holds the challenge's row, and has asked whether its seats allow it. Raises
    ``RuleBroken``, also where the other university's law or policy refuses the brief.
    """
    origin, places = share.challenge, share.places
    if not Share.objects.filter(pk=share.pk, state=ShareState.OFFERED).exists():
        raise RuleBroken(_("Somebody has answered this already."))
    refuse_unshareable(origin, places)
    origin.places -= places
    origin.shared_places += places
    origin.first_timer_places = min(origin.first_timer_places, origin.places)
    origin.save(update_fields=["places", "shared_places", "first_timer_places"])
    copied: dict[str, Any] = {name: getattr(origin, name) for name in COPIED if name not in ITS_OWN}
    part = Challenge(
        **copied,
        institution=share.to,
        employer=origin.employer,
        contact=origin.contact,
        time_kind=origin.time_kind,
        hours=origin.hours,
        days=origin.days,
        starts_at=origin.starts_at,
        ends_at=origin.ends_at,
        closes_at=origin.closes_at,
        answer_by=origin.answer_by,
        places=places,
        shared_from=origin,
        shared_places=places,
    )
    skills = list(origin.skills.all())
    refuse_unfit(part, len(skills))
    part.save()
    part.skills.set(skills)
    Session.objects.bulk_create(
        Session(challenge=part, **{name: getattr(each, name) for name in OF_A_SITTING})
        for each in origin.sessions.all()
    )
    Partnership.objects.get_or_create(institution=share.to, employer=origin.employer)
    move(part, ChallengeState.IN_REVIEW)
    share.answered_by, share.part = by, part
    share.save(update_fields=["answered_by", "part"])  # before the move: a constraint wants both
    move(share, ShareState.TAKEN)
    publish(ShareAnswered(share_id=share.pk))
    return part


def hold_origin(challenge: Challenge) -> None:
    """Lock the project before its part, as whoever moves both does; nothing for all others."""
    if challenge.shared_from_id is not None:
        list(Challenge.objects.select_for_update(no_key=True).filter(pk=challenge.shared_from_id))


def places_go_back(part: Challenge) -> None:
    """A part was called off: its places are the project's again, where it is still ahead."""
    origin = Challenge.objects.filter(parts=part, state__in=AHEAD)
    origin.update(places=F("places") + part.places, shared_places=F("shared_places") - part.places)


def supervise(challenge: Challenge, member: Member) -> None:
    """``member`` looks after the project from now on, at all its universities."""
    Challenge.objects.filter(pk=challenge.pk).update(supervisor=member)
    challenge.supervisor = member
    correct_parts(challenge, {"supervisor"})


def correct_parts(challenge: Challenge, names: set[str]) -> None:
    """What was corrected in a brief that students read stands in its parts too."""
    if names and challenge.published_at:
        changed = {name: getattr(challenge, name) for name in names}
        Challenge.objects.filter(pk__in=[part.pk for part in parts_of(challenge)]).update(**changed)
