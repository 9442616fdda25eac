"""Reading a spreadsheet of hosts, contacts and past placements: text in, good and broken rows out.

One row a host, a contact or a past placement; columns in any order, by the words that people use
for them. Rows are counted as a spreadsheet shows them: the headings are row 1. Nothing here knows
the database.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.tables import CONTROL, UnreadableTable, rows_of, tidy
from employers.models import EmployerKind

MOST_LETTERS = 99_999  # of what somebody pastes
MOST_ROWS = 5_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PAST = {"project", "on", "students"}
LENGTHS = {
    "host": 120,
    "kind": 40,
    "sector": 60,
    "website": 200,
    "telephone": 40,
    "contact": 120,
    "job_title": 80,
    "email": 254,
    "contact_telephone": 40,
    "address": 200,
    "town": 60,
    "project": 120,
    "on": 40,
    "students": 10,
}
HEADINGS: Mapping[str, str] = {
    word: column
    for column, words in {
        "host": "host|host name|host organisation|employer|employer name|organisation|organization|"
        "organisation name|organization name|company|company name|business|business name|firm",
        "kind": "kind|type|kind of host|host type|organisation type|organization type|size",
        "sector": "sector|industry",
        "website": "website|web site|web|url|homepage",
        "telephone": "telephone|phone|tel|host telephone|company telephone|company phone|"
        "telephone number|phone number|switchboard",
        "contact": "contact|contact name|contact person|main contact|name|full name|person",
        "job_title": "job title|role|position|contact role|contact job title",
        "email": "email|e mail|mail|email address|e mail address|contact email|contact e mail",
        "contact_telephone": "contact telephone|contact phone|mobile|contact mobile|direct line",
        "address": "address|street|street address|postal address",
        "town": "town|city|place|location",
        "project": "project|project title|placement|placement title|past project|past placement|"
        "challenge|brief",
        "on": "date|day|when|start date|project date|placement date|start|started|began",
        "students": "students|number of students|no of students|how many students|student count",
    }.items()
    for word in words.split("|")
}
LABELS = {
    "host": gettext_lazy("Host"),
    "kind": gettext_lazy("Kind"),
    "sector": gettext_lazy("Sector"),
    "website": gettext_lazy("Website"),
    "telephone": gettext_lazy("Telephone"),
    "contact": gettext_lazy("Contact"),
    "job_title": gettext_lazy("Job title"),
    "email": gettext_lazy("E-mail"),
    "contact_telephone": gettext_lazy("Contact telephone"),
    "address": gettext_lazy("Address"),
    "town": gettext_lazy("Town"),
    "project": gettext_lazy("Project"),
    "on": gettext_lazy("Date"),
    "students": gettext_lazy("Students"),
}
KINDS: Mapping[str, EmployerKind] = {
    word: kind
    for kind, words in {
        EmployerKind.COMPANY: "company|plc|large company|corporation|business|firm|private",
        EmployerKind.SMALL_FIRM: "sme|small firm|small or medium firm|small business|small company",
        EmployerKind.MICRO: "micro|micro business|microbusiness|sole trader|freelancer",
        EmployerKind.CHARITY: "charity|non profit|nonprofit|not for profit|ngo|third sector",
        EmployerKind.COMMUNITY: "community|community group|community organisation|"
        "community organization|social enterprise|club",
        EmployerKind.PUBLIC_BODY: "public body|public|public sector|council|government|school|nhs",
    }.items()
    for word in words.split("|")
}
WRITTEN_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%B %Y", "%b %Y")
FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@dataclass(frozen=True)
class Rejection:
    """A broken row: its number in the spreadsheet, its column, what is wrong, for people."""

    row: int
    column: str
    sentence: str

    @property
    def label(self) -> str:
        """The column as the page calls it."""
        return str(LABELS.get(self.column, "–"))


@dataclass(frozen=True)
class PastPlacement:
    """What took place before: a title, a day, how many students."""

    title: str
    on: date
    students: int


@dataclass(frozen=True)
class HostRow:
    """A good row. Texts that the row leaves empty are empty."""

    row: int
    host: str
    kind: str
    sector: str
    website: str
    telephone: str
    contact: str
    job_title: str
    email: str
    contact_telephone: str
    address: str
    town: str
    past: PastPlacement | None


@dataclass
class HostTable:
    """What a spreadsheet says. ``ignored`` are headings that nobody here knows."""

    rows: int
    ignored: list[str]
    good: list[HostRow] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


class _Broken(Exception):
    """What is wrong with a row: all of it, so that it is put right at once."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        self.faults = faults


