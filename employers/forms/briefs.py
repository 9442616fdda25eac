"""The whole brief on one page, for staff and for a host who wants to change it."""

import copy
import re
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from employers.checks import names_a_year
from employers.forms.fields import DayField
from employers.models import Challenge, Member, Mode, TimeKind
from employers.said import LABELS, sitting_line
from employers.services.briefs import times_of
from employers.times import OwnTime, Sitting, Times, local_day, plan
from institutions.models import Module
from skills.models import Skill

SITTING_LINE = re.compile(
    r"^(?P<day>\d{4}-\d{2}-\d{2})\s+(?P<starts>\d{1,2}[:.]\d{2})\s*(?:to|-|–)\s*"
    r"(?P<ends>\d{1,2}[:.]\d{2})(?:\s*,?\s*pause\s+(?P<pause>\d{1,3}))?(?P<online>\s*,?\s*online)?$",
    re.IGNORECASE,
)
DAY_LINE = re.compile(r"^(?P<time>\d{1,2}[:.]\d{2})\s+(?P<text>.+)$")
MOST_LINES = 40


PEOPLE = Compiled(  # who did a placement as a student is suggested first (R21)
    lambda employer, named: (
        Member.objects.filter(employer=employer)
        .exclude(~Q(pk__any_of=named), user=None, email="", telephone="")
        .order_by("-did_wil", "name", "pk")
    )
)
MODULES = Compiled(lambda institution: Module.objects.of(institution))
SKILLS = Compiled(lambda frameworks: Skill.objects.filter(framework__any_of=frameworks))


def _label(name: str, row: Any) -> str:
    if name == "supervisor" and row.did_wil:
        return _("%(who)s (did a placement as a student)") % {"who": row}
    return str(row)


