"""What pages of higher floors show of the letter-box."""

from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from employers.models import Challenge
from mailroom.services import address_for

register = template.Library()


@register.simple_tag
def write_instead(challenge: Challenge) -> SafeString | str:
    """``{% write_instead challenge %}``: the address that takes an e-mail for the form's place."""
    to = address_for(challenge)
    if not to:
        return ""
    link = format_html(
        '<a href="mailto:{}?subject={}">{}</a>',
        quote(to, "@+"),
        quote(challenge.title),
        to,
    )
    words = _("Rather by e-mail? Write your sentence to {address}. It goes onto the same list.")
    before, _name, after = words.partition("{address}")
    return format_html('<p class="small quiet">{}{}{}</p>', before, link, after)
