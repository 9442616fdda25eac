"""Parts of the desk's pages that stand there by the dozen."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.templatetags.components.boxes import seats
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
