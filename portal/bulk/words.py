"""English-like words for made-up projects: a few common ones, thousands of rare ones."""

import random
from itertools import accumulate

THINGS = """
market bakery bicycle library garden museum theatre clinic café workshop harbour school kitchen
gallery charity studio farm brewery bookshop orchard festival choir playground archive laundry
pharmacy hostel ferry allotment nursery printer tailor radio newsletter website poster survey
budget timetable menu catalogue map leaflet podcast film shop window stall stock rota volunteer
customer visitor member neighbour family pupil tenant driver baker gardener reader spreadsheet
database photograph recipe ticket booking delivery parcel route roof boiler energy waste water
paper packaging price colour sign entrance queue counter evening weekend winter summer holiday
street village town river bridge station bus tram cycle path accessibility translation interview
story history money loan rent grant fund donation membership campaign
"""
ACTS = """
bring count compare describe design draw explain explore find grow improve invite keep launch
map measure plan price promote rebuild recycle research save sell show simplify sort test
translate understand welcome write
"""
QUALITIES = """
local small busy quiet new old regional seasonal digital handmade second-hand rural urban shared
community independent growing family-run short cheap clear honest careful
"""
GLUE = """
the a of and for to in with our we that which who how why when people students week day there
what from by on at because before after more less each every
"""
SYLLABLES = """
al an ar bel bor cal cor dan del dor el en fen fer gal gor hal hel il in kar kel lan lor mal mer
nar nel or pel per quin ral ren sal ser tal ter ul val ver wen wil yar zel
"""
RARE = 6000


class Words:
    """A vocabulary with a long tail, and sentences from it; all from one ``random.Random``."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.things, self.acts, self.qualities = THINGS.split(), ACTS.split(), QUALITIES.split()
        self.glue, self.syllables = GLUE.split(), SYLLABLES.split()
        made: dict[str, None] = {}
        while len(made) < RARE:
            made["".join(chance.choices(self.syllables, k=chance.choice((2, 3, 3, 4))))] = None
        self.vocabulary = [*self.things, *self.acts, *self.qualities, *made]
        chance.shuffle(self.vocabulary)
        self.weights = list(accumulate(1 / (n + 3) for n in range(len(self.vocabulary))))

    def some(self, count: int) -> list[str]:
        """So many words, common ones often."""
        return self.chance.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def title(self) -> str:
        """``Plan the small harbour market``."""
        pick = self.chance.choice
        act, quality, thing = pick(self.acts), pick(self.qualities), pick(self.things)
        return f"{act} the {quality} {self.some(1)[0]} {thing}".capitalize()

    def sentences(self, words: int) -> str:
        """Sentences of a dozen words each, every second one of them glue."""
        found = self.some(words // 2)
        glue = self.chance.choices(self.glue, k=words // 2)
        mixed = [word for pair in zip(glue, found, strict=True) for word in pair]
        parts = [mixed[n : n + 12] for n in range(0, len(mixed), 12)]
        return " ".join(" ".join(part).capitalize() + "." for part in parts)

    def name(self) -> str:
        """What a host is called."""
        made = "".join(self.chance.choices(self.syllables, k=3)).capitalize()
        return f"{made} {self.chance.choice(self.things).capitalize()}"
