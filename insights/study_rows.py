"""What a study exports: one line a person and time, under a number of its own; its codebook."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from insights.instrument import ITEMS
from insights.sheets import plain
from insights.studies import pseudonym
from insights.studying import Study, StudyAnswer, StudyConsent, StudyRow, Wave
from institutions.models import Institution
from placements.codebook import CODEBOOK, SCALE
from placements.survey import SurveyAnswer, SurveySide
from students.services.policy import policy_of

ABOUT = ("year", "subject", "sector")
SURVEY = "survey_"  # before the names of the two-minute survey's items
STUDY_ITEMS = tuple(dict.fromkeys(item.name for items in ITEMS.values() for item in items))
SURVEY_ITEMS = tuple(
    dict.fromkeys(SURVEY + item.name for items in CODEBOOK.values() for item in items)
)
COLUMNS = ("person", "side", "time", "version", *ABOUT, *STUDY_ITEMS, *SURVEY_ITEMS)


@dataclass
class Row:
    """One person at one time."""

    person: str
    side: str
    time: str
    version: int
    about: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)

    def values(self) -> list[Any]:
        """In the order of ``COLUMNS``; what was not said is empty."""
        more = self.about | self.answers
        said = (self.person, self.side, self.time, self.version)
        return [*said, *(more.get(name, "") for name in COLUMNS[len(said) :])]


@dataclass(frozen=True)
class Rows:
    """All lines of a study, and how many people's year, subject or sector were left out."""

    rows: list[Row]
    people: int
    left_out: int


def rows_of(study: Study) -> Rows:
    """The lines as they are exported: of a frozen study those that were frozen.

    Where fewer than the policy's smallest number share side, year and subject or sector, these are
    left out: such a line would point at somebody whom a reader knows.
    """
    if study.frozen_at:
        held = [
            Row(row.pseudonym, row.side, row.wave, row.version, row.about, row.answers)
            for row in study.rows.all()
        ]
        return Rows(held, len({row.person for row in held}), 0)
    rows = sorted(_live(study), key=lambda row: (row.side, row.person, row.time))
    about = {row.person: (row.side, *(row.about.get(name) for name in ABOUT)) for row in rows}
    many = Counter(about.values())
    fewest = policy_of(study.institution).fewest_shown
    few = {person for person, group in about.items() if many[group] < fewest}
    few = {person for person in few if any(about[person][1:])}
    for row in rows:
        if row.person in few:
            row.about = {}
    return Rows(rows, len(about), len(few))


def _live(study: Study) -> Iterator[Row]:
    """Of everybody who takes part, and of nobody else: both of their yeses are asked for here."""
    consents = (
        StudyConsent.objects.filter(study=study, yes=True)
        .select_related("student", "employer")
        .prefetch_related("answers")
    )
    surveyed = _survey(study)
    for consent in consents:
        key = consent.student_id or consent.user_id
        person = pseudonym(study, consent.side, int(key or 0))
        about = _about(consent)
        by_wave: dict[str, StudyAnswer] = {answer.wave: answer for answer in consent.answers.all()}
        for wave in Wave.values:
            answer = by_wave.get(wave)
            also = surveyed.get((consent.side, key), {}) if wave == Wave.AFTER else {}
            if answer is None and not also:
                continue
            answers = dict(answer.answers) if answer else {}
            version = answer.version if answer else max(ITEMS)
            yield Row(person, consent.side, wave, version, about, answers | also)


def _about(consent: StudyConsent) -> dict[str, Any]:
    if consent.student is not None:
        said = {"year": consent.student.year_of_study, "subject": consent.student.discipline}
    else:
        said = {"sector": consent.employer.sector if consent.employer else ""}
    return {name: value for name, value in said.items() if value}


