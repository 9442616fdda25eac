"""All that a student shares, with the ledger and who wrote to her because of it: one question."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from core import clock
from core.compiled import Compiled
from credentials.models import Approach, Consent, Consented
from credentials.services.consenting import WORDS
from students.models import Student

SHOWN = 60


@dataclass(frozen=True)
class LedgerLine:
    """To what she agreed, in the words that she read, and whether it still stands."""

    to: str
    words: object
    badge: str
    given_at: datetime
    until: date | None
    ended_at: datetime | None
    stands: bool
    changed: bool  # it ended where another line about the same began: not taken back


@dataclass(frozen=True)
class Wrote:
    """An employer that found her, and what she answered."""

    public_id: UUID
    employer: str
    name: str
    words: str
    sent_at: datetime
    answered: str  # in words
    is_open: bool


@dataclass(frozen=True)
class Shared:
    """Her portfolio's switches, the ledger, and letters of employers, newest first."""

    public_id: UUID | None
    shared: bool
    name_shown: bool
    found_until: date | None
    ledger: Sequence[LedgerLine]
    approaches: Sequence[Wrote]
    today: date

    @property
    def found(self) -> bool:
        """Whether other employers find her now."""
        return self.found_until is not None and self.found_until >= self.today


def _shared(student: Any) -> QuerySet[Student, Any]:
    lines = Consent.objects.filter(student=OuterRef("pk")).order_by("-given_at", "-pk")
    line = JSONObject(
        to="to",
        wording="wording",
        badge="credential__achievement__name",
        number="credential",
        given_at="given_at",
        until="until",
        ended_at="ended_at",
    )
    approaches = Approach.objects.filter(student=OuterRef("pk")).order_by("-sent_at", "-pk")
    approach = JSONObject(
        employer="employer__name",
        name="member__name",
        words="words",
        sent_at="sent_at",
        answer="answer",
        public_id="public_id",
    )
    return Student.objects.filter(pk=student).values(
        "portfolio__public_id",
        "portfolio__shared",
        "portfolio__name_shown",
        "portfolio__found_until",
        ledger=ArraySubquery(lines.values(said=line)[:SHOWN]),
        approaches=ArraySubquery(approaches.values(said=approach)[:SHOWN]),
    )


SHARED = Compiled(_shared)


def shared_by(student: Student) -> Shared:
    """What she shares now, and what she shared before."""
    row = SHARED.first(student=student.pk)
    today = clock.today(student.institution.zone)
    begun = {_begun(said, said["given_at"]) for said in row["ledger"]}
    return Shared(
        public_id=row["portfolio__public_id"],
        shared=bool(row["portfolio__shared"]),
        name_shown=bool(row["portfolio__name_shown"]),
        found_until=row["portfolio__found_until"],
        ledger=[_line(said, today, begun) for said in row["ledger"]],
        approaches=[_wrote(said) for said in row["approaches"]],
        today=today,
    )


def _wrote(said: dict[str, Any]) -> Wrote:
    letter = Approach(answer=said["answer"], sent_at=datetime.fromisoformat(said["sent_at"]))
    return Wrote(
        UUID(said["public_id"]),
        said["employer"],
        said["name"] or "",
        said["words"],
        letter.sent_at,
        str(letter.get_answer_display()) if letter.answer else "",
        letter.is_open,
    )


def _begun(said: dict[str, Any], moment: str | None) -> tuple[Any, ...]:
    """Which switch, of which badge, and when."""
    return said["to"], said["number"], moment


def _line(said: dict[str, Any], today: date, begun: Container[tuple[Any, ...]]) -> LedgerLine:
    until = date.fromisoformat(said["until"]) if said["until"] else None
    return LedgerLine(
        to=str(Consented(said["to"]).label),
        words=WORDS[said["wording"]][said["to"]],
        badge=said["badge"] or "",
        given_at=datetime.fromisoformat(said["given_at"]),
        until=until,
        ended_at=datetime.fromisoformat(said["ended_at"]) if said["ended_at"] else None,
        stands=not said["ended_at"] and (until is None or until >= today),
        changed=bool(said["ended_at"]) and _begun(said, said["ended_at"]) in begun,
    )
