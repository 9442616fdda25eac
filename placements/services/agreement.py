"""What we agree (R8, REQUIREMENTS 4.7): one page, in the words that the student says yes to.

Publishing the challenge is the host's acceptance, approval the university's; the student's is her
yes to the offer, and ``Placement.agreed`` keeps what she saw.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from employers.models import Challenge, Mode, Pay, Session
from employers.safety_words import safety_for_students
from employers.times import local_day
from institutions.models import Jurisdiction
from placements import words


def lines_of(challenge: Challenge, sessions: list[Session]) -> list[tuple[str, str]]:
    """Pairs of heading and words: date, place, hours, pay, costs, result, its owner, supervisor."""
    lines = [
        (_("Day and times"), "\n".join(_times(challenge, sessions))),
        (_("Where"), _place(challenge)),
        (_("Hours"), _("%(hours)s hours of work") % {"hours": words.hours(challenge.hours)}),
        (_("Pay"), "\n".join([pay(challenge), *_who_pays(challenge)])),
        (_("Costs we pay"), "\n".join(_costs(challenge))),
        (_("What you leave behind"), challenge.deliverable),
        (_("Whose it is"), challenge.get_ip_terms_display()),
        (_("Who guides you"), _supervisor(challenge)),
    ]
    if challenge.needs_nda:
        lines.append((_("Confidential"), _confidential()))
    lines += [(_("Safety"), "\n".join(safety_for_students(challenge)))]
    lines += [(_("Right to work"), _right_to_work(challenge))]
    leads_to = [challenge.leads_to_words, challenge.leads_to]
    lines.append((_("Leads to"), "\n".join(filter(None, leads_to))))
    return [(heading, content) for heading, content in lines if content]


def _confidential() -> str:
    return _(
        "The host asks you to keep what you see to yourself, in writing. You may say no to that: "
        "it costs you nothing, and we look for another way with you."
    )


def _right_to_work(challenge: Challenge) -> str:
    """Who looks at documents, where pay makes somebody an employer; nothing where we do not know.

    UK: whoever employs checks before the work begins (gov.uk/check-job-applicant-right-to-work).
    """
    if challenge.pay != Pay.PAID or challenge.institution.jurisdiction != Jurisdiction.UK:
        return ""
    return _(
        "%(host)s pays you, so it checks before you begin that you may work in the UK. Show your "
        "documents to the host alone: this service asks for none and keeps none."
    ) % {"host": challenge.employer.name}


def as_kept(challenge: Challenge, sessions: list[Session]) -> dict[str, Any]:
    """What ``Placement.agreed`` keeps: the lines as shown, the days that they name, and when."""
    return {
        "lines": lines_of(challenge, sessions),
        "days": days_of(challenge, sessions),
        "shown_at": clock.now().isoformat(),
        "language": get_language() or "",
    }


def in_the_words_of(agreed: Mapping[str, Any]) -> override:
    """Speak the language in which ``agreed`` was said yes to, as ``with`` does.

    What is asked again is compared with it line by line: another language is no other agreement.
    """
    return override(agreed.get("language") or None)


def days_of(challenge: Challenge, sessions: Sequence[Session]) -> list[str]:
    """The days as ISO 8601; the first and the last where students share out their own time."""
    if sessions:
        return sorted({session.on.isoformat() for session in sessions})
    zone = challenge.institution.zone
    ends = (challenge.starts_at, challenge.ends_at)
    return [local_day(moment, zone).isoformat() for moment in ends]


@dataclass(frozen=True)
class Difference:
    """One line of what we agree that reads otherwise than before; empty where there was none."""

    heading: str
    before: str
    now: str


def differences(before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> list[Difference]:
    """What is different between two versions, pairs of heading and words, in the new one's order.

    Of several lines under a heading, those that differ. A heading that is gone comes last.
    """
    old = {row[0]: row[1] for row in before}
    new = {row[0]: row[1] for row in now}
    found = [
        _difference(heading, old.get(heading, ""), words)
        for heading, words in new.items()
        if old.get(heading, "") != words
    ]
    gone = [Difference(heading, old[heading], "") for heading in old if heading not in new]
    return found + gone


def _difference(heading: str, before: str, now: str) -> Difference:
    """Of several lines those that differ; all of them where they stand in another order."""
    was, stands = before.splitlines(), now.splitlines()
    left = [line for line in was if line not in stands]
    came = [line for line in stands if line not in was]
    if not left and not came:
        left, came = was, stands
    return Difference(heading, "\n".join(left), "\n".join(came))


def versions_of(agreed: Mapping[str, Any]) -> list[tuple[str, list[Difference]]]:
    """When each later version was agreed (ISO 8601), and what it changed; the newest first."""
    all_of_it = [*agreed.get("before", []), agreed]
    pairs = pairwise(all_of_it)
    return [
        (new.get("shown_at", ""), differences(old.get("lines", []), new.get("lines", [])))
        for old, new in pairs
    ][::-1]


def mark_of(agreed: Mapping[str, Any]) -> str:
    """SHA-256 of a version's lines, by which a signature names what it stands under."""
    lines = [[str(heading), str(said)] for heading, said in agreed.get("lines", [])]
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def refuse_unread(agreed: Mapping[str, Any], seen: str) -> None:
    """Raise ``RuleBroken`` where ``seen``, the mark of what a page showed, is of another version.

    It is empty where nobody read a page: staff read it out.
    """
    if seen and seen != mark_of(agreed):
        raise RuleBroken(_("This changed while you read it. Here it stands as it is now."))


