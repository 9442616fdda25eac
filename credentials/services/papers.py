"""A badge on paper: one tagged page that says what its own page says, readable in black and white.

A paper proves nothing by itself: its code leads to the badge's page, which does.
"""

import hashlib
import io
import json
import re
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core.papers import paper
from credentials.services.pictures import badge_svg, in_words
from credentials.services.verifying import Inspection, Voice, day_in_words

A_DAY = 24 * 3600
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
STEPS = "●●●●○○○○"
BODY = """\
#set text(size: d.size * 1pt)
#set par(leading: 0.58em)
#show heading.where(level: 2): it => block(above: 1.2em, below: 0.6em, text(size: 1.1em, it.body))
#block(below: 1em, stroke: 0.6pt, inset: 9pt, radius: 4pt, width: 100%)[
  #grid(columns: (2.7cm, 1fr, 2.7cm), column-gutter: 0.6cm, align: horizon,
    image(bytes(d.picture), format: "svg", width: 2.7cm, alt: d.picture_says),
    [
      #text(size: 1.25em, weight: "bold", d.verdict)

      #d.given

      *#d.printed* #d.check #link(d.url)[#d.url]
    ],
    image(bytes(d.code), format: "svg", width: 2.7cm, alt: d.code_says),
  )
]
#if d.project != "" [
  *#d.project*.
]
#d.about
== #d.shown_heading
#for row in d.shown [
  #block(above: 0.9em, breakable: false)[
    *#row.skill* #h(1fr) #row.dots #row.step

    #row.behaviour
    #if row.own != "" [
      #text(size: 0.88em, row.own)
    ]
  ]
]
#for part in d.words [
  == #part.heading
  #for line in part.lines [
    #quote(block: true)[#line.text]
    #if line.by != "" [#text(size: 0.88em, line.by)]
  ]
]
#grid(columns: (1fr, 1fr), column-gutter: 0.8cm,
  ..d.facts.map(part => [
    == #part.heading
    #for line in part.lines [
      / #line.label: #line.words #text(size: 0.85em, line.note)
    ]
  ]),
)
#text(size: 0.88em, d.made)
"""
MARGIN = "x: 1.8cm, y: 1.5cm"
SIZES = (10, 9.3, 8.6, 8)  # points: the largest at which one page holds it all


def badge_paper(inspection: Inspection, url: str) -> bytes:
    """The badge of ``inspection`` as PDF; ``url`` is its page. Kept for a day: it takes 0.2 s."""
    credential = inspection.credential
    institution = credential.institution
    day = date_format(timezone.localtime(credential.awarded_at, ZoneInfo(institution.zone)))
    whom = inspection.owner or _("one of its students")
    data: dict[str, Any] = {
        "picture": badge_svg(
            colour=institution.colour, family=inspection.family, step=inspection.step
        ).decode(),
        "picture_says": in_words(inspection.family, inspection.step),
        "given": _("Given by %(institution)s to %(whom)s on %(day)s.")
        % {"institution": institution, "whom": whom, "day": day},
        "verdict": inspection.verdict.title,
        "shown_heading": _("What was shown"),
        "shown": [
            {
                "skill": row.skill,
                "dots": STEPS[4 - row.step : 8 - row.step],
                "step": _("step %(step)d of 4, %(name)s") % {"step": row.step, "name": row.name},
                "behaviour": row.behaviour,
                "own": _("Rated by the student beforehand: step %(step)d.") % {"step": row.own}
                if row.own
                else "",
            }
            for row in inspection.shown
        ],
        "words": _words(inspection),
        "facts": [
            {
                "heading": heading,
                "lines": [
                    {"label": line.label, "words": line.words, "note": str(line.note)}
                    for line in lines
                ],
            }
            for heading, lines in (
                (_("How these steps were reached"), inspection.assessment),
                (_("Where it was shown"), inspection.setting),
            )
        ],
        "code": _code(url),
        "code_says": _("QR code that leads to %(url)s") % {"url": url},
        "printed": _("True on the day printed, %(day)s.")
        % {"day": day_in_words(inspection.checked_at, institution)},
        "check": _("Whether it still stands, its page says:"),
        "project": _("The project: %(title)s") % {"title": inspection.project}
        if inspection.project
        else "",
        "about": inspection.about,
        "url": url,
        "made": _("A paper can be copied or altered. What counts is what stands at this address."),
    }
    title, language = credential.document["name"], get_language() or institution.language
    key = hashlib.sha256(json.dumps([BODY, title, language, data]).encode()).hexdigest()
    with suppress(RedisError, OSError):
        kept: bytes | None = cache.get(f"badge_paper:{key}")
        if kept is not None:
            return kept
    for size in SIZES:
        data["size"] = size
        pdf = paper(
            BODY, title=title, author=institution.name, language=language, data=data, margin=MARGIN
        )
        if _pages_of(pdf) == 1:
            break
    with suppress(RedisError, OSError):
        cache.set(f"badge_paper:{key}", pdf, A_DAY)
    return pdf


def _pages_of(pdf: bytes) -> int:
    return len(_PAGE.findall(pdf))


def _code(url: str) -> str:
    """The QR code of ``url`` as SVG."""
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", xmldecl=False, dark="#000", light="#fff")
    return drawn.getvalue().decode()


def _vouches(voice: Voice) -> str:
    """Who says it; and where that is the one who assessed, so that one does not look like two."""
    one = _("One person ran the work, assessed it and vouches for it.") if voice.assessed else ""
    return " ".join(filter(None, [f"{voice.who}. {voice.capacity}.", one]))


def _words(inspection: Inspection) -> list[dict[str, object]]:
    """What people said of it: who vouches, what the host saw, her own words."""
    vouched = [
        {"text": voice.comment or voice.verdict.title, "by": _vouches(voice)}
        for voice in inspection.voices
        if voice.verdict.genuine
    ]
    backed = [
        {"text": backer.comment, "by": backer.who}
        for backer in inspection.backings
        if backer.verdict.genuine
    ]
    seen = [{"text": inspection.evidence, "by": ""}] if inspection.evidence else []
    said = " ".join(filter(None, [inspection.own_words, inspection.own_link]))
    unchecked = _("Added by the student. The university has not checked it.")
    own = [{"text": said, "by": unchecked}] if said else []
    parts = (
        (_("Who vouches for it"), vouched),
        (_("Who stands behind what it asks for"), backed),
        (_("What the host saw"), seen),
        (_("In the student’s own words"), own),
    )
    return [{"heading": heading, "lines": lines} for heading, lines in parts if lines]
