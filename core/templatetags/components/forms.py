"""Fields, choices and ratings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import (
    BaseForm,
    BaseFormSet,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Field,
    RadioSelect,
    Select,
    Textarea,
)
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from core.templatetags.components.boxes import holds_drawn
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
from core.templatetags.components.widgets import attributes_of


@dataclass(frozen=True, slots=True)
class Option:
    """A label for a choice of a radio or check-box field, with a hint below it."""

    label: Words
    hint: Words = ""

    def __str__(self) -> str:
        return str(self.label)


@register.simple_tag
def error_summary(form: BaseForm | BaseFormSet) -> SafeString:
    """What is to be put right, each line a link to its field. Nothing for a form without errors."""
    forms = [form] if isinstance(form, BaseForm) else list(form)
    errors: list[tuple[str, str]] = []
    if isinstance(form, BaseFormSet):
        errors += [("", str(message)) for message in form.non_form_errors()]
    for one in forms:
        errors += [("", str(message)) for message in one.non_field_errors()]
        for bound in one:
            errors += [(anchor(bound), message) for message in sentences(bound)]
    if not errors:
        return SafeString("")
    title = ngettext("One thing to put right", "%(count)d things to put right", len(errors))
    return render("error_summary", errors=errors, title=title % {"count": len(errors)})


def sentences(bound: BoundField) -> list[str]:
    """The errors of a field, Django's two curt ones said in words that name what to do."""
    said = []
    generic = Field.default_error_messages["required"]
    for error in bound.errors.as_data():
        [message] = error.messages
        if error.code == "required" and message == generic:
            message = _ask(bound) % {"label": bound.label}
        elif error.code == "max_length" and error.params:
            message = ngettext(
                "Make this shorter: %(limit_value)d letter at most, it has %(show_value)d",
                "Make this shorter: %(limit_value)d letters at most, it has %(show_value)d",
                error.params["limit_value"],
            ) % {key: error.params[key] for key in ("limit_value", "show_value")}
        said.append(message)
    return said


def _ask(bound: BoundField) -> str:
    match bound.field.widget:
        case CheckboxSelectMultiple() | RadioSelect() | Select():
            return gettext("Choose: %(label)s")
        case CheckboxInput():
            return gettext("Tick this: %(label)s")
        case _:
            return gettext("Fill this in: %(label)s")


def anchor(bound: BoundField) -> str:
    """The id of the control that a person must reach to put ``bound`` right."""
    if bound.is_hidden:
        return ""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A field of a form with its label, hint, error and counter."""
    widget = bound.field.widget
    if bound.is_hidden:
        return bound.as_widget()
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return _choice_field(bound)
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div class="{}">{}<label class="choice choice--plain" for="{}">{}<span>{}</span>{}'
            "</label></div>",
            _shape("field", bound),
            _errors(bound),
            bound.id_for_label,
            control(bound),
            bound.label,
            _hint(bound, "small"),
        )
    return format_html(
        '<div class="{}"><label for="{}">{}{}</label>{}{}{}{}</div>',
        _shape("field", bound),
        bound.id_for_label,
        bound.label,
        _optional(bound),
        _hint(bound, "div"),
        _errors(bound),
        control(bound),
        _counter(bound),
    )


def _choice_field(bound: BoundField) -> SafeString:
    described = bound.aria_describedby
    return format_html(
        '<fieldset class="{}"{}><legend class="label">{}{}</legend>{}{}{}</fieldset>',
        _shape("choices", bound),
        format_html(' aria-describedby="{}"', described) if described else "",
        bound.label,
        _optional(bound),
        _hint(bound, "div"),
        _errors(bound),
        format_html_join("\n", "{}", ((_choice_of(each.data),) for each in bound.subwidgets)),
    )


def _choice_of(data: Mapping[str, Any]) -> SafeString:
    hint = getattr(data["label"], "hint", "")
    return format_html(
        '<label class="choice"><input type="{}" name="{}" value="{}"{}><span>{}</span>{}</label>',
        data["type"],
        data["name"],
        "" if data["value"] is None else data["value"],
        attributes_of(data["attrs"]),
        data["label"],
        format_html("<small>{}</small>", hint) if hint else "",
    )


def _shape(name: str, bound: BoundField) -> str:
    return classes(name, "is-wrong" if bound.errors else "")


def _optional(bound: BoundField) -> SafeString | str:
    if bound.field.required or getattr(bound.field, "one_of_several", False):
        return ""
    return format_html(' <span class="optional">{}</span>', gettext("(optional)"))


def _hint(bound: BoundField, element: str) -> SafeString | str:
    if not bound.help_text:
        return ""
    kind = ' class="hint"' if element == "div" else ""
    return SafeString(  # a hint is ours, and may hold a link
        f'<{element}{kind} id="{bound.auto_id}_helptext">{bound.help_text}</{element}>'
    )


def _errors(bound: BoundField) -> SafeString | str:
    if not bound.errors:
        return ""
    said = ((drawing("alert"), error) for error in sentences(bound))
    return format_html(
        '<div id="{}_error">{}</div>',
        bound.auto_id,
        format_html_join("", '<p class="error">{}<span>{}</span></p>', said),
    )


def _counter(bound: BoundField) -> SafeString | str:
    limit = counted(bound)
    if not limit:
        return ""
    return format_html(
        '<p class="counter" id="{}_counter" data-counts="{}" data-over="{}" data-left="{}">{}</p>',
        bound.auto_id,
        bound.id_for_label,
        gettext("{over} characters too many"),
        gettext("{left} of %(limit)s characters left") % {"limit": limit},
        gettext("%(limit)s characters at most") % {"limit": limit},
    )


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The control of a field, in our clothes and tied to its hint, error and counter."""
    widget = bound.field.widget
    attrs: dict[str, Any] = {"placeholder": False}  # hints stand before a field, never in it
    if not isinstance(widget, CheckboxInput):
        code = "code" if widget.attrs.get("autocomplete") == "one-time-code" else ""
        attrs["class"] = classes("input", code, widget.attrs.get("class", ""))
    described = widget.attrs.get("aria-describedby") or bound.aria_describedby
    if counted(bound):
        described = classes(described or "", f"{bound.auto_id}_counter")
    if described:
        attrs["aria-describedby"] = described
    return bound.as_widget(attrs=attrs)


