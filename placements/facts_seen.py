"""Help with a line about what somebody did: words that judge a person, or tell what is nobody's
business, are pointed out before a line is signed.

A line that others will read says what was seen. These lists are ours, short, and wrong at times, so
there are three answers (decision 113). Words that judge or guess are the writer's to decide, after
another look. Words of health, disability, sex, origin, religion, age or family are not hers to
decide: said plainly of a person they are refused, and where they may be honest ("hospital", "a
cancer charity") the student reads the line first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from placements.services.choosing import ADDRESS, LEFT_OUT, NUMBER


class Kind(StrEnum):
    """What a word is about."""

    PERSON = "person"
    HEALTH = "health"
    TRAIT = "trait"
    GUESS = "guess"
    NAME = "name"


WHY = {
    Kind.PERSON: _("This says how you find the person. Say what they did that made you think so."),
    Kind.HEALTH: _("This may tell of somebody’s health. Leave it out, whatever it was."),
    Kind.TRAIT: _(
        "This may tell of somebody’s age, sex, origin, belief or family. Leave it out: it is no "
        "part of the work."
    ),
    Kind.GUESS: _("This is about what may come. Keep to what you saw."),
    Kind.NAME: _("A name, an address or a number: write “they”."),
}
PRIVATE = frozenset({Kind.HEALTH, Kind.TRAIT})  # whoever writes does not decide on these alone
WORDS = {
    Kind.PERSON: (
        r"talented|gifted|brilliant|genius|clever|smart|intelligent|bright (?:girl|boy|spark|mind)|"
        r"lovely|charming|likeable|pleasant|delightful|wonderful|amazing|awesome|fantastic|"
        r"personality|attitude|character|a star|superstar|rockstar|a natural|"
        r"shy|introvert(?:ed)?|extrovert(?:ed)?|confident|mature|immature|lazy|arrogant|"
        r"articulate|eloquent|well[- ]spoken|polite|friendly|cheerful|bubbly|enthusiastic|diligent|"
        r"exceptional|outstanding|passionate|hard[- ]?working|hard worker|dedicated|loyal|"
        r"trustworthy|reliable|"
        r"(?:culture|team|good|great|perfect) fit|team player|go-getter|people person"
    ),
    Kind.HEALTH: (
        r"ill(?:ness)?|sick(?:ness)?|disab(?:led|ility|ilities)|dyslexi[ac]|dyspraxi[ac]|"
        r"autis(?:m|tic)|asperger\S*|adhd|neurodiver\S+|anxiety|depress(?:ed|ion)|bipolar|"
        r"mental(?:ly)? (?:health|ill)|panic attacks?|breakdown|wheelchair|crutches|"
        r"pregnan(?:t|cy)|miscarriage|medication|hospital|surgery|injur(?:y|ies|ed)|deaf|"
        r"hard of hearing|blind|stammer\S*|stutter\S*|epilep\S+|diabet\S+|asthma\S*|cancer|hiv|"
        r"addict\S*|alcoholi\S*|overweight|obes\S+|anorexi\S*|therapy|therapist|migraines?"
    ),
    Kind.TRAIT: (
        r"(?:too )?young|younger|elderly|middle-aged|"
        r"girls?|boys?|wom[ae]n|lady|ladies|female|male|"
        r"pretty (?:face|woman)|handsome|attractive|good-looking|"
        r"muslim\S*|islam\S*|christian\S*|catholic\S*|jew(?:s|ish)?|hindu\S*|sikh\S*|buddhist\S*|"
        r"atheist\S*|religio\S+|mosque|synagogue|temple|church|pray(?:s|ed|er|ers|ing)|ramadan|"
        r"hijab|headscarf|turban|(?:black|white|brown) (?:student|person|people|man)|"
        r"(?-i:Asian|African|Arab|Chinese|Indian|Pakistani|Bangladeshi|Polish|Romanian|Russian|"
        r"Ukrainian|Turkish|Syrian|Afghan|Iranian|Nigerian|Somali|Jamaican|Brazilian|Mexican|"
        r"Vietnamese|Korean|Filipin[oa]|Roma)s?|foreign(?:er|ers)?|immigrants?|refugees?|"
        r"asylum\S*|ethnic\S*|racial\S*|nationality|native speaker|accent|"
        r"(?:good|poor|bad|broken) english|"
        r"gay|lesbian|bisexual|transgender|queer|married|unmarried|divorced|"
        r"single (?:mother|mum|mom|parent)|working[- ]class|trade union\S*"
    ),
    Kind.GUESS: (
        r"would (?:make|be|become) an? (?:good|great|excellent|fine|perfect|outstanding)|"
        r"will go far|has (?:a lot of |great |real )?potential|will be (?:a|an) \w+ one day|"
        r"(?:i|we) (?:am|are) sure (?:that )?(?:she|he|they)|would hire|will succeed"
    ),
}
FOUND = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I) for kind, words in WORDS.items()}
OF_SOMEBODY = (  # before a private word, with one word between at most: it is said of a person
    r"her|his|their|despite|in spite of|because of|due to|suffer\w*(?: from)?|struggl\w*(?: with)?|"
    r"liv(?:es|ed|ing) with|having|(?:al)?though|(?:is|was|are|were|has|had|been|being|"
    r"(?:she|he)['’]s|they['’]re)(?: an?| the| very| so| quite)?"
)
OF_THE_WORK = (  # after one: it is what the work was about
    r"charit\w+|ward|clinic|shelters?|patients?|unit|cent(?:re|er)s?|services?|research|trust|"
    r"websites?|apps?|campaigns?|awareness|foundation|staff|data|projects?|customers?|users?|"
    r"visitors?|guests?|residents?|clients?|people|members|readers|shoppers|parents?|famil(?:y|ies)|"
    r"markets?|food|restaurants?|suppliers?|colou?rs?|group|club|communit\w+|nurses?|doctors?|"
    r"wear|wom[ae]n|men|artists?|art|history|studies|students?|leaflets?|posters?|surveys?|access"
)
_PRIVATE_WORDS = "|".join(WORDS[kind] for kind in (Kind.HEALTH, Kind.TRAIT))
PLAIN = re.compile(
    rf"(?<!\w)(?:(?:{OF_SOMEBODY})\W+(?:[\w'’-]+\W+)?(?:{_PRIVATE_WORDS})(?!\w)"
    rf"(?!['’]s\b)(?!\W+(?:{OF_THE_WORK})(?!\w))"
    r"|(?:for|as) an? (?:(?:young|old|little|foreign) )?(?:girl|boy|woman|man|lady|foreigner|"
    r"immigrant|refugee|mother|father|muslim|christian|jew|hindu|sikh|wheelchair user)"
    r"|for (?:her|his|their) age|in a wheelchair"
    r"|(?:young|pretty|clever|black|white|asian) (?:girl|boy|lady)"
    r"|(?:her|his) (?:husband|wife|boyfriend|girlfriend|pregnancy|religion|faith|nationality|"
    r"children|kids|weight|looks|gender|skin|disability|accent|caste))(?!\w)",
    re.I,
)
PRAISE = re.compile(
    r"great|good|excellent|fantastic|amazing|awesome|brilliant|wonderful|perfect|superb?|nice|lovely|"
    r"well|done|job|work|student|thanks?|you|very|really|so|much|an?|the|was|is|s?he|they|with|to|"
    r"us|and|for|of|all|what|best|top|cheers|bravo"
)
LEAST_WORDS = 3
WITHOUT_SPACES = "\u0e00"  # from here on scripts that set no space between words


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


def unsayable(line: str) -> list[Doubt]:
    """What ``line`` plainly says of a person's health, sex, origin, belief, age or family, in its
    own words: nobody's tick signs that. English words alone."""
    return [
        Doubt(found[0], Kind.TRAIT if not FOUND[Kind.HEALTH].search(found[0]) else Kind.HEALTH)
        for found in PLAIN.finditer(line)
    ]


