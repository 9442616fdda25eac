"""Where one interest stands: what was done, what comes next, by when and by whom. Two queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core import clock
from core.addresses import address_of
from core.compiled import Compiled
from credentials.models import Credential
from employers.models import WhoDecides
from employers.states import ChallengeState
from employers.wording import ChallengeWording, day_words, moment_words
from institutions.models import Institution
from placements import reasons
from placements.models import Placement, Reflection, SelfRating
from placements.services.day import BACKGROUND_BEFORE
from placements.states import GONE, OVER, PlacementState
from portal.asks import said
from students.models import Eoi
from students.states import EoiState

E, P, S = EoiState, PlacementState, ChallengeState
ENDED = (E.NOT_SELECTED, E.DECLINED, E.LAPSED, E.WITHDRAWN, E.EXPIRED)
DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Step:
    """One line of the timeline: ``who`` acts, in words; ``act`` is hers, with its page."""

    state: str
    words: str
    when: str = ""
    at: datetime | None = None
    more: str = ""
    who: str = ""
    act: str = ""
    url: str = ""


def _followed(institution: Any, public_id: Any) -> Any:
    placed = Placement.objects.filter(eoi=OuterRef("pk"))
    badge = Credential.objects.filter(placement__eoi=OuterRef("pk"))
    reflected = Reflection.objects.filter(placement__eoi=OuterRef("pk"))
    rated = SelfRating.objects.filter(placement__eoi=OuterRef("pk"))
    facts = JSONObject(state="state", public_id="public_id", agreed_at="agreed_at")
    return (
        Eoi.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution__policy",
            "student__user",
            "challenge__institution__policy",
            "challenge__employer",
            "challenge__site",
        )
        .annotate(
            place=Subquery(placed.values(said=facts)),
            badge=Subquery(badge.values("public_id")[:1]),
            reflected=Subquery(reflected.values("pk")[:1]),
            rated=Subquery(rated.values("pk")[:1]),
        )
    )


FOLLOWED = Compiled(_followed)


class Following:
    """One interest, annotated by ``FOLLOWED``, as its student follows it."""

    def __init__(self, eoi: Any, wording: ChallengeWording) -> None:
        self.eoi, self.wording = eoi, wording
        self.challenge = eoi.challenge
        self.here: Institution = eoi.institution
        self.team = self.here.team_name
        self.placed: str = (eoi.place or {}).get("state", "")
        self.now = clock.now()

    def _said(self, moment: datetime) -> str:
        return said(moment, self.here.zone)

    def _day(self, moment: datetime) -> str:
        return day_words(moment, self.here.zone)

    def _page(self, name: str, row: Any = None) -> str:
        return address_of(name, self.here.slug, row or self.eoi.public_id)

    @property
    def has_place(self) -> bool:
        """Whether she has one, that stands."""
        return bool(self.placed) and self.placed not in GONE

    @property
    def sheet(self) -> str:
        """The page of her place."""
        return self._page("placements:arrival_sheet", self.eoi.place["public_id"])

    @property
    def give_back(self) -> str:
        """Where she says that she can't come, while that is still ahead."""
        if self.placed not in (P.READY, P.RUNNING) or self.now >= self.challenge.ends_at:
            return ""
        return self._page("placements:give_back_place", self.eoi.place["public_id"])

    @property
    def why(self) -> str:
        """The reason of the answer, in a sentence."""
        return reasons.sentence(self.eoi.reason)

    @property
    def headline(self) -> str:
        """Where it stands, in one sentence."""
        if self.challenge.state == S.CANCELLED:
            return _("This project has been called off")
        if self.has_place:
            if self.placed in OVER or self.placed == P.LEFT_EARLY:
                return _("It is done") if self.placed in OVER else _("You left early")
            return _("You have a place")
        return {
            E.SUBMITTED: _("%(team)s answers by %(day)s")
            % {"team": self.team, "day": self._day(self.challenge.hear_by)},
            E.OFFERED: _("A place is yours if you want it")
            if self.eoi.seat
            else _("There is a place for the first who say yes"),
            E.WAITLISTED: _("You are number %(n)d in line") % {"n": self.eoi.line or 1},
            E.NOT_SELECTED: _("Not this time"),
            E.DECLINED: _("You said no to this place"),
            E.LAPSED: _("The time to answer ran out"),
            E.WITHDRAWN: _("You gave your place back") if self.placed else _("You took this back"),
        }.get(self.eoi.state, _("Not confirmed in time"))

    def steps(self) -> list[Step]:
        """The timeline. After an interest has ended nothing more comes."""
        return [*self._asked(), *self._answered(), *(() if self.ended else self._ahead())]

    @property
    def ended(self) -> bool:
        """Whether it came to no place, or to none that stands."""
        over = self.eoi.state in ENDED or self.placed in GONE
        return over or self.challenge.state == S.CANCELLED

    def _asked(self) -> Iterator[Step]:
        eoi, challenge = self.eoi, self.challenge
        via = "" if eoi.via == "web" else f"{self.team}: {eoi.get_via_display()}"
        you = _("You")
        yield Step(
            DONE, _("You sent your interest"), self._said(eoi.sent_at), eoi.sent_at, via, you
        )
        if eoi.confirmed_at:
            confirmed = self._said(eoi.confirmed_at)
            yield Step(DONE, _("Your address is confirmed"), confirmed, eoi.confirmed_at)
        closes = self._said(challenge.closes_at)
        if challenge.state in (S.OPEN, S.PAUSED):
            even = _("Early or late makes no difference.")
            if not self.ended:
                words = _("It closes to new people")
                yield Step(NEXT, words, closes, challenge.closes_at, even)
        else:
            yield Step(DONE, _("It closed to new people"), closes, challenge.closes_at)

    def _answered(self) -> Iterator[Step]:
        eoi, challenge = self.eoi, self.challenge
        if not eoi.answered_at:
            if self.ended:
                yield Step(DONE, self.headline, self._said(eoi.state_changed_at))
                return
            closed = challenge.state not in (S.OPEN, S.PAUSED)
            if challenge.who_decides == WhoDecides.HOST:
                host = str(challenge.employer)
                yield Step(
                    NOW if closed else NEXT,
                    _("The host reads what was written, without names, and chooses"),
                    who=host,
                )
            late = challenge.answer_again_by is not None
            yield Step(
                NOW if closed else NEXT,
                _("Places are shared out, and you hear with the reason"),
                _("By %(day)s") % {"day": self._day(challenge.hear_by)},
                challenge.hear_by,
                _("We had promised it by %(day)s, and are sorry.")
                % {"day": self._day(challenge.answer_by)}
                if late
                else "",
                self.team,
            )
            yield Step(NEXT, _("You say yes or no to what we agree"), who=_("You"))
            return
        answered = self._said(eoi.answered_at)
        yield Step(DONE, _("Places were shared out"), answered, eoi.answered_at, who=self.team)
        match eoi.state:
            case E.OFFERED:
                until = _("By %(day)s") % {"day": moment_words(eoi.offer_ends_at, self.here.zone)}
                yield Step(
                    NOW,
                    _("You say yes or no to what we agree"),
                    until,
                    eoi.offer_ends_at,
                    who=_("You"),
                    act=_("See what we agree, and answer"),
                    url=self._page("placements:accept_place"),
                )
            case E.WAITLISTED:
                asks = _("If a place comes free, we ask you at once. You need not do anything.")
                yield Step(NOW, _("You wait in line"), more=asks, who=self.team)
            case E.ACCEPTED if eoi.place:
                at = datetime.fromisoformat(eoi.place["agreed_at"])
                yield Step(DONE, _("You said yes"), self._said(at), at, who=_("You"))
                if self.placed in GONE:
                    yield Step(DONE, self.headline, more=challenge.state_reason)
            case _:
                at = eoi.state_changed_at
                yield Step(DONE, self.headline, self._said(at), at)

    def _there(self, over: bool) -> str:
        if self.has_place:
            return _("You were there") if over else _("You are there")
        if self.eoi.state == E.OFFERED and self.eoi.seat:
            return _("If you say yes: you are there")
        return _("If you get a place: you are there")

    def _ahead(self) -> Iterator[Step]:
        """The day and what comes after it; for who has no place yet, what it would be."""
        challenge, eoi, now = self.challenge, self.eoi, self.now
        told = challenge.starts_at - BACKGROUND_BEFORE
        if self.has_place:
            yield Step(
                DONE if now >= told else NEXT,
                _("Where, when, with whom, and what to read"),
                self._said(told),
                told,
                who=self.team,
                act=_("Open my page of the day") if now < challenge.ends_at else "",
                url=self.sheet,
            )
        over, on = now >= challenge.ends_at, now >= challenge.starts_at
        yield Step(
            DONE if over else NOW if on and self.has_place else NEXT,
            self._there(over),
            self.wording.days,
            challenge.starts_at,
            who=str(challenge.employer),
        )
        if not self.has_place:
            return
        answered = bool(eoi.reflected and eoi.rated)
        open_to_her = over and not answered and self.placed not in (P.CLOSED, P.LEFT_EARLY)
        step = "placements:rate_self" if eoi.reflected else "placements:reflect"
        yield Step(
            DONE if answered else NOW if open_to_her else NEXT,
            _("You say how it was: four minutes, if you like"),
            who=_("You"),
            act=_("Answer the questions") if open_to_her else "",
            url=self._page(step, eoi.place["public_id"]) if open_to_her else "",
        )
        yield Step(
            DONE if eoi.badge else NEXT,
            _("Your badge is here") if eoi.badge else _("The host signs off, and you get a badge"),
            who="" if eoi.badge else str(challenge.employer),
            act=_("See it") if eoi.badge else "",
            url=self._page("credentials:my_credential", eoi.badge) if eoi.badge else "",
        )
