"""The twelve skills that Foothold ships are whole, ours, and truly ESCO's."""

import csv
from pathlib import Path

import pytest
import textstat
from django.core.management import call_command

from skills.models import Framework, LevelDescriptor, Skill
from skills.services import CORE, CORE_FILE, ensure_core_framework, parse_framework

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "skills" / "esco-transversal.csv"
CODES = [
    "T1.3",
    "T2.1",
    "T2.2",
    "T2.3",
    "T2.4",
    "T3.1",
    "T3.2",
    "T3.4",
    "T4.1",
    "T4.3",
    "T4.4",
    "T4.5",
]


@pytest.mark.django_db
def test_twelve_skills_have_four_levels_each():
    framework = ensure_core_framework()

    skills = Skill.objects.offered().with_levels()
    assert [skill.code for skill in skills] == CODES
    assert {skill.code: [level.level for level in skill.levels.all()] for skill in skills} == {
        code: [1, 2, 3, 4] for code in CODES
    }
    assert {level.name for level in LevelDescriptor.objects.all()} == {
        "Starting",
        "Growing",
        "Sound",
        "Strong",
    }
    assert framework.notice == (
        "This service uses the ESCO classification of the European Commission."
    )


@pytest.mark.django_db
def test_seeding_twice_changes_nothing(capsys):
    call_command("seed_skills")
    before = list(Skill.objects.values_list("pk", "code"))
    call_command("seed_skills")

    assert list(Skill.objects.values_list("pk", "code")) == before
    assert Framework.objects.count() == 1
    assert capsys.readouterr().out == "Foothold behaviours 1.0: 12 skills.\n" * 2


def test_names_addresses_and_descriptions_are_escos_own():
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here: the shared data is needed to compare")
    with SHARED.open(encoding="utf-8-sig", newline="") as file:
        esco = {row["code"]: row for row in csv.DictReader(file)}

    ours = parse_framework(CORE_FILE.read_text(encoding="utf-8"))

    assert [(s.code, s.name, s.uri, s.description) for s in ours] == [
        (code, esco[code]["label"], esco[code]["uri"], esco[code]["description"]) for code in CODES
    ]


def test_behaviours_can_be_read_at_thirteen():
    """The bar of student pages is a reading age of 13: the grade of a readability formula, and 5.

    The automated readability index counts letters; formulas that count syllables make textstat
    load a dictionary from elsewhere.
    """
    ours = parse_framework(CORE_FILE.read_text(encoding="utf-8"))
    by_skill = {
        skill.code: " ".join(behaviour for _level, _name, behaviour in skill.levels)
        for skill in ours
    }
    ages = {code: textstat.automated_readability_index(text) + 5 for code, text in by_skill.items()}
    assert {code: age for code, age in ages.items() if age > 13} == {}


def test_behaviours_are_all_different_and_name_no_one():
    ours = parse_framework(CORE_FILE.read_text(encoding="utf-8"))
    behaviours = [behaviour for skill in ours for _level, _name, behaviour in skill.levels]
    assert len(set(behaviours)) == 48
    gendered = {"he", "she", "his", "her", "him"}
    assert [b for b in behaviours if gendered & set(b.lower().rstrip(".").split())] == []


def test_alignments_are_names_and_addresses_only():
    ours = parse_framework(CORE_FILE.read_text(encoding="utf-8"))
    assert {a["framework"] for skill in ours for a in skill.alignments} == {
        "NACE",
        "Skills for Success",
    }
    assert all(set(a) == {"framework", "name", "url"} for skill in ours for a in skill.alignments)


def test_what_the_framework_says_of_itself_fits_its_row():
    framework = Framework(**{name: getattr(CORE, name) for name in CORE.__dataclass_fields__})
    framework.clean_fields()