def tells_of_private_things(line: str) -> bool:
    """Whether ``line`` has a word of health or of protected traits, however honest."""
    return any(FOUND[kind].search(line) for kind in PRIVATE) or bool(PLAIN.search(line))


def is_empty_praise(line: str) -> bool:
    """Whether ``line`` says no one thing that was done: "Great!", "Thank you, well done"."""
    if max(line, default="") >= WITHOUT_SPACES:
        return not line.strip()
    said = [
        word for word in re.findall(r"[^\W\d_]+", line.casefold()) if not PRAISE.fullmatch(word)
    ]
    return len(said) < LEAST_WORDS


def names_in(line: str, names: Iterable[str]) -> list[Doubt]:
    """Those of ``names``, and addresses and numbers, that stand in ``line``."""
    kept = nameless(line, names).split()
    return [Doubt(word, Kind.NAME) for word in dict.fromkeys(line.split()) if word not in kept]


def refusal_of(line: str) -> str:
    """In a sentence, why nobody may sign ``line``; empty where somebody may."""
    said = unsayable(line)
    if not said:
        return ""
    return gettext(
        "“%(words)s”: leave this out. Health, sex, origin, belief, age and family are no part of "
        "the work, and nobody can sign them for somebody else."
    ) % {"words": said[0].word}


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
