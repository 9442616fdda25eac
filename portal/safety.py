"""What will not wait about safety: checks that run out, people at risk, seats held for staff."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.days import dated
from employers.models import AtRisk, Challenge, HostCheck, Mode, RiskAssessment, Safeguards
from employers.states import ChallengeState
from employers.times import local_day
from institutions.models import Institution
from portal.asks import said_briefly
from portal.live import Standing
from students.models import Eoi
from students.states import EoiState

S = ChallengeState
NEAR = timedelta(days=13)  # of a day so near, less than a fortnight, a missing check is a trouble
ROWS = 5


def unsafe_as_json(soon: Any, today: Any) -> Subquery:
    """Why the project of a row is a trouble: its host's check ends before it does, or is missing
    near the day, or nobody recorded what protects people at risk. Nothing where it is none.
    """
    checks = HostCheck.objects.filter(
        institution=OuterRef("institution"), employer=OuterRef("employer")
    )
    fitting = Q(online_only=False) | Q(Exact(OuterRef("mode"), Value(Mode.REMOTE.value)))
    good = checks.filter(fitting, good_until__isnull=False).order_by("-good_until")
    waiting = checks.filter(good_until__isnull=True)
    judged = RiskAssessment.objects.filter(challenge=OuterRef("pk")).order_by("-version")
    kept = Safeguards.objects.filter(challenge=OuterRef("pk")).order_by("-pk")
    ends_before = Q(good_until__isnull=False, ends_at__date__gt=F("good_until"))
    missing = Q(good_until__isnull=True) & (
        Q(starts_at__lte=soon) | Q(insurer_answers_by__lte=today)
    )
    at_risk = Q(at_risk__in=(AtRisk.CHILDREN, AtRisk.ADULTS))
    known = {
        "good_until": Subquery(good.values("good_until")[:1]),
        "insured_until": Subquery(good.values("insured_until")[:1]),
        "asked_at": Subquery(waiting.values("asked_at")[:1]),
        "insurer_answers_by": Subquery(waiting.values("insurer_answers_by")[:1]),
        "at_risk": Subquery(judged.values("at_risk")[:1]),
        "kept": Subquery(kept.values("at_risk")[:1]),
    }
    published = Challenge.objects.filter(
        pk=OuterRef("pk"), state__in=(S.OPEN, S.PAUSED, S.CLOSED, S.RUNNING)
    )
    unsafe = published.annotate(**known).filter(
        ends_before | missing | at_risk & (Q(kept__isnull=True) | ~Q(kept=F("at_risk")))
    )
    return Subquery(unsafe.values(said=JSONObject(**{name: name for name in known})))


def held_as_json() -> Subquery:
    """The next seat of a row's project that is held for staff because its student is under 18."""
    names = ("preferred_name", "given_name", "family_name", "email")
    held = Eoi.objects.filter(
        challenge=OuterRef("pk"), state=EoiState.OFFERED, student__under_18=True
    ).order_by("offer_ends_at", "pk")
    columns = {name: f"student__{name}" for name in names}
    return Subquery(held.values(said=JSONObject(public_id="public_id", **columns))[:1])


def of_safety(institution: Institution, live: Sequence[Standing]) -> list[dict[str, Any]]:
    """What a :class:`portal.troubles.Trouble` is made of, one for each thing that will not wait."""
    found = []
    for each in live:
        if each.challenge.unsafe:
            found.append(_of_project(institution, each))
        if each.challenge.held:
            found.append(_of_seat(institution, each))
    return [each for each in found if each is not None][:ROWS]


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _of_project(institution: Institution, each: Standing) -> dict[str, Any] | None:
    challenge, row, url = each.challenge, each.challenge.unsafe, each.url
    said = {"host": challenge.host, "title": challenge.title}
    at_risk = row["at_risk"] in (AtRisk.CHILDREN, AtRisk.ADULTS)
    if at_risk and row["kept"] != row["at_risk"]:
        return _trouble(
            institution,
            challenge.starts_at,
            _("“%(title)s” is published, and nobody recorded what protects people at risk") % said,
            _("A second approver records it, or the project is called off."),
            _("See the project"),
            url,
            tone="bad",
        )
    last = local_day(challenge.ends_at, institution.zone)
    good = _day(row["good_until"])
    if good is not None:
        if good >= last:
            return None  # it was the next day already elsewhere
        of_insurance = _day(row["insured_until"]) == good
        title = (
            _("%(host)s: insurance ends %(day)s")
            if of_insurance
            else _("%(host)s: the host check ends %(day)s")
        )
        asked = _("The host has been asked.") if row["asked_at"] else _("Ask the host anew.")
        return _trouble(
            institution,
            clock.end_of(good, institution.zone),
            title % (said | {"day": dated(good, "l j F")}),
            _("“%(title)s” lasts until %(last)s. ") % (said | {"last": dated(last, "l j F")})
            + asked,
            _("See the project"),
            url,
        )
    answer = _day(row["insurer_answers_by"])
    if answer is not None:
        detail = _("The host asks its insurer, and wanted to know by %(day)s.") % {
            "day": dated(answer, "l j F")
        }
    elif row["asked_at"] is not None:
        detail = _(
            "The host was asked, and something is still open. Ring, and fill it in together."
        )
    else:
        detail = _("Nobody has asked this host. Ring, and write the answers down.")
    return _trouble(
        institution,
        challenge.starts_at,
        _("%(host)s has not said how it keeps students safe: “%(title)s”") % said,
        detail,
        _("See the project"),
        url,
    )


def _of_seat(institution: Institution, each: Standing) -> dict[str, Any]:
    held = each.challenge.held
    called = f"{held['preferred_name'] or held['given_name']} {held['family_name']}".strip()
    return _trouble(
        institution,
        each.offer_ends or each.challenge.starts_at,
        _("%(name)s is under 18: a place is held for you to decide")
        % {"name": called or held["email"] or _("A student")},
        _("“%(title)s”. Talk to the student and the host, then record a yes or a no.")
        % {"title": each.challenge.title},
        _("Record the answer"),
        reverse("placements:record_answer", args=[institution.slug, held["public_id"]]),
    )


def _trouble(
    institution: Institution,
    due: datetime,
    title: str,
    detail: str,
    act: str,
    url: str,
    tone: str = "warm",
) -> dict[str, Any]:
    when = said_briefly(due, institution.zone)
    return {
        "due": due,
        "when": when,
        "title": title,
        "detail": detail,
        "act": act,
        "url": url,
        "tone": tone,
        "icon": "",
    }
