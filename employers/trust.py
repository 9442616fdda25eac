"""What a trusted host may put online itself, and why a person reads all else first (R16)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from employers.law import PayInWords, pay_in_words
from employers.models import Challenge, HostCheck, HostPublication, IpTerms, Mode, Trust
from employers.safety import Safety, checks_from, checks_said, safety_of

NOT_LOOKED_AT_AT_MOST = 3
HOST_PUBLISHED = Subquery(  # annotate ``host_published`` with it, so that a page need not ask
    HostPublication.objects.filter(challenge=OuterRef("pk")).values(
        said=JSONObject(public_id="public_id", looked_at="looked_at")
    )[:1]
)


def _trusted(
    institution: Any, employer: Any, today: Any, site: Any, address: Any
) -> QuerySet[Trust]:
    waiting = HostPublication.objects.filter(looked_at__isnull=True)
    theirs = waiting.filter(
        institution=OuterRef("institution"), challenge__employer=OuterRef("partnership__employer")
    )
    seen_there = (
        Challenge.objects.of(institution)
        .filter(Q(site=site) | Q(site__address=address), employer=employer)
        .filter(published_at__isnull=False)
        .exclude(Exists(waiting.filter(challenge=OuterRef("pk"))))
    )
    checks = HostCheck.objects.filter(
        institution=OuterRef("institution"), employer=OuterRef("partnership__employer")
    )
    counted = theirs.order_by().values("institution").annotate(n=Count("pk")).values("n")
    return (
        Trust.objects.of(institution)
        .in_force(today)
        .filter(partnership__employer=employer)
        .annotate(
            waiting=Coalesce(Subquery(counted), 0),
            knows_place=Exists(seen_there),
            checks=checks_said(checks),
        )
        .order_by("pk")[:1]
    )


TRUSTED = Compiled(_trusted)


def trust_in(challenge: Challenge) -> Trust | None:
    """The trust in force in the host of ``challenge``, or ``None``."""
    here = challenge.institution
    found: Trust | None = TRUSTED.first(
        institution=here.pk,
        employer=challenge.employer_id,
        today=clock.today(here.zone),
        site=challenge.site_id or 0,
        address=(challenge.site.address if challenge.site else "") or "-",
    )
    return found


def trust_of(challenge: Challenge) -> Trust | None:
    """The same, asked once for this row."""
    kept: Trust | None
    if "_trust" not in challenge.__dict__:
        challenge.__dict__["_trust"] = trust_in(challenge)
    kept = challenge.__dict__["_trust"]
    return kept


TO_LOOK_AT = Compiled(
    lambda challenge: HostPublication.objects.filter(
        challenge=challenge, looked_at__isnull=True
    ).values("pk")[:1]
)


def waits_for_a_look(challenge: Challenge) -> bool:
    """Whether its host put it online itself and nobody has looked at it since."""
    if hasattr(challenge, "host_published"):
        said = challenge.host_published
        return said is not None and said["looked_at"] is None
    return TO_LOOK_AT.first(challenge=challenge.pk) is not None


def read_first(
    challenge: Challenge, trust: Any, known: Safety, pay: PayInWords | None = None
) -> list[str]:
    """Why a person reads ``challenge`` before students do, in sentences; none for low risk.

    ``trust`` comes from :func:`trust_in`, ``known`` from ``employers.safety``.
    """
    pay = pay or pay_in_words(challenge)
    in_person = challenge.mode != Mode.REMOTE
    silence = challenge.needs_nda or challenge.ip_terms == IpTerms.HOST
    team = {"team": challenge.institution.team_name}
    reasons = (
        (pay.tone != "good", _("Pay: %(why)s") % {"why": pay.why}),
        (challenge.module_id is not None, _("It belongs to a course.")),
        (
            challenge.shared_from_id is not None,
            _("It is another university’s project, and %(team)s has not seen it.") % team,
        ),
        (challenge.series_id is not None, _("It is one of a series, and those are read as one.")),
        (silence, _("It asks students to keep silent, or to give their result away.")),
        (bool(challenge.experience_needed), _("It asks for experience: not everybody can come.")),
        (bool(known.at_risk), _("Students would work with children or adults at risk.")),
        (bool(known.noted), _("Somebody has noted that not all of it is of low risk.")),
        (
            not known.is_checked,
            _("What you told us of insurance and safety does not hold until its last day."),
        ),
        (in_person and not trust.knows_place, _("%(team)s does not know this place yet.") % team),
        (
            trust.waiting >= NOT_LOOKED_AT_AT_MOST,
            _("%(team)s has still to look at the last ones that you published.") % team,
        ),
    )
    return [words for holds, words in reasons if holds]


@dataclass(frozen=True)
class OwnPress:
    """What stands beside a trusted host's "Publish": why not this one, or the tick it asks."""

    why: list[str]
    asks_all_low: bool
    checks: tuple[HostCheck, ...]  # what the host said of safety, for the page beside it


def own_press(challenge: Challenge, pay: PayInWords | None = None) -> OwnPress | None:
    """The press of a trusted host for ``challenge``, saved or not; ``None`` where there is none."""
    trust: Any = trust_of(challenge)
    if trust is None:
        return None
    if challenge.pk is None:
        known = Safety(challenge, (), None, checks_from(trust.checks, challenge.institution))
    else:
        known = safety_of(challenge)
    return OwnPress(read_first(challenge, trust, known, pay), known.asks_all_low, known.checks)
