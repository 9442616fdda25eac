"""The badge as a picture: one shape, a motif for each family of skills, the step as lit holds.

Drawn on a grid of 128 so that it reads at 64 px. The institution's colour is the ground; where it
is pale, the drawing turns dark and its lights to rust; a thin edge holds the shape on any page.
A picture that travels by itself bears a plate under the shape that says who gave it, for what and
at which step; never to whom. PNG is made from the same SVG by typst.
"""

import hashlib
from collections.abc import Sequence
from html import escape

import typst
from django.core.cache import cache
from django.utils.translation import gettext as _

from skills.models import Family

STEPS = 4
PLATE = 46  # height under the shape
LINE = 24  # letters of a line on it
PNG_PIXELS = 512
A_MONTH = 30 * 24 * 3600

_BODY = "M45 5h42l34 31 3 48-33 36-49 3L7 93 4 41z"
_LIT, _LIT_ON_PALE = "#f2b45a", "#8a2f06"
_HOLDS_AT = ("29", "47.2", "65.4", "83.6")
_MOTIFS = {
    # Route: a way found through holds
    Family.THINKING: (
        '<path fill="none" stroke="{pen}" stroke-width="5.5" stroke-linejoin="round"'
        ' d="M38 78l17-23 20 9 15-31"/><g fill="{pen}"><circle cx="38" cy="78" r="7.5"/>'
        '<circle cx="55" cy="55" r="7.5"/><circle cx="75" cy="64" r="7.5"/></g>'
        '<circle cx="90" cy="32" r="9.5" fill="{lit}"/>'
    ),
    # Cairn: stones that stand because each was set with care
    Family.SELF: (
        '<g fill="{pen}"><path d="M34 72l6-8h46l8 7-4 13H40z"/>'
        '<path d="M45 52l6-7h27l6 7-5 9H49z"/></g>'
        '<path fill="{lit}" d="M54 34l5-7h11l5 6-4 9H57z"/>'
    ),
    # Links: each holds the other
    Family.TOGETHER: (
        '<g fill="none" stroke-width="8.5"><circle cx="54.5" cy="56" r="18.5" stroke="{pen}"/>'
        '<circle cx="75.5" cy="56" r="18.5" stroke="{lit}"/>'
        '<path stroke="{ground}" stroke-width="13" d="M58 37.8a18.5 18.5 0 0 1 12.6 9.5"/>'
        '<path stroke="{pen}" d="M56 37.6a18.5 18.5 0 0 1 15.6 11"/></g>'
    ),
    # Window: a tool that somebody set up, with the light on
    Family.DIGITAL: (
        '<path fill="{pen}" d="M38 30h52l6 6v40l-6 6H38l-6-6V36z"/>'
        '<path fill="{ground}" d="M40 46h48v28H40z"/>'
        '<g fill="none" stroke-width="5.5" stroke-linejoin="round">'
        '<path stroke="{pen}" d="M47 53l8 7-8 7"/><path stroke="{lit}" d="M61 67h18"/></g>'
    ),
}


def badge_svg(*, colour: str, family: str, step: int, words: Sequence[str] = ()) -> bytes:
    """The badge as SVG; ``step`` is 0 (none lit) to 4, ``colour`` is ``#rrggbb``.

    ``words`` are up to three lines for the plate under it: who gave it, what was shown, the step.
    """
    pen, dim = ("#fdf6ea", "#ffffff") if _is_dark(colour) else ("#14211e", "#000000")
    lit = _LIT if _is_dark(colour) else _LIT_ON_PALE
    holds = "".join(
        f'<path fill="{lit}" d="M{x} 97h15.5v4l-4 4h-11.5z"/>'
        if number <= step
        else f'<path fill="{dim}" fill-opacity=".28" d="M{x} 97h15.5v4l-4 4h-11.5z"/>'
        for number, x in enumerate(_HOLDS_AT, start=1)
    )
    motif = _MOTIFS[Family(family)].format(pen=pen, lit=lit, ground=colour)
    tall = 128 + (PLATE if words else 0)
    says = ". ".join(words) or in_words(family, step)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 {tall}" width="256"'
        f' height="{2 * tall}" role="img"><title>{escape(says)}</title>'
        f"{_described(family, step) if words else ''}"
        f'<path fill="{colour}" d="{_BODY}" stroke="{pen}" stroke-opacity=".3" stroke-width="2"/>'
        '<path fill="#fff" fill-opacity=".09" d="M45 5h42L64 47 24 66 4 41z"/>'
        '<path fill="#000" fill-opacity=".16" d="M124 84L91 120l-49 3 25-34z"/>'
        f"{holds}{motif}{_plate(words, colour, pen)}</svg>"
    ).encode()


def _described(family: str, step: int) -> str:
    return f"<desc>{escape(in_words(family, step))}</desc>"


def _plate(words: Sequence[str], colour: str, pen: str) -> str:
    """The lines on their plate, each made to fit: a long one is set smaller, then cut."""
    if not words:
        return ""
    lines = ""
    for number, line in enumerate(words[:3]):
        cut = line if len(line) <= 2 * LINE else f"{line[: 2 * LINE - 1]}…"
        size = min(9.5, 9.5 * LINE / max(len(cut), 1))
        weight = ' font-weight="700"' if number == 1 else ""
        lines += (
            f'<text x="64" y="{141.5 + 12.5 * number}" font-size="{size:.1f}"{weight}>'
            f"{escape(cut)}</text>"
        )
    return (
        f'<path fill="{colour}" d="M4 130h120v{PLATE - 4}H4z"/>'
        f'<g fill="{pen}" text-anchor="middle" font-family="Helvetica, Arial, DejaVu Sans,'
        f' sans-serif">{lines}</g>'
    )


def badge_png(*, colour: str, family: str, step: int, words: Sequence[str] = ()) -> bytes:
    """The same as PNG, 512 pixels wide, transparent outside the shape. Kept: it takes 0.1 s."""
    svg = badge_svg(colour=colour, family=family, step=step, words=words)
    tall = 128 + (PLATE if words else 0)
    key = f"badge_png:{hashlib.sha256(svg).hexdigest()[:32]}"
    png = cache.get(key)
    if png is None:
        png = typst.compile(
            f"#set page(width: 128pt, height: {tall}pt, margin: 0pt, fill: none)\n"
            '#image(bytes(sys.inputs.svg), format: "svg", width: 128pt)'.encode(),
            format="png",
            ppi=PNG_PIXELS * 72 / 128,
            sys_inputs={"svg": svg.decode()},
        )
        cache.set(key, png, A_MONTH)
    return bytes(png)


def in_words(family: str, step: int) -> str:
    """What the picture says, for those who do not see it."""
    name = Family(family).label
    if not step:
        return _("Badge: %(family)s") % {"family": name}
    return _("Badge: %(family)s, step %(step)d of %(of)d") % {
        "family": name,
        "step": step,
        "of": STEPS,
    }


def _is_dark(colour: str) -> bool:
    """Whether cream on ``colour`` reads better than ink (relative luminance of WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.35
