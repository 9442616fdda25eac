"""Where a file that was tampered with differs from the real one, in no word of the forger's.

Only the names of the parts are said: what the real one says stands on its page.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from credentials.services.saying import evidence_in, lines_in, shown_in


def differences(brought: Mapping[str, Any], real: Mapping[str, Any]) -> list[str]:
    """The parts in which ``brought``, a stranger's, differs from ``real``, signed here."""
    parts = {
        _("the name of the badge"): lambda d: (d.get("name"), _achievement(d).get("name")),
        _("who gave it"): lambda d: d.get("issuer"),
        _("for whom it is"): lambda d: (_subject(d).get("id"), _subject(d).get("identifier")),
        _("the skills or their steps"): lambda d: (shown_in(d), _subject(d).get("result")),
        _("what the steps mean"): lambda d: _achievement(d).get("resultDescription"),
        _("what it is about"): lambda d: (d.get("description"), _achievement(d).get("description")),
        _("where and how it was shown"): lines_in,
        _("what the host saw"): evidence_in,
        _("the words of those who vouch"): lambda d: (
            d.get("endorsement"),
            _achievement(d).get("endorsement"),
        ),
        _("its dates"): lambda d: [d.get(name) for name in _DATES],
        _("where its status is asked"): lambda d: d.get("credentialStatus"),
        _("its picture"): lambda d: d.get("image"),
    }
    found = [name for name, part in parts.items() if _said(part, brought) != _said(part, real)]
    if not found and _said(dict, _bare(brought)) != _said(dict, _bare(real)):
        return [_("a part that its page does not show")]
    return found or [_("the signature alone")]


_DATES = ("validFrom", "validUntil", "awardedDate")
_OF_TOKENS = ("iss", "jti", "sub", "nbf", "exp", "proof")


def _bare(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without what belongs to its securing."""
    return {name: value for name, value in document.items() if name not in _OF_TOKENS}


def _said(part: Any, document: Mapping[str, Any]) -> Any:
    try:
        return part(document)
    except (AttributeError, KeyError, TypeError, ValueError):  # a stranger's file, of any shape
        return None


def _subject(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document["credentialSubject"]
    return found


def _achievement(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _subject(document)["achievement"]
    return found
