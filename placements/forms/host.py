"""Forms of the host: who came, and the sign-off."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from employers.models import Challenge, Member
from placements.facts_seen import refusal_of
from placements.forms.parts import levels_of, lines
from placements.models import WAS_THERE, Came, Grounded, Placement, Reach, Useful
from placements.services import Seen
from placements.services.assessment import EXPECTED, NEEDS_LINE
from skills.models import Skill

NOT_SEEN = "–"  # what the level grid posts for "not seen": no figure, since it is no level


class AttendanceForm(forms.Form):
    """Who came: a select and a note for each placement."""

    def __init__(
        self, *args: Any, placements: Sequence[Placement], default: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.placements = placements
        unknown = [] if default else [("", _("Not marked yet"))]
        for placement in placements:
            marked = getattr(placement, "attendance", None)
            self.fields[f"came-{placement.public_id}"] = forms.ChoiceField(
                label=placement.student.display_name,
                choices=[*unknown, *Came.choices],
                initial=marked.came if marked else default,
                required=bool(default),
            )
            self.fields[f"note-{placement.public_id}"] = forms.CharField(
                label=_("Note"),
                max_length=200,
                required=False,
                initial=marked.note if marked else "",
            )

    def marked(self, rest: str = "") -> dict[Placement, tuple[str, str]]:
        """What was said of each placement that is marked; ``rest`` of whoever is not."""
        said = {
            placement: (
                self.cleaned_data[f"came-{placement.public_id}"] or rest,
                self.cleaned_data[f"note-{placement.public_id}"],
            )
            for placement in self.placements
        }
        return {placement: word for placement, word in said.items() if word[0]}

    def rows(self) -> list[dict[str, Any]]:
        """For the template: a placement with its two fields."""
        return [
            {
                "placement": placement,
                "came": self[f"came-{placement.public_id}"],
                "note": self[f"note-{placement.public_id}"],
            }
            for placement in self.placements
        ]


def reach_choices(challenge: Challenge, supervisor: Member) -> list[tuple[str, Option]]:
    """The four steps of who sees the host's name, each with the sentence that the world reads."""
    employer, team = challenge.employer, challenge.institution.name
    title = f", {supervisor.job_title}" if supervisor.job_title else ""
    kind = employer.get_kind_display()
    who = (
        gettext("An employer in %(sector)s") % {"sector": employer.sector}
        if employer.sector
        else gettext("A %(kind)s") % {"kind": kind[:1].lower() + kind[1:]}
    )
    return [
        (
            Reach.PRIVATE,
            Option(_("Nobody"), hint=gettext("“Vouched for in private.” The university knows.")),
        ),
        (
            Reach.SECTOR,
            Option(
                _("Your trade only"),
                hint=gettext("“%(who)s, known to %(university)s, vouches.”")
                % {"who": who, "university": team},
            ),
        ),
        (
            Reach.ORGANISATION,
            Option(
                employer.name, hint=gettext("“%(name)s vouches for this.”") % {"name": employer}
            ),
        ),
        (
            Reach.PERSON,
            Option(
                _("You, by name"),
                hint=gettext("“%(person)s%(title)s, %(name)s, vouches for this.”")
                % {"person": supervisor.name, "title": title, "name": employer},
            ),
        ),
    ]


