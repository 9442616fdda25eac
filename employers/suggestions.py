"""Skills suggested by the words of a problem: plain matching of words, nothing learned or guessed.

A word of the host's text matches a word of a skill's names, of what its levels describe, or of the
list below, where it says in which everyday words hosts ask for a skill of our own framework. Words
are compared without their endings. English; other languages match names and levels alone.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from skills.models import Skill

WORD = re.compile(r"[^\W\d_]{3,}")
ENDINGS = ("isations", "isation", "ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es")
MOST = 4
LIKELY = 4  # weight from which one word is reason enough
WEIGHT_SAID, WEIGHT_NAME, WEIGHT_LEVEL = 4, 4, 1
WORDS_NAMED = 3

SAID_AS = {  # the house's own codes (ESCO); what hosts say when they need one
    "T1.3": "app computer database digital excel instagram online photo software spreadsheet "
    "system tiktok video web webshop website facebook laptop tool media",
    "T2.1": "analyse chart compare count data document evidence figure fact information interview "
    "number record report research review sales spreadsheet statistic survey table visitor",
    "T2.2": "agenda calendar checklist event launch logistics order organise plan prepare "
    "programme rota schedule stock timetable week workshop",
    "T2.3": "bottleneck cause complaint decide decline delay drop fail fix fewer leave lose "
    "option problem reason reduce repair save slow solve waste why wrong",
    "T2.4": "brand campaign concept create creative design different fresh idea imagine improve "
    "innovation invent logo marketing prototype social",
    "T3.1": "accurate careful deadline detail efficient quick productive punctual tidy",
    "T3.2": "approach contact initiative independent offer opportunity outreach pitch proactive "
    "grow expand",
    "T3.4": "curious feedback learn try test understand unfamiliar",
    "T4.1": "advert article blog call caption email explain flyer guide interview letter "
    "leaflet listen message newsletter post present presentation social speak story talk tell "
    "text translate welcome word write form",
    "T4.3": "collaborate colleague group help partner staff support team together volunteer",
    "T4.4": "chair coach delegate lead manage mentor motivate train",
    "T4.5": "accessible carbon charity child community confidential consent donation ethical "
    "fair green inclusive privacy responsible safe sustainable trust vulnerable waste",
}
SAID_ANYWHERE = (
    "about after all also and any are because been but can come could did does for from get give "
    "had has have her here him his how into its just know like long look make many may more most "
    "much need nobody not now once one only other our out over own people person place put say see "
    "she should show some somebody something take than that the their them then there these they "
    "thing think this time too two under until use very want was way well were what when where "
    "which who will with without work would year years you your day days two three four five six "
    "others who what each first start step new idea ideas others tool tools right makes using "
    "read reads reading stop stops stopped stopping"
)
COMMON = frozenset(SAID_ANYWHERE.split())


@dataclass(frozen=True)
class Suggestion:
    """A skill, and the host's own words that speak for it."""

    skill: Skill
    words: tuple[str, ...]


def suggested(text: str, offered: Iterable[Skill]) -> list[Suggestion]:
    """Up to four of ``offered`` that the words of ``text`` speak for, the best first.

    A skill is suggested where the weights of its words come to four: one everyday word or word of
    its name, or four words of what its levels describe. ``offered`` come with ``levels`` fetched.
    """
    written: dict[str, str] = {}
    for word in WORD.findall(text):
        written.setdefault(stem(word), word)
    found = []
    for number, skill in enumerate(offered):
        weights = {each: weight for each, weight in words_of(skill).items() if each in written}
        total = sum(weights.values())
        if total >= LIKELY:
            told = [each for each in weights if weights[each] == max(weights.values())]
            best = sorted(told, key=lambda each: text.find(written[each]))
            words = tuple(written[each] for each in best[:WORDS_NAMED])
            found.append((-total, number, Suggestion(skill, words)))
    return [suggestion for _total, _number, suggestion in sorted(found, key=lambda f: f[:2])[:MOST]]


def words_of(skill: Skill) -> Mapping[str, int]:
    """The stems that speak for ``skill``, each with its weight."""
    behaviours = " ".join(level.behaviour for level in skill.levels.all())
    return _weights(skill.code, f"{skill.name} {skill.plain_name}", behaviours)


@lru_cache(maxsize=256)
def _weights(code: str, names: str, behaviours: str) -> Mapping[str, int]:
    """The same, remembered: skills hardly ever change."""
    weights: dict[str, int] = {}
    for said, weight in (
        (behaviours, WEIGHT_LEVEL),
        (names, WEIGHT_NAME),
        (SAID_AS.get(code, ""), WEIGHT_SAID),
    ):
        for each in stems(said):
            weights[each] = max(weights.get(each, 0), weight)
    return weights


def stems(text: str) -> set[str]:
    """The words of ``text`` that say something, without their endings."""
    return {stem(word) for word in WORD.findall(text) if word.casefold() not in COMMON}


def stem(word: str) -> str:
    """``word`` without its ending: "posters" and "poster", "planning" and "plan" are one."""
    plain = word.casefold()
    for ending in ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 3:
            plain = plain[: -len(ending)]
            break
    else:
        if len(plain) > 4:
            plain = plain.removesuffix("y")
        plain = plain.removesuffix("s") if len(plain) > 3 and not plain.endswith("ss") else plain
    if len(plain) > 3 and plain[-1] == plain[-2]:
        plain = plain[:-1]
    return plain.removesuffix("e") if len(plain) > 3 else plain


def in_order(offered: Sequence[Skill], first: Iterable[Skill]) -> list[Skill]:
    """``offered``, those of ``first`` before the others."""
    chosen = {skill.pk: skill for skill in first}
    return [*chosen.values(), *(skill for skill in offered if skill.pk not in chosen)]