T = TypeVar("T")


class _Faults(list[tuple[str, str]]):
    """What is wrong with the row that is being read, by column."""

    def read(self, otherwise: T, reader: Callable[..., T], *given: Any) -> T:
        """What ``reader`` makes of a cell, or ``otherwise`` and its faults noted."""
        try:
            return reader(*given)
        except _Broken as broken:
            self.extend(broken.faults)
            return otherwise

    def add(self, column: str, sentence: str) -> None:
        """One more."""
        self.append((column, sentence))


def name_key(name: str) -> str:
    """What two spellings of one name share: “O’Neill & Sons” and “o'neill and sons”."""
    plain = name.casefold().replace("&", " and ").replace("’", "").replace("'", "")
    return " ".join(re.findall(r"\w+", plain)) or plain.strip()


def read_hosts(text: str, *, today: date, month_first: bool | None = False) -> HostTable:
    """Read a whole spreadsheet.

    ``month_first`` says how ``3/12/2025`` is meant; ``None``: nobody can tell, so it is rejected.
    Raises :class:`UnreadableTable` for what is no table of hosts at all.
    """
    if "\x00" in text or "\ufffd" in text:
        raise UnreadableTable(_("This is no text. Mark the cells in your spreadsheet, and copy."))
    rows = rows_of(text)
    headings = [tidy(cell) for cell in next(rows, [])]
    columns = _columns(headings)
    unknown = [
        heading for heading, column in zip(headings, columns, strict=True) if heading and not column
    ]
    table = HostTable(rows=0, ignored=unknown)
    for number, cells in enumerate(rows, start=2):
        if not any(tidy(cell) for cell in cells):
            continue
        table.rows += 1
        if table.rows > MOST_ROWS:
            raise UnreadableTable(
                _("More than %d rows. Take them in in several parts.") % MOST_ROWS
            )
        try:
            table.good.append(_row(number, columns, cells, today, month_first))
        except _Broken as broken:
            table.rejected += [Rejection(number, *fault) for fault in broken.faults]
    if not table.rows:
        raise UnreadableTable(_("There is no row under the headings."))
    return table