def counted(bound: BoundField) -> int | None:
    """The most letters that a text area takes, if it has such a limit."""
    widget = bound.field.widget
    limit = widget.attrs.get("maxlength") if isinstance(widget, Textarea) else None
    return int(limit) if limit else None


@register.simple_block_tag
def choices(
    content: str, *, legend: Words, hint: Words = "", hide_legend: bool = False
) -> SafeString:
    """Choice cards under one legend."""
    return render("choices", content=content, legend=legend, hint=hint, hide_legend=hide_legend)


@register.simple_tag
def choice(
    *,
    name: str,
    value: Any,
    label: Words,
    hint: Words = "",
    checked: bool = False,
    disabled: bool = False,
    type: str = "radio",
    plain: bool = False,
    **attrs: Any,
) -> SafeString:
    """A choice card."""
    return render(
        "choice",
        name=name,
        value=value,
        label=label,
        hint=hint,
        checked=checked,
        disabled=disabled,
        type=type,
        plain=plain,
        attributes=attributes(attrs),
    )


@register.simple_tag
def rubric(
    *,
    legend: Words,
    name: str,
    levels: Sequence[Any],
    people: Sequence[Any],
    chosen: Mapping[Any, Any] | None = None,
    error: Words = "",
) -> SafeString:
    """One skill for a whole team: rows are levels with their behaviour, columns are people.

    A level has ``value``, ``label``, ``behaviour`` and ``expected``; a person has ``id`` and
    ``name``; ``chosen`` maps a person's id to a value. The form posts
    ``<name>-<person id>=<value>``.
    """
    chosen = {str(who): str(level) for who, level in (chosen or {}).items()}
    columns = list(zip(people, short_names([_read(who, "name") for who in people]), strict=True))
    rows = [
        {
            "level": level,
            "marks": [
                {
                    "short": short,
                    "name": _read(who, "name"),
                    "first": _read(who, "name").partition(" ")[0],
                    "field": f"{name}-{_read(who, 'id')}",
                    "checked": chosen.get(str(_read(who, "id"))) == str(_read(level, "value")),
                }
                for who, short in columns
            ],
        }
        for level in levels
    ]
    return render("rubric", legend=legend, rows=rows, error=error, error_id=f"{name}-error")


@register.simple_tag
def rubric_key(people: Sequence[Any]) -> SafeString:
    """Which letters of a rubric stand for whom."""
    names = [_read(who, "name") for who in people]
    return render("rubric_key", people=list(zip(short_names(names), names, strict=True)))


def short_names(names: Sequence[str]) -> list[str]:
    """Initials, numbered where two people share them."""
    letters = [initials(name) for name in names]
    times = Counter(letters)
    seen: Counter[str] = Counter()
    short = []
    for letter in letters:
        seen[letter] += 1
        short.append(f"{letter}{seen[letter]}" if times[letter] > 1 else letter)
    return short


def _read(row: Any, name: str, *default: Any) -> Any:
    """A value of a row that may be a mapping or an object."""
    if isinstance(row, Mapping):
        return row.get(name, *default) if default else row[name]
    return getattr(row, name, *default)


@register.simple_tag
def rating_comparison(rows: Iterable[Any], *, of: int = 4) -> SafeString:
    """The same skill as several people saw it. A row has ``who``, ``value``, ``label`` and, if its
    value is the one that counts, ``highlight``."""
    drawn = []
    for row in rows:
        level = _read(row, "value") or 0
        lit = _read(row, "highlight", False)
        holds = ["yes"] * level + [""] * (of - level)
        if lit and level:
            holds[level - 1] = "now"
        said = gettext("%(level)d of %(of)d") % {"level": level, "of": of}
        drawn.append((_read(row, "who"), holds_drawn(holds, label=said), _read(row, "label")))
    return render("rating_comparison", rows=drawn)
