"""What staff look at beside a brief: each line is a fact, and says when it wants a person.

Information, never legal advice.
"""

import re
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.templatetags.components.parts import Words
from employers.law import PayInWords, pay_in_words
from employers.models import Challenge, Mode, Partnership, Pay, TimeKind, UnpaidGround
from employers.paylaw import Why
from employers.wording import ChallengeWording, money

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
READING_AGE_AT_MOST = 13
YEAR_OF_STUDY = re.compile(  # "final-year students", "years 2 and 3 only", "postgraduates only"
    r"\b(?:first|second|third|fourth|1st|2nd|3rd|4th|final|penultimate)[- ]years?[- ]students?\b"
    r"|\b(?:second|third|fourth|2nd|3rd|4th|final|penultimate)[- ]years\b|\bfinalists?\b"
    r"|\byears? (?:of study )?[1-6]\b|\b(?:under|post)graduates? only\b",
    re.IGNORECASE,
)
EARLIEST, LATEST = 8, 20  # an hour outside these is worth a look
WORDS_AT_LEAST = 30


@dataclass(frozen=True)
class Check:
    """One line: ``tone`` is ``good``, ``warm`` (look at it) or ``bad`` (not like this)."""

    title: Words
    detail: Words
    tone: str = "good"


def checks(
    challenge: Challenge, partnership: Partnership | None, pay: PayInWords | None = None
) -> list[Check]:
    """The lines for one brief, those that want a person first; ``pay`` where it is known."""
    wording = ChallengeWording(challenge)
    lines = [
        _host(challenge, partnership),
        _address(challenge),
        _pay(challenge, pay or pay_in_words(challenge, for_staff=True)),
        _costs(challenge, wording),
        _times(challenge, wording),
        _place(challenge),
        _teams(challenge, wording),
        _reading(challenge),
    ]
    order = {"bad": 0, "warm": 1, "good": 2}
    return sorted(lines, key=lambda line: order[line.tone])


def _host(challenge: Challenge, partnership: Partnership | None) -> Check:
    if partnership is None or partnership.checked_by == Partnership.Check.NONE:
        return Check(
            _("Host"),
            _("Nobody has checked yet that %(host)s is who it says.")
            % {"host": challenge.employer},
            "warm",
        )
    how = capfirst(partnership.get_checked_by_display())
    return Check(_("Host"), f"{how}. {partnership.checked_note}".strip())


def _address(challenge: Challenge) -> Check:
    contact = challenge.contact
    if contact.user_id is not None:
        return Check(_("Address"), _("%(name)s has proven the address.") % {"name": contact.name})
    if challenge.recorded_by is not None:
        detail = _("Recorded by telephone by %(who)s.") % {"who": challenge.recorded_by}
        if not contact.address:
            detail += " " + _("No e-mail: ring %(number)s.") % {"number": contact.telephone}
        return Check(_("Address"), detail)
    return Check(_("Address"), _("Not proven yet. A letter with a code is on its way."), "warm")


def _pay(challenge: Challenge, pay: PayInWords) -> Check:
    """What is paid, or why it is not; the law of it stands in a block of its own."""
    if challenge.pay == Pay.PAID and challenge.pay_per_hour is not None:
        rate = money(challenge.pay_per_hour, challenge.currency)
        detail = _("%(rate)s an hour.") % {"rate": rate}
    else:
        ground = challenge.get_unpaid_ground_display() or _("no ground given")
        if challenge.unpaid_ground == UnpaidGround.CLASS and pay.approved is None:
            ground = _("the host asks you to decide")
        detail = _("Not paid: %(ground)s.") % {"ground": ground}
        if challenge.unpaid_reason:
            detail += f" “{challenge.unpaid_reason}”"
    stop = pay.tone == "bad" or (pay.tone == "warn" and pay.decision.why is Why.OWED)
    tone = "bad" if stop else "warm" if pay.tone == "warn" else "good"
    return Check(_("Pay and law"), f"{detail} {pay.outcome}.", tone)


def _costs(challenge: Challenge, wording: ChallengeWording) -> Check:
    if wording.costs:
        said = "; ".join(f"{line.strong} {line.rest}" for line in wording.costs)
        return Check(_("Costs repaid"), said)
    if challenge.mode == Mode.REMOTE:
        return Check(_("Costs repaid"), _("None; it is online."))
    tone = "good" if challenge.pay == Pay.PAID else "warm"
    return Check(_("Costs repaid"), _("None. Students pay their own way."), tone)


def _times(challenge: Challenge, wording: ChallengeWording) -> Check:
    said = "; ".join(f"{line.strong}, {line.rest}" for line in wording.when)
    detail = f"{said}. {wording.hours}"
    odd = [
        session
        for session in wording.sessions
        if session.on.weekday() >= 5
        or session.starts.hour < EARLIEST
        or session.ends.hour >= LATEST
    ]
    if odd and challenge.time_kind == TimeKind.SESSIONS:
        return Check(_("Times"), detail + " " + _("Weekend, early or late."), "warm")
    return Check(_("Times"), detail)


def _place(challenge: Challenge) -> Check:
    if challenge.mode == Mode.REMOTE:
        return Check(_("Place"), _("Online."))
    if challenge.site is None:
        return Check(_("Place"), _("In person, and no address is given."), "bad")
    if not (challenge.access or challenge.site.access):
        return Check(
            _("Place"),
            _("%(address)s. Nothing is said about access.") % {"address": challenge.site.address},
            "warm",
        )
    return Check(_("Place"), challenge.site.address)


def names_a_year(text: str) -> bool:
    """Whether ``text`` speaks of years of study, as if others could not come (R67)."""
    return YEAR_OF_STUDY.search(text) is not None


def _teams(challenge: Challenge, wording: ChallengeWording) -> Check:
    restricted = bool(challenge.experience_needed)
    said = wording.with_whom
    said += f". {challenge.experience_needed}" if restricted else _(". No experience needed.")
    if challenge.module is not None:
        said += " " + _("For students of %(module)s.") % {"module": challenge.module}
    if names_a_year(f"{challenge.summary} {challenge.problem} {challenge.experience_needed}"):
        said += " " + _(
            "It speaks of a year of study, and every year may ask. To let one come first, keep "
            "places for it: that takes a reason, and a second person."
        )
        restricted = True
    return Check(_("Who can come"), said, "warm" if restricted else "good")


def _reading(challenge: Challenge) -> Check:
    age = reading_age(f"{challenge.summary} {challenge.problem} {challenge.deliverable}")
    if age is None:
        return Check(_("Reading age"), _("Too short to tell."), "warm")
    said = _("%(age)d years. Aim at thirteen or less.") % {"age": age}
    return Check(_("Reading age"), said, "good" if age <= READING_AGE_AT_MOST else "warm")


def reading_age(text: str) -> int | None:
    """Years of age at which ``text`` reads easily, ``None`` for fewer than thirty words.

    The automated readability index gives a US school grade from letters and words alone (Senter
    and Smith, AMRL-TR-66-220, 1967); a grade is an age less five. Written out here: the textstat
    package gives the same figure, and takes two seconds to load.
    """
    words = WORD.findall(text)
    if len(words) < WORDS_AT_LEAST:
        return None
    sentences = len(SENTENCE_END.findall(text.rstrip(".!?… ") + "."))
    letters = sum(len(word) for word in words)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43
    return max(5, round(grade) + 5)