class SignOffForm(AttendanceForm):
    """The host's word on a team, on one page.

    Lines of evidence have a field for each student and skill; the page shows those that the chosen
    levels ask for (:meth:`wanted_lines`).
    """

    useful = forms.ChoiceField(
        label=_("Is it useful to you?"),
        choices=[
            (value, Option(label, hint=_("It does not lower anyone’s steps.")))
            if value == Useful.NOT
            else (value, label)
            for value, label in Useful.choices
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is useful to you.")},
    )
    grounded = forms.ChoiceField(
        label=_("Did they say what it rests on?"),
        choices=Grounded.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they told you what it rests on.")},
    )
    use_on_monday = forms.CharField(
        label=_("What will you use on Monday?"), required=False, max_length=400, widget=lines()
    )
    shared_evidence = forms.CharField(
        label=_("Everyone else"),
        help_text=_(
            "One line about what you saw them do, without names: it stands on their badges."
        ),
        error_messages={"required": _("Write one line about everyone else.")},
        max_length=400,
        widget=lines(),
    )
    reach = forms.ChoiceField(
        label=_("Who sees your name"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who sees your name.")},
    )
    thanks = forms.CharField(
        label=_("A word to the team"),
        help_text=_("They all read it. You may leave it out."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signed_name = forms.CharField(
        label=_("Your name, to sign"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name to sign.")},
    )

    def __init__(
        self, *args: Any, challenge: Challenge, skills: Sequence[Skill], **kwargs: Any
    ) -> None:
        super().__init__(*args, default=Came.CAME, **kwargs)
        self.skills = skills
        self.level_errors: dict[int, str] = {}
        reach = self.fields["reach"]
        assert isinstance(reach, forms.ChoiceField)
        reach.choices = reach_choices(challenge, challenge.supervisor)
        levels = [NOT_SEEN, "1", "2", "3", "4"]
        for placement in self.placements:
            for skill in skills:
                self.fields[level_name(placement, skill)] = forms.ChoiceField(
                    choices=[(level, level) for level in levels], required=False
                )
                self.fields[line_name(placement, skill)] = forms.CharField(
                    label=f"{placement.student.display_name}: {skill.plain_name}",
                    help_text=_("They read this. Say what happened, not what they are like."),
                    required=False,
                    max_length=400,
                    widget=lines(),
                )

    def value_of(self, name: str) -> str:
        """What stands in a field, whether typed, kept or first shown."""
        value = self[name].value()
        return "" if value is None else str(value)

    def grids(self) -> list[dict[str, Any]]:
        """For the template: each skill with its levels, what is chosen, and its error."""
        return [
            {
                "skill": skill,
                "name": f"skill-{skill.pk}",
                "levels": steps_of(skill),
                "chosen": {
                    placement.public_id: self.value_of(level_name(placement, skill))
                    for placement in self.placements
                },
                "error": self.level_errors.get(skill.pk, ""),
            }
            for skill in self.skills
        ]

    def there(self) -> list[Placement]:
        """Who came, as far as this page knows: the others have no steps."""
        return [
            placement
            for placement in self.placements
            if self.value_of(f"came-{placement.public_id}") in ("", *WAS_THERE)
        ]

    def people(self) -> list[dict[str, Any]]:
        """For the template: the columns of the grids."""
        return [
            {"id": placement.public_id, "name": placement.student.display_name}
            for placement in self.there()
        ]

    def wanted_lines(self) -> list[Any]:
        """The fields of the lines that the levels chosen so far ask for."""
        wanted = [
            line_name(placement, skill)
            for placement in self.there()
            for skill in self.skills
            if self.value_of(level_name(placement, skill)) in [str(n) for n in NEEDS_LINE]
        ]
        for name in wanted:
            self.fields[name].required = True  # so that the page does not call them optional
        return [self[name] for name in wanted]

    def clean(self) -> dict[str, Any]:
        """Each student who was there has a level in each skill, and the lines that it asks for."""
        cleaned = super().clean() or {}
        ordinary = False
        for skill in self.skills:
            missing, first = [], ""
            for placement in self.placements:
                if not self._seen(placement).was_there:
                    continue
                level = cleaned.get(level_name(placement, skill)) or ""
                if not level:
                    missing.append(placement.student.display_name)
                    first = first or level_name(placement, skill)
                elif level in ("2", "3"):
                    ordinary = True
                elif level != NOT_SEEN and not cleaned.get(line_name(placement, skill), "").strip():
                    self.add_error(
                        line_name(placement, skill),
                        gettext("Write one line about %(name)s, %(skill)s, or choose another step.")
                        % {"name": placement.student.display_name, "skill": skill.plain_name},
                    )
            if missing:
                self.level_errors[skill.pk] = gettext(
                    "Choose a step, or “Not seen”, for %(names)s."
                ) % {"names": ", ".join(missing)}
                self.add_error(first, f"{skill.plain_name}: {self.level_errors[skill.pk]}")
        lines_of_all = [line_name(each, skill) for each in self.placements for skill in self.skills]
        for name in ("shared_evidence", *lines_of_all):
            if refusal := refusal_of(cleaned.get(name, "")):
                self.add_error(name, refusal)
        if not ordinary and "shared_evidence" in self.errors:
            del self.errors["shared_evidence"]
            cleaned["shared_evidence"] = ""
        return cleaned

    def _seen(self, placement: Placement) -> Seen:
        return Seen(came=self.cleaned_data.get(f"came-{placement.public_id}", Came.CAME))

    def seen(self) -> dict[Placement, Seen]:
        """The words of the service."""
        data: Mapping[str, Any] = self.cleaned_data
        return {
            placement: Seen(
                came=came,
                note=note,
                levels={
                    skill: 0 if level == NOT_SEEN else int(level)
                    for skill in self.skills
                    if (level := data[level_name(placement, skill)])
                },
                lines={skill: data[line_name(placement, skill)] for skill in self.skills},
            )
            for placement, (came, note) in self.marked().items()
        }


def level_name(placement: Placement, skill: Skill) -> str:
    """The field of a student's level, as the grid posts it."""
    return f"skill-{skill.pk}-{placement.public_id}"


def line_name(placement: Placement, skill: Skill) -> str:
    """The field of the line about a student's level."""
    return f"line-{skill.pk}-{placement.public_id}"


def steps_of(skill: Skill) -> list[dict[str, Any]]:
    """For the grid: the steps of a skill with their behaviours, and “Not seen”."""
    rows: list[dict[str, Any]] = [
        {
            "value": level.level,
            "label": level.name,
            "behaviour": level.behaviour,
            "expected": level.level == EXPECTED,
        }
        for level in levels_of(skill)
    ]
    rows.append(
        {
            "value": NOT_SEEN,
            "label": _("Not seen"),
            "behaviour": _(
                "You had no chance to see it. This is an answer, and counts as nothing."
            ),
            "expected": False,
        }
    )
    return rows
