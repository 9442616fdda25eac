"""Lists, tables, boards and the ways through them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from core.templatetags.components.boxes import person, status_tag
from core.templatetags.components.parts import (
    CHECKED,
    Words,
    classes,
    drawing,
    format_html,
    joined,
    query_with,
    register,
    render,
)

NOW = SafeString(' aria-current="step"')
NUMERIC = SafeString(' class="n"')
HIDDEN = SafeString(' class="vh"')


@dataclass(frozen=True, slots=True)
class CardDate:
    """The date block of a challenge card: ``top`` and ``bottom`` frame the figure ``big``."""

    top: Words
    big: Words = ""
    bottom: Words = ""


@dataclass(frozen=True, slots=True)
class CardFact:
    """One short fact of a challenge card: the name of an icon and a few words."""

    icon: str
    text: Words
    strong: bool = False


@dataclass(frozen=True, slots=True)
class ChallengeCard:
    """What a listing shows of one challenge, in words ready to be read."""

    title: str
    url: str
    host: Words
    date: CardDate
    facts: Sequence[CardFact] = ()
    skills: Words = ""
    answer_by: Words = ""
    notes: Sequence[Words] = ()


@register.simple_block_tag
def task_list(content: str, *, ordered: bool = False) -> SafeString:
    """Lines that each lead to one thing to do."""
    return format_html('<{0} class="tasks">{1}</{0}>', "ol" if ordered else "ul", content)


@register.simple_tag
def task(
    text: Words,
    *,
    url: str = "",
    hint: Words = "",
    count: int | None = None,
    status: Words = "",
    tone: str = "plain",
    icon: str | None = None,
) -> SafeString:
    """A line of a task list: a count or a status at its end."""
    counted = ""
    if count is not None:
        counted = format_html(
            '<span class="{}">{}</span>', "count" if count else "count quiet", localize(count)
        )
    return format_html(
        "<li><span>{}{}</span>{}{}</li>",
        format_html('<a class="cover" href="{}">{}</a>', url, text) if url else text,
        format_html("<small>{}</small>", hint) if hint else "",
        counted,
        status_tag(status, tone, icon) if status else "",
    )


@register.simple_block_tag
def trouble(
    content: str,
    *,
    title: Words,
    when: Words,
    detail: Words = "",
    tone: str = "warm",
    icon: str | None = None,
    level: int = 2,
) -> SafeString:
    """Something that will not wait, with its one act as content."""
    tag = status_tag(when, tone, ("alert" if tone == "bad" else "clock") if icon is None else icon)
    return format_html(
        '<li class="{}"><p>{}</p><div><h{}>{}</h{}>{}</div><div class="trouble__act">{}</div></li>',
        classes("panel trouble", "trouble--bad" if tone == "bad" else ""),
        tag,
        level,
        title,
        level,
        format_html('<p class="small quiet">{}</p>', detail) if detail else "",
        content,
    )


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """What has happened and what comes next."""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def event(
    content: str, state: str = "next", *, when: Words = "", datetime: Any = None
) -> SafeString:
    """An event of a timeline: ``done``, ``now`` or ``next``; ``datetime`` is aware."""
    if state not in {"done", "now", "next"}:
        raise ValueError(f"No event is “{state}”")
    moment = ""
    if datetime:
        local = localtime(datetime)
        said = when or localize(local)
        moment = format_html('<time class="when" datetime="{}">{}</time>', local.isoformat(), said)
    elif when:
        moment = format_html('<span class="when">{}</span>', when)
    return format_html(
        '<li class="{}"{}>{}{}{}</li>',
        state,
        NOW if state == "now" else "",
        moment,
        format_html('<span class="vh">{} </span>', gettext("Done:")) if state == "done" else "",
        content,
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """The facts of a thing, two abreast when wide."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, term: Words, *, icon: str) -> SafeString:
    """A fact: its term and, as content, what it is."""
    return format_html("<div>{}<dt>{}</dt><dd>{}</dd></div>", drawing(icon), term, content)


