"""A challenge in the words of a page: one place for days, money, places and people.

Listings, the brief's preview, "what we agree" and letters say the same thing in the same words.
Sessions and skills come from prefetched relations, or with :func:`worded` from compiled questions;
a wording asks no query of its own for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.compiled import Compiled
from core.days import dated
from core.languages import plural_of, priced
from employers.law import HoursOnAVisa, hours_on_visas
from employers.models import Challenge, EmployerKind, Grouping, Mode, Pay, Session, TimeKind

DAYS_BY_NAME = 3
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "US$", "CAD": "CA$", "AUD": "A$"}


def money(amount: Decimal, currency: str) -> str:
    """``£12.71``, ``£40``: without pence where there are none."""
    whole = amount == amount.to_integral_value()
    figure = number_format(amount, decimal_pos=0 if whole else 2, use_l10n=True)
    return priced(SYMBOLS.get(currency, f"{currency} "), figure)


def hours_words(hours: Decimal) -> str:
    """``5½ hours``."""
    whole, half = int(hours), hours % 1 == Decimal("0.5")
    figure = f"{whole or ''}½" if half else number_format(hours.normalize(), use_l10n=True)
    return ngettext("%(hours)s hour", "%(hours)s hours", plural_of(hours)) % {"hours": figure}


def length_words(days: Decimal) -> str:
    """``1 day``, ``half a day``, ``3 days``."""
    if days <= Decimal("0.5"):
        return _("half a day")
    figure = number_format(days.normalize(), use_l10n=True)
    return ngettext("%(days)s day", "%(days)s days", plural_of(days)) % {"days": figure}


def clock_words(moment: time) -> str:
    """``9:30``."""
    return f"{moment.hour}:{moment.minute:02d}"


def day_words(moment: datetime, zone: str) -> str:
    """``Thursday 12 March``, in ``zone``."""
    return dated(moment.astimezone(ZoneInfo(zone)), "l j F")


def moment_words(moment: datetime, zone: str) -> str:
    """``Thursday 12 March, 17:00``, in ``zone``; no hour at the end of a day."""
    local = moment.astimezone(ZoneInfo(zone))
    day, wall = dated(local, "l j F"), clock_words(local.time())
    return day if wall == "23:59" else f"{day}, {wall}"


@dataclass(frozen=True)
class Line:
    """One line of a fact: what is said first, and the rest of it."""

    strong: str
    rest: str = ""


class ChallengeWording:
    """The words of one challenge."""

    def __init__(self, challenge: Challenge) -> None:
        self.challenge = challenge
        self.zone = challenge.institution.zone

    @cached_property
    def sessions(self) -> Sequence[Session]:
        """Sessions or fixed meetings, first one first."""
        return list(self.challenge.sessions.all())

    @cached_property
    def when(self) -> list[Line]:
        """Day and times, one line a session; or hours and the stretch they lie in."""
        if self.challenge.time_kind == TimeKind.OWN_TIME:
            return [
                Line(
                    _("%(hours)s in your own time") % {"hours": hours_words(self.challenge.hours)},
                    _("between %(first)s and %(last)s")
                    % {
                        "first": day_words(self.challenge.starts_at, self.zone),
                        "last": day_words(self.challenge.ends_at, self.zone),
                    },
                ),
                *(
                    Line(
                        dated(s.on, "l j F"),
                        _("meeting, %(times)s") % {"times": self._times(s)},
                    )
                    for s in self.sessions
                ),
            ]
        return [Line(dated(s.on, "l j F"), self._times(s)) for s in self.sessions]

    def _times(self, session: Session) -> str:
        times = _("%(start)s to %(end)s") % {
            "start": clock_words(session.starts),
            "end": clock_words(session.ends),
        }
        if session.zone != self.zone:
            times += f" ({session.zone.rpartition('/')[2].replace('_', ' ')})"
        return times

    @cached_property
    def when_short(self) -> str:
        """``9:30 to 16:00``, ``3 sessions, 17:30 to 20:00``, ``14 hours in your own time``."""
        if self.challenge.time_kind == TimeKind.OWN_TIME or not self.sessions:
            return _("%(hours)s in your own time") % {"hours": hours_words(self.challenge.hours)}
        times = self._times(self.sessions[0])
        if len(self.sessions) == 1:
            return times
        return ngettext(
            "%(count)d session, from %(times)s",
            "%(count)d sessions, from %(times)s",
            len(self.sessions),
        ) % {"count": len(self.sessions), "times": times}

    @cached_property
    def days(self) -> str:
        """All days in one line: ``Thursday 12 March, 9:30 to 16:00``; two or three by name;
        more as ``5 days from … to …``; or the stretch of one's own time."""
        first, last = (
            day_words(moment, self.zone)
            for moment in (self.challenge.starts_at, self.challenge.ends_at)
        )
        if self.challenge.time_kind == TimeKind.OWN_TIME or not self.sessions:
            return _("in your own time, %(first)s to %(last)s") % {"first": first, "last": last}
        days = sorted({session.on for session in self.sessions})
        if len(days) > DAYS_BY_NAME:
            return ngettext(
                "%(count)d day from %(first)s to %(last)s",
                "%(count)d days from %(first)s to %(last)s",
                len(days),
            ) % {"count": len(days), "first": first, "last": last}
        *before, final = [dated(day, "l j F") for day in days]
        named = _(" and ").join(filter(None, [", ".join(before), final]))
        times = {self._times(session) for session in self.sessions}
        return f"{named}, {times.pop()}" if len(times) == 1 else named

    @cached_property
    def length(self) -> str:
        """``1 day``, ``half a day``, ``3 days``."""
        return length_words(self.challenge.days)

    @cached_property
    def hours(self) -> str:
        """``5½ hours of work``."""
        return _("%(hours)s of work.") % {"hours": hours_words(self.challenge.hours)}

    @cached_property
    def where(self) -> Line:
        """In person with the address, or online."""
        challenge = self.challenge
        place = f"{challenge.site.address}" if challenge.site else ""
        if challenge.mode == Mode.REMOTE:
            return Line(_("Online"))
        if challenge.mode == Mode.HYBRID:
            return Line(_("Some of it in person, some online"), place)
        return Line(_("In person"), place)

    @cached_property
    def town(self) -> str:
        """``In person, Marlpit``."""
        if self.challenge.mode == Mode.REMOTE or not self.challenge.site:
            return _("Online") if self.challenge.mode == Mode.REMOTE else str(self.where.strong)
        town = self.challenge.site.town or self.challenge.site.address
        if self.challenge.mode == Mode.HYBRID:
            return _("%(town)s and online") % {"town": town}
        return _("In person, %(town)s") % {"town": town}

    @cached_property
    def pay(self) -> Line:
        """What the work pays, and what that means."""
        challenge = self.challenge
        if challenge.pay == Pay.PAID and challenge.pay_per_hour is not None:
            total = challenge.pay_per_hour * challenge.hours
            return Line(
                _("%(rate)s an hour") % {"rate": money(challenge.pay_per_hour, challenge.currency)},
                _("%(total)s in all. %(employer)s pays you.")
                % {"total": money(total, challenge.currency), "employer": challenge.employer},
            )
        if challenge.unpaid_reason:
            return Line(_("Not paid"), challenge.unpaid_reason)
        kind = challenge.employer.kind
        if kind in (EmployerKind.CHARITY, EmployerKind.COMMUNITY, EmployerKind.PUBLIC_BODY):
            return Line(
                _("Not paid"),
                _("%(employer)s is a %(kind)s: you are a volunteer for the time.")
                % {
                    "employer": challenge.employer,
                    "kind": EmployerKind(kind).label,
                },
            )
        return Line(_("Not paid"), challenge.get_unpaid_ground_display() or "")

    @cached_property
    def costs(self) -> list[Line]:
        """What the host repays; empty where it repays nothing."""
        challenge = self.challenge
        lines = []
        note = f", {challenge.costs_note}" if challenge.costs_note else ""
        if challenge.travel_up_to:
            most = money(challenge.travel_up_to, challenge.currency)
            lines.append(
                Line(_("Travel"), _("up to %(most)s%(note)s") % {"most": most, "note": note})
            )
        if challenge.lunch:
            lines.append(Line(_("Lunch"), challenge.lunch))
        if challenge.care_up_to:
            most = money(challenge.care_up_to, challenge.currency)
            lines.append(
                Line(
                    _("Care"),
                    _("for a child or relative, up to %(most)s%(note)s")
                    % {"most": most, "note": note},
                )
            )
        return lines

    @cached_property
    def money_short(self) -> str:
        """For a card: ``£91 paid``, ``Travel, lunch and care paid``, ``Not paid``."""
        challenge = self.challenge
        if challenge.pay == Pay.PAID and challenge.pay_per_hour is not None:
            total = money(challenge.pay_per_hour * challenge.hours, challenge.currency)
            return _("%(total)s paid") % {"total": total}
        words = [line.strong for line in self.costs]
        if not words:
            return _("Not paid")
        listed = _(" and ").join(filter(None, [", ".join(words[:-1]).lower(), words[-1].lower()]))
        return _("%(costs)s paid") % {"costs": listed.capitalize()}

    @cached_property
    def with_whom(self) -> str:
        """``Up to 10 students, in teams of 3 to 5``."""
        challenge = self.challenge
        places = ngettext("%(count)d student", "Up to %(count)d students", challenge.places) % {
            "count": challenge.places
        }
        if challenge.places == 1:
            return _("%(places)s, on their own") % {"places": places}
        if challenge.grouping == Grouping.SOLO:
            return _("%(places)s, each on their own") % {"places": places}
        if challenge.team_at_most >= challenge.places:
            team = _("in one team")
        elif challenge.team_at_least == challenge.team_at_most:
            team = _("in teams of %(count)d") % {"count": challenge.team_at_most}
        else:
            team = _("in teams of %(least)d to %(most)d") % {
                "least": challenge.team_at_least,
                "most": challenge.team_at_most,
            }
        if challenge.grouping == Grouping.EITHER:
            team = _("on their own or %(team)s") % {"team": team}
        return f"{places}, {team}"

    @cached_property
    def skills(self) -> list[str]:
        """Plain names."""
        named: list[str] | None = self.challenge.__dict__.get("skill_names")
        if named is not None:
            return named
        return [skill.plain_name for skill in self.challenge.skills.all()]

    @cached_property
    def visas(self) -> list[HoursOnAVisa]:
        """What these hours mean for somebody who studies here on a visa."""
        return hours_on_visas(self.challenge, self.sessions)

    @cached_property
    def answer_by(self) -> str:
        """``Thursday 12 March``."""
        return day_words(self.challenge.answer_by, self.zone)

    @cached_property
    def answer_by_hour(self) -> str:
        """``Thursday 12 March, 17:00``."""
        return moment_words(self.challenge.answer_by, self.zone)

    @cached_property
    def closes(self) -> str:
        """``Monday 9 March, 17:00``."""
        return moment_words(self.challenge.closes_at, self.zone)


def skill_names() -> ArraySubquery:
    """The plain names of a challenge's skills, in the framework's order: annotate ``skill_names``
    with it."""
    uses = Challenge.skills.through.objects.filter(challenge=OuterRef("pk"))
    return ArraySubquery(uses.order_by("skill__code").values("skill__plain_name"))


SESSIONS = Compiled(lambda keys: Session.objects.filter(challenge__any_of=keys))


def worded(*challenges: Challenge) -> list[ChallengeWording]:
    """Challenges in words; the sessions of all of them come in one compiled question."""
    sessions: dict[int, list[Session]] = {}
    for session in SESSIONS.all(keys=[challenge.pk for challenge in challenges]):
        sessions.setdefault(session.challenge_id, []).append(session)
    wordings = [ChallengeWording(challenge) for challenge in challenges]
    for wording in wordings:
        wording.sessions = sessions.get(wording.challenge.pk, [])
    return wordings
