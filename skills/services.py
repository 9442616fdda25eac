"""The verbs of frameworks: take one in from a CSV file, see that ours is there.

A version of a framework is never changed once it is in: badges point at it. A better text is a new
version.
"""

import csv
import io
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from core.errors import RuleBroken, refused_by
from skills.models import Family, Framework, LevelDescriptor, Skill

LEVELS = (1, 2, 3, 4)
LEVEL_NAMES = (
    pgettext_lazy("skill", "Starting"),
    pgettext_lazy("skill", "Growing"),
    pgettext_lazy("skill", "Sound"),
    pgettext_lazy("skill", "Strong"),
)
NEEDED = ("code", "name", "family", *(f"level_{level}" for level in LEVELS))
ALLOWED = (
    *NEEDED,
    "plain_name",
    "uri",
    "description",
    "alignments",
    *(f"level_{level}_name" for level in LEVELS),
)
SKILLS_AT_MOST = 2000  # ESCO's transversal set has 30; its whole skill pillar does not belong here


@dataclass(frozen=True)
class FrameworkDetails:
    """What a framework says of itself; ``notice`` is shown wherever its skills are."""

    code: str
    name: str
    version: str
    publisher: str = ""
    source_url: str = ""
    licence: str = ""
    notice: str = ""
    published_on: date | None = None


CORE = FrameworkDetails(
    code="foothold",
    name="Foothold behaviours",
    version="1.0",
    publisher="Foothold",
    source_url="https://esco.ec.europa.eu/",
    licence=(
        "Behaviours and plain names: CC BY 4.0, Foothold. Codes, names and descriptions: ESCO "
        "v1.1.1, European Commission (Decision 2011/833/EU), unchanged."
    ),
    notice="This service uses the ESCO classification of the European Commission.",
    published_on=date(2026, 11, 21),
)
CORE_FILE = Path(__file__).parent / "data" / "foothold-skills-1.0.csv"


@dataclass(frozen=True)
class Problem:
    """Why a file cannot be taken in. ``record`` counts from 1 after the header; 0 is the header."""

    record: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = _("Record %(n)d") % {"n": self.record} if self.record else _("Header")
        return (
            f"{where}, {self.column}: {self.sentence}"
            if self.column
            else (f"{where}: {self.sentence}")
        )


class FrameworkNotImported(RuleBroken):
    """The file has ``problems``; nothing of it was imported."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class FrameworkExists(RuleBroken):
    """This version of this framework is already in."""


@dataclass(frozen=True)
class SkillRecord:
    """One skill as a file gives it; ``levels`` are (level, name, behaviour)."""

    record: int
    code: str
    name: str
    plain_name: str
    family: str
    uri: str
    description: str
    levels: tuple[tuple[int, str, str], ...]
    alignments: list[dict[str, str]] = field(default_factory=list)


def parse_framework(text: str) -> list[SkillRecord]:
    """The skills in ``text``, a CSV file with a header, parted by commas or semicolons.

    Columns: ``code``, ``name``, ``family`` (thinking, self, together, digital) and ``level_1`` to
    ``level_4`` are needed; ``plain_name``, ``uri``, ``description``, ``alignments`` (one a line:
    ``framework | name | address``) and ``level_1_name`` to ``level_4_name`` may be left out. Pure:
    reads no database. Raises ``FrameworkNotImported`` with every problem found.
    """
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    if "\x00" in text:
        raise FrameworkNotImported([Problem(0, "", _("The file is not text."))])
    header_line = text.partition("\n")[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        sentence = _("The file is not a CSV file: %(error)s.") % {"error": error}
        raise FrameworkNotImported([Problem(0, "", sentence)]) from error
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    problems = _problems_of_header(header)
    if not problems and not 1 <= len(rows) - 1 <= SKILLS_AT_MOST:
        sentence = _("Give 1 to %(most)d skills: this file has %(n)d.") % {
            "most": SKILLS_AT_MOST,
            "n": len(rows) - 1,
        }
        problems = [Problem(0, "", sentence)]
    if problems:
        raise FrameworkNotImported(problems)

    records: list[SkillRecord] = []
    first_with: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=1):
        if len(row) > len(header):
            sentence = _("There are %(n)d cells for %(columns)d columns.") % {
                "n": len(row),
                "columns": len(header),
            }
            problems.append(Problem(number, "", sentence))
            continue
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        record, found = _read_record(number, cells)
        twin = first_with.setdefault(record.code, number)
        if record.code and twin != number:
            sentence = _("“%(code)s” is the code of record %(twin)d already.") % {
                "code": record.code,
                "twin": twin,
            }
            found.append(Problem(number, "code", sentence))
        problems += found
        records.append(record)
    if problems:
        raise FrameworkNotImported(problems)
    return records


def _problems_of_header(header: list[str]) -> list[Problem]:
    problems = [
        Problem(0, column, _("This column is missing."))
        for column in NEEDED
        if column not in header
    ]
    problems += [
        Problem(0, column or "?", _("No such column; leave it out."))
        for column in dict.fromkeys(header)
        if column not in ALLOWED
    ]
    problems += [
        Problem(0, column, _("This column is there twice."))
        for column in ALLOWED
        if header.count(column) > 1
    ]
    return problems


def _read_record(number: int, cells: dict[str, str]) -> tuple[SkillRecord, list[Problem]]:
    """One record and what is wrong with it, lengths and addresses by the models' own fields."""
    problems = [
        Problem(number, column, _("This cell is empty."))
        for column in NEEDED
        if not cells.get(column)
    ]
    alignments, of_alignments = _read_alignments(number, cells.get("alignments", ""))
    record = SkillRecord(
        record=number,
        code=cells.get("code", ""),
        name=" ".join(cells.get("name", "").split()),
        plain_name=" ".join((cells.get("plain_name") or cells.get("name", "")).split()),
        family=cells.get("family", "").lower(),
        uri=cells.get("uri", ""),
        description=cells.get("description", ""),
        alignments=alignments,
        levels=tuple(
            (
                level,
                cells.get(f"level_{level}_name") or str(LEVEL_NAMES[level - 1]),
                " ".join(cells.get(f"level_{level}", "").split()),
            )
            for level in LEVELS
        ),
    )
    empty = {problem.column for problem in problems}
    if "name" in empty:
        empty.add("plain_name")  # which is the name where no other is given
    if "family" not in empty and record.family not in Family.values:
        sentence = _("Say one of: %(families)s.") % {"families": ", ".join(Family.values)}
        problems.append(Problem(number, "family", sentence))
        empty.add("family")
    refused = _refused_fields(_skill_of(record), exclude={"framework", "family", *empty})
    for level in _levels_of(record):
        behaviour, name = f"level_{level.level}", f"level_{level.level}_name"
        for column, sentence in _refused_fields(level, exclude={"skill"}):
            refused.append((behaviour if column == "behaviour" else name, sentence))
    problems += [
        Problem(number, column, sentence) for column, sentence in refused if column not in empty
    ]
    return record, problems + of_alignments


