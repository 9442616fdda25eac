"""Forms of the student."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from placements.forms.parts import levels_of, lines
from placements.models import QuoteUse, Reflection, SaidAs
from skills.models import Skill
from students.models import Eoi, Student

DIGITS_OF_A_NUMBER = range(7, 16)  # ITU-T E.164: fifteen at most


def a_number_to_ring(typed: str) -> None:
    """Digits, with spaces, brackets, dots or dashes between them and perhaps a plus before."""
    digits = sum(sign.isdigit() for sign in typed)
    if not re.fullmatch(r"\+?[0-9 ().-]+", typed.strip()) or digits not in DIGITS_OF_A_NUMBER:
        raise forms.ValidationError(_("Give a number such as 07700 900123 or +44 7700 900123."))


class AcceptPlaceForm(forms.Form):
    """What only the student can say: how she is called, and where to ring her."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it should stand on your badge, if you share it."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mobile = forms.CharField(
        label=_("Mobile number"),
        help_text=_("Only to ring you if the day is called off. Deleted 30 days after."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        validators=[a_number_to_ring],
    )

    def __init__(self, *args: Any, student: Student, signs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signs:
            self.fields["signed_name"] = forms.CharField(
                label=_("Type your name to sign what we agree"),
                max_length=120,
                error_messages={"required": _("Type your name to sign.")},
            )
        if student.student_number:  # the roster gave the name
            del self.fields["name"]
        else:
            self.initial.setdefault("name", student.given_name)
        self.initial.setdefault("mobile", student.mobile)


class QuoteForm(forms.Form):
    """A sentence for those who think about coming."""

    words = forms.CharField(
        label=_("What would you tell the next student?"),
        help_text=_("Such as: “I was nervous for ten minutes. They really wanted to know.”"),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a sentence.")},
    )
    uses = forms.MultipleChoiceField(
        label=_("Where may it stand?"),
        help_text=_("Each by itself; you can change it here later."),
        choices=QuoteUse,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose where it may stand.")},
    )
    said_as = forms.ChoiceField(
        label=_("Under it stands"), choices=SaidAs, widget=forms.RadioSelect
    )


class HideQuoteForm(forms.Form):
    """Why staff take a sentence off the pages."""

    reason = forms.CharField(
        max_length=300, error_messages={"required": _("Say why in a line: she reads it.")}
    )


class SendThereForm(forms.Form):
    """Nothing but the button; or, at the policy's cap, the interest that makes room."""

    def __init__(self, *args: Any, open_interests: Sequence[Eoi] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(eoi.public_id): eoi for eoi in open_interests}
        if open_interests:
            self.fields["instead_of"] = forms.ChoiceField(
                label=_("Which one shall it take the place of?"),
                choices=[
                    (key, Option(eoi.challenge.title, hint=eoi.sentence))
                    for key, eoi in self.by_id.items()
                ],
                widget=forms.RadioSelect,
                required=False,
            )

    def instead_of(self) -> Eoi | None:
        """The interest chosen."""
        return self.by_id.get(self.cleaned_data.get("instead_of", ""))


LATE_BY = (10, 20, 30, 60)  # minutes: one button each
NOT_KNOWN = 0


class SayLateForm(forms.Form):
    """By how much, which is the button that is pressed; and a line, if there is more to say."""

    minutes = forms.TypedChoiceField(
        choices=[(n, n) for n in (*LATE_BY, NOT_KNOWN)], coerce=int, widget=forms.HiddenInput
    )
    words = forms.CharField(
        label=_("Anything the host should know?"),
        help_text=_("Only if you like. Your host and the university read it."),
        required=False,
        max_length=200,
    )


class GiveBackPlaceForm(forms.Form):
    """Why somebody can't come, if she wants to say."""

    because = forms.CharField(
        label=_("What came up?"),
        help_text=_("Only if you like. The team at the university reads it; the host does not."),
        required=False,
        max_length=200,
        widget=lines(),
    )


class ReflectForm(forms.ModelForm):
    """Three lines; none is demanded, one is enough."""

    class Meta:
        model = Reflection
        fields = ("used", "surprised", "take_back")
        labels = {
            "used": _("What did you use from your course?"),
            "surprised": _("What surprised you about how this organisation works?"),
            "take_back": _("What do you take back to your course?"),
        }
        widgets = {"used": lines(), "surprised": lines(), "take_back": lines()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.one_of_several = True  # type: ignore[attr-defined]


class RateSelfForm(forms.Form):
    """One's own level in each skill, by the behaviours; "not shown" is an answer."""

    unsure = Option(_("Not shown"), hint=_("There was no chance to. That is fine."))

    def __init__(self, *args: Any, skills: Sequence[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skills = skills
        for skill in skills:
            choices = [
                (str(level.level), Option(f"{level.level} {level.name}", hint=level.behaviour))
                for level in levels_of(skill)
            ]
            self.fields[f"skill-{skill.pk}"] = forms.ChoiceField(
                label=skill.plain_name,
                choices=[*choices, ("0", self.unsure)],
                widget=forms.RadioSelect,
                error_messages={
                    "required": format_lazy(
                        _("{skill}: choose one step, or “Not shown”."), skill=skill.plain_name
                    )
                },
            )

    def levels(self) -> dict[Skill, int]:
        """The chosen level by skill."""
        return {skill: int(self.cleaned_data[f"skill-{skill.pk}"]) for skill in self.skills}
