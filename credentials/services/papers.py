"""A badge on paper: one tagged page that says what its own page says, readable in black and white.

A paper proves nothing by itself: its code leads to the badge's page, which does.
"""

import hashlib
import io
import json
from contextlib import suppress
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
from credentials.services.verifying import Inspection

A_DAY = 24 * 3600
STEPS = "●●●●○○○○"
BODY = """\
#grid(columns: (3.2cm, 1fr), column-gutter: 0.8cm,
  image(bytes(d.picture), format: "svg", width: 3.2cm, alt: d.picture_says),
  [
    #text(size: 12pt, d.given)

    #text(weight: "bold", d.verdict)
  ],
)
== #d.shown_heading
#for row in d.shown [
  #block(above: 1em, breakable: false)[
    *#row.skill* #h(1fr) #row.dots #row.step

    #row.behaviour
    #if row.own != "" [
      #text(size: 9pt, row.own)
    ]
  ]
]
#for part in d.words [
  == #part.heading
  #for line in part.lines [
    #quote(block: true)[#line.text]
    #if line.by != "" [#text(size: 9pt, line.by)]
  ]
]
#for part in d.facts [
  == #part.heading
  #for line in part.lines [
    / #line.label: #line.words
  ]
]
#block(above: 1.6em, breakable: false, stroke: 0.6pt, inset: 10pt, radius: 4pt, width: 100%)[
  #grid(columns: (2.6cm, 1fr), column-gutter: 0.6cm,
    image(bytes(d.code), format: "svg", width: 2.6cm, alt: d.code_says),
    [
      *#d.check*

      #link(d.url)[#d.url]

      #text(size: 9pt, d.made)
    ],
  )
]
"""


def badge_paper(inspection: Inspection, url: str) -> bytes:
    """The badge of ``inspection`` as PDF; ``url`` is its page. Kept for a day: it takes 0.2 s."""
    credential = inspection.credential
    institution = credential.institution
    day = date_format(timezone.localtime(credential.awarded_at, ZoneInfo(institution.zone)))
    whom = inspection.owner or _("one of its students")
    data = {
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
                "lines": [{"label": line.label, "words": line.words} for line in lines],
            }
            for heading, lines in (
                (_("How these steps were reached"), inspection.assessment),
                (_("Where it was shown"), inspection.setting),
            )
        ],
        "code": _code(url),
        "code_says": _("QR code that leads to %(url)s") % {"url": url},
        "check": _("Check it: the page says whether it still stands."),
        "url": url,
        "made": _("A paper can be copied or altered. What counts is what stands at this address."),
    }
    title, language = credential.document["name"], get_language() or institution.language
    key = hashlib.sha256(json.dumps([title, language, data]).encode()).hexdigest()
    with suppress(RedisError, OSError):
        kept: bytes | None = cache.get(f"badge_paper:{key}")
        if kept is not None:
            return kept
    pdf = paper(BODY, title=title, author=institution.name, language=language, data=data)
    with suppress(RedisError, OSError):
        cache.set(f"badge_paper:{key}", pdf, A_DAY)
    return pdf


def _code(url: str) -> str:
    """The QR code of ``url`` as SVG."""
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", xmldecl=False, dark="#000", light="#fff")
    return drawn.getvalue().decode()


def _words(inspection: Inspection) -> list[dict[str, object]]:
    """What people said of it: who vouches, what the host saw, her own words."""
    vouched = [
        {"text": voice.comment or voice.verdict.title, "by": f"{voice.who}. {voice.capacity}"}
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
