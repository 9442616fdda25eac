"""What the tables of law say of a challenge, in words. Information, never advice.

``employers.paylaw`` decides; here are the facts that it is given, the classes that an approver has
let through, and the sentences. The rules' own sentences stand in the tables.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from core import clock
from employers import paylaw
from employers.models import (
    ApprovedClass,
    Challenge,
    EmployerKind,
    Pay,
    Session,
    TimeKind,
    UnpaidGround,
)
from employers.paylaw import Decision, Facts, Ground, Host, Outcome, Rule, Table, VisaNote, Why
from employers.times import local_day
from institutions.models import Institution

HOSTS = {
    EmployerKind.CHARITY: Host.CHARITY,
    EmployerKind.COMMUNITY: Host.COMMUNITY,
    EmployerKind.PUBLIC_BODY: Host.PUBLIC_BODY,
}


def facts_of(challenge: Challenge) -> Facts:
    """What pay law asks of a brief; its employer and institution are loaded."""
    zone = challenge.institution.zone
    return Facts(
        jurisdiction=challenge.institution.jurisdiction,
        first_day=local_day(challenge.starts_at, zone),
        last_day=local_day(challenge.ends_at, zone),
        today=clock.today(zone),
        paid=challenge.pay == Pay.PAID,
        rate=challenge.pay_per_hour if challenge.pay == Pay.PAID else None,
        currency=challenge.currency if challenge.pay == Pay.PAID else "",
        host=HOSTS.get(EmployerKind(challenge.employer.kind), Host.FIRM),
        ground=Ground(challenge.unpaid_ground) if challenge.pay == Pay.UNPAID else Ground.NONE,
        module=challenge.module_id is not None,
    )


def table_of(institution: Institution) -> Table | None:
    """The table of the law that applies at ``institution``."""
    return paylaw.tables().get(institution.jurisdiction)


def decision_of(challenge: Challenge) -> Decision:
    """What the tables of the institution's jurisdiction say of ``challenge``."""
    return paylaw.decide(facts_of(challenge))


def class_of(challenge: Challenge) -> ApprovedClass | None:
    """The class in force that lets ``challenge`` through, with who approved it. One query."""
    today = clock.today(challenge.institution.zone)
    covering = ApprovedClass.objects.covering(challenge, today).select_related("approved_by")
    found: ApprovedClass | None = covering.first()
    return found


def one_officer_may_decide(challenge: Challenge) -> bool:
    """Whether no second approver is needed: lawful as it stands, or of an approved class.

    A class answers what a person would have to judge; it does not make lawful what is refused.
    """
    decision = decision_of(challenge)
    return decision.lawful or (not decision.refused and class_of(challenge) is not None)


def least_pay(institution: Institution, day: date) -> Rule | None:
    """The rule of the least pay for an hour on ``day``; ``None`` where we can rely on none."""
    decision = paylaw.decide(
        Facts(
            jurisdiction=institution.jurisdiction,
            first_day=day,
            last_day=day,
            today=clock.today(institution.zone),
            paid=True,
        )
    )
    return decision.rule if decision.refused else None


def what_the_law_asks(
    institution: Institution, *, first_day: date, last_day: date, chosen: str, kind: str
) -> "PayInWords":
    """The block for a choice on the pay page, before an amount is typed.

    ``chosen`` is ``paid`` or a ground. A host who has not said what it is (``kind`` empty) is a
    charity where volunteers were chosen, and a firm elsewhere, as when it posts.
    """
    guessed = EmployerKind.CHARITY if chosen == UnpaidGround.CHARITY else EmployerKind.COMPANY
    paid = chosen == Pay.PAID
    facts = Facts(
        jurisdiction=institution.jurisdiction,
        first_day=first_day,
        last_day=last_day,
        today=clock.today(institution.zone),
        paid=paid,
        host=HOSTS.get(EmployerKind(kind or guessed), Host.FIRM),
        ground=Ground.NONE if paid else Ground(chosen),
    )
    return PayInWords(paylaw.decide(facts), asking=True)