def _survey(study: Study) -> dict[tuple[str, int | None], dict[str, int]]:
    """What they said in the two-minute survey of a project in the study's time; never its words."""
    found: dict[tuple[str, int | None], dict[str, int]] = {}
    answers = SurveyAnswer.objects.of(study.institution).filter(
        Q(placement__isnull=False) | Q(by__isnull=False),
        not_now=False,
        challenge__ends_at__date__gte=study.opens_on,
        challenge__ends_at__date__lte=study.freezes_on,
    )
    for said in answers.select_related("placement").order_by("said_at"):
        key = said.placement.student_id if said.placement else said.by_id
        answered = {SURVEY + name: value for name, value in said.answers.items()}
        found.setdefault((said.side, key), answered)  # her first project of the study
    return found


@transaction.atomic
def freeze_study(study: Study) -> int:
    """Write the lines without a key of anybody, delete answers and secret; how many lines.

    From now on nothing can be taken back, because nobody can tell whose line is whose.
    """
    held = (
        Study.objects.select_for_update(of=("self",)).select_related("institution").get(pk=study.pk)
    )
    if held.frozen_at:
        return 0
    rows = rows_of(held).rows
    StudyRow.objects.bulk_create(
        StudyRow(
            study=held,
            pseudonym=row.person,
            side=row.side,
            wave=row.time,
            version=row.version,
            about=row.about,
            answers=row.answers,
        )
        for row in rows
    )
    StudyAnswer.objects.filter(consent__study=held).delete()
    StudyConsent.objects.filter(study=held, yes=False).delete()
    Study.objects.filter(pk=held.pk).update(frozen_at=clock.now(), secret="")
    return len(rows)


def freeze_due_studies() -> int:
    """Freeze the studies whose last day for taking back has gone by; how many."""
    done = 0
    for here in Institution.objects.filter(study__frozen_at=None).distinct():
        over = Study.objects.of(here).filter(frozen_at=None, freezes_on__lt=clock.today(here.zone))
        for study in over:
            freeze_study(study)
            done += 1
    return done


def codebook() -> Iterator[list[str]]:
    """One line a column: its name, as students and as hosts read it, and its values."""
    yield [_("Column"), _("Students read"), _("Hosts read"), _("Values")]
    scale = "; ".join(f"{value} = {word}" for value, word in SCALE.items())
    yield ["person", _("a number of this study alone"), "", _("twelve letters and figures")]
    yield ["side", "", "", ", ".join(f"{side} = {side.label}" for side in SurveySide)]
    yield ["time", "", "", ", ".join(f"{wave} = {wave.label}" for wave in Wave)]
    yield ["version", _("of the study’s statements"), "", ", ".join(map(str, ITEMS))]
    yield ["year", _("year of study"), "", _("left out where few share it")]
    yield ["subject", _("subject"), "", _("left out where few share it")]
    yield ["sector", "", _("sector of the host"), _("left out where few share it")]
    for before, book in (("", ITEMS), (SURVEY, CODEBOOK)):
        for version, items in book.items():
            for item in items:
                name = f"{before}{item.name}"
                said = f"{scale} ({_('version')} {version})"
                yield [name, str(item.student), str(item.host), said]


def as_csv(rows: Rows) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it as such; nothing that would run."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([plain(value) for value in row.values()] for row in rows.rows)
    return out.getvalue().encode("utf-8-sig")


def codebook_as_csv() -> bytes:
    """The codebook alone."""
    out = io.StringIO()
    csv.writer(out).writerows([plain(value) for value in line] for line in codebook())
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """Two sheets: the lines and the codebook. Text is text: no cell is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"author": ""})
    answers = book.add_worksheet(_("Answers"))
    for at, line in enumerate([list(COLUMNS), *(row.values() for row in rows.rows)]):
        for column, value in enumerate(line):
            if value != "":
                answers.write(at, column, value)
    lines = book.add_worksheet(_("Codebook"))
    for at, words in enumerate(codebook()):
        for column, value in enumerate(words):
            lines.write_string(at, column, value)
    book.close()
    return out.getvalue()
