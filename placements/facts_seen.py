"""Help with a line about what somebody did: words that judge a person, or tell what is nobody's
business, are pointed out before a line is signed.

A line that others will read says what was seen. These lists are ours, short, and wrong at times,
so nothing but a name or a way to reach somebody is refused: whoever writes looks once more, and
decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from placements.services.choosing import ADDRESS, LEFT_OUT, NUMBER


class Kind(StrEnum):
    """What a word is about."""

    PERSON = "person"
    HEALTH = "health"
    TRAIT = "trait"
    GUESS = "guess"


WHY = {
    Kind.PERSON: _("This says how you find the person. Say what they did that made you think so."),
    Kind.HEALTH: _("This may tell of somebody’s health. Leave it out, whatever it was."),
    Kind.TRAIT: _(
        "This may tell of somebody’s age, sex, origin, belief or family. Leave it out: it is no "
        "part of the work."
    ),
    Kind.GUESS: _("This is about what may come. Keep to what you saw."),
}
WORDS = {
    Kind.PERSON: (
        r"talented|gifted|brilliant|genius|clever|smart|intelligent|bright (?:girl|boy|spark|mind)|"
        r"lovely|charming|likeable|pleasant|delightful|wonderful|amazing|awesome|fantastic|"
        r"personality|attitude|character|a star|superstar|rockstar|a natural|"
        r"shy|introvert(?:ed)?|extrovert(?:ed)?|confident|mature|immature|lazy|arrogant|"
        r"passionate|hard[- ]?working|hard worker|dedicated|loyal|trustworthy|reliable|"
        r"(?:culture|team|good|great|perfect) fit|team player|go-getter|people person"
    ),
    Kind.HEALTH: (
        r"ill(?:ness)?|sick(?:ness)?|disab(?:led|ility)|dyslexi[ac]|dyspraxi[ac]|autis(?:m|tic)|"
        r"asperger\S*|adhd|neurodiver\S+|anxiety|depress(?:ed|ion)|mental health|panic attacks?|"
        r"wheelchair|pregnan(?:t|cy)|medication|hospital|surgery|deaf|stammer\S*|stutter\S*|"
        r"epilep\S+|diabet\S+|cancer|addict\S*|overweight|therapy"
    ),
    Kind.TRAIT: (
        r"for (?:her|his|their) age|(?:too )?young|younger|elderly|middle-aged|"
        r"(?:for|as) an? (?:girl|boy|woman|man|lady|foreigner|immigrant|mother|father)|"
        r"pretty (?:girl|face|woman)|handsome|attractive|good-looking|"
        r"muslim|islam\S*|christian|jewish|hindu|sikh|buddhist|atheist|hijab|headscarf|turban|"
        r"black (?:girl|boy|woman|man|student)|white (?:girl|boy|woman|man|student)|"
        r"asian|african|arab|chinese|indian|polish|foreign(?:er)?|immigrant|refugee|ethnic\S*|"
        r"nationality|native speaker|accent|(?:good|poor|bad|broken) english|"
        r"gay|lesbian|bisexual|transgender|married|unmarried|single (?:mother|mum|mom|parent)|"
        r"working[- ]class|trade unionist"
    ),
    Kind.GUESS: (
        r"would (?:make|be|become) an? (?:good|great|excellent|fine|perfect|outstanding)|"
        r"will go far|has (?:a lot of |great |real )?potential|will be (?:a|an) \w+ one day|"
        r"(?:i|we) (?:am|are) sure (?:that )?(?:she|he|they)|would hire|will succeed"
    ),
}
FOUND = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I) for kind, words in WORDS.items()}


@dataclass(frozen=True)
class Doubt:
    """A word of a line that should be looked at again, and why."""

    word: str
    kind: Kind

    @property
    def why(self) -> str:
        """In a sentence."""
        return str(WHY[self.kind])


def doubts_about(line: str) -> list[Doubt]:
    """The words of ``line`` to look at again, each once, in their order. English words alone."""
    places = [
        (found.start(), Doubt(found[0], kind))
        for kind, pattern in FOUND.items()
        for found in pattern.finditer(line)
    ]
    ordered = [doubt for _at, doubt in sorted(places, key=lambda place: place[0])]
    return list({(each.word.casefold(), each.kind): each for each in ordered}.values())


def nameless(line: str, names: Iterable[str]) -> str:
    """``line`` without any of ``names`` as they are written, addresses, links and numbers.

    What is signed for others to read names no student: her name stands on her badge where she lets
    it. Letter for letter: "grace" is a word, "Grace" a name.
    """
    bare = NUMBER.sub(LEFT_OUT, ADDRESS.sub(LEFT_OUT, line))
    words = {word for name in names for word in (name.strip(), *name.split()) if len(word) > 1}
    if not words:
        return bare
    known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{known})(?!\w)", LEFT_OUT, bare)
