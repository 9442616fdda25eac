"""A framework comes in from CSV whole, or not at all and with every reason."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from skills.models import Framework, LevelDescriptor, Skill
from skills.services import (
    LEVEL_NAMES,
    FrameworkDetails,
    FrameworkExists,
    FrameworkNotImported,
    import_framework,
    parse_framework,
)

DETAILS = FrameworkDetails(
    code="town", name="Town skills", version="1", published_on=date(2026, 1, 2)
)
HEADER = "code,name,plain_name,family,uri,alignments,level_1,level_2,level_3,level_4"
GOOD = f"""{HEADER}
A1,oven care,Minding ovens,thinking,https://skills.example/a1,"NACE | Technology | https://nace.example/t
Other | Heat | https://other.example/h",Looks,Turns on,Bakes,Teaches baking
A2,till,,together,,,"Counts, slowly",Counts,Adds up,Closes the day
"""


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FrameworkNotImported) as caught:
        parse_framework(text)
    return [(problem.record, problem.column) for problem in caught.value.problems]


@pytest.mark.django_db
def test_a_good_file_becomes_rows():
    framework = import_framework(details=DETAILS, text=GOOD)

    assert str(framework) == "Town skills 1"
    assert list(
        Skill.objects.filter(framework=framework).values_list(
            "code", "name", "plain_name", "family", "uri", "alignments"
        )
    ) == [
        (
            "A1",
            "oven care",
            "Minding ovens",
            "thinking",
            "https://skills.example/a1",
            [
                {"framework": "NACE", "name": "Technology", "url": "https://nace.example/t"},
                {"framework": "Other", "name": "Heat", "url": "https://other.example/h"},
            ],
        ),
        ("A2", "till", "till", "together", "", []),
    ]
    assert list(
        LevelDescriptor.objects.filter(skill__code="A2").values_list("level", "name", "behaviour")
    ) == [
        (1, "Starting", "Counts, slowly"),
        (2, "Growing", "Counts"),
        (3, "Sound", "Adds up"),
        (4, "Strong", "Closes the day"),
    ]


def test_semicolons_and_a_byte_order_mark_are_understood():
    text = (
        "\ufeffcode;name;family;level_1;level_2;level_3;level_4;level_4_name\r\n"
        "X;Cafe\u0301;SELF;a;b, b;c;d;Master\r\n"
    )

    (record,) = parse_framework(text)

    assert (record.name, record.family) == ("Caf\u00e9", "self")
    assert record.levels == (
        (1, LEVEL_NAMES[0], "a"),
        (2, LEVEL_NAMES[1], "b, b"),
        (3, LEVEL_NAMES[2], "c"),
        (4, "Master", "d"),
    )


def test_each_broken_record_is_named_with_its_column():
    text = f"""{HEADER}
