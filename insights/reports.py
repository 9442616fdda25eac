"""Who takes part, on paper for a committee: what the page says, no more."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from core.papers import paper
from core.templatetags.components.charts import on_paper
from insights.funnel import Cell, Row, Split, WhoTakesPart
from insights.words import STEP_NAMES
from institutions.models import Institution

TERMS = 6  # the latest, as many as a page is wide
BODY = """
#d.lead
#for said in d.said [
- #said
]
== #d.alerts_heading
#for said in d.alerts [
- #said
]
#for said in d.caveats [
  #par[#said]
]
#for part in d.parts [
  == #part.title
  #if part.answered != "" [#part.answered]
  #if part.chart != "" [
    #image(bytes(part.chart), format: "svg", width: 11cm, alt: part.alt)
  ]
  #for grid in part.grids [
    #text(weight: "bold", grid.caption)
    #table(
      columns: (2fr,) + (1fr,) * (grid.columns.len() - 1),
      stroke: (x, y) => (bottom: 0.5pt + luma(180)),
      inset: (x: 3pt, y: 4pt),
      table.header(..grid.columns.map(each => text(size: 8.5pt, weight: "bold", each))),
      ..grid.rows.flatten().map(each => text(size: 9pt, each)),
    )
  ]
]
"""


def committee_paper(institution: Institution, found: WhoTakesPart) -> bytes:
    """A tagged PDF of one term: its figures, alerts, charts and tables. Takes about a second."""
    term = found.frozen.term
    return paper(
        BODY,
        title=gettext("Who takes part: %(term)s") % {"term": term.name},
        author=institution.name,
        language=get_language() or institution.language,
        data={
            "lead": gettext("%(university)s, %(team)s. Counted on %(day)s.")
            % {
                "university": institution.name,
                "team": institution.team_name,
                "day": date_format(found.frozen.counted_on, "j F Y"),
            },
            "said": _said(found),
            "alerts_heading": gettext("Is anyone falling out?"),
            "alerts": [alert.sentence for alert in found.alerts] or [found.nobody_behind],
            "caveats": _caveats(found),
            "parts": [_part(found, split) for split in found.splits if _says_something(split)],
        },
    )


def _said(found: WhoTakesPart) -> list[str]:
    said = []
    if found.asked:
        said.append(gettext("%(n)d students sent an interest.") % {"n": found.asked})
    if found.first_timers.number:
        said.append(
            gettext("%(n)d of them were here for the first time.")
            % {"n": found.first_timers.number}
        )
    return [
        *said,
        gettext(
            "Numbers of people are rounded to the nearest five. A dash stands where a number is "
            "small, or would give a small one away."
        ),
    ]


def _caveats(found: WhoTakesPart) -> list[str]:
    compared = found.how_compared if found.compared else ""
    return [said for said in (compared, found.told_later) if said]


def _says_something(split: Split) -> bool:
    return any(cell.number is not None for row in split.rows[1:] for cell in row.cells)


def _part(found: WhoTakesPart, split: Split) -> dict[str, Any]:
    steps = [gettext("Group"), *map(str, STEP_NAMES)]
    grids = [_grid(gettext("How far they came"), steps, split.rows)]
    if len(found.terms) > 1:
        terms = [gettext("Group"), *found.term_names[-TERMS:]]
        rows = [Row(row.name, row.cells[-TERMS:]) for row in split.over_terms]
        grids.append(_grid(gettext("Term by term"), terms, rows))
    return {
        "title": split.title,
        "answered": split.answered,
        "chart": on_paper(split.chart) if split.chart else "",
        "alt": gettext("%(title)s as bars; the table below has the same numbers.")
        % {"title": split.title},
        "grids": grids,
    }


def _grid(caption: str, columns: list[str], rows: list[Row]) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": columns,
        "rows": [[row.name, *map(_cell, row.cells)] for row in rows],
    }


def _cell(cell: Cell) -> str:
    if cell.number is None:
        return gettext("as before") if cell.as_before else "–"
    if cell.percent is None or cell.percent == 100:
        return str(cell.number)
    return f"{cell.number} ({cell.percent} %)"