@dataclass
class PayInWords:
    """The block that pages show: outcome, why, rule, source, and what would change it."""

    decision: Decision
    approved: ApprovedClass | None = None
    asking: bool = False  # before an amount is typed
    for_staff: bool = False  # hosts need not know how the university divides its work

    @property
    def rule(self) -> Rule | None:
        """The rule that decided."""
        return self.decision.rule

    @property
    def tone(self) -> str:
        """``good``, ``warn`` or ``bad``."""
        if self.asking and self.decision.why is Why.NO_RATE:
            return "plain"
        if self.decision.lawful or (self.approved and not self.decision.refused):
            return "good"
        return "bad" if self.decision.refused else "warn"

    @property
    def outcome(self) -> str:
        """Two or three words."""
        if self.asking and self.decision.why is Why.NO_RATE:
            return _("The least pay")
        if self.approved and not self.decision.refused and not self.decision.lawful:
            return _("Approved as a class")
        return {
            Outcome.LAWFUL: _("Fine as it stands"),
            Outcome.SECOND_APPROVER: _("A second approver decides")
            if self.for_staff
            else _("The university decides"),
            Outcome.NO_TABLE: _("The university rules"),
            Outcome.REFUSED: _("Not like this"),
        }[self.decision.outcome]

    @property
    def why(self) -> str:
        """Why, in a sentence."""
        if self.asking and self.decision.why is Why.NO_RATE:
            return ""
        rule, table = self.decision.rule, self.decision.table
        if rule is None or table is None:
            return _("We have no table of law for this place, and we do not guess.")
        if self.decision.why is Why.JUDGED:
            return _(rule.judged_because)
        if self.decision.why is Why.OUT_OF_DATE and rule.valid_until is not None:
            return _("What we know ends on %(day)s, and the project is later.") % {
                "day": day_words(rule.valid_until)
            }
        if self.decision.why is Why.NOT_READ_AGAIN:
            return _("Our table was to be read again by %(day)s, and nobody has.") % {
                "day": day_words(table.read_again_by)
            }
        return {
            Why.MEETS_MINIMUM: _("The pay is at least the minimum of the day."),
            Why.EXEMPT: _("Not paid, and an exemption covers it."),
            Why.BELOW_MINIMUM: _("The pay is below the minimum of the day."),
            Why.NO_RATE: _("The pay for an hour is missing."),
            Why.NO_GROUND: _("Not paid, and no ground is given."),
            Why.OTHER_CURRENCY: _("The pay is in other money than the table."),
            Why.MODULE_NOT_NAMED: _("A course must require it, and no module is named."),
            Why.OWED: _("Not paid, and no exemption covers it."),
            Why.UNCONFIRMED: _("Nobody has checked this rule against its official text."),
            Why.OUT_OF_DATE: _("We know no rule for that day."),
        }[self.decision.why]

    @property
    def change(self) -> str:
        """What would change the outcome; of a lawful one, what would undo it."""
        rule = self.decision.rule
        if self.asking and self.decision.why is Why.NO_RATE:
            return ""
        if rule is None:
            return _("The university’s own ruling: a second approver, or a class approved before.")
        stale = {Why.UNCONFIRMED, Why.OUT_OF_DATE, Why.NOT_READ_AGAIN}
        if self.decision.why in stale:
            return _("That somebody reads the source again and brings the table up to date.")
        if self.decision.why is Why.MEETS_MINIMUM:
            return _("A new rate, or less pay.")
        return _(rule.would_change)

    @property
    def source(self) -> str:
        """``read on 22 November 2026; confirmed``, beside the source's name."""
        rule = self.decision.rule
        if rule is None:
            return ""
        read = _("read on %(day)s") % {"day": day_words(rule.read_on)}
        held = _("confirmed by its text") if rule.confirmed else _("not confirmed")
        return f"{read}; {held}"


def pay_in_words(challenge: Challenge, *, for_staff: bool = False) -> PayInWords:
    """The block for ``challenge``; asks for a class only where one would matter."""
    decision = decision_of(challenge)
    asked = decision.lawful or decision.refused or challenge.institution.pk is None
    return PayInWords(decision, None if asked else class_of(challenge), for_staff=for_staff)


def as_kept(challenge: Challenge) -> dict[str, str]:
    """What ``Challenge.approved_under`` keeps of the moment of approval: tables change later."""
    pay = pay_in_words(challenge)
    return {
        "outcome": pay.decision.outcome,
        "why": pay.decision.why,
        "rule": pay.rule.id if pay.rule else "",
        "class": str(pay.approved) if pay.approved else "",
        "on": clock.today(challenge.institution.zone).isoformat(),
    }


