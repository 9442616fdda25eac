"""Draws the commonest widgets in Python.

Django draws ``<input>``, ``<select>`` and ``<textarea>`` with three nested templates each, which
were half of the CPU of our pages with forms (``make bench B=pages``). The HTML is the same; every
other widget goes to Django's own templates.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.components.parts import format_html


def attributes_of(attrs: Mapping[str, Any]) -> SafeString:
    """What ``django/forms/widgets/attrs.html`` draws: ``False`` vanishes, ``True`` is a bare name.

    Unlike ``flatatt``, ``None`` is drawn, and names keep their order.
    """
    drawn = [
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    ]
    return mark_safe("".join(drawn))


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', str(value)),
        attributes_of(widget["attrs"]),
    )


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        attributes_of(widget["attrs"]),
        widget["value"] or "",
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    drawn = []
    for group, options, _index in widget["optgroups"]:
        rows = [
            f'\n  <option value="{escape(str(option["value"]))}"'
            f"{attributes_of(option['attrs'])}>{escape(str(option['label']))}</option>\n"
            for option in options
        ]
        if group:
            rows = [f'\n  <optgroup label="{escape(str(group))}">', *rows, "\n  </optgroup>"]
        drawn += rows
    return format_html(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        attributes_of(widget["attrs"]),
        mark_safe("".join(drawn)),
    )


_FOLDER = "django/forms/widgets"
_INPUTS = "input text number email url tel search color password date datetime time hidden checkbox"
DRAWN: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    **{f"{_FOLDER}/{name}.html": _input for name in _INPUTS.split()},
    f"{_FOLDER}/textarea.html": _textarea,
    f"{_FOLDER}/select.html": _select,
}


class Renderer(DjangoTemplates):
    """``FORM_RENDERER``: Python where ``DRAWN`` has the template, Django's templates elsewhere."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw a widget, a form or a list of errors."""
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)
