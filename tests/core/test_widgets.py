"""The widgets that we draw in Python are Django's own, letter for letter."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from hypothesis import given
from hypothesis import strategies as st

from core.templatetags.components.widgets import DRAWN, Renderer

CHOICES = [("a", "One & <two>"), ("Group", [("b", "Three"), ("c", 'Four "five"')]), ("", "—")]
WIDGETS = [
    forms.TextInput(attrs={"class": "input", "required": True, "disabled": False, "step": None}),
    forms.EmailInput(),
    forms.NumberInput(attrs={"min": 1}),
    forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    forms.HiddenInput(),
    forms.CheckboxInput(),
    forms.Textarea(attrs={"rows": 3, "maxlength": 40}),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
]
HARD = ["<b>\"&'", "", None, "b", True, False, 7, 1.5, date(2026, 11, 22), "\n first line"]


@pytest.mark.parametrize("value", HARD, ids=repr)
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_widget_is_drawn_as_django_draws_it(widget, value):
    attrs = {"id": "id_name", "aria-describedby": "a b"}
    value = [value] if isinstance(widget, forms.SelectMultiple) else value

    drawn = [widget.render("name", value, attrs, ours()) for ours in (Renderer, DjangoTemplates)]

    assert drawn[0] == drawn[1]
    assert widget.template_name in DRAWN


@given(st.text(), st.text())
def test_no_text_gets_out_of_its_quotes(value, label):
    choices = [(value, label)]
    for widget in (forms.TextInput(), forms.Textarea(), forms.Select(choices=choices)):
        ours, djangos = (
            widget.render("n", value, {"title": label}, r()) for r in (Renderer, DjangoTemplates)
        )
        assert ours == djangos
