"""Boxes, states and figures."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.template import Context
from django.utils.formats import localize
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from core.templatetags.components.parts import (
    Words,
    attributes,
    classes,
    drawing,
    format_html,
    initials,
    register,
    render,
)

TONE_ICONS = {
    "ground": "check",
    "good": "check",
    "warm": "list",
    "warn": "clock",
    "bad": "alert",
    "info": "info",
    "plain": "",
}
SEALS = {  # verdict -> tone, and the strokes of its glyph on a grid of 64
    "genuine": ("good", "M19 33l9.5 10L46 22"),
    "changed": ("bad", "M22 22l20 20M42 22L22 42"),
    "forged": ("bad", "M22 22l20 20M42 22L22 42"),
    "withdrawn": ("bad", "M20 32h24"),
    "paused": ("warn", "M25 22v20M39 22v20"),
    "expired": ("warn", "M32 19v14l9 6"),
    "private": ("plain", "M22 31h20v14H22zM26 31v-5a6 6 0 0 1 12 0v5"),
    "unknown": ("plain", "M25 26c0-9 14-9 14 0 0 6-7 6-7 12M32 46v.1"),
}
HOLDS = {"": "<i></i>"} | {
    hold: SafeString(f'<i class="{hold}"></i>') for hold in ("yes", "wait", "no", "now")
}
NO_TOASTS = SafeString('<div class="toasts" id="toasts" role="status">\n</div>')
HOLDS_AT_MOST = 40  # more than these are said in words alone


@register.simple_block_tag
def panel(
    content: str,
    *,
    title: Words = "",
    tone: str = "neutral",
    level: int = 2,
    stay: bool = False,
    **attrs: Any,
) -> SafeString:
    """``{% panel title="…" %} … {% endpanel %}``: a box, named by its heading when it has one."""
    shape = classes(
        "panel stack",
        "panel--warm" if tone == "warm" else "",
        "panel--stay" if stay else "",
        attrs.pop("class", ""),
    )
    return format_html(
        '<section class="{}"{}>\n{}\n{}\n</section>',
        shape,
        attributes(attrs),
        format_html("<h{0}>{1}</h{0}>", level, title) if title else "",
        content,
    )


@register.simple_block_tag
def banner(
    content: str, *, tone: str = "info", title: Words = "", icon: str | None = None
) -> SafeString:
    """A short notice on its tint."""
    drawn = drawing(TONE_ICONS[tone] if icon is None else icon)
    return format_html(
        '<div class="banner tone-{}">{}<div>{}{}</div></div>',
        tone,
        drawn,
        format_html("<b>{}</b> ", title) if title else "",
        content,
    )


@register.simple_tag
def status_tag(text: Words, tone: str = "plain", icon: str | None = None) -> SafeString:
    """A state in a word, with the icon of its tone."""
    drawn = drawing(TONE_ICONS[tone] if icon is None else icon)
    return format_html('<span class="tag tone-{}">{}{}</span>\n', tone, drawn, text)


@register.simple_block_tag
def empty_state(content: str, *, title: Words, level: int = 2) -> SafeString:
    """What to do where there is nothing to list."""
    return render("empty_state", content=content, title=title, level=level)


@register.simple_tag
def words(text: str, *, by: Words = "", lang: str = "") -> SafeString:
    """What a person wrote, in serif, its paragraphs kept."""
    return format_html(
        '<blockquote class="words" dir="auto"{}>{}{}</blockquote>',
        format_html(' lang="{}"', lang) if lang else "",
        SafeString(linebreaks(text, autoescape=not isinstance(text, SafeString))),
        format_html('<footer dir="auto">{}</footer>', by) if by else "",
    )


@register.simple_tag
def person(name: str, *, detail: Words = "", other_name: str = "") -> SafeString:
    """A person by initials and name, never by a photograph."""
    return format_html(
        '<span class="person"><i aria-hidden="true">{}</i><span><b><bdi>{}</bdi>{}</b>{}</span>'
        "</span>\n",
        initials(name),
        name,
        format_html(" <bdi>{}</bdi>", other_name) if other_name else "",
        format_html("<small>{}</small>", detail) if detail else "",
    )


@register.simple_tag
def stat(value: Any, label: Words, *, url: str = "", note: Words = "") -> SafeString:
    """A figure that leads to its rows."""
    named = (
        format_html('<a href="{}">{}</a>', url, label)
        if url
        else format_html("<span>{}</span>", label)
    )
    return format_html(
        '<div class="stat"><b>{}</b>{}{}</div>',
        localize(value),
        named,
        format_html("<p>{}</p>", note) if note else "",
    )


@register.simple_tag
def seats(
    *,
    yes: int = 0,
    wait: int = 0,
    no: int = 0,
    open: int = 0,
    small: bool = False,
    label: Words = "",
) -> SafeString:
    """Places as holds: full is yes, half is silent, struck is no, hollow is open."""
    counts = {"yes": yes, "wait": wait, "no": no, "": open}
    parts = [
        (yes, ngettext("%(count)d yes", "%(count)d yes", yes)),
        (wait, ngettext("%(count)d silent", "%(count)d silent", wait)),
        (no, ngettext("%(count)d no", "%(count)d no", no)),
        (open, ngettext("%(count)d open", "%(count)d open", open)),
    ]
    said = label or ", ".join(text % {"count": count} for count, text in parts if count)
    holds = [state for state, count in counts.items() for _ in range(count)]
    return holds_drawn(holds, label=said or gettext("no places"), small=small)


def holds_drawn(holds: Sequence[str], *, label: Words, small: bool = False) -> SafeString:
    """A row of holds, or only their words where there are too many to count by eye."""
    if not 0 < len(holds) <= HOLDS_AT_MOST:
        return format_html('<span class="num">{}</span>', label)
    return format_html(
        '<span class="{}" role="img" aria-label="{}">{}</span>',
        classes("seats", "seats--small" if small else ""),
        label,
        SafeString("".join(HOLDS[hold] for hold in holds)),
    )


@register.simple_tag
def steps(level: int, *, of: int = 4, small: bool = False, label: Words = "") -> SafeString:
    """A level as lit holds: ``{% steps 3 of=4 %}``."""
    said = label or gettext("%(level)d of %(of)d") % {"level": level, "of": of}
    return seats(yes=level, open=max(of - level, 0), small=small, label=said)


@register.simple_tag
def meter(value: int, *, of: int, label: Words, note: Words = "") -> SafeString:
    """How much of a long work is done."""
    done = gettext("%(value)d of %(of)d") % {"value": value, "of": of}
    return render("meter", value=value, of=of, label=label, note=note, done=done)


@register.simple_tag
def bar_chart(
    *, caption: Words, rows: Iterable[Sequence[Any]], value: Words, part: Words = ""
) -> SafeString:
    """Bars drawn inside the table of their figures; a row is (label, value) or (label, value,
    part)."""
    rows = [(*row, 0)[:3] for row in rows]
    largest = max((row[1] for row in rows), default=0) or 1
    bars = [
        {
            "label": row[0],
            "value": row[1],
            "part": row[2],
            "long": round(100 * row[1] / largest, 1),
            "short": round(100 * row[2] / largest, 1),
        }
        for row in rows
    ]
    return render("bar_chart", caption=caption, bars=bars, value=value, part=part)


@register.simple_tag
def signature(name: str, *, detail: Words = "") -> SafeString:
    """Who signed, and when and how."""
    return render("signature", name=name, detail=detail)


@register.simple_block_tag
def seal(
    content: str, verdict: str, *, title: Words, level: int = 1, small: bool = False
) -> SafeString:
    """The verdict of a verification: one of ``SEALS``."""
    tone, glyph = SEALS[verdict]
    return render(
        "seal", content=content, title=title, level=level, small=small, tone=tone, glyph=glyph
    )


@register.simple_tag(takes_context=True)
def toasts(context: Context, *, oob: bool = False) -> SafeString:
    """Django's messages, in a live region. ``oob`` makes it the part that htmx swaps by itself."""
    messages = list(context.get("messages") or ())
    return render("toasts", messages=messages, oob=oob) if messages or oob else NO_TOASTS


# What would end a <script> or begin another, as django.utils.html.json_script has it
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(found: dict[str, Any]) -> SafeString:
    """JSON-LD for search engines: data that no browser runs, so the page's policy allows it."""
    written = json.dumps(found, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(written))
