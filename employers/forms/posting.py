"""The pages of posting a project, one thing a page, at most twelve fields on any way through."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from decimal import ROUND_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.errors import RuleBroken
from core.templatetags.components import Option
from employers.forms.fields import DayField
from employers.models import EmployerKind, Pay, UnpaidGround
from employers.times import OwnTime, Times, plan, usual_sitting, window
from employers.wording import hours_words, money
from institutions.models import Institution
from skills.models import Skill

AFTERNOON = 7  # up to here an end before the start is one of the afternoon
BRACKETS = re.compile(r"\[[^\]]*\]?")
TWO_TIMES = re.compile(
    r"^\D*(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?\s*(?:to|until|-|–|—)\s*"
    r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?\s*$",
    re.IGNORECASE,
)


def two_times(typed: str) -> tuple[time, time]:
    """Start and end of "9:30 to 16:00", "9.30am-4pm", "0930–1600".

    Raises ``ValidationError`` with what to write instead.
    """
    found = TWO_TIMES.match(typed.strip())
    if not found:
        raise ValidationError(_("Give two times, such as 9:30 to 16:00."))
    parts = found.groups()
    try:
        starts, ends = _wall(*parts[:3]), _wall(*parts[3:])
    except ValueError:
        raise ValidationError(_("Give two times of the clock, such as 9:30 to 16:00.")) from None
    named = parts[5]
    if ends <= starts and not named and starts.hour <= 12 and 1 <= ends.hour <= AFTERNOON:
        ends = ends.replace(hour=ends.hour + 12)  # "8-2" is 8:00 to 14:00
    if ends <= starts:
        raise ValidationError(_("The end must come after the start: write 16:00 for 4 o’clock."))
    return starts, ends


def _wall(hour: str, minute: str | None, half: str | None) -> time:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise ValueError(hour)
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    return time(number, int(minute or 0))


def without_brackets(typed: str) -> str:
    """``typed``, or a ``ValidationError`` where a starter's [gap] still stands in it."""
    gap = BRACKETS.search(typed)
    if gap:
        raise ValidationError(_("Replace %(gap)s with your own words.") % {"gap": gap.group()[:60]})
    return typed


