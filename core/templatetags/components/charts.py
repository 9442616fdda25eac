"""Charts drawn here, as SVG: told apart by pattern as well as colour, each thing named beside it.

Colours are classes of ``chart.css``, so that light, dark and forced colours follow the page. A
chart names itself and says in a sentence what it shows; its table stands beside it on the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.templatetags.components.parts import register

WIDTH = 360  # of the drawing: a telephone's, so that its words are never drawn smaller
BARS_TO, LINE, BAR, GAP = 180, 18, 13, 10
TOP, TALL, LEFT, RIGHT = 14, 150, 34, 130
KINDS = 4  # looks there are: the first is plain, the others are patterns
DASHES = ("none", "7 4", "2 3", "9 3 2 3")
MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-4-4h8v8h-8z",
    "M0-5L5 4H-5z",
    "M0-5L5 0L0 5L-5 0z",
)
ON_PAPER = (
    "<style>text{font-family:'Libertinus Serif';font-size:12px;fill:#14211e}"
    ".chart__quiet{fill:#4b5854}.chart__a{fill:#0a6357}.chart__ground{fill:#e4f1ed}"
    ".chart__pen{stroke:#0a6357;stroke-width:2;fill:none}"
    ".chart__edge{stroke:#0a6357;stroke-width:1}.chart__axis{stroke:#74807b}</style>"
)


@dataclass(frozen=True)
class Bar:
    """One number: which pattern it has, and the words beside it; ``None`` draws no bar."""

    kind: int
    number: int | None
    words: str


@dataclass(frozen=True)
class Block:
    """Bars under one heading."""

    heading: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Line:
    """One group over time: a number a term, ``None`` where nothing is said."""

    words: str
    numbers: Sequence[int | None]


def bars(name: str, title: str, says: str, blocks: Sequence[Block]) -> SafeString:
    """Bars lying below one another; ``name`` is the chart's own on its page."""
    longest = max((bar.number or 0 for block in blocks for bar in block.bars), default=0) or 1
    drawn, y = [], 0
    for block in blocks:
        y += LINE
        drawn.append(_text(0, y - 5, block.heading, "chart__quiet"))
        for bar in block.bars:
            long = round(BARS_TO * (bar.number or 0) / longest, 1)
            if bar.number:
                kind = bar.kind % KINDS
                drawn.append(
                    f'<rect class="chart__edge{"" if kind else " chart__a"}" x="0.5" '
                    f'y="{y + 0.5}" width="{long}" height="{BAR}"'
                    + (f' fill="url(#{name}-{kind})"/>' if kind else "/>")
                )
            number = str(bar.number) if bar.number is not None else "–"
            drawn.append(_text(long + 6, y + BAR - 2, f"{number} {bar.words}"))
            y += BAR + 5
        y += GAP
    numbers = (
        (block.heading, [f"{bar.words} {_number(bar.number)}" for bar in block.bars])
        for block in blocks
    )
    says = _with_numbers(says, numbers)
    return _whole(name, title, says, "".join(drawn), y, _patterns(name))


def lines(
    name: str, title: str, says: str, terms: Sequence[str], rows: Sequence[Line]
) -> SafeString:
    """Groups over terms, each line named at its end; a gap where nothing is said."""
    most = max((n or 0 for row in rows for n in row.numbers), default=0) or 1
    across = (WIDTH - LEFT - RIGHT) / max(len(terms) - 1, 1)
    floor = TOP + TALL
    drawn = [
        f'<path class="chart__axis" fill="none" d="M{LEFT} {TOP}V{floor}H{WIDTH - RIGHT}"/>',
        _text(0, TOP + 4, str(most)),
        _text(0, floor, "0"),
        _text(LEFT, floor + 18, terms[0], "chart__quiet") if terms else "",
    ]
    if len(terms) > 1:
        drawn.append(_text(WIDTH - RIGHT, floor + 18, terms[-1], "chart__quiet", "middle"))
    ends: list[float] = []
    for kind, row in enumerate(rows):
        points = [
            (LEFT + across * at, floor - TALL * number / most, number)
            for at, number in enumerate(row.numbers)
            if number is not None
        ]
        if not points:
            continue
        drawn.append(_path(row, kind, across, floor, most))
        drawn += [_mark(x, y, kind) for x, y, _number in points]
        _x, y, number = points[-1]
        term = terms[max(at for at, n in enumerate(row.numbers) if n is not None)]
        under = [] if term == terms[-1] else [term]  # a number of before says of when
        y = _free(y + 4, ends, len(under))
        ends += [y + (LINE - 4) * below for below in range(len(under) + 1)]
        drawn.append(_text(WIDTH - RIGHT + 10, y, f"{number} {row.words}"))
        drawn += [_text(WIDTH - RIGHT + 10, y + LINE - 4, said, "chart__quiet") for said in under]
    numbers = (
        (
            row.words,
            [f"{_number(n)} ({term})" for term, n in zip(terms, row.numbers, strict=True)],
        )
        for row in rows
    )
    return _whole(name, title, _with_numbers(says, numbers), "".join(drawn), floor + 26)


