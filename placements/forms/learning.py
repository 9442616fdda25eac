"""Forms of the full track: what is asked before, and a word on team mates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.components import Option
from placements.forms.host import NOT_SEEN, level_name, steps_of
from placements.forms.parts import lines
from placements.forms.student import RateSelfForm, ReflectForm
from placements.models import Grounded, Placement
from skills.models import Skill


class PrepareForm(RateSelfForm):
    """One thing from the course to try, and a step in each skill as it is now."""

    unsure = Option(gettext_lazy("I can not say yet"), hint=gettext_lazy("That is fine."))
    concept = forms.CharField(
        label=gettext_lazy("What from your course do you want to try there?"),
        help_text=gettext_lazy("One method, idea or theory, such as: “stakeholder mapping”."),
        max_length=160,
        error_messages={"required": gettext_lazy("Name one thing from your course.")},
    )


class ReflectInFullForm(ReflectForm):
    """The three lines, and two on the concept."""

    became = forms.CharField(
        label=gettext_lazy("What became of what you wanted to try?"),
        required=False,
        max_length=400,
        widget=lines(),
    )
    back = forms.CharField(
        label=gettext_lazy("What should your module know?"),
        help_text=gettext_lazy("Who teaches it reads it among many, without your name."),
        required=False,
        max_length=400,
        widget=lines(),
    )


class RatePeersForm(forms.Form):
    """A step for each team mate in each skill; whoever is left out in all has none."""

    def __init__(
        self, *args: Any, mates: Sequence[Placement], skills: Sequence[Skill], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mates, self.skills = mates, skills
        for mate in mates:
            for skill in skills:
                self.fields[level_name(mate, skill)] = forms.ChoiceField(
                    choices=[(level, level) for level in (NOT_SEEN, "1", "2", "3", "4")],
                    required=False,
                )

    def people(self) -> list[dict[str, Any]]:
        """For the template: the columns of the grids."""
        return [{"id": mate.public_id, "name": mate.student.display_name} for mate in self.mates]

    def grids(self) -> list[dict[str, Any]]:
        """For the template: each skill with its steps, and what is chosen."""
        return [
            {
                "skill": skill,
                "name": f"skill-{skill.pk}",
                "levels": steps_of(skill),
                "chosen": {
                    mate.public_id: str(self[level_name(mate, skill)].value() or "")
                    for mate in self.mates
                },
            }
            for skill in self.skills
        ]

    def clean(self) -> dict[str, Any]:
        """Whoever is rated at all is rated in each skill; somebody is."""
        cleaned = super().clean() or {}
        given = {
            mate: [cleaned.get(level_name(mate, s)) for s in self.skills] for mate in self.mates
        }
        for mate, levels in given.items():
            if any(levels) and not all(levels):
                said = _("Choose a step, or “Not seen”, for %(name)s in each skill.")
                self.add_error(None, said % {"name": mate.student.display_name})
        if not any(any(levels) for levels in given.values()):
            self.add_error(None, _("Choose a step for somebody, or go back."))
        return cleaned

    def levels(self) -> dict[Placement, dict[Skill, int]]:
        """The words of the service."""
        typed = self.cleaned_data
        return {
            mate: {
                skill: 0 if (level := typed[level_name(mate, skill)]) == NOT_SEEN else int(level)
                for skill in self.skills
            }
            for mate in self.mates
            if typed[level_name(mate, self.skills[0])]
        }


class ReadResultForm(forms.Form):
    """What whoever teaches the module says of a team's result."""

    grounded = forms.ChoiceField(
        label=gettext_lazy("Does it say what it rests on?"),
        choices=Grounded.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    words = forms.CharField(
        label=gettext_lazy("One line for the team"),
        help_text=gettext_lazy(
            "What carries it, and what would carry it further. The team and its host read it."
        ),
        max_length=400,
        widget=lines(),
        error_messages={"required": gettext_lazy("Write one line for the team.")},
    )
