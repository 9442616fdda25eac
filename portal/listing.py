"""What the public listing reads: open challenges, filtered, counted and put into words."""

from collections.abc import Mapping, Sequence
from datetime import time
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.compiled import Compiled
from core.days import dated
from core.templatetags.components import CardDate, CardFact, ChallengeCard
from employers.models import Challenge, EmployerKind, Pay, TimeKind
from employers.wording import ChallengeWording, skill_names, worded
from institutions.models import Institution
from placements.models import KeptPlaces, whom
from placements.states import KeptState
from students.models import Eoi
from students.states import NAMELESS, EoiState

EVENING = time(17, 0)
CODE = "code"  # stands for a challenge's in an address


def asked() -> Coalesce:
    """How many asked for a challenge and still mean it."""
    found = (
        Eoi.objects.filter(challenge=OuterRef("pk"))
        .exclude(state__in=(*NAMELESS, EoiState.WITHDRAWN))
        .order_by()
        .values("challenge")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(found), 0)


def kept() -> Subquery:
    """Whom places of a challenge are kept for, and how many: ``None`` where for nobody."""
    approved = KeptPlaces.objects.filter(challenge=OuterRef("pk"), state=KeptState.APPROVED)
    facts = JSONObject(cohort="cohort", value="value", places="places")
    return Subquery(approved.values(said=facts)[:1])


CARDS = Compiled(
    lambda keys: (
        Challenge.objects.filter(pk__any_of=keys)
        .select_related("employer", "site")
        .only(
            "code",
            "title",
            "mode",
            "time_kind",
            "hours",
            "starts_at",
            "answer_by",
            "places",
            "grouping",
            "team_at_least",
            "team_at_most",
            "first_timer_places",
            "pay",
            "pay_per_hour",
            "currency",
            "travel_up_to",
            "care_up_to",
            "lunch",
            "costs_note",
            "institution",
            "employer__name",
            "employer__kind",
            "site__town",
            "site__address",
        )
        .annotate(asked=asked(), skill_names=skill_names(), kept=kept())
    )
)


def cards_of(
    keys: Sequence[int], institution: Institution, far: Mapping[int, float] | None = None
) -> list[ChallengeCard]:
    """The challenges of ``keys``, all of ``institution``, as cards in this order: two queries.

    ``far`` has the kilometres of places from the town that was looked for, by their keys.
    """
    if not keys:
        return []
    found = list(CARDS.all(keys=list(keys)))
    for challenge in found:
        challenge.institution = institution
    before, _code, after = reverse("portal:project", args=[institution.slug, CODE]).rpartition(CODE)
    cards = {
        wording.challenge.pk: card(wording, f"{before}{wording.challenge.code}{after}", far or {})
        for wording in worded(*found)
    }
    return [cards[key] for key in keys if key in cards]


def card(wording: ChallengeWording, url: str, far: Mapping[int, float]) -> ChallengeCard:
    """One challenge, annotated with ``asked``, as a card of the listing."""
    challenge = wording.challenge
    town: str = wording.town
    if km := round(far.get(challenge.site_id or 0, 0)):
        town = _("%(town)s, %(km)d km away") % {"town": town, "km": km}
    asked: int = challenge.asked  # type: ignore[attr-defined]
    coin = "coin" if challenge.pay == Pay.PAID else "ticket"
    facts = [
        CardFact("clock", wording.when_short),
        CardFact("pin", town),
        CardFact("team", wording.with_whom),
        CardFact(coin, wording.money_short, strong=True),
    ]
    notes = [
        ngettext("%(count)d place", "%(count)d places", challenge.places)
        % {"count": challenge.places}
        + ", "
        + ngettext("%(count)d asked", "%(count)d asked", asked) % {"count": asked}
    ]
    if challenge.first_timer_places:
        notes.append(_("%(count)d kept for first-timers") % {"count": challenge.first_timer_places})
    if said := challenge.kept:  # type: ignore[attr-defined]
        group = {"whom": whom(said["cohort"], said["value"]), "count": said["places"]}
        some = said["places"] and said["places"] < challenge.places
        notes.append(
            _("%(count)d kept for %(whom)s") % group if some else _("first for %(whom)s") % group
        )
    return ChallengeCard(
        title=challenge.title,
        url=url,
        host=f"{challenge.employer}, {EmployerKind(challenge.employer.kind).label}",
        date=_date(challenge, wording),
        facts=facts,
        skills=", ".join(wording.skills),
        answer_by=wording.answer_by,
        notes=notes,
    )


def _date(challenge: Challenge, wording: ChallengeWording) -> CardDate:
    if challenge.time_kind == TimeKind.OWN_TIME or not wording.sessions:
        figure = f"{challenge.hours.normalize():f}"
        begins = challenge.starts_at.astimezone(ZoneInfo(wording.zone))
        return CardDate(
            top=_("Own time"),
            big=_("%(hours)s h") % {"hours": figure},
            bottom=_("from") + " " + dated(begins, "j M"),
        )
    first = wording.sessions[0].on
    days = len({session.on for session in wording.sessions})
    top = dated(first, "D") if days == 1 else f"{days} × {dated(first, 'D')}"
    return CardDate(top=top, big=str(first.day), bottom=dated(first, "F"))