@register.simple_tag
def challenge_card(card: ChallengeCard) -> SafeString:
    """One challenge in a listing: when comes first, because the day decides."""
    big = format_html(" <b>{}</b>", card.date.big) if card.date.big else ""
    facts = [
        format_html("<li>{}<b>{}</b></li>", drawing(fact.icon), fact.text)
        if fact.strong
        else format_html("<li>{}<span>{}</span></li>", drawing(fact.icon), fact.text)
        for fact in card.facts
    ]
    if card.skills:
        facts.append(format_html('<li class="quiet">{}</li>', card.skills))
    end = [format_html("<span>{}</span> ", note) for note in card.notes]
    if card.answer_by:
        hear = '<span>{} <b class="nowrap">{}</b></span> '
        end.insert(0, format_html(hear, gettext("You hear by"), card.answer_by))
    return format_html(
        '<li class="card"><p class="date"><span>{}</span>{} {}</p><div><p class="card__host"'
        ' dir="auto">{}</p><h3 dir="auto"><a class="cover" href="{}">{}</a></h3>{}</div>'
        '<p class="card__end">{}</p></li>',
        card.date.top,
        big,
        card.date.bottom,
        card.host,
        card.url,
        card.title,
        format_html('<ul class="card__facts">{}</ul>', joined(facts)) if facts else "",
        joined(end),
    )


@register.simple_block_tag
def data_table(
    content: str, *, caption: Words, show_caption: bool = False, roomy: bool = True
) -> SafeString:
    """A table in a box that scrolls by itself and can be reached by keyboard."""
    return format_html(
        '<div class="table-box" role="region" aria-label="{}" tabindex="0">'
        '<table class="{}"><caption{}>{}</caption>\n{}\n</table></div>',
        caption,
        classes("table", "table--roomy" if roomy else ""),
        "" if show_caption else HIDDEN,
        caption,
        content,
    )


@register.simple_tag(takes_context=True)
def column(
    context: Context, text: Words, *, sort: str = "", numeric: bool = False, hidden: bool = False
) -> SafeString:
    """The head of a column; with ``sort`` it is a link to ``?sort=<sort>`` or, the second time,
    ``?sort=-<sort>``."""
    request = context.get("request")
    sorted_by = request.GET.get("sort", "") if request is not None else ""
    order = {sort: "ascending", f"-{sort}": "descending"}.get(sorted_by, "") if sort else ""
    turned = f"-{sort}" if order == "ascending" else sort
    drawn = drawing({"ascending": "up", "descending": "down"}.get(order, ""))
    shown: Words = text
    if sort:
        url = query_with(context, sort=turned, page=None)
        shown = format_html('<a href="{}">{}{}</a>', url, text, drawn)
    elif hidden:
        shown = format_html('<span class="vh">{}</span>', text)
    return format_html(
        '<th scope="col"{}{}>{}</th>',
        NUMERIC if numeric else "",
        format_html(' aria-sort="{}"', order) if order else "",
        shown,
    )


@register.simple_tag
def tick(*, name: str, value: Any, label: Words, checked: bool = False) -> SafeString:
    """The check box of a row."""
    return format_html(
        '<label class="tick"><input type="checkbox" name="{}" value="{}"{}>'
        '<span class="vh">{}</span></label>',
        name,
        value,
        CHECKED if checked else "",
        label,
    )


@register.simple_block_tag
def bulk_bar(content: str, *, label: Words) -> SafeString:
    """What can be done with the rows chosen."""
    return render("bulk_bar", content=content, label=label)


@register.simple_block_tag
def board(content: str) -> SafeString:
    """Lanes side by side. Every move is a button."""
    return render("board", content=content)


@register.simple_block_tag
def lane(content: str, *, title: Words, count: Words = "", level: int = 3) -> SafeString:
    """A team of a board: its mates as content."""
    return render("lane", content=content, title=title, count=count, level=level)


@register.simple_block_tag
def mate(content: str, name: str, *, detail: Words = "") -> SafeString:
    """A person in a lane; the content is what can be done with them."""
    return render("mate", content=content, person=person(name, detail=detail))


@register.simple_tag
def held(text: Words) -> SafeString:
    """An empty place in a lane, and for whom it is kept."""
    return render("held", text=text)


@register.simple_tag
def balance(rows: Iterable[tuple[Words, Any]]) -> SafeString:
    """How even a team is, in pairs of word and value; stands inside a lane."""
    return render("balance", rows=rows)
