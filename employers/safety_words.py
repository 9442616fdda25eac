"""What is known of safety, in the sentences of pages and letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.days import dated
from employers.models import ActionOwner, Challenge, HostCheck, Insured, IpTerms, Level
from employers.safety import Safety, safety_of
from employers.times import local_day


def day_said(day: date) -> str:
    """``3 May 2027``."""
    return dated(day, "j F Y")


def who_answered(check: HostCheck) -> str:
    """“Jo Merriman, by telephone; recorded by Dana Whitlock”, or who answered on the web."""
    if check.answered_at is None:
        return ""
    if check.answered_via == "web":
        return str(check.answered_by or "")
    said = {"how": check.get_answered_via_display(), "who": check.answered_by or _("staff")}
    if check.answered_with:
        return _("%(name)s, %(how)s; recorded by %(who)s") % (said | {"name": check.answered_with})
    return _("%(how)s; recorded by %(who)s") % said


def insurance_said(check: HostCheck) -> str:
    """One sentence on the insurance of a check."""
    if check.online_only and not check.insured:
        return ""
    if check.insured == Insured.YES and check.insured_until:
        return _("Insured with %(insurer)s until %(day)s.") % {
            "insurer": check.insurer,
            "day": day_said(check.insured_until),
        }
    if check.insured == Insured.ASKING and check.insurer_answers_by:
        return _("The host asks its insurer and answers by %(day)s.") % {
            "day": day_said(check.insurer_answers_by)
        }
    if check.insured == Insured.NO:
        said = _("No employers’ liability insurance.")
        return f"{said} {check.accepted_note}".strip()
    return ""


def what_is_open(check: HostCheck) -> str:
    """Why an unfinished check is unfinished, in a sentence."""
    zone = ZoneInfo(check.institution.zone)
    if check.answered_at is None:
        return _("Asked on %(day)s; no answer yet.") % {
            "day": day_said(check.asked_at.astimezone(zone).date())
        }
    if not check.controls:
        return _("The host says that it has no safety rules of its own. Ring, and agree on some.")
    if not check.online_only and not check.induction:
        return _("The host can not show students round when they begin. Ring, and agree who does.")
    if check.insured == Insured.NO:
        return _("No employers’ liability insurance. Say why it may go on, or send nobody there.")
    if check.insured == Insured.YES and check.insured_until:
        today = clock.today(check.institution.zone)
        if check.insured_until < today:
            return _("The insurance ended on %(day)s.") % {"day": day_said(check.insured_until)}
    return insurance_said(check) or _("Something is missing. Ring, and fill it in together.")


@dataclass(frozen=True)
class SafetyLine:
    """One line beside a brief: ``tone`` is ``good``, ``warm`` (look at it) or ``bad``."""

    title: str
    detail: str
    tone: str = "good"


def lines_of_safety(known: Safety) -> list[SafetyLine]:
    """What staff look at: how it was judged, who is at risk, what the host said, whose it is."""
    lines = [
        *(_judged_line(known), _insurance_line(known), _at_risk_line(known)),
        *(_host_line(known), _rights_line(known)),
    ]
    return [line for line in lines if line is not None]


def _judged_line(known: Safety) -> SafetyLine:
    title, judged = _("How safe it is"), known.assessment
    if judged is None:
        return SafetyLine(title, _("Nobody has judged it yet."), "warm")
    day = local_day(judged.made_at, known.challenge.institution.zone)
    said = {"who": judged.made_by or _("somebody who has left"), "day": day_said(day)}
    by = _("Judged by %(who)s on %(day)s.") % said
    if known.is_outdated:
        return SafetyLine(title, _("Place, times or work changed since. ") + by, "warm")
    if not known.noted:
        if any(factor.level == Level.OPEN for factor in known.factors):
            return SafetyLine(title, _("Five are low, insurance is a question of its own. ") + by)
        return SafetyLine(title, _("All six are low. ") + by)
    noted = [
        _("%(factor)s: %(level)s. %(action)s (%(owner)s)")
        % {
            "factor": factor.get_factor_display(),
            "level": factor.get_level_display().lower(),
            "action": factor.action,
            "owner": factor.get_owner_display(),
        }
        for factor in known.noted
    ]
    high = any(factor.level == Level.HIGH for factor in known.noted)
    return SafetyLine(title, " ".join([*noted, by]), "warm" if high else "good")


def _at_risk_line(known: Safety) -> SafetyLine | None:
    if not known.at_risk:
        return None
    title = _("Work with people at risk")
    if not known.is_safeguarded or known.safeguards is None:
        return SafetyLine(
            title, _("Closed until a second approver has recorded what protects them."), "bad"
        )
    kept = known.safeguards
    said = _("Recorded by %(who)s.") % {"who": kept.recorded_by or _("somebody who has left")}
    return SafetyLine(
        title, " ".join(filter(None, [kept.supervision, kept.checks, kept.adjustments, said]))
    )


def _insurance_line(known: Safety) -> SafetyLine | None:
    if not known.insurance_is_open:
        return None
    said = _("Not known: it stays open until the host has answered its check.")
    return SafetyLine(_("Insurance"), said, "warm")


def sort_of_check(check: HostCheck) -> str:
    """For which work it holds: two checks of one host have two names."""
    return _("online work") if check.online_only else _("work at the host’s place")


def _host_line(known: Safety) -> SafetyLine:
    waiting = known.waiting
    shown = known.check if known.is_checked else waiting or known.check
    title = _("Host check")
    if shown is not None:
        title = _("Host check, %(sort)s") % {"sort": sort_of_check(shown)}
    if known.check is not None and known.is_checked and known.check.good_until:
        said = _("Checked until %(day)s.") % {"day": day_said(known.check.good_until)}
        by = who_answered(known.check)
        lines = [said, insurance_said(known.check), f"{by}." if by else ""]
        return SafetyLine(title, " ".join(filter(None, lines)))
    if waiting is not None:
        return SafetyLine(title, what_is_open(waiting), "warm")
    if known.check is not None and known.check.good_until:
        said = _("Runs out on %(day)s, before the last day.")
        return SafetyLine(title, said % {"day": day_said(known.check.good_until)}, "warm")
    return SafetyLine(title, _("Nobody has asked this host yet."), "warm")


def _rights_line(known: Safety) -> SafetyLine | None:
    """What a student may refuse at no cost: an agreement of silence, giving the result away."""
    challenge = known.challenge
    asks = []
    if challenge.needs_nda:
        asks.append(_("The host asks for silence in writing."))
    if challenge.ip_terms == IpTerms.HOST:
        asks.append(_("The host owns the result."))
    if not asks:
        return None
    said = _("Students read it before they ask, and may say no at no cost: offer them another way.")
    return SafetyLine(_("Whose the work is"), " ".join([*asks, said]), "warm")


def host_lines(checks: tuple[HostCheck, ...]) -> list[SafetyLine]:
    """A host's checks on its own record, the newest first."""
    lines = []
    for check in checks:
        sort = capfirst(sort_of_check(check))
        if check.good_until is None:
            lines.append(SafetyLine(sort, what_is_open(check), "warm"))
            continue
        today = clock.today(check.institution.zone)
        said = _("Checked until %(day)s.") % {"day": day_said(check.good_until)}
        by = who_answered(check)
        person = _("In an emergency: %(name)s, %(number)s.") % {
            "name": check.emergency_name,
            "number": check.emergency_telephone,
        }
        parts = [said, insurance_said(check), check.controls_note, person, f"{by}." if by else ""]
        tone = "good" if check.good_until >= today else "warm"
        lines.append(SafetyLine(sort, " ".join(filter(None, parts)), tone))
    return lines


SEES_TO_IT: Mapping[str, Any] = {
    ActionOwner.HOST: gettext_lazy("The host sees to it."),
    ActionOwner.UNIVERSITY: gettext_lazy("The university sees to it."),
    ActionOwner.STUDENT: gettext_lazy("You see to it."),
}


def safety_for_students(challenge: Challenge) -> list[str]:
    """What somebody reads before she says yes: what is done, and who sees to it."""
    known = safety_of(challenge)
    lines = []
    if known.check is not None and known.is_checked and not known.check.online_only:
        lines.append(
            _("Somebody shows you round when you begin: ways out, first aid, whom to ask.")
        )
        lines += [known.check.controls_note] if known.check.controls_note else []
    lines += [
        f"{factor.action} {SEES_TO_IT.get(factor.owner, '')}".strip() for factor in known.noted
    ]
    if known.at_risk and known.safeguards is not None:
        lines.append(known.safeguards.supervision)
    return lines