class ReasonForm(forms.Form):
    """A reason or a question in a few lines."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write a line: people read it.")},
    )

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint


class CloneForm(forms.Form):
    """The first day of a project that is run again."""

    first_day = DayField(
        label=gettext_lazy("First day"), missing=gettext_lazy("Give the first day.")
    )


class EditChallengeForm(forms.ModelForm):
    """Everything of a brief that a person may change. Rules are the service's."""

    leads_to = forms.URLField(label=LABELS["leads_to"], required=False, assume_scheme="https")
    sittings = forms.CharField(
        label=LABELS["sittings"],
        help_text=gettext_lazy(
            "One line each: 2027-03-18 9:30 to 16:00, pause 60. Add “online” where they need not "
            "come. In their own time: the fixed meetings, two at most."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    own_hours = forms.DecimalField(
        label=LABELS["own_hours"],
        required=False,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )
    first_day = DayField(label=LABELS["first_day"], required=False)
    last_day = DayField(label=LABELS["last_day"], required=False)
    address = forms.CharField(
        label=LABELS["address"],
        help_text=gettext_lazy("Street and town. Leave it empty if they work online."),
        required=False,
        max_length=200,
    )
    running_order = forms.CharField(
        label=LABELS["running_order"],
        help_text=gettext_lazy("One line a moment: 9:30 Tea and names."),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    closing_day = DayField(label=LABELS["closing_day"])
    answer_day = DayField(label=LABELS["answer_day"])

    class Meta:
        model = Challenge
        fields = [
            "title",
            "summary",
            "problem",
            "why_now",
            "deliverable",
            "good_looks_like",
            "background",
            "time_kind",
            "mode",
            "access",
            "bring",
            "places",
            "grouping",
            "team_at_least",
            "team_at_most",
            "first_timer_places",
            "skills",
            "credential_name",
            "pay",
            "pay_per_hour",
            "unpaid_ground",
            "unpaid_reason",
            "travel_up_to",
            "care_up_to",
            "lunch",
            "costs_note",
            "who_decides",
            "experience_needed",
            "ip_terms",
            "needs_nda",
            "need",
            "leads_to_words",
            "leads_to",
            "contact",
            "supervisor",
            "module",
        ]
        labels = {name: LABELS[name] for name in fields}
        widgets = {
            "problem": forms.Textarea(attrs={"rows": 6}),
            "deliverable": forms.Textarea(attrs={"rows": 3}),
            "good_looks_like": forms.Textarea(attrs={"rows": 3}),
            "background": forms.Textarea(attrs={"rows": 4}),
            "summary": forms.Textarea(attrs={"rows": 2}),
            "why_now": forms.Textarea(attrs={"rows": 2}),
            "skills": forms.CheckboxSelectMultiple,
        }

    GROUPS = (
        (
            gettext_lazy("What it is about"),
            ["title", "summary", "problem", "why_now", "deliverable", "good_looks_like"],
        ),
        (
            gettext_lazy("When and where"),
            [
                "time_kind",
                "sittings",
                "own_hours",
                "first_day",
                "last_day",
                "mode",
                "address",
                "access",
                "bring",
                "running_order",
                "closing_day",
                "answer_day",
            ],
        ),
        (
            gettext_lazy("Who"),
            [
                "places",
                "grouping",
                "team_at_least",
                "team_at_most",
                "first_timer_places",
                "experience_needed",
                "who_decides",
                "contact",
                "supervisor",
                "module",
            ],
        ),
        (gettext_lazy("Skills and badge"), ["skills", "credential_name"]),
        (
            gettext_lazy("Pay and costs"),
            [
                "pay",
                "pay_per_hour",
                "unpaid_ground",
                "unpaid_reason",
                "travel_up_to",
                "care_up_to",
                "lunch",
                "costs_note",
            ],
        ),
        (
            gettext_lazy("Further"),
            ["need", "leads_to_words", "leads_to", "ip_terms", "needs_nda", "background"],
        ),
    )

    def __init__(self, data: Any, *, challenge: Challenge, for_staff: bool) -> None:
        self.challenge = challenge
        spare = copy.copy(challenge)
        spare.validate_constraints = _by_the_service  # type: ignore[method-assign]
        super().__init__(data, instance=spare)
        frameworks = list({skill.framework_id for skill in challenge.skills.all()})
        named = [challenge.contact_id, challenge.supervisor_id]
        people = PEOPLE.all(employer=challenge.employer_id, named=named)
        self._choose("supervisor", people)
        if any(person.did_wil for person in people):
            self.fields["supervisor"].help_text = gettext_lazy(
                "Who did a placement as a student stands first: they know what helps."
            )
        self._choose("skills", SKILLS.all(frameworks=frameworks))
        if for_staff:
            self._choose("contact", people)
            self._choose("module", MODULES.all(institution=challenge.institution_id), or_none=True)
        else:
            for name in ("closing_day", "answer_day", "who_decides", "module", "contact"):
                del self.fields[name]
        self.initial.update(self._initial_times())

    def _choose(self, name: str, among: QuerySet[Any], *, or_none: bool = False) -> None:
        """Offer ``among`` for a field, read once; what is posted is looked up there again."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        if self.is_bound:
            field.queryset = among
        none = [("", field.empty_label)] if or_none else []
        field.widget.choices = [*none, *((row.pk, _label(name, row)) for row in among)]

    def _initial_times(self) -> dict[str, Any]:
        times, zone = times_of(self.challenge), self.challenge.zone
        own = times if isinstance(times, OwnTime) else None
        sittings = own.meetings if own else times
        assert not isinstance(sittings, OwnTime)
        return {
            "sittings": "\n".join(sitting_line(each) for each in sittings),
            "own_hours": own.hours if own else None,
            "first_day": own.first_day if own else None,
            "last_day": own.last_day if own else None,
            "address": self.challenge.site.address if self.challenge.site else "",
            "running_order": "\n".join(
                f"{each.get('time', '')} {each.get('text', '')}".strip()
                for each in self.challenge.day_plan
            ),
            "closing_day": local_day(self.challenge.closes_at, zone),
            "answer_day": local_day(self.challenge.answer_by, zone),
        }

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (str(title), [self[name] for name in names if name in self.fields])
            for title, names in self.GROUPS
        ]

    def clean_sittings(self) -> list[Sitting]:
        """One sitting a line."""
        lines = [line.strip() for line in self.cleaned_data["sittings"].splitlines()]
        return [read_sitting(line) for line in lines if line]

    def clean_experience_needed(self) -> str:
        """What somebody can do or has; a year of study is none of it, and every year may ask."""
        typed: str = self.cleaned_data["experience_needed"]
        if names_a_year(typed):
            raise ValidationError(
                _(
                    "Every year may ask, so leave the year out. If one should come first, keep "
                    "places for it: the project’s page has a link, and asks for the reason."
                )
            )
        return typed

    def clean_running_order(self) -> list[dict[str, str]]:
        """One moment a line, with or without its time."""
        lines = [line.strip() for line in self.cleaned_data["running_order"].splitlines()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Forty lines at most."))
        found = [(DAY_LINE.match(line), line) for line in lines if line]
        return [
            {"time": match["time"].replace(".", ":"), "text": match["text"]}
            if match
            else {"time": "", "text": line}
            for match, line in found
        ]

    def clean(self) -> dict[str, Any]:
        """Times that make a plan."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["times"] = self._times(cleaned)
                plan(cleaned["times"], self.challenge.zone)
            except RuleBroken as error:
                self.add_error("sittings", str(error))
        return cleaned

    def _times(self, cleaned: dict[str, Any]) -> Times:
        if cleaned["time_kind"] == TimeKind.SESSIONS:
            return list(cleaned["sittings"])
        missing = [name for name in ("own_hours", "first_day", "last_day") if not cleaned.get(name)]
        if missing:
            raise RuleBroken(_("In their own time: give the hours, the first and the last day."))
        return OwnTime(
            hours=Decimal(cleaned["own_hours"]),
            first_day=cleaned["first_day"],
            last_day=cleaned["last_day"],
            meetings=tuple(cleaned["sittings"]),
        )

    def changes(self) -> dict[str, Any]:
        """Arguments of ``edit_challenge``; times and skills only where they are different."""
        cleaned = dict(self.cleaned_data)
        times, skills = cleaned.pop("times"), list(cleaned.pop("skills"))
        for name in ("time_kind", "sittings", "own_hours", "first_day", "last_day"):
            cleaned.pop(name)
        cleaned["day_plan"] = cleaned.pop("running_order")
        if cleaned["address"] == self.initial["address"]:
            cleaned.pop("address")
        elif not cleaned["address"]:
            cleaned.pop("address")
            cleaned["site"] = None
        zone = self.challenge.zone
        for name, column in (("closing_day", "closes_at"), ("answer_day", "answer_by")):
            day = cleaned.pop(name, None)
            if day and day != self.initial[name]:
                cleaned[column] = clock.end_of(day, zone)
        before = times_of(self.challenge)
        if times != (before if isinstance(before, OwnTime) else list(before)):
            cleaned["times"] = times
        if {skill.pk for skill in skills} != {skill.pk for skill in self.challenge.skills.all()}:
            cleaned["skills"] = skills
        return cleaned


def _by_the_service(exclude: Any = None) -> None:
    """Constraints have names, not sentences: the service says what is wrong."""


def read_sitting(line: str) -> Sitting:
    """The sitting of such a line. Raises ``ValidationError``."""
    found = SITTING_LINE.match(line)
    try:
        if not found:
            raise ValueError(line)
        return Sitting(
            on=DayField().clean(found["day"]),
            starts=_wall(found["starts"]),
            ends=_wall(found["ends"]),
            pause=int(found["pause"] or 0),
            mode=Mode.REMOTE if found["online"] else Mode.IN_PERSON,
        )
    except (ValueError, ValidationError):
        raise ValidationError(
            _("Write “%(line)s” like this: 2027-03-18 9:30 to 16:00, pause 60.")
            % {"line": line[:60]}
        ) from None


def _wall(typed: str) -> time:
    hour, minute = re.split(r"[:.]", typed)
    return time(int(hour), int(minute))