def pay(challenge: Challenge) -> str:
    """“£91 for 7 hours, £13 an hour”, or that the work is not paid."""
    if challenge.pay != Pay.PAID or challenge.pay_per_hour is None:
        return _("Not paid")
    rate, hours = Decimal(challenge.pay_per_hour), Decimal(challenge.hours)
    return _("%(sum)s for %(hours)s hours, %(rate)s an hour") % {
        "sum": words.money((rate * hours).quantize(Decimal("0.01")), challenge.currency),
        "hours": words.hours(hours),
        "rate": words.money(rate, challenge.currency),
    }


def _times(challenge: Challenge, sessions: list[Session]) -> list[str]:
    zone = challenge.institution.zone
    if sessions:
        return [words.span(s.starts_at, s.ends_at, s.zone) for s in sessions]
    return [
        _("In your own time, %(first)s to %(last)s")
        % {
            "first": words.day(challenge.starts_at, zone),
            "last": words.day(challenge.ends_at, zone),
        }
    ]


def _place(challenge: Challenge) -> str:
    if challenge.mode == Mode.REMOTE or challenge.site is None:
        return str(challenge.get_mode_display())
    return f"{challenge.get_mode_display()}: {challenge.site.called}"


def _costs(challenge: Challenge) -> list[str]:
    costs = []
    if challenge.travel_up_to:
        amount = words.money(Decimal(challenge.travel_up_to), challenge.currency)
        costs.append(_("Travel up to %(amount)s") % {"amount": amount})
    if challenge.lunch:
        costs.append(_("Lunch: %(lunch)s") % {"lunch": challenge.lunch})
    if challenge.care_up_to:
        amount = words.money(Decimal(challenge.care_up_to), challenge.currency)
        costs.append(_("Care for a child or relative up to %(amount)s") % {"amount": amount})
    repaid = challenge.travel_up_to or challenge.care_up_to
    if costs and challenge.costs_note:
        costs.append(
            _("%(host)s pays this %(when)s.")
            % {"host": challenge.employer.name, "when": challenge.costs_note}
        )
    elif repaid:
        costs.append(_("%(host)s pays this.") % {"host": challenge.employer.name})
    if repaid:
        said = {"who": challenge.supervisor.name, "team": challenge.institution.team_name}
        if challenge.costs_note.casefold().startswith(_("before").casefold()):
            costs.append(_("Ask %(who)s for it. Afterwards, show the tickets and receipts.") % said)
        else:
            costs.append(_("Keep tickets and receipts, and show them to %(who)s.") % said)
            costs.append(_("Can you not pay first? Tell %(team)s, before the day.") % said)
    return costs


def _who_pays(challenge: Challenge) -> list[str]:
    """Who pays a wage and how one comes to it; nothing where the work is not paid."""
    if challenge.pay != Pay.PAID:
        return []
    said = {"host": challenge.employer.name, "who": challenge.supervisor.name}
    return [
        _("%(host)s pays you, not the university.") % said,
        _("Ask %(who)s when it comes, and what they need from you for it.") % said,
        _("It did not come? Tell %(team)s.") % {"team": challenge.institution.team_name},
    ]


def _supervisor(challenge: Challenge) -> str:
    supervisor = challenge.supervisor
    title = f", {supervisor.job_title}" if supervisor.job_title else ""
    return f"{supervisor.name}{title}, {challenge.employer.name}"
