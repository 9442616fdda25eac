"""Buttons and what they open."""

from typing import Any

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import slugify

from core.templatetags.components.parts import (
    Words,
    attributes,
    classes,
    drawing,
    format_html,
    register,
    render,
)


def _button(
    text: Words,
    *,
    kind: str,
    icon: str,
    small: bool,
    wide: bool,
    disabled: Words,
    about: Words,
    attrs: dict[str, Any],
) -> SafeString:
    if kind not in {"primary", "second", "quiet", "danger"}:
        raise ValueError(f"No button is “{kind}”")
    shape = classes(
        "button",
        "" if kind == "primary" else f"button--{kind}",
        "button--small" if small else "",
        "button--wide" if wide else "",
        attrs.pop("class", ""),
    )
    why = f"why-{slugify(f'{text} {about}', allow_unicode=True)}" if disabled else ""
    if disabled:  # can still be reached, so that its reason can be read
        attrs = {"type": "button", "aria_disabled": "true", "aria_describedby": why}
    reason = (
        ""
        if not disabled
        else format_html(' <small class="button__why" id="{}">{}</small>', why, disabled)
    )
    return format_html(
        '<{0} class="{1}"{2}>{3}<span>{4}{5}</span></{0}>{6}\n',
        "a" if "href" in attrs else "button",
        shape,
        attributes(attrs),
        drawing(icon),
        text,
        format_html('<span class="vh"> {}</span>', about) if about else "",
        reason,
    )


@register.simple_tag
def button(
    text: Words,
    *,
    kind: str = "primary",
    icon: str = "",
    name: str = "",
    value: Any = "",
    type: str = "submit",
    small: bool = False,
    wide: bool = False,
    disabled: Words = "",
    about: Words = "",
    **attrs: Any,
) -> SafeString:
    """A button of a form. ``disabled`` is the sentence that says what opens it; ``about`` is
    said by screen readers after ``text``."""
    own = {"type": type} | ({"name": name, "value": value} if name else {})
    return _button(
        text,
        kind=kind,
        icon=icon,
        small=small,
        wide=wide,
        disabled=disabled,
        about=about,
        attrs=own | attrs,
    )


@register.simple_tag
def link_button(
    text: Words,
    url: str,
    *,
    kind: str = "primary",
    icon: str = "",
    small: bool = False,
    wide: bool = False,
    disabled: Words = "",
    about: Words = "",
    **attrs: Any,
) -> SafeString:
    """A link that looks like a button."""
    return _button(
        text,
        kind=kind,
        icon=icon,
        small=small,
        wide=wide,
        disabled=disabled,
        about=about,
        attrs={"href": url} | attrs,
    )


@register.simple_tag(takes_context=True)
def post_button(
    context: Context, text: Words, url: str, *, name: str = "", value: Any = "", **options: Any
) -> SafeString:
    """A form of one button that posts to ``url``; ``options`` are those of ``button``."""
    token = context.get("csrf_token")
    return format_html(
        '<form class="post-button" method="post" action="{}">{}{}</form>',
        url,
        format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
        if token
        else "",
        button(text, name=name, value=value, **options),
    )


@register.simple_tag
def copy_field(
    *, label: Words, value: str, hint: Words = "", name: str = "copy", rows: int = 0
) -> SafeString:
    """A text to take along, with a button that copies it; one of several lines has ``rows``."""
    return render("copy_field", label=label, value=value, hint=hint, name=name, rows=rows)


@register.simple_tag
def dialog_button(text: Words, url: str, *, opens: str, **options: Any) -> SafeString:
    """A link to the page ``url`` that opens the dialog ``opens`` of this page where it can."""
    return link_button(text, url, data_opens=opens, **options)


@register.simple_block_tag
def dialog(
    content: str,
    id: str,
    *,
    title: Words,
    open: bool = False,
    keep: Words = "",
    level: int = 2,
) -> SafeString:
    """A question before a dangerous act. ``keep`` labels the button that closes it."""
    return render("dialog", content=content, id=id, title=title, open=open, keep=keep, level=level)
