"""Pages that students read can be read at thirteen, by a published formula (REQUIREMENTS 5)."""

import re
from html import unescape

import pytest
import textstat

from tests.architecture.walk import Read

pytestmark = pytest.mark.django_db
AGE_AT_MOST = 13
WORDS_AT_LEAST = 30  # of a page's sentences; the formula means nothing for fewer
OF_STUDENTS = ("portal:", "students:", "placements:", "notifications:", "credentials:my_")
UNSEEN = re.compile(r"<(script|style|template|svg|textarea|select)\b.*?</\1>", re.DOTALL)
BLOCK = re.compile(
    r"</?(?:p|li|h\d|div|section|dt|dd|tr|td|th|label|legend|small|summary|button|form|ul|ol|br)\b[^>]*>"
)


def sentences_of(html: str) -> list[str]:
    """The sentences of the main part; labels, names and figures that stand alone are left out."""
    main = html.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    text = re.sub(r"<[^>]+>", "", BLOCK.sub("\n", UNSEEN.sub("", main)))
    lines = (" ".join(unescape(line).split()) for line in text.splitlines())
    return [line for line in lines if re.search(r"[.?!]$", line) and len(line.split()) > 3]


def age_of(sentences: list[str]) -> float:
    """The automated readability index (Senter and Smith 1967), a grade, and five."""
    return textstat.automated_readability_index(" ".join(sentences)) + 5


def test_student_pages_can_be_read_at_thirteen(reads: list[Read]):
    ages = {}
    for read in reads:
        row = read.row
        if read.who != "student" or not row["url"].startswith(OF_STUDENTS):
            continue
        sentences = sentences_of(read.html)
        if len(" ".join(sentences).split()) >= WORDS_AT_LEAST:
            ages[f"{row['url']} {row['about']}".strip()] = (age_of(sentences), sentences)
    for page, (age, _sentences) in ages.items():
        print(f"{age:5.1f}  {page}")  # noqa: T201 (pytest -s shows them)

    assert len(ages) >= 12
    hard = {page: (round(age, 1), said) for page, (age, said) in ages.items() if age > AGE_AT_MOST}
    assert hard == {}
