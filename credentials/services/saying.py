"""What a badge's file says, ready for a page: nothing here is looked up or checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential
from credentials.services.achievements import SELF
from skills.spoken import spoken

OWN_GENRE = "student"  # of evidence that she added, whatever the language
LINE_ICONS = (("calendar", "pin", "team", "help"), ("person", "list", "skill", "shield"))
NOTES = (  # what a line means to somebody who has never heard of us, by its place
    ("", "", "", ""),
    (
        "",
        _("The list that the steps come from: four written steps for each skill, 4 the highest."),
        _(
            "Hosts may first try the steps on two short invented cases, to rate more alike. It is "
            "offered to all and asked of none."
        ),
        _("The university asks a host about steps that stand out from what is usual."),
    ),
)


@dataclass(frozen=True)
class Shown:
    """A skill and the step that was seen, with its behaviour, as the file says it."""

    skill: str
    step: int
    name: str
    behaviour: str
    own: int = 0  # the step that she gave herself, where she lets it be seen


@dataclass(frozen=True)
class Line:
    """``When``, ``1 day, Friday 27 March 2026, 6 hours``: one line of the setting."""

    label: str
    words: str
    icon: str
    note: object = ""  # what it means; ours, and in no file


def _spoken(words: Any) -> Any:
    """The reader's words for a skill of ours; what else a file says stays as it is."""
    return spoken(words) if isinstance(words, str) else words


def shown_in(document: Mapping[str, Any]) -> list[Shown]:
    """The skills and steps that a badge's file speaks of, highest first."""
    subject = document.get("credentialSubject", {})
    levels = {
        level["id"]: (described.get("name", ""), level)
        for described in subject.get("achievement", {}).get("resultDescription", [])
        for level in described.get("rubricCriterionLevel", [])
    }
    own = {
        str(result.get("resultDescription")): str(result.get("value"))
        for result in subject.get("result", [])
        if "value" in result
    }
    found = []
    for result in subject.get("result", []):
        if result.get("achievedLevel") in levels:
            skill, level = levels[result["achievedLevel"]]
            step = level.get("level", "")
            herself = own.get(f"{result.get('resultDescription')}{SELF}", "")
            found.append(
                Shown(
                    _spoken(skill),
                    int(step) if str(step).isascii() and str(step).isdigit() else 0,
                    _spoken(level.get("name", "")),
                    _spoken(level.get("description", "")),
                    int(herself) if herself in {"1", "2", "3", "4"} else 0,
                )
            )
    return sorted(found, key=lambda row: -row.step)


def motif_of(document: Mapping[str, Any]) -> tuple[str, int]:
    """The family of the badge's motif and the step that is lit, from its picture's address."""
    name = document["image"]["id"].rpartition("/")[2].rpartition(".")[0]
    family, _dash, step = name.rpartition("-")
    return family, int(step)


def lines_in(document: Mapping[str, Any]) -> tuple[list[Line], list[Line]]:
    """The setting, and how it was assessed, from the signed narrative."""
    blocks = document["credentialSubject"].get("narrative", "").split("\n\n")
    parsed = [
        [
            Line(label, words, icon, note)
            for line, icon, note in zip(block.splitlines(), icons, notes, strict=False)
            for label, found, words in [line.partition(": ")]
            if found
        ]
        for block, icons, notes in zip(blocks, LINE_ICONS, NOTES, strict=False)
    ]
    padded: list[list[Line]] = [*parsed, [], []]
    return padded[0], padded[1]


def evidence_in(document: Mapping[str, Any]) -> tuple[str, str, str]:
    """What the host saw; what she says herself; where her work can be seen."""
    every: Sequence[Mapping[str, Any]] = document.get("evidence", [])
    hers = [item for item in every if item.get("genre") == OWN_GENRE]
    others = " ".join(item.get("narrative", "") for item in every if item not in hers)
    words = " ".join(item.get("narrative", "") for item in hers)
    return others, words, "".join(item.get("id", "") for item in hers[:1])


def project_in_words(credential: Credential, *, named: bool) -> str:
    """What the project was called when it was offered. Where the host is not ``named`` on the
    badge, a title with the host's name in it stays away (decision 116)."""
    challenge = credential.placement.challenge
    title: str = challenge.title.strip().rstrip(".")
    first = challenge.employer.name.partition(" ")[0]
    told = [challenge.employer.name, *([first] if len(first) > 3 else [])]
    return title if named or not any(n.casefold() in title.casefold() for n in told) else ""


def plate_of(credential: Credential) -> list[str]:
    """What a picture of the badge says in words: who gave it, what was shown, the highest step."""
    shown = shown_in(credential.document)
    lines = [credential.institution.name]
    with override(credential.institution.language):
        if shown:
            best = shown[0]
            step = gettext("Step %(step)d of 4: %(name)s") % {"step": best.step, "name": best.name}
            lines += [best.skill, step]
    return lines
