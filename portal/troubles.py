"""What will not wait: typed rows that name what is wrong, by when, and the one act that helps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.addresses import address, address_of
from core.compiled import Compiled
from employers.models import (
    Call,
    HostClaim,
    HostPublication,
    Partnership,
    Report,
    ReportKind,
    Share,
)
from employers.states import ChallengeState, ShareState
from employers.wording import day_words
from institutions.models import Institution, Policy
from institutions.working_days import working_days_after
from placements.models import Concern, KeptPlaces, whom
from placements.services.owed import RING_AFTER
from placements.states import KeptState
from portal.appeals import appeals_that_wait, of_appeals, of_approaches
from portal.asks import said_briefly
from portal.letters import letters_that_wait, of_letters
from portal.live import Standing
from portal.promises import answer_due
from portal.questions import of_questions, questions_unanswered
from portal.safety import of_safety
from portal.teams_due import teams_due

S = ChallengeState
ROWS = 5  # of a kind
MAIL_WAITS = timedelta(days=1)
NEAR = timedelta(hours=48)
SHOWN = 6


@dataclass(frozen=True)
class Trouble:
    """One thing that will not wait."""

    due: datetime
    when: str
    title: str
    detail: str
    act: str
    url: str
    tone: str = "warm"
    icon: str = ""
    first: bool = False  # somebody may come to harm
    permission: str = ""  # of whoever may read it, where not everybody at the desk may


def troubles(
    institution: Institution,
    live: Sequence[Standing],
    policy: Policy,
    oldest_mail: datetime | None = None,
) -> list[Trouble]:
    """What will not wait, the most urgent first."""
    found = [trouble for each in live for trouble in _of_challenge(institution, each, policy)]
    found += _calls_and_next_steps(institution)
    found += _concerns(institution)
    found += [Trouble(**each) for each in of_safety(institution, live)]
    found += _mail_waits(institution, oldest_mail)
    return sorted(found, key=lambda trouble: (not trouble.first, trouble.due))


def _mail_waits(institution: Institution, oldest: datetime | None) -> list[Trouble]:
    """Somebody wrote, could not be put on a list, and nobody has looked for a day."""
    if oldest is None or oldest + MAIL_WAITS > clock.now():
        return []
    return [
        Trouble(
            due=oldest + MAIL_WAITS,
            when=said_briefly(oldest, institution.zone),
            title=_("An e-mail waits for a hand"),
            detail=_("Whoever wrote it has heard nothing so far."),
            act=_("Read it"),
            url=address("mailroom:mail_list", institution.slug),
        )
    ]


def _of_challenge(institution: Institution, each: Standing, policy: Policy) -> list[Trouble]:
    match each.challenge.state:
        case S.CANCELLED:
            return [_called_off(institution, each)]
        case S.IN_REVIEW:
            return _late_brief(institution, each, policy.brief_within_days)
        case S.COMPLETED:
            return _sign_off_owed(each, policy)
        case S.OPEN | S.PAUSED | S.CLOSED:
            due = [*answer_due(institution, each), *teams_due(each)]
            return [*_host_silent(each), *(Trouble(**said) for said in due), *_not_ready(each)]
    return []


def _called_off(institution: Institution, each: Standing) -> Trouble:
    challenge = each.challenge
    told = ngettext("%(n)d person was told.", "%(n)d people were told.", each.asked)
    title = _("%(host)s has called off “%(title)s”")
    return Trouble(
        due=challenge.starts_at,
        when=each.when,
        title=title % {"host": challenge.host, "title": challenge.title},
        detail=f"{challenge.state_reason} {told % {'n': each.asked}}",
        act=_("See whom to ring"),
        url=address_of("placements:day", institution.slug, challenge.public_id),
        tone="bad",
    )


def _late_brief(institution: Institution, each: Standing, days: int) -> list[Trouble]:
    came = each.challenge.state_changed_at.astimezone(ZoneInfo(institution.zone)).date()
    promised = clock.end_of(working_days_after(came, days, institution), institution.zone)
    if promised > clock.now():
        return []
    return [
        Trouble(
            due=promised,
            when=said_briefly(promised, institution.zone),
            title=_("%(host)s waits for a word on “%(title)s”")
            % {"host": each.challenge.host, "title": each.challenge.title},
            detail=_("We promise to read a brief within %(days)d working days.") % {"days": days},
            act=_("Read the brief"),
            url=each.url,
        )
    ]


def _sign_off_owed(each: Standing, policy: Policy) -> list[Trouble]:
    """The host had its three reminders; until the places close by themselves, staff ring."""
    challenge = each.challenge
    due = challenge.ends_at + RING_AFTER
    closes = challenge.ends_at + timedelta(days=policy.closes_after_days)
    if not challenge.sign_off_owed or not due <= clock.now() < closes:
        return []
    return [
        Trouble(
            due=due,
            when=day_words(challenge.ends_at, each.zone),
            title=_("%(host)s has not signed off “%(title)s”")
            % {"host": challenge.host, "title": challenge.title},
            detail=_("Students wait for their badges. Ring %(name)s and do it together.")
            % {"name": challenge.supervised_by},
            act=_("Ring %(name)s") % {"name": challenge.supervised_by},
            url=each.act.url,
            icon="phone",
        )
    ]


def _host_silent(each: Standing) -> list[Trouble]:
    """The host chooses, and the answers were due."""
    challenge = each.challenge
    due = challenge.host_word_due
    if challenge.state != S.CLOSED or not each.waiting or due is None or due > clock.now():
        return []
    return [
        Trouble(
            due=due,
            when=said_briefly(due, each.zone),
            title=_("%(host)s has not said who could do “%(title)s”")
            % {"host": challenge.host, "title": challenge.title},
            detail=_("Ring, and record yes, maybe or no as you hear it."),
            act=_("Record the answers"),
            url=each.act.url,
            icon="phone",
        )
    ]


def _not_ready(each: Standing) -> list[Trouble]:
    """It begins within two days, and too few people come."""
    challenge = each.challenge
    if each.yes >= challenge.team_at_least or challenge.starts_at > clock.now() + NEAR:
        return []
    words = _("“%(title)s” begins with %(yes)d of %(places)d places taken")
    return [
        Trouble(
            due=challenge.starts_at,
            when=said_briefly(challenge.starts_at, each.zone),
            title=words % {"title": challenge.title, "yes": each.yes, "places": challenge.places},
            detail=_("%(host)s expects at least %(n)d.")
            % {"host": challenge.host, "n": challenge.team_at_least},
            act=_("See what can be done"),
            url=each.url,
            tone="bad",
        )
    ]


def _promised(institution: Any, today: Any) -> QuerySet[Institution, Any]:
    """Who asked to be rung, what was promised by today, what else waits: one question."""
    calls = Call.objects.filter(institution=OuterRef("pk"), rung_at__isnull=True)
    steps = Partnership.objects.filter(institution=OuterRef("pk"), next_step_on__lte=today)
    reports = Report.objects.filter(institution=OuterRef("pk"), settled_at__isnull=True)
    online = HostPublication.objects.filter(institution=OuterRef("pk"), looked_at__isnull=True)
    shares = Share.objects.filter(
        to=OuterRef("pk"), state=ShareState.OFFERED, challenge__state__in=(S.OPEN, S.PAUSED)
    )
    share = JSONObject(
        at="offered_at", n="places", title="challenge__title", university="institution__name"
    )
    by_host = JSONObject(
        at="published_at", title="challenge__title", host="challenge__employer__name"
    )
    kept = KeptPlaces.objects.filter(institution=OuterRef("pk"), state=KeptState.PROPOSED)
    proposed = JSONObject(
        at="proposed_at",
        title="challenge__title",
        public_id="challenge__public_id",
        cohort="cohort",
        value="value",
        why="why",
    )
    claims = HostClaim.objects.filter(institution=OuterRef("pk"), accepted__isnull=True)
    whose = {"host": "partnership__employer__name", "public_id": "partnership__public_id"}
    claim = JSONObject(at="claimed_at", address="user__email", **whose)
    report = JSONObject(kind="kind", words="words", at="reported_at", title="challenge__title")
    call = JSONObject(name="name", telephone="telephone", about="about", asked_at="asked_at")
    step = JSONObject(
        public_id="public_id", step="next_step", on="next_step_on", host="employer__name"
    )
    return Institution.objects.filter(pk=institution).values(
        calls=ArraySubquery(calls.order_by("asked_at").values(said=call)[:ROWS]),
        reports=ArraySubquery(reports.order_by("reported_at").values(said=report)[:ROWS]),
        by_hosts=ArraySubquery(online.order_by("published_at").values(said=by_host)[:ROWS]),
        kept=ArraySubquery(kept.order_by("proposed_at").values(said=proposed)[:ROWS]),
        shares=ArraySubquery(shares.order_by("offered_at").values(said=share)[:ROWS]),
        claims=ArraySubquery(claims.order_by("claimed_at").values(said=claim)[:ROWS]),
        steps=ArraySubquery(steps.order_by("next_step_on").values(said=step)[:ROWS]),
        **letters_that_wait(OuterRef("pk")),
        **questions_unanswered(OuterRef("pk")),
        **appeals_that_wait(OuterRef("pk")),
    )


PROMISED = Compiled(_promised)
CONCERNS = Compiled(
    lambda institution: (
        Concern.objects.of(institution)
        .filter(settled_at__isnull=True)
        .select_related("challenge", "placement__student__user", "raised_by")
        .only(
            "kind",
            "words",
            "raised_at",
            "challenge__title",
            "placement__student__preferred_name",
            "placement__student__given_name",
            "placement__student__family_name",
            "placement__student__email",
            "placement__student__user__name",
            "placement__student__user__email",
            "raised_by__name",
            "raised_by__email",
        )
        .order_by("raised_at")[:ROWS]
    )
)


def _calls_and_next_steps(institution: Institution) -> list[Trouble]:
    """Who asked to be rung, and what somebody promised a host for today or earlier."""
    promised = PROMISED.first(institution=institution.pk, today=clock.today(institution.zone))
    rows = [*of_letters(institution, promised), *of_questions(institution, promised)]
    rows += of_appeals(institution, promised["appeals"])
    rows += of_approaches(institution, promised["approaches"])
    found = [Trouble(**each) for each in rows]
    for call in promised["calls"]:
        asked_at = datetime.fromisoformat(call["asked_at"])
        found.append(
            Trouble(
                due=asked_at,
                when=said_briefly(asked_at, institution.zone),
                title=_("%(name)s asks to be rung") % {"name": call["name"]},
                detail=call["about"],
                act=_("Ring %(number)s") % {"number": call["telephone"]},
                url=address("employers:call_list", institution.slug),
                icon="phone",
            )
        )
    found += [_report(institution, report) for report in promised["reports"]]
    found += [_share(institution, each) for each in promised["shares"]]
    found += [_by_host(institution, each) for each in promised["by_hosts"]]
    found += [_kept(institution, kept) for kept in promised["kept"]]
    found += [_claim(institution, each) for each in promised["claims"]]
    for step in promised["steps"]:
        due = clock.end_of(date.fromisoformat(step["on"]), institution.zone)
        found.append(
            Trouble(
                due=due,
                when=said_briefly(due, institution.zone),
                title=_("We promised %(host)s: %(step)s") % step,
                detail="",
                act=_("Open their record"),
                url=address_of("employers:host_record", institution.slug, step["public_id"]),
            )
        )
    return found


def _claim(institution: Institution, claim: dict[str, str]) -> Trouble:
    """Somebody says to work for a host that we know."""
    at = datetime.fromisoformat(claim["at"])
    return Trouble(
        due=at,
        when=said_briefly(at, institution.zone),
        title=_("Is %(address)s from %(host)s?") % claim,
        detail=_("The address is proven, at the host’s domain. A person says yes or no."),
        act=_("Open their record"),
        url=address_of("employers:host_record", institution.slug, claim["public_id"]),
    )


def _by_host(institution: Institution, online: dict[str, str]) -> Trouble:
    """A trusted host has put a project online itself."""
    at = datetime.fromisoformat(online["at"])
    return Trouble(
        due=at,
        when=said_briefly(at, institution.zone),
        title=_("%(host)s has published “%(title)s”") % online,
        detail=_("Students see it already. Somebody here looks at it now."),
        act=_("Look at it"),
        url=address("employers:published_by_hosts", institution.slug),
    )


def _kept(institution: Institution, kept: dict[str, str]) -> Trouble:
    """Somebody proposes to keep places, and a second person decides before interests close."""
    at = datetime.fromisoformat(kept["at"])
    return Trouble(
        due=at,
        when=said_briefly(at, institution.zone),
        title=_("Places for a group: “%(title)s”") % kept,
        detail=f"{whom(kept['cohort'], kept['value']).capitalize()}. {kept['why']}",
        act=_("Say yes or no"),
        url=address_of("placements:keep_places", institution.slug, kept["public_id"]),
    )


def _share(institution: Institution, share: dict[str, Any]) -> Trouble:
    """Another university offers us places of a project."""
    at = datetime.fromisoformat(share["at"])
    places = ngettext("%(n)d place", "%(n)d places", share["n"]) % share
    return Trouble(
        due=at,
        when=said_briefly(at, institution.zone),
        title=_("%(university)s shares “%(title)s” with you") % share,
        detail=_("%(places)s for your students.") % {"places": places},
        act=_("Take them or not"),
        url=address("placements:shared_with_us", institution.slug),
    )


def _report(institution: Institution, report: dict[str, str]) -> Trouble:
    """Somebody says that a listing is not right."""
    at = datetime.fromisoformat(report["at"])
    return Trouble(
        due=at,
        when=said_briefly(at, institution.zone),
        title=_("A report of “%(title)s”") % report,
        detail=f"{ReportKind(report['kind']).label}. {report['words']}",
        act=_("Look into it"),
        url=address("employers:report_list", institution.slug),
        tone="bad",
        first=report["kind"] == ReportKind.UNSAFE,
    )


def _concerns(institution: Institution) -> list[Trouble]:
    return [
        Trouble(
            due=concern.raised_at,
            when=said_briefly(concern.raised_at, institution.zone),
            title=f"{concern.placement.student if concern.placement else concern.raised_by}: "
            f"{concern.get_kind_display()}",
            detail=" ".join(filter(None, [f"“{concern.challenge}”.", concern.words])),
            act=_("Help"),
            url=address("placements:concerns", institution.slug),
            tone="bad",
            first=concern.kind == Concern.Kind.INCIDENT,
        )
        for concern in CONCERNS.all(institution=institution.pk)
    ]