@register.simple_tag
def number_rows(rows: Iterable[Any]) -> SafeString:
    """The body of a chart's table: rows with a name and cells (number, percent, as_before)."""
    as_before = f'<span class="quiet">{escape(gettext("as before"))}</span>'
    drawn = []
    for row in rows:
        cells = []
        for cell in row.cells:
            said = "–" if cell.number is None else str(cell.number)
            if cell.number is None and cell.as_before:
                said = as_before
            elif cell.percent is not None and cell.percent != 100:
                percent = escape(gettext("%(n)d %%") % {"n": cell.percent})
                said += f' <small class="quiet">{percent}</small>'
            cells.append(f'<td class="n">{said}</td>')
        drawn.append(f'<tr><th scope="row">{escape(row.name)}</th>{"".join(cells)}</tr>')
    return SafeString("".join(drawn))


def on_paper(chart: str) -> str:
    """The same for a PDF, whose engine knows no style sheet of ours."""
    return chart.replace("<defs>", f"{ON_PAPER}<defs>", 1)


def _path(row: Line, kind: int, across: float, floor: int, most: int) -> str:
    way, pen_down = "", False
    for at, number in enumerate(row.numbers):
        if number is not None:
            step = "L" if pen_down else "M"
            way += f"{step}{LEFT + across * at:.1f} {floor - TALL * number / most:.1f}"
        pen_down = number is not None
    return f'<path class="chart__pen" stroke-dasharray="{DASHES[kind % KINDS]}" d="{way}"/>'


def _mark(x: float, y: float, kind: int) -> str:
    at = f'transform="translate({x:.1f} {y:.1f})"'
    return f'<path class="chart__a" {at} d="{MARKS[kind % KINDS]}"/>'


def _free(y: float, taken: Sequence[float], below: int = 0) -> float:
    """The nearest height at which words, and as many lines ``below`` them, hide no others."""
    for move in range(0, TALL, 2):
        for here in (y - move, y + move):
            mine = [here + (LINE - 4) * line for line in range(below + 1)]
            inside = here > TOP and mine[-1] <= TOP + TALL + 4  # under it stand the terms
            if inside and all(abs(one - other) >= LINE - 4 for one in mine for other in taken):
                return here
    return y


def _number(number: int | None) -> str:
    return gettext("not said") if number is None else str(number)


def _with_numbers(says: str, groups: Iterable[tuple[str, list[str]]]) -> str:
    """``says``, and after it the numbers drawn: who hears the chart has what others see."""
    one = gettext("%(name)s: %(numbers)s.")
    said = [one % {"name": name, "numbers": ", ".join(numbers)} for name, numbers in groups]
    return " ".join([says, *said] if says else said)


def _text(x: float, y: float, words: str, shade: str = "", anchor: str = "") -> str:
    of_class = f' class="{shade}"' if shade else ""
    from_where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{of_class}{from_where}>{escape(words)}</text>'


def _whole(
    name: str, title: str, says: str, drawn: str, height: int, patterns: str = ""
) -> SafeString:
    known = f'aria-labelledby="{name}-title {name}-says"'
    return SafeString(
        f'<svg class="chart" role="img" {known} viewBox="0 0 {WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-says">{escape(says or gettext("The table has the same numbers."))}'
        f"</desc><defs>{patterns}</defs>{drawn}</svg>"
    )


def _patterns(name: str) -> str:
    drawn = (
        '<rect class="chart__ground" width="8" height="8"/>'
        '<path class="chart__pen" d="M-2 2l4-4M0 8l8-8M6 10l4-4"/>',
        '<rect class="chart__ground" width="8" height="8"/>'
        '<circle class="chart__a" cx="4" cy="4" r="1.8"/>',
        '<rect class="chart__ground" width="8" height="8"/>',
    )
    return "".join(
        f'<pattern id="{name}-{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f"{one}</pattern>"
        for number, one in enumerate(drawn, start=1)
    )
