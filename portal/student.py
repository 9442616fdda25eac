"""A student's home: what is asked of her, then her interests, places and badges. One query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from credentials.models import Approach, Credential, Endorsement, Seen
from credentials.states import CredentialState, EndorsementState
from employers.states import ChallengeState
from employers.wording import day_words, moment_words
from institutions.models import Institution
from placements.models import (
    WAS_THERE,
    Attendance,
    Placement,
    Reach,
    Reflection,
    SelfRating,
)
from placements.services import near_misses
from placements.states import GONE, PlacementState
from portal.asks import Ask, Row
from portal.asks import said as said_on
from portal.suggestions import Suggestion, suggestions
from students.models import Eoi, Student
from students.states import WAITING, EoiState

TOMORROW = timedelta(hours=36)
ANSWER_FOR = Approach.ANSWER_FOR
NEAR_FOR = timedelta(days=14)  # so long after a "not this time" the home shows what is near to it
LISTED = 20
TONES: dict[str, str] = {
    EoiState.SUBMITTED: "plain",
    EoiState.WAITLISTED: "info",
    EoiState.OFFERED: "warm",
    EoiState.ACCEPTED: "good",
    EoiState.UNCONFIRMED: "warn",
}


@dataclass
class Mine:
    """All that the page shows."""

    asks: list[Ask]
    interests: list[Row]
    places: list[Row]
    badges: list[Row]
    suggestions: list[Suggestion]


NOBODY = 0  # no row has this key


def _interests(institution: Any, student: Any, address: Any) -> QuerySet[Eoi]:
    unproven = Q(student__isnull=True, email__iexact=address, state=EoiState.UNCONFIRMED)
    return (
        Eoi.objects.of(institution)
        .filter(Q(student=student) | unproven)
        .select_related("challenge__employer")
        .order_by("-sent_at")[: 5 * LISTED]
    )


INTERESTS = Compiled(_interests)
PLACES = Compiled(
    lambda institution, student: (
        Placement.objects.of(institution)
        .filter(student=student)
        .exclude(state__in=GONE)
        .select_related("challenge__employer", "challenge__site")
        .annotate(
            absent=Exists(
                Attendance.objects.filter(placement=OuterRef("pk")).exclude(came__in=WAS_THERE)
            ),
            reflected=Exists(Reflection.objects.filter(placement=OuterRef("pk"))),
            rated=Exists(SelfRating.objects.filter(placement=OuterRef("pk"))),
        )
        .order_by("-challenge__starts_at")[:LISTED]
    )
)


def _badges(institution: Any, student: Any, since: Any) -> QuerySet[Credential]:
    """Her badges; with each the same: letters of employers that found her, and hosts' words that
    nobody reads before she does. One question."""
    letters = Approach.objects.filter(student=student, answer="", sent_at__gt=since)
    letter = JSONObject(id="public_id", employer="employer__name", at="sent_at", words="words")
    words = Endorsement.objects.filter(
        credential__student=student, state=EndorsementState.GIVEN.value, seen=Seen.WAITS.value
    ).exclude(reach=Reach.PRIVATE.value)
    word = JSONObject(
        id="credential__public_id",
        employer="employer__name",
        at="given_at",
        badge="credential__achievement__name",
    )
    return (
        Credential.objects.of(institution)
        .filter(student=student)
        .select_related("achievement", "placement__challenge__employer")
        .annotate(
            letters=ArraySubquery(letters.order_by("sent_at").values(said=letter)[:LISTED]),
            words=ArraySubquery(words.order_by("given_at").values(said=word)[:LISTED]),
        )
        .order_by("-awarded_at")[:LISTED]
    )


BADGES = Compiled(_badges)


def mine(user: User, student: Student | None, institution: Institution) -> Mine:
    """What is asked of ``user`` here, what is hers, and what she could ask for: four queries."""
    here, hers = institution.pk, NOBODY if student is None else student.pk
    eois = list(INTERESTS.all(institution=here, student=hers, address=user.email))
    placements: list[Any] = []
    badges: list[Any] = []
    if student is not None:
        placements = list(PLACES.all(institution=here, student=hers))
        since = clock.now() - ANSWER_FOR
        badges = list(BADGES.all(institution=here, student=hers, since=since))
    asks = _asks(institution, eois, placements, badges)
    if badges:
        asks += _written(institution, badges[0])
    instead = [] if student is None else _instead(institution, student, eois)
    asks += instead
    suggested: list[Suggestion] = []
    if student is not None and not instead:  # which is one already
        last = eois[0].challenge_id if eois else None
        suggested = suggestions(student, institution, like=last, newcomer=not placements)
    return Mine(
        asks=sorted(asks, key=lambda ask: ask.due),
        interests=[_interest(institution, eoi) for eoi in eois if _is_open(eoi)],
        places=[_place(institution, placement) for placement in placements],
        badges=[_badge(institution, badge) for badge in badges],
        suggestions=suggested,
    )


def _page(institution: Institution, name: str, row: Any) -> str:
    return reverse(name, args=[institution.slug, row.public_id])


def _asks(
    institution: Institution,
    eois: Sequence[Eoi],
    placements: Sequence[Any],
    badges: Sequence[Credential],
) -> list[Ask]:
    zone = institution.zone
    asks = [
        Ask(
            due=eoi.challenge.closes_at,
            when=said_on(eoi.challenge.closes_at, zone),
            title=_("Confirm your address: “%(title)s”") % {"title": eoi.challenge},
            detail=_("Your interest counts once you have."),
            act=_("Confirm my address"),
            url=_page(institution, "students:eoi_sent", eoi),
        )
        for eoi in eois
        if eoi.state == EoiState.UNCONFIRMED
        and eoi.challenge.state in (ChallengeState.OPEN, ChallengeState.PAUSED)
    ]
    asks += [
        Ask(
            due=eoi.offer_ends_at,
            when=said_on(eoi.offer_ends_at, zone),
            title=_("A place for you: “%(title)s”") % {"title": eoi.challenge},
            detail=_("%(host)s, %(day)s. Say yes or no; no costs you nothing.")
            % {"host": eoi.challenge.employer, "day": day_words(eoi.challenge.starts_at, zone)},
            act=_("See what we agree"),
            url=_page(institution, "placements:accept_place", eoi),
        )
        for eoi in eois
        if eoi.state == EoiState.OFFERED and eoi.offer_ends_at
    ]
    asks += [ask for each in placements if (ask := _of_placement(institution, each))]
    asks += [
        Ask(
            due=badge.awarded_at,
            when=_("New"),
            title=_("Your badge: %(name)s") % {"name": badge.achievement.name},
            detail=_("Nobody but you sees it until you say so."),
            act=_("See it, and choose who else may"),
            url=_page(institution, "credentials:my_credential", badge),
            tone="good",
        )
        for badge in badges
        if not badge.shared and badge.state == CredentialState.AWARDED
    ][:1]
    return asks


def _written(institution: Institution, wrote: Any) -> list[Ask]:
    """What employers write to her, and about her, that waits for her word."""
    asks = []
    for said in wrote.letters:
        until = datetime.fromisoformat(said["at"]) + ANSWER_FOR
        asks.append(
            Ask(
                due=until,
                when=said_on(until, institution.zone),
                title=_("%(employer)s found your badges and writes to you") % said,
                detail=_("Yes, no, or a question first. You need not answer."),
                act=_("Read it and answer"),
                url=reverse("credentials:answer_approach", args=[institution.slug, said["id"]]),
                tone="info",
            )
        )
    for said in wrote.words:
        page = reverse("credentials:my_credential", args=[institution.slug, said["id"]])
        asks.append(
            Ask(
                due=datetime.fromisoformat(said["at"]),
                when=_("New"),
                title=_("%(employer)s wrote about you: “%(badge)s”") % said,
                detail=_("Others read it only if you say so."),
                act=_("Read it, and show it or not"),
                url=f"{page}#vouches",
                tone="info",
            )
        )
    return asks


def _instead(institution: Institution, student: Student, eois: Sequence[Eoi]) -> list[Ask]:
    """What is near to the one that she missed last, until she sends another or it is long ago."""
    missed = [eoi for eoi in eois if eoi.state == EoiState.NOT_SELECTED and eoi.answered_at]
    last = max(missed, key=lambda eoi: eoi.answered_at or eoi.sent_at, default=None)
    if last is None or last.answered_at is None or last.answered_at < clock.now() - NEAR_FOR:
        return []
    if any(eoi.sent_at > last.answered_at for eoi in eois if eoi != last):
        return []
    return [
        Ask(
            due=challenge.closes_at,
            when=_("Not this time"),
            title=_("“%(title)s” is open, with %(host)s")
            % {"title": challenge, "host": challenge.employer},
            detail=_("It is near to “%(missed)s”. What you wrote can go there as it is.")
            % {"missed": last.challenge},
            act=_("Send the same sentence there"),
            url=reverse(
                "placements:send_there", args=[institution.slug, last.public_id, challenge.code]
            ),
            tone="ground",
        )
        for challenge in near_misses(student, last.challenge_id, institution)[:1]
    ]


def _of_placement(institution: Institution, placement: Any) -> Ask | None:
    challenge, now = placement.challenge, clock.now()
    sheet = _page(institution, "placements:arrival_sheet", placement)
    where = challenge.site.address if challenge.site else _("Online")
    if placement.again_by and placement.state == PlacementState.READY:
        return Ask(
            due=placement.again_by,
            when=said_on(placement.again_by, institution.zone),
            title=_("Another day: “%(title)s”") % {"title": challenge},
            detail=_("Your place is held. Say yes to the new day, or no; no costs you nothing."),
            act=_("Say yes or no to the new day"),
            url=_page(institution, "placements:agree_again", placement),
        )
    running = placement.state == PlacementState.RUNNING
    near = placement.state == PlacementState.READY and challenge.starts_at < now + TOMORROW
    if (running and challenge.ends_at > now) or near:
        return Ask(
            due=challenge.starts_at,
            when=said_on(challenge.starts_at, institution.zone),
            title=str(challenge),
            detail=f"{challenge.employer}, {where}.",
            act=_("Where, when, with whom"),
            url=sheet,
            tone="ground" if running else "warm",
        )
    over = placement.state == PlacementState.FINISHED or (running and challenge.ends_at <= now)
    if over and not placement.absent and not (placement.reflected and placement.rated):
        step = "placements:rate_self" if placement.reflected else "placements:reflect"
        return Ask(
            due=challenge.ends_at,
            when=said_on(challenge.ends_at, institution.zone),
            title=_("How was it? “%(title)s”") % {"title": challenge},
            detail=_("Four minutes: three lines and one step a skill. You may leave it."),
            act=_("Answer the questions"),
            url=_page(institution, step, placement),
        )
    return None


def _is_open(eoi: Eoi) -> bool:
    return eoi.state in (*WAITING, EoiState.OFFERED, EoiState.UNCONFIRMED)


def _interest(institution: Institution, eoi: Eoi) -> Row:
    host, zone = eoi.challenge.employer, institution.zone
    if eoi.state == EoiState.OFFERED and eoi.offer_ends_at:
        until = moment_words(eoi.offer_ends_at, zone)
        hint = _("%(host)s. Say yes or no by %(until)s.") % {"host": host, "until": until}
    elif eoi.state == EoiState.WAITLISTED:
        hint = _("%(host)s. If a place comes free, we write to you at once.") % {"host": host}
    else:
        answer = day_words(eoi.challenge.hear_by, zone)
        hint = _("%(host)s. You hear by %(day)s.") % {"host": host, "day": answer}
    unproven = eoi.state == EoiState.UNCONFIRMED
    page = "students:eoi_sent" if unproven else "portal:follow_interest"
    return Row(
        title=str(eoi.challenge),
        hint=hint,
        url=_page(institution, page, eoi),
        status=str(EoiState(eoi.state).label).capitalize(),
        tone=TONES.get(eoi.state, "plain"),
    )


def _place(institution: Institution, placement: Any) -> Row:
    challenge = placement.challenge
    day = day_words(challenge.starts_at, institution.zone)
    over = placement.state in (PlacementState.FINISHED, PlacementState.CLOSED)
    return Row(
        title=str(challenge),
        hint=f"{challenge.employer}, {day}",
        url=_page(institution, "placements:arrival_sheet", placement),
        status=_("Not there")
        if over and placement.absent
        else _("Done")
        if over
        else str(PlacementState(placement.state).label).capitalize(),
        tone="plain" if over else "good",
    )


def _badge(institution: Institution, badge: Credential) -> Row:
    shared = _("Anybody with the link") if badge.shared else _("Only you")
    in_force = badge.state == CredentialState.AWARDED
    return Row(
        title=badge.achievement.name,
        hint=f"{badge.placement.challenge.employer}, {badge.placement.challenge}",
        url=_page(institution, "credentials:my_credential", badge),
        status=shared if in_force else str(CredentialState(badge.state).label).capitalize(),
        tone="good" if badge.shared and in_force else "plain" if in_force else "bad",
    )
