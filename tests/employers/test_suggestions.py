"""Skills by the words of a problem: shown first, with the words that speak for them."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.suggestions import MOST, SAID_AS, WORD, stem, suggested
from skills.services import CORE
from tests.build import a_framework, a_skill, an_institution
from tests.build_employers import Walk, answers


@dataclass(eq=False)
class Levels:
    """What ``skill.levels`` answers."""

    rows: list = field(default_factory=list)

    def all(self):
        return self.rows


@dataclass(eq=False)
class Plain:
    """A skill without a database: names are matched, and a code's everyday words."""

    pk: int
    code: str
    name: str
    plain_name: str
    levels: Levels = field(default_factory=Levels)


TWELVE = [
    Plain(n, code, "", name)
    for n, (code, name) in enumerate(
        [
            ("T1.3", "Using digital tools"),
            ("T2.1", "Making sense of information"),
            ("T2.2", "Planning and organising"),
            ("T2.3", "Dealing with problems"),
            ("T2.4", "Finding new ideas"),
            ("T3.1", "Using time well"),
            ("T3.2", "Taking the first step"),
            ("T3.4", "Willing to learn"),
            ("T4.1", "Communicating"),
            ("T4.3", "Working in a team"),
            ("T4.4", "Leading others"),
            ("T4.5", "Doing what is right"),
        ]
    )
]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Nobody reads the figures in our spreadsheet.", ["T2.1", "T1.3"]),
        ("We post on Instagram when we remember to.", ["T1.3", "T4.1"]),
        ("Four people come on Saturdays, and I cannot see why.", ["T2.3"]),
        ("Plan the launch, step by step, and write to the press.", ["T2.2", "T4.1"]),
        ("The first start is a new time.", []),
        ("People stop reading at the bus stop.", []),
        ("", []),
        ("🚲 ليلى 日本語", []),
    ],
)
def test_a_problem_speaks_for_these(text, codes):
    assert [each.skill.code for each in suggested(text, TWELVE)] == codes


@given(st.text(max_size=400))
def test_words_that_are_given_as_the_reason_stand_in_the_text(text):
    found = suggested(text, TWELVE)

    assert len(found) <= MOST
    assert len({each.skill.pk for each in found}) == len(found)
    for each in found:
        assert each.words
        assert all(word in text for word in each.words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("posters", "poster"),
        ("planning", "plan"),
        ("stories", "story"),
        ("writes", "writing"),
        ("Figures", "figure"),
    ],
)
def test_forms_of_a_word_are_one(one, other):
    assert stem(one) == stem(other)


def test_everyday_words_belong_to_our_own_codes():
    assert set(SAID_AS) == {each.code for each in TWELVE}
    for words in SAID_AS.values():
        assert WORD.findall(words) == words.split()


@pytest.mark.django_db
def test_the_page_shows_them_first_and_says_because(client):
    here = an_institution()
    own = a_framework(code=CORE.code, version="1.0", name=CORE.name)
    for code, name in (("T1.3", "Using digital tools"), ("T2.1", "Making sense of it")):
        a_skill(framework=own, code=code, name=name, plain_name=name)
    a_skill(framework=own, code="T4.1", name="communicating", plain_name="Communicating")
    pages = answers(here)
    walk = Walk(client, here)
    walk.answer({"problem": "Nobody writes letters, nor tells a story.", "deliverable": "A page."})
    walk.answer(pages["when"])

    choices = walk.response.context["form"].fields["skills"].choices
    assert [code for code, _label in choices] == ["T4.1", "T1.3", "T2.1"]
    assert "Because you wrote “writes”, “letters” and “tells”." in walk.response.content.decode()
