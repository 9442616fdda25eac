"""What posting asks beside times and pay: problem, skills, who asks."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.components import Option
from employers.suggestions import Suggestion, in_order
from skills.models import Skill

BRACKETS = re.compile(r"\[[^\]]*\]?")


def without_brackets(typed: str) -> str:
    """``typed``, or a ``ValidationError`` where a starter's [gap] still stands in it."""
    gap = BRACKETS.search(typed)
    if gap:
        raise ValidationError(_("Replace %(gap)s with your own words.") % {"gap": gap.group()[:60]})
    return typed


class ToDoForm(forms.Form):
    """One line of somebody's list, which becomes the problem."""

    todo = forms.CharField(
        label=gettext_lazy("What is on your list?"),
        help_text=gettext_lazy("The line that nobody gets to. We go on from there."),
        max_length=300,
    )


class WhatForm(forms.Form):
    """Problem and deliverable, in the host's own words."""

    problem = forms.CharField(
        label=gettext_lazy("What is the problem, and why now?"),
        help_text=gettext_lazy(
            "In your own words, as you would tell it to a friend. Students read it as it is."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Say what the problem is. Two sentences do.")},
    )
    deliverable = forms.CharField(
        label=gettext_lazy("What should they leave behind?"),
        help_text=gettext_lazy(
            "One thing that you can use the week after: a page, a list, a plan."
        ),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what they leave behind. One sentence does.")},
    )

    def clean_problem(self) -> str:
        """No gaps of the starter left."""
        return without_brackets(self.cleaned_data["problem"])

    def clean_deliverable(self) -> str:
        """No gaps of the starter left."""
        return without_brackets(self.cleaned_data["deliverable"])


def shown_by(skill: Skill) -> str:
    """What somebody does who has the skill soundly (level 3); levels are prefetched."""
    return next((each.behaviour for each in skill.levels.all() if each.level == 3), "")


def in_their_words(suggestion: Suggestion) -> str:
    """“Because you wrote “figures” and “list”.”"""
    *before, last = [f"“{word}”" for word in suggestion.words]
    named = _(" and ").join(filter(None, [", ".join(before), last]))
    return _("Because you wrote %(words)s.") % {"words": named}


class SkillsForm(forms.Form):
    """Two to four skills, by plain names; those that the host's words speak for come first."""

    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Which skills will they need most?"),
        help_text=gettext_lazy(
            "Two to four. These are what you look at on the day, and what their badge says."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose two to four skills.")},
    )

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Skill],
        suggestions: Sequence[Suggestion] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["skills"]
        assert isinstance(choices, forms.MultipleChoiceField)
        because = {each.skill.pk: in_their_words(each) for each in suggestions}
        choices.choices = [
            (skill.code, Option(skill.plain_name, hint=because.get(skill.pk) or shown_by(skill)))
            for skill in in_order(offered, [each.skill for each in suggestions])
        ]

    def clean_skills(self) -> list[str]:
        """Two to four of them."""
        chosen: list[str] = self.cleaned_data["skills"]
        if not 2 <= len(chosen) <= 4:
            raise ValidationError(
                _("Choose two to four skills; you have chosen %(count)d.") % {"count": len(chosen)}
            )
        return chosen


class HostForm(forms.Form):
    """Who asks. What is known already is not asked."""

    organisation = forms.CharField(
        label=gettext_lazy("Your organisation"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Give the name of your organisation.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Give your name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send six figures there to see that it is yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Give an e-mail address."),
            "invalid": gettext_lazy("Give an e-mail address, such as rosa@kestrel.example."),
        },
    )
    telephone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(
        self,
        *args: Any,
        name_known: bool = False,
        email_known: bool = False,
        rang: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if rang:
            labels = {
                "organisation": _("Their organisation"),
                "name": _("Who rang"),
                "email": _("Their e-mail address"),
            }
            for name, label in labels.items():
                self.fields[name].label = label
            self.fields["email"].required = False
            self.fields["email"].help_text = _("They may have none: then you ring.")
            for field in self.fields.values():
                field.widget.attrs["autocomplete"] = "off"
            return
        del self.fields["telephone"]
        if name_known:
            del self.fields["name"]
        if email_known:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        """Somebody whom nobody can reach can not host."""
        cleaned = super().clean() or {}
        reached = cleaned.get("email") or cleaned.get("telephone")
        if "telephone" in self.fields and not self.errors and not reached:
            self.add_error("telephone", _("Give a number or an address to reach them by."))
        return cleaned