class WhatForm(forms.Form):
    """Problem and deliverable, in the host's own words."""

    problem = forms.CharField(
        label=gettext_lazy("What is the problem?"),
        help_text=gettext_lazy(
            "In your own words, as you would tell it to a friend. Students read it."
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


class _TimesForm(forms.Form):
    """Places, and times that make a plan with a window before it."""

    places = forms.IntegerField(
        label=gettext_lazy("For how many students?"),
        help_text=gettext_lazy("Four to six make one good team. Ten at most."),
        min_value=1,
        initial=5,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "max": 10}),
        error_messages={"required": gettext_lazy("Give a number from 1 to 10.")},
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution

    def clean_places(self) -> int:
        """At most as many as the university allows."""
        most = self.institution.policy.places_at_most
        if not 1 <= self.cleaned_data["places"] <= most:
            raise ValidationError(_("Give a number from 1 to %(most)d.") % {"most": most})
        return int(self.cleaned_data["places"])

    def times(self) -> Times:
        """What was typed, as times."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The times must make a plan, late enough for students to see it."""
        cleaned = super().clean() or {}
        today = clock.today(self.institution.zone)
        for name in ("day", "first_day", "last_day"):
            if cleaned.get(name) and cleaned[name] <= today:
                self.add_error(name, _("Give a later day: students need a day to see it."))
        if not self.errors:
            try:
                cleaned["times"] = self.times()
                window(plan(cleaned["times"], self.institution.zone).starts_at, self.institution)
            except RuleBroken as error:
                self.add_error(self.WHEN, str(error))
        return cleaned

    WHEN = ""


class SessionForm(_TimesForm):
    """One day on the calendar, and where."""

    WHEN = "day"

    day = DayField(
        label=gettext_lazy("Which day?"),
        help_text=gettext_lazy("Three to six weeks from now is good. More days can come later."),
    )
    hours = forms.CharField(
        label=gettext_lazy("From when to when?"),
        initial="9:30 to 16:00",
        max_length=40,
        error_messages={"required": gettext_lazy("Give two times, such as 9:30 to 16:00.")},
    )
    where = forms.CharField(
        label=gettext_lazy("Where do they come?"),
        help_text=gettext_lazy("Street and town. Leave it empty if they work online."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    field_order = ["day", "hours", "where", "places"]

    def clean_hours(self) -> tuple[time, time]:
        """Two times."""
        return two_times(self.cleaned_data["hours"])

    def times(self) -> Times:
        """One sitting, with an hour for lunch where it spans midday."""
        starts, ends = self.cleaned_data["hours"]
        mode = "in_person" if self.cleaned_data.get("where") else "remote"
        return [usual_sitting(self.cleaned_data["day"], starts, ends, mode)]


class OwnTimeForm(_TimesForm):
    """Hours between two days, wherever the student likes."""

    WHEN = "first_day"

    total_hours = forms.DecimalField(
        label=gettext_lazy("How many hours in all?"),
        help_text=gettext_lazy("Seven hours count as one day. Seventy at most."),
        max_digits=4,
        decimal_places=1,
        initial=7,
        min_value=Decimal("0.5"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
        error_messages={"required": gettext_lazy("Give the hours of work for each student.")},
    )
    first_day = DayField(
        label=gettext_lazy("First day"), missing=gettext_lazy("Give the first day.")
    )
    last_day = DayField(label=gettext_lazy("Last day"), missing=gettext_lazy("Give the last day."))
    field_order = ["total_hours", "first_day", "last_day", "places"]

    def times(self) -> Times:
        """Own time."""
        return OwnTime(
            hours=self.cleaned_data["total_hours"],
            first_day=self.cleaned_data["first_day"],
            last_day=self.cleaned_data["last_day"],
        )


def shown_by(skill: Skill) -> str:
    """What somebody does who has the skill soundly (level 3); levels are prefetched."""
    return next((each.behaviour for each in skill.levels.all() if each.level == 3), "")


class SkillsForm(forms.Form):
    """Two to four skills, by their plain names."""

    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Which skills will they need most?"),
        help_text=gettext_lazy(
            "Two to four. These are what you look at on the day, and what their badge says."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose two to four skills.")},
    )

    def __init__(self, *args: Any, offered: Iterable[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["skills"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [
            (skill.code, Option(skill.plain_name, hint=shown_by(skill))) for skill in offered
        ]

    def clean_skills(self) -> list[str]:
        """Two to four of them."""
        chosen: list[str] = self.cleaned_data["skills"]
        if not 2 <= len(chosen) <= 4:
            raise ValidationError(
                _("Choose two to four skills; you have chosen %(count)d.") % {"count": len(chosen)}
            )
        return chosen


HAS_VOLUNTEERS = {EmployerKind.CHARITY, EmployerKind.COMMUNITY, EmployerKind.PUBLIC_BODY}
PAY_CHOICES = {
    "charity": Option(
        gettext_lazy("Volunteers, at a charity, community group or public body"),
        hint=gettext_lazy("Not paid. You repay what it costs them to come."),
    ),
    "paid": Option(
        gettext_lazy("We pay for the hours"), hint=gettext_lazy("The easy way for a firm.")
    ),
    "course": Option(
        gettext_lazy("Not paid: it is a required part of a course"),
        hint=gettext_lazy("The university knows which. Say it below."),
    ),
    "shadowing": Option(
        gettext_lazy("Not paid: they only look on"), hint=gettext_lazy("No work is done for you.")
    ),
    "class": Option(
        gettext_lazy("A firm, and not paid"),
        hint=gettext_lazy("The university decides whether the law lets it. Say why it should."),
    ),
}


@dataclass(frozen=True)
class WageSum:
    """What the law asks at least, and what all students' hours come to."""

    students: int
    hours: Decimal
    pause: int  # minutes that nobody is paid for
    least: Decimal | None
    currency: str

    def in_words(self) -> str:
        """“At least £12.71 …: 5 students for 5.5 hours each come to £349.53.”"""
        hours = hours_words(self.hours)
        people = ngettext("%(n)d student", "%(n)d students", self.students) % {"n": self.students}
        said = []
        if self.least is not None:
            total = self.least * self.hours * self.students
            total = total.quantize(Decimal("0.01"), ROUND_UP)
            said.append(
                _("At least %(rate)s, the adult rate: %(people)s for %(hours)s come to %(total)s.")
                % {
                    "rate": money(self.least, self.currency),
                    "people": people,
                    "hours": hours,
                    "total": money(total, self.currency),
                }
            )
        else:
            said.append(_("%(people)s for %(hours)s each.") % {"people": people, "hours": hours})
        if self.pause:
            said.append(
                _("The break of %(minutes)d minutes is left out.") % {"minutes": self.pause}
            )
        return " ".join(said)


class PayForm(forms.Form):
    """Pay and costs on one screen; only the question that the choice asks for is shown."""

    pay = forms.ChoiceField(
        label=gettext_lazy("Is it paid?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )

    def __init__(
        self,
        *args: Any,
        kind: str = "",
        symbol: str = "£",
        chosen: str = "",
        sum_of: WageSum | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(PAY_CHOICES)
        if kind in HAS_VOLUNTEERS:
            offered = {key: PAY_CHOICES[key] for key in ("charity", "paid")}
        elif kind:
            offered.pop("charity")
        choice = self.fields["pay"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(offered.items())
        chosen = (self.data.get("pay") if self.is_bound else chosen) or ""
        self.chosen, self.sum_of = chosen if chosen in offered else "", sum_of
        if chosen == "charity":
            self.fields["travel_up_to"] = _amount(
                _("Travel that you repay, up to (%(symbol)s)") % {"symbol": symbol},
                _("For each student. Leave it empty if you can not."),
                required=False,
            )
        elif chosen == "paid":
            self.fields["pay_per_hour"] = _amount(
                _("What do you pay for an hour? (%(symbol)s)") % {"symbol": symbol},
                " ".join(filter(None, [_("Before tax."), sum_of.in_words() if sum_of else ""])),
                missing=_("Say what you pay for an hour."),
            )
        elif chosen in offered:
            self.fields["unpaid_reason"] = forms.CharField(
                label=_("Why is that right?"),
                help_text=_("One line. The university reads it, and students see it."),
                max_length=300,
                error_messages={"required": _("Give the reason in a line.")},
            )

    def clean(self) -> dict[str, Any]:
        """Where no script has shown the question about costs, it comes now."""
        cleaned = super().clean() or {}
        if "travel_up_to" in self.fields and "travel_up_to" not in self.data:
            self.add_error("travel_up_to", _("Give an amount, or leave it empty and go on."))
        least, rate = self.sum_of and self.sum_of.least, cleaned.get("pay_per_hour")
        if self.sum_of and least is not None and rate is not None and rate < least:
            said = _("Give at least %(rate)s, the adult rate: nobody’s age is asked.")
            self.add_error("pay_per_hour", said % {"rate": money(least, self.sum_of.currency)})
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Pay as the brief has it."""
        chosen = self.cleaned_data["pay"]
        if chosen == "paid":
            return {"pay": Pay.PAID, "pay_per_hour": self.cleaned_data["pay_per_hour"]}
        terms = {
            "pay": Pay.UNPAID,
            "unpaid_ground": UnpaidGround(chosen),
            "unpaid_reason": self.cleaned_data.get("unpaid_reason", ""),
        }
        if self.cleaned_data.get("travel_up_to"):
            terms |= {"travel_up_to": self.cleaned_data["travel_up_to"]}
        return terms


def _amount(label: str, hint: str, *, required: bool = True, missing: str = "") -> forms.Field:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal("0.01") if required else Decimal(0),
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
        error_messages={"required": missing} if missing else None,
    )


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