def _read_alignments(number: int, cell: str) -> tuple[list[dict[str, str]], list[Problem]]:
    alignments = []
    for line in filter(None, (line.strip() for line in cell.splitlines())):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts) or not parts[2].startswith(("https://", "http://")):
            sentence = _("Write “framework | name | address”, one a line; this is “%(line)s”.")
            return [], [Problem(number, "alignments", sentence % {"line": line[:80]})]
        alignments.append(dict(zip(("framework", "name", "url"), parts, strict=True)))
    return alignments, []


def _skill_of(record: SkillRecord) -> Skill:
    return Skill(
        code=record.code,
        name=record.name,
        plain_name=record.plain_name,
        family=record.family,
        uri=record.uri,
        description=record.description,
        alignments=record.alignments,
    )


def _levels_of(record: SkillRecord, language: str = "en") -> list[LevelDescriptor]:
    return [
        LevelDescriptor(level=level, name=name, behaviour=behaviour, language=language)
        for level, name, behaviour in record.levels
    ]


def _refused_fields(row: Skill | LevelDescriptor, *, exclude: set[str]) -> list[tuple[str, str]]:
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        return [(column, " ".join(words)) for column, words in error.message_dict.items()]
    return []


@transaction.atomic
def import_framework(*, details: FrameworkDetails, text: str, language: str = "en") -> Framework:
    """Take in a framework with its skills and levels from CSV ``text``: all of it, or nothing.

    The format is that of ``parse_framework``; behaviours are in ``language``. Raises
    ``FrameworkNotImported`` with every problem by record, or ``FrameworkExists``.
    """
    framework = Framework(**asdict(details))
    try:
        framework.clean_fields(exclude={"published_on"})  # a date by its type, or unknown
    except ValidationError as error:
        raise FrameworkNotImported(
            [Problem(0, name, " ".join(words)) for name, words in error.message_dict.items()]
        ) from error
    records = parse_framework(text)
    exists = FrameworkExists(
        _("“%(framework)s” is in already. A changed framework needs a version of its own.")
        % {"framework": framework}
    )
    with refused_by("framework_version_once", exists):
        framework.save(force_insert=True)
    skills = [_skill_of(record) for record in records]
    for skill in skills:
        skill.framework = framework
    Skill.objects.bulk_create(skills)
    levels = [_levels_of(record, language) for record in records]
    for skill, of_skill in zip(skills, levels, strict=True):
        for level in of_skill:
            level.skill = skill
    LevelDescriptor.objects.bulk_create(level for of_skill in levels for level in of_skill)
    return framework


def ensure_core_framework() -> Framework:
    """The framework that Foothold ships, imported where it is not in yet; safe to call again."""
    shipped = Framework.objects.filter(code=CORE.code, version=CORE.version)
    framework = shipped.first()
    if framework is None:
        try:
            with override("en-gb"):  # the language that it is kept in
                framework = import_framework(details=CORE, text=CORE_FILE.read_text("utf-8"))
        except FrameworkExists:  # somebody else was quicker
            framework = shipped.get()
    return framework
