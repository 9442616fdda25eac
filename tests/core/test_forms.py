"""The fields of a form as the design system draws them: labels, hints, errors, what was chosen."""

from types import SimpleNamespace

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms

from core.templatetags.components import Option
from tests.core.page import draw, elements


class EveryField(forms.Form):
    name = forms.CharField(help_text="As your friends say it.")
    sentence = forms.CharField(max_length=20, help_text="One.", widget=forms.Textarea)
    email = forms.EmailField()
    country = forms.ChoiceField(choices=[("uk", "United Kingdom")])
    reach = forms.ChoiceField(
        choices=[("a", Option("Nobody", hint="In private.")), ("b", "All")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        choices=[("mon", "Monday"), ("tue", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(help_text="Read it first.")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    paper = forms.FileField()
    note = forms.CharField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    helper = FormHelper()
    helper.add_input(Submit("send", "Send it"))


BY_HAND = "<form>{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}</form>"


WAYS = [BY_HAND, "<form>{{ form|crispy }}</form>", "{% crispy form %}"]


@pytest.mark.parametrize("source", WAYS)
def test_every_field_has_a_label_and_no_error_to_begin_with(source):
    drawn = elements(draw(source, form=EveryField()))
    labelled = {label.get("for") for label in drawn.all("label")}
    for name in ("name", "sentence", "email", "country", "day", "paper", "note", "agreed"):
        assert f"id_{name}" in labelled & set(drawn.ids)
    assert len(drawn.all("legend")) == 2
    assert len(drawn.ids) == len(set(drawn.ids))
    assert [control for _, control in drawn.elements if control.get("aria-invalid")] == []


@pytest.mark.parametrize("source", WAYS)
def test_a_wrong_field_is_tied_to_its_hint_and_its_error(source):
    form = EveryField({"sentence": "x" * 30, "email": "nobody", "reach": "c"})
    page = draw(source, form=form)
    drawn = elements(page)
    controls = {
        control["id"]: control
        for name, control in drawn.elements
        if name in {"input", "textarea", "select"} and control.get("id")
    }

    assert controls["id_name"]["aria-describedby"] == "id_name_helptext id_name_error"
    assert (
        controls["id_sentence"]["aria-describedby"]
        == "id_sentence_helptext id_sentence_error id_sentence_counter"
    )
    assert controls["id_agreed"]["aria-describedby"] == "id_agreed_helptext id_agreed_error"
    for name in ("name", "sentence", "email", "country", "day", "paper", "agreed"):
        assert controls[f"id_{name}"]["aria-invalid"] == "true"
    assert {group["aria-describedby"] for group in drawn.all("fieldset")} == {
        "id_reach_error",
        "id_days_error",
    }
    tied = [word for _, a in drawn.elements for word in (a.get("aria-describedby") or "").split()]
    assert set(tied) <= set(drawn.ids)
    assert len(drawn.ids) == len(set(drawn.ids))
    summary = [link["href"] for link in drawn.all("a")]
    assert {target.removeprefix("#") for target in summary} <= set(drawn.ids)
    assert "#id_reach_0" in summary
    assert page.index("As your friends say it.") < page.index('name="name"')


def test_the_summary_takes_the_focus_and_says_what_to_do():
    form = EveryField({"sentence": "x" * 30, "email": "a@b.example", "country": "uk"})
    form.is_valid()
    form.add_error(None, "This project takes no more interests.")
    page = draw("{% error_summary form %}", form=form)
    box = elements(page).all("div")[0]

    assert (box["tabindex"], box["role"], "autofocus" in box) == ("-1", "alert", True)
    assert "This project takes no more interests." in page
    assert "Fill this in: Name" in page
    assert "Choose: Reach" in page
    assert "Tick this: Agreed" in page
    assert "Make this shorter: 20 letters at most, it has 30" in page
    assert draw("{% error_summary form %}", form=EveryField()) == ""


def test_a_sentence_of_ones_own_is_left_as_it_is():
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Say who you are."})

    assert "Say who you are." in draw("{% error_summary form %}", form=Own({}))


def test_what_may_be_left_out_says_so():
    page = draw(BY_HAND, form=EveryField())
    assert page.count("(optional)") == 1


def test_hints_never_stand_inside_a_field():
    class Hasty(forms.Form):
        code = forms.CharField(
            widget=forms.TextInput(attrs={"placeholder": "Code", "autocomplete": "one-time-code"})
        )

    control = elements(draw("{% field form.code %}", form=Hasty())).one("input")
    assert "placeholder" not in control
    assert control["class"] == "input code"


def test_what_was_chosen_stays_chosen():
    form = EveryField({"reach": "a", "days": ["tue"], "agreed": "on", "sentence": "Mine."})
    drawn = elements(draw(BY_HAND, form=form))
    assert [i["id"] for i in drawn.all("input") if "checked" in i] == [
        "id_reach_0",
        "id_days_1",
        "id_agreed",
    ]
    assert "Mine." in draw(BY_HAND, form=form)


def test_a_layout_of_crispy_forms_is_drawn():
    class Laid(forms.Form):
        one = forms.CharField()
        two = forms.CharField()
        helper = FormHelper()
        helper.layout = Layout(Fieldset("Both", "one"), Div("two", css_class="grid"))

    drawn = elements(draw("{% crispy form %}", form=Laid(), csrf_token="abc"))
    assert drawn.one("form")["method"] == "post"
    assert [control.get("name") for control in drawn.all("input")] == [
        "csrfmiddlewaretoken",
        "one",
        "two",
    ]


def test_the_errors_of_many_forms_stand_in_one_summary():
    many = forms.formset_factory(EveryField, min_num=1, validate_min=True)
    formset = many({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Ana"})
    page = draw("{{ formset|crispy }}", formset=formset)
    assert "#id_form-0-email" in page
    elements(page)


def test_a_rubric_posts_one_value_for_each_person_and_skill():
    levels = [
        SimpleNamespace(value=2, label="Growing", behaviour="Does it.", expected=True),
        SimpleNamespace(value=1, label="Starting", behaviour="Begins.", expected=False),
    ]
    people = [{"id": 7, "name": "Noor Haddad"}, {"id": 8, "name": "Ben Tully"}]
    page = draw(
        "{% rubric legend='Communicating' name='s1' levels=levels people=people chosen=chosen %}",
        levels=levels,
        people=people,
        chosen={7: 2},
    )
    radios = [(r["name"], r["value"], "checked" in r) for r in elements(page).all("input")]
    assert radios == [
        ("s1-7", "2", True),
        ("s1-8", "2", False),
        ("s1-7", "1", False),
        ("s1-8", "1", False),
    ]
    assert "Noor Haddad: 2 Growing" in page
    assert page.count("the step to expect") == 1


def test_ratings_are_compared_and_the_one_that_counts_is_lit():
    rows = [
        {"who": "Grace", "value": 2, "label": "Growing"},
        SimpleNamespace(who="Rosa", value=3, label="Sound", highlight=True),
        {"who": "Team", "value": None, "label": "Not seen"},
    ]
    holds = [
        i.get("class") for i in elements(draw("{% rating_comparison rows %}", rows=rows)).all("i")
    ]
    assert holds == ["yes", "yes", None, None, "yes", "yes", "now", None, None, None, None, None]