def rejected_as_table(text: str, rejected: Sequence[Rejection]) -> list[list[str]]:
    """The rejected rows of ``text`` as they were, with what is wrong in a column of its own.

    What a spreadsheet program would take for a formula begins with an apostrophe.
    """
    wrong: dict[int, list[str]] = {}
    for each in rejected:
        wrong.setdefault(each.row, []).append(f"{each.label}: {each.sentence}")
    rows = rows_of(text)
    headings = list(next(rows, []))
    table = [[*headings, _("What is wrong")]]
    for number, cells in enumerate(rows, start=2):
        if number in wrong:
            filled = [*cells, *[""] * (len(headings) - len(cells))]
            table.append([*filled, " ".join(wrong[number])])
    return [[f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in table]


def _columns(headings: Sequence[str]) -> list[str]:
    """The columns' names, empty for those that nobody here knows."""
    columns = [
        HEADINGS.get(" ".join(re.findall(r"[^\W_]+", heading.casefold())), "")
        for heading in headings
    ]
    if "host" not in columns and columns.count("contact") == 1:
        at = columns.index("contact")
        if headings[at].casefold() == "name":  # a list of hosts alone
            columns[at] = "host"
    if "host" not in columns:
        raise UnreadableTable(
            _("The first row must have headings, and one of them “Host” (or “Company”).")
        )
    for column in LENGTHS:
        if columns.count(column) > 1:
            twice = [h for h, known in zip(headings, columns, strict=True) if known == column]
            raise UnreadableTable(
                _("These headings mean the same to us: %s. Keep one of them.") % ", ".join(twice)
            )
    return columns


def _row(
    number: int, columns: Sequence[str], cells: Sequence[str], today: date, month_first: bool | None
) -> HostRow:
    """One row's values. Raises ``_Broken`` with all that is wrong with it."""
    faults = _Faults()
    if any(tidy(cell) for cell in cells[len(columns) :]):
        raise _Broken(("", _("This row has more cells than there are headings.")))
    text = dict.fromkeys(LENGTHS, "")
    for column, cell in zip(columns, cells, strict=False):
        if not column:
            continue
        said = tidy(cell)
        if CONTROL.search(cell):
            faults.add(column, _("There is an invisible sign in this."))
        elif len(said) > LENGTHS[column]:
            faults.add(column, _("This is longer than %s letters.") % LENGTHS[column])
        else:
            text[column] = said
    spoilt = {column for column, _sentence in faults}
    if not text["host"] and "host" not in spoilt:
        faults.add("host", _("The host’s name is missing."))
    reached = text["email"] or text["contact_telephone"]
    if not text["contact"] and reached and "contact" not in spoilt:
        faults.add("contact", _("Whose address or number is this? Give a name."))
    if text["contact"] and not (reached or text["telephone"] or spoilt):
        faults.add("email", _("Give an e-mail address or a telephone number of the contact."))
    row = HostRow(
        row=number,
        host=text["host"],
        kind=faults.read("", _kind, text["kind"]),
        sector=text["sector"],
        website=faults.read("", _website, text["website"]),
        telephone=faults.read("", _telephone, text, "telephone"),
        contact=text["contact"],
        job_title=text["job_title"],
        email=faults.read("", _email, text["email"]),
        contact_telephone=faults.read("", _telephone, text, "contact_telephone"),
        address=text["address"],
        town=text["town"],
        past=None if spoilt & PAST else faults.read(None, _past, text, today, month_first),
    )
    if faults:
        raise _Broken(*faults)
    return row


def _telephone(text: Mapping[str, str], column: str) -> str:
    number = text[column]
    if number and sum(letter.isdigit() for letter in number) < 6:
        raise _Broken((column, _("A telephone number has at least six figures.")))
    return number


def _email(text: str) -> str:
    email = text.lower().removeprefix("mailto:")
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise _Broken(("email", _("This is no e-mail address."))) from None
    return email


def _website(text: str) -> str:
    address = text if not text or "://" in text else f"https://{text}"
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise _Broken(("website", _("This is no web address."))) from None
    return address


def _kind(text: str) -> str:
    if not text:
        return ""
    key = name_key(text)
    labels = {name_key(str(kind.label)): kind for kind in EmployerKind}
    found = KINDS.get(key) or labels.get(key)
    if found is None:
        raise _Broken(
            (
                "kind",
                _(
                    "Say company, small firm, micro-business, charity, community group or public "
                    "body."
                ),
            )
        )
    return found.value


def _past(text: Mapping[str, str], today: date, month_first: bool | None) -> PastPlacement | None:
    if not (text["project"] or text["on"] or text["students"]):
        return None
    faults, wanted = (
        _Faults(),
        {
            "project": _("Which project was it? Give its title, or leave day and students empty."),
            "on": _("Give the day of this placement."),
            "students": _("Say how many students took part."),
        },
    )
    for column, missing in wanted.items():
        if not text[column]:
            faults.add(column, missing)
    on = faults.read(today, _day, text["on"], month_first) if text["on"] else today
    if on > today:
        faults.add("on", _("This day is still to come. Post a project for it instead."))
    if text["students"] and not (
        re.fullmatch(r"[0-9]{1,3}", text["students"]) and 1 <= int(text["students"]) <= 500
    ):
        faults.add("students", _("Give the number of students in figures, from 1 to 500."))
    if faults:
        raise _Broken(*faults)
    return PastPlacement(text["project"], on, int(text["students"]))


def _day(text: str, month_first: bool | None) -> date:
    words = text.replace(",", " ").split()
    plain = " ".join(re.sub(r"^(\d{1,2})(st|nd|rd|th)$", r"\1", word) for word in words)
    if figures := FIGURES.fullmatch(plain):
        first, second, year = (int(part) for part in figures.groups())
        if first <= 12 and second <= 12 and first != second and month_first is None:
            raise _Broken(("on", _("Day or month first? Write this day as 2025-12-03.")))
        month_leads = bool(month_first) if first <= 12 and second <= 12 else second > 12
        plain = (
            f"{year}-{first:02}-{second:02}" if month_leads else f"{year}-{second:02}-{first:02}"
        )
    for form in WRITTEN_DAYS:
        try:
            found = datetime.strptime(plain, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
        if found.year >= 1950:
            return found
    raise _Broken(("on", _("Give the day as year-month-day, such as 2025-03-12.")))
