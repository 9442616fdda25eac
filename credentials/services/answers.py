"""What the answers of a verification mean, in plain words, for a file that somebody brings."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

import openbadges as ob
from credentials.services.verifying import Verdict, bad_proof

LONGEST = 300


@dataclass(frozen=True)
class Answer:
    """One question that was asked of a file, in plain words, and whether the answer is good."""

    words: str
    good: bool


def answers_of(checked: ob.Verdict, *, genuine: bool) -> list[Answer]:
    """What was looked at, in the order of looking. Where the verdict is bad nothing is called
    good that the reader could take for it: only what went wrong is said."""
    good = {
        ob.Check.SHAPE: _("It is a whole badge, as the open standard wants it."),
        ob.Check.PROOF: _("The signature holds: not a letter has changed since it was signed."),
        ob.Check.SUBJECT: _("It is about the badge that it names."),
        ob.Check.DATES: _("Today lies between its first and its last day."),
        ob.Check.STATUS: _("Whoever signed it has not taken it back."),
    }
    bad = {
        ob.Check.SHAPE: _("It is not a whole badge: parts are missing or in the wrong place."),
        ob.Check.PROOF: _("The signature does not fit what stands in it."),
        ob.Check.SUBJECT: _("It is about another badge than the one it names."),
        ob.Check.DATES: _("Today does not lie between its first and its last day."),
        ob.Check.STATUS: _("Whoever signed it has taken it back or paused it."),
    }
    found = []
    for finding in checked.findings:
        if finding.code is ob.Code.GENUINE:
            if genuine:
                found.append(Answer(good[finding.check], good=True))
        elif finding.code is ob.Code.CANNOT_CHECK_NOW:
            found.append(Answer(_("We could not ask its issuer about it."), good=False))
        elif finding.code is ob.Code.ISSUER_UNKNOWN:
            found.append(Answer(_("Nothing says whose signature it is."), good=False))
        elif finding.code is ob.Code.UNSUPPORTED:
            found.append(Answer(_("It is made in a way that we cannot read."), good=False))
        elif finding.code is ob.Code.WRONG_KEY:
            found.append(Answer(_("It is signed with a key that is not its issuer’s."), good=False))
        else:
            found.append(Answer(bad[finding.check], good=False))
    return found


def verdict_by_code(code: ob.Code, issuer: str, issuer_id: str = "") -> Verdict:
    """The verdict on a file of which no row tells more; ``issuer`` is a name, or a site's, and
    ``issuer_id`` how the file names it (decision 117)."""
    said = {"issuer": issuer}
    if code is ob.Code.ISSUER_UNKNOWN and issuer_id.startswith(("https://", "http://")):
        sentence = _(
            "Its issuer is named by the web address %(address)s, and we read keys of issuers by "
            "did:web alone. This says nothing for or against it: ask at that address."
        )
        title = _("It is signed in a way that we cannot check")
        return Verdict("unknown", title, sentence % {"address": word_of_file(issuer_id, 120)})
    match code:
        case ob.Code.GENUINE:
            sentence = _("%(issuer)s signed this, and it has not been changed.") % said
            return Verdict("genuine", _("Genuine and in force"), sentence)
        case ob.Code.REVOKED:
            sentence = _("%(issuer)s has taken it back.") % said
            return Verdict("withdrawn", _("Withdrawn"), sentence)
        case ob.Code.SUSPENDED:
            sentence = _("%(issuer)s asks you not to count on it now.") % said
            return Verdict("paused", _("Genuine, but paused"), sentence)
        case ob.Code.EXPIRED:
            return Verdict("expired", _("Genuine; it has run out"), _("It was true until then."))
        case ob.Code.NOT_YET_VALID:
            return Verdict("paused", _("Genuine, but not in force yet"), _("Come back later."))
        case ob.Code.ISSUER_UNKNOWN:
            sentence = _(
                "It calls its issuer “%(issuer)s”, and there is nothing that this could be held "
                "against. Anybody can write any name: ask that issuer before you rely on it."
            )
            return Verdict("unknown", _("We cannot say who signed this"), sentence % said)
        case ob.Code.UNSUPPORTED:
            sentence = _("%(issuer)s may have tools of its own that can: ask there.") % said
            title = _("It is signed in a way that we cannot check")
            return Verdict("unknown", title, sentence)
        case ob.Code.CANNOT_CHECK_NOW:
            sentence = _(
                "%(issuer)s did not answer us. This says nothing for or against it. Try again in "
                "a while."
            )
            return Verdict("unknown", _("We cannot check this now"), sentence % said)
    return bad_proof(code, issuer)


def word_of_file(value: Any, longest: int = LONGEST) -> str:
    """A stranger's words on one line, cut off, without the signs that reorder or hide others."""
    if not isinstance(value, str):
        return ""
    seen = "".join(
        sign if unicodedata.category(sign)[0] != "C" else " " for sign in value[: 4 * longest]
    )
    line = " ".join(seen.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
