"""What studies ask, of students and hosts alike, at each of the three times (R37, R54).

Six statements that can be said before, after and three months later, the same in substance for both
sides. A name is for ever; other words are a new version, and answers keep theirs (as in
``placements.codebook``, whose scale and last statement but one these share).
"""

from django.utils.translation import gettext_lazy as _

from placements.codebook import CODEBOOK, SCALE, Item
from placements.survey import SurveySide

ITEMS: dict[int, tuple[Item, ...]] = {
    1: (
        Item(
            "can_picture",
            _("I can picture myself working at a place like this."),
            _("We can picture students like these working for us."),
        ),
        Item(
            "know_needs",
            _("I know what organisations like this one need from somebody new."),
            _("We know what students can do for an organisation like ours."),
        ),
        Item(
            "can_explain",
            _("I can explain to an employer what I am able to do."),
            _("Students can explain to us what they are able to do."),
        ),
        Item(
            "work_together",
            _("I work well with people from other courses and places."),
            _("People here work well with students from other courses and places."),
        ),
        Item(
            "use_course",
            _("What I learn in my course is of use outside it."),
            _("What students learn in their courses is of use to us."),
        ),
        Item(
            "badge",
            _("A badge like this shows what somebody can do."),
            _("A badge like this shows what somebody can do."),
        ),
    )
}
VERSION = max(ITEMS)
CONSENT_VERSION = 1  # of the words of the one question (templates/insights/study.html)


def study_words(answers: dict[str, int], side: str = SurveySide.STUDENT) -> str:
    """Each statement with the word that was chosen."""
    statements = {
        item.name: item.student if side == SurveySide.STUDENT else item.host
        for items in ITEMS.values()
        for item in items
    }
    said = ((words, SCALE[answers[name]]) for name, words in statements.items() if name in answers)
    return " ".join(f"{words} {word}." for words, word in said)


def survey_words(answers: dict[str, int]) -> str:
    """Each statement with the word that was chosen, as students read them."""
    statements = {item.name: item.student for items in CODEBOOK.values() for item in items}
    said = ((words, SCALE[answers[name]]) for name, words in statements.items() if name in answers)
    return " ".join(f"{words} {word}." for words, word in said)