@dataclass(frozen=True)
class ApprovedUnder:
    """By what a brief was let through, as it was kept."""

    on: date
    rule: Rule | None
    by_class: str
    by_a_person: bool


def approved_under(challenge: Challenge) -> ApprovedUnder | None:
    """What was kept when ``challenge`` was published; ``None`` of one never or long ago."""
    kept = challenge.approved_under
    if not kept:
        return None
    return ApprovedUnder(
        on=date.fromisoformat(kept["on"]),
        rule=paylaw.rule_called(kept["rule"]),
        by_class=kept["class"],
        by_a_person=kept["outcome"] != Outcome.LAWFUL and not kept["class"],
    )


def day_words(day: date) -> str:
    """``22 November 2026``."""
    return date_format(day, "j F Y")


@dataclass(frozen=True)
class HoursOnAVisa:
    """What a project's hours mean for whoever has this visa."""

    note: VisaNote

    @cached_property
    def rule(self) -> Rule:
        """The rule."""
        return self.note.rule

    @property
    def words(self) -> str:
        """``On a Student visa, 5.5 of these hours count …``."""
        said = {"visa": self.rule.visa}
        if self.note.busiest is None or self.rule.hours is None or self.rule.every is None:
            return _(self.rule.sentence)
        if not self.note.counts:
            return _("On a %(visa)s, these hours may not count: they are part of a course.") % said
        said |= {
            "hours": number_format(self.note.busiest.normalize(), use_l10n=True),
            "most": number_format(self.rule.hours, decimal_pos=0),
        }
        if self.rule.every is paylaw.Every.WEEK:
            if self.note.over:
                return (
                    _(
                        "On a %(visa)s, %(hours)s of these hours fall in one week: more than the "
                        "%(most)s that most may work in term."
                    )
                    % said
                )
            return (
                _(
                    "On a %(visa)s, these hours count towards your weekly hours, paid or not: up "
                    "to %(hours)s of the %(most)s that most may work in a week of term."
                )
                % said
            )
        if self.note.over:
            return (
                _(
                    "On a %(visa)s, %(hours)s of these hours fall in one fortnight: more than the "
                    "%(most)s that most may work in term."
                )
                % said
            )
        return (
            _(
                "On a %(visa)s, these hours count, paid or not: up to %(hours)s of the %(most)s "
                "that most may work in a fortnight of term."
            )
            % said
        )


def hours_on_visas(challenge: Challenge, sessions: Iterable[Session]) -> list[HoursOnAVisa]:
    """What the hours of ``challenge`` mean on a visa here; rules that count hours come first."""
    notes = paylaw.visa_notes(
        challenge.institution.jurisdiction,
        hours=hours_by_day(challenge, sessions),
        paid=challenge.pay == Pay.PAID,
        part_of_course=part_of_course(challenge),
    )
    return [HoursOnAVisa(note) for note in notes]


def hours_by_day(challenge: Challenge, sessions: Iterable[Session]) -> dict[date, Decimal]:
    """Hours of work by day; own time as if it were all done on the first, which is the most."""
    if challenge.time_kind == TimeKind.OWN_TIME:
        first = local_day(challenge.starts_at, challenge.institution.zone)
        return {first: challenge.hours}
    hours: dict[date, Decimal] = {}
    for session in sessions:
        seconds = int((session.ends_at - session.starts_at).total_seconds())
        worked = Decimal(seconds - 60 * session.pause) / 3600
        hours[session.on] = hours.get(session.on, Decimal(0)) + worked
    return {day: worked.quantize(Decimal("0.1")) for day, worked in hours.items()}


def part_of_course(challenge: Challenge) -> bool:
    """Whether a module requires it: named, and given as the ground where it is not paid."""
    return challenge.module_id is not None and challenge.unpaid_ground in ("", UnpaidGround.COURSE)


def return_in_words(challenge: Challenge) -> tuple[str, Rule] | None:
    """What a project of a course adds to the university's return; ``None`` where nothing does."""
    note = paylaw.return_note(
        challenge.institution.jurisdiction,
        first_day=local_day(challenge.starts_at, challenge.institution.zone),
        days=challenge.days,
        part_of_course=challenge.module_id is not None,
    )
    if note is None:
        return None
    if note.counts:
        return _("It belongs to a module and is long enough to add to your return."), note.rule
    return _("It belongs to a module and is too short to count in your return."), note.rule
