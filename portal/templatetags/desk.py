"""Parts of the desk's pages that stand there by the dozen."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.templatetags.components.acts import link_button
from core.templatetags.components.boxes import seats, status_tag
from core.templatetags.components.lists import task, task_list, tick, trouble
from core.templatetags.components.parts import format_html, joined
from portal.clocks import Case
from portal.figures import Queue
from portal.live import Act, Standing
from portal.troubles import Trouble

register = template.Library()


@register.simple_tag
def trouble_list(rows: Sequence[Trouble]) -> SafeString:
    """What will not wait, each with its act; the first is the one to press."""
    lines = (
        trouble(
            link_button(
                row.act,
                row.url,
                kind="second" if number else "primary",
                icon=row.icon,
                about=row.title,
            ),
            title=row.title,
            when=row.when,
            detail=row.detail,
            tone=row.tone,
        )
        for number, row in enumerate(rows)
    )
    return format_html('<ul class="stack stack-2">{}</ul>', joined(lines))


@register.simple_tag
def queue_list(queues: Iterable[Queue]) -> SafeString:
    """What waits in each queue."""
    return task_list(joined(task(q.name, url=q.url, hint=q.hint, count=q.count) for q in queues))


@register.simple_tag
def day_list(days: Iterable[Standing]) -> SafeString:
    """Who goes out soon, and how that stands."""
    lines = []
    for each in days:
        tag = each.tag
        host, hint = each.challenge.host, each.when_long
        lines.append(task(host, url=each.url, hint=hint, status=tag.text, tone=tag.tone))
    return task_list(joined(lines))


@register.simple_tag
def project_row(standing: Standing) -> SafeString:
    """One project of the desk's table: when, what, how many asked, places, next act."""
    return format_html(
        '<tr><td class="nowrap">{}</td><th scope="row"><a href="{}">{}</a><small>{}</small></th>'
        '<td class="n">{}</td><td>{}</td><td>{}</td></tr>',
        standing.when,
        standing.url,
        standing.challenge.title,
        standing.challenge.host,
        standing.asked,
        seats(yes=standing.yes, wait=standing.silent_seats, open=standing.open_places, small=True),
        _next_act(standing.act),
    )


def _next_act(act: Act) -> SafeString:
    label = (
        format_html('<a href="{}">{}</a>', act.url, act.label)
        if act.url and act.waits
        else act.label
    )
    return format_html("{} <small>{}</small>" if act.detail else "{}", label, act.detail)


@register.simple_tag
def case_row(case: Case, *, ticks: bool = True) -> SafeString:
    """One project of the list of all: a tick, the row of the desk's table, owner and clock."""
    standing = case.standing
    box = format_html(
        "<td>{}</td>",
        tick(
            name="challenge",
            value=standing.challenge.public_id,
            label=gettext("Choose “%s”") % standing.challenge.title,
        ),
    )
    tag = status_tag(case.clock, "warn" if case.late else "plain") if case.clock else ""
    return format_html(
        '<tr>{}<td class="nowrap">{}</td><th scope="row"><a href="{}">{}</a><small>{}</small></th>'
        '<td class="n">{}</td><td>{}</td><td>{}</td><td>{}<small>{}</small></td></tr>',
        box if ticks else "",
        standing.when,
        standing.url,
        standing.challenge.title,
        standing.challenge.host,
        standing.asked,
        seats(yes=standing.yes, wait=standing.silent_seats, open=standing.open_places, small=True),
        _next_act(standing.act),
        tag,
        case.owner,
    )