A1,one,,thinking,,,a,b,c,d
A1,two,,thinking,,,a,b,c,d
A3,,,thinking,,,a,b,c,d
A4,four,,cooking,,,a,b,c,d
A5,five,,self,not an address,,a,b,c,d
A6,six,,self,,NACE only,a,b,c,d
A7,seven,,self,,,a,b,,d
A8,eight,,self,,,a,b,c,d,too,many
A9,nine,,self,,,{"a" * 301},b,c,d
"""

    assert problems_of(text) == [
        (2, "code"),
        (3, "name"),
        (4, "family"),
        (5, "uri"),
        (6, "alignments"),
        (7, "level_3"),
        (8, ""),
        (9, "level_1"),
    ]


def test_a_problem_is_a_sentence():
    with pytest.raises(FrameworkNotImported) as caught:
        parse_framework(f"{HEADER}\nA1,one,,cooking,,,a,b,c,d\n")

    assert str(caught.value) == ("Record 1, family: Say one of: thinking, self, together, digital.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, c) for c in ["code", "name", "family", *(f"level_{n}" for n in (1, 2, 3, 4))]]),
        (HEADER.replace("level_4", "level_5") + "\n", [(0, "level_4"), (0, "level_5")]),
        (HEADER + ",code\nA,b,,self,,,a,b,c,d,A\n", [(0, "code")]),
        (HEADER + "\n", [(0, "")]),
        ("code\x00,name\n", [(0, "")]),
    ],
    ids=["empty", "wrong column", "twice", "no records", "not text"],
)
def test_a_file_of_another_shape_is_refused(text, expected):
    assert problems_of(text) == expected


@pytest.mark.django_db
def test_nothing_of_a_broken_file_is_imported():
    with pytest.raises(FrameworkNotImported):
        import_framework(details=DETAILS, text=GOOD + "A3,,,self,,,a,b,c,d\n")

    assert (Framework.objects.count(), Skill.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_version_is_imported_once_and_never_changed():
    import_framework(details=DETAILS, text=GOOD)

    with pytest.raises(FrameworkExists):
        import_framework(details=DETAILS, text=GOOD.replace("Looks", "Stares"))

    assert LevelDescriptor.objects.filter(behaviour="Stares").count() == 0
    assert Skill.objects.count() == 2


@pytest.mark.django_db
def test_challenges_are_offered_the_newest_version_of_each_framework():
    import_framework(details=DETAILS, text=GOOD)
    newer = FrameworkDetails(
        code="town", name="Town skills", version="2", published_on=date(2026, 6, 1)
    )
    import_framework(details=newer, text=GOOD.replace("A2", "B2"))
    other = FrameworkDetails(code="sea", name="Sea skills", version="1")
    import_framework(details=other, text=GOOD)

    offered = Skill.objects.offered().with_levels()

    assert sorted(
        (skill.framework.code, skill.framework.version, skill.code) for skill in offered
    ) == [
        ("sea", "1", "A1"),
        ("sea", "1", "A2"),
        ("town", "2", "A1"),
        ("town", "2", "B2"),
    ]
    assert [[level.level for level in skill.levels.all()] for skill in offered] == [
        [1, 2, 3, 4]
    ] * 4


@pytest.mark.django_db
def test_details_are_checked_too():
    details = FrameworkDetails(code="no spaces here", name="", version="1", source_url="nowhere")

    with pytest.raises(FrameworkNotImported) as caught:
        import_framework(details=details, text=GOOD)

    assert {problem.column for problem in caught.value.problems} == {"code", "name", "source_url"}


@pytest.mark.django_db
def test_the_command_imports_a_file(tmp_path, capsys):
    path = tmp_path / "skills.csv"
    path.write_text(GOOD, encoding="utf-8-sig")

    call_command("import_framework", path, code="town", name="Town skills", release="1")

    assert capsys.readouterr().out == "Imported Town skills 1: 2 skills.\n"
    assert Skill.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe\x00", "is not UTF-8"),
        (HEADER.encode() + b"\nA1,,,self,,,a,b,c,d\n", "Record 1, name: This cell is empty."),
        (None, "Cannot read"),
    ],
    ids=["encoding", "broken record", "no file"],
)
def test_the_command_says_what_is_wrong(tmp_path, content, expected):
    path = tmp_path / "skills.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=expected):
        call_command("import_framework", path, code="town", name="Town skills", release="1")

    assert Framework.objects.count() == 0


cells = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


@given(rows=st.lists(st.lists(cells, max_size=12), max_size=6), raw=cells, clean=st.booleans())
def test_no_text_breaks_the_parser(rows, raw, clean):
    """Whatever comes, the answer is records or problems; never another error."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    text = "\n".join([HEADER, *lines]) if clean else raw + "\n" + "\n".join(lines)
    problems, records = [], []
    try:
        records = parse_framework(text)
    except FrameworkNotImported as error:
        problems = error.problems
    assert bool(records) != bool(problems)
    assert all(problem.sentence for problem in problems)
    assert all(len(record.levels) == 4 for record in records)
