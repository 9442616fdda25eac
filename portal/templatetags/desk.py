"""Parts of the desk's pages that stand there by the dozen."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.templatetags.components.boxes import seats, status_tag
from core.templatetags.components.lists import tick
from core.templatetags.components.parts import format_html
from portal.clocks import Case
from portal.live import Act, Standing

register = template.Library()


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
