"""Forms of practice ratings, and of a question about a step."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from placements.cases import Case, behaviours
from placements.forms.parts import levels_of, lines
from placements.models import Assessment, StepQuestion
from skills.spoken import spoken

NO_STEP = "0"
_like_step = lazy(lambda level: gettext("Like step %(n)d") % {"n": level}, str)


class PractiseForm(forms.Form):
    """A step for each of the cases offered; either may be left out."""

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        for case in cases:
            skill = behaviours()[case.skill]
            self.fields[case.code] = forms.ChoiceField(
                label=_("Which step fits what was seen?"),
                choices=[
                    (str(level), Option(f"{level} {spoken(name)}", hint=spoken(behaviour)))
                    for level, name, behaviour in reversed(skill.levels)
                ],
                widget=forms.RadioSelect,
                required=False,
            )

    def offered(self) -> list[dict[str, Any]]:
        """For the template: each case with its skill and its field."""
        return [
            {
                "case": case,
                "skill": spoken(behaviours()[case.skill].plain_name),
                "field": self[case.code],
            }
            for case in self.cases
        ]

    def levels(self) -> dict[str, int]:
        """The steps that were chosen, by the code of the case."""
        return {code: int(level) for code, level in self.cleaned_data.items() if level}


class AskSupervisorForm(forms.Form):
    """Which step, how its line reads, and what staff want to know."""

    step = forms.ChoiceField(label=_("About which step?"))
    reads_like = forms.TypedChoiceField(
        label=_("How does the line read to you?"),
        help_text=_("Your view stays beside the host’s. It changes nothing."),
        choices=[
            ("", _("I can not tell")),
            *((str(level), _like_step(level)) for level in (1, 2, 3, 4)),
            (NO_STEP, _("It shows none of them")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    words = forms.CharField(
        label=_("Your question to the host"),
        help_text=_("It goes by letter. They answer by its link, or you ring and type."),
        max_length=400,
        widget=lines(),
        error_messages={"required": _("Write what you want to know.")},
    )

    def __init__(self, *args: Any, assessments: Sequence[Assessment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assessments: Mapping[str, Assessment] = {str(each.pk): each for each in assessments}
        field = self.fields["step"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, _in_words(each)) for key, each in self.assessments.items()]

    def assessment(self) -> Assessment:
        """The one that was chosen."""
        return self.assessments[self.cleaned_data["step"]]


def _in_words(assessment: Assessment) -> str:
    level = assessment.level or _("not seen")
    name = assessment.placement.student.display_name
    return f"{name}, {assessment.skill.plain_name}: {level}"


class AnswerQuestionForm(forms.Form):
    """What the host says, and another step where it names one."""

    answer = forms.CharField(
        label=_("What did you see?"),
        help_text=_("The university reads this. One or two sentences are enough."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write one line about what you saw.")},
    )
    level = forms.TypedChoiceField(
        label=_("Which step would you give now?"), widget=forms.RadioSelect, coerce=int
    )
    line = forms.CharField(
        label=_("A line for the student, if the old one no longer fits"),
        required=False,
        max_length=400,
        widget=lines(),
    )

    def __init__(self, *args: Any, question: StepQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = question.first_level
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        choices: list[tuple[str, Any]] = [
            (str(level.level), Option(f"{level.level} {level.name}", hint=level.behaviour))
            for level in levels_of(question.assessment.skill)
        ]
        choices.append((NO_STEP, Option(_("Not seen"), hint=_("I had no chance to see it."))))
        field.choices = choices
        field.initial = str(first)


class DecideStepForm(forms.Form):
    """The step stands, or is the one that the host named."""

    decision = forms.ChoiceField(label=_("What stands?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The student and the host read it."),
        max_length=400,
        widget=lines(),
        error_messages={"required": _("Say why. The student and the host read it.")},
    )

    def __init__(self, *args: Any, question: StepQuestion, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", f"q{question.pk}")
        super().__init__(*args, **kwargs)
        first, named = question.first_level, question.named_level
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        choices = [("keep", _in_steps(_("Step %(n)d stands"), _("“Not seen” stands"), first))]
        if named is not None:
            change = _in_steps(
                _("Step %(n)d, as the host says now"), _("“Not seen”, as the host says now"), named
            )
            choices.append(("change", change))
        field.choices = choices
        field.initial = "" if named is not None else "keep"


def _in_steps(step: Any, none: Any, level: int) -> str:
    return str(step) % {"n": level} if level else str(none)
