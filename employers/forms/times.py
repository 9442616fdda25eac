"""Days and times, as hosts write them: one line a day, as many days as they ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import RuleBroken
from employers.forms.fields import DayField
from employers.times import MEETINGS_AT_MOST, OwnTime, Sitting, Times, plan, usual_sitting, window
from institutions.models import Institution

ROWS_AT_MOST = 20  # ten days of two sittings each
USUAL_HOURS = "9:30 to 16:00"
AFTERNOON = 7  # up to here an end before the start is one of the afternoon
TWO_TIMES = re.compile(
    r"^\D*(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?\s*(?:to|until|-|–|—)\s*"
    r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?\s*$",
    re.IGNORECASE,
)
ONLINE = re.compile(r"[\s,;]*\bonline$", re.IGNORECASE)
PAUSE = re.compile(
    r"[\s,;]*\b(?:pause|break|lunch)\s*(?:of\s*)?(\d{1,3})\s*(?:m|min|mins|minutes)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hours:
    """What a line of times says. ``pause`` is minutes, ``None`` where nothing is said of it."""

    starts: time
    ends: time
    pause: int | None = None
    online: bool = False


def read_hours(typed: str) -> Hours:
    """``typed`` as times of a day: "9:30 to 16:00", "9-1", "9:30 to 16:00, pause 30, online".

    Raises ``ValidationError`` with what to write instead.
    """
    rest, pause, online = typed.strip(), None, False
    if found := ONLINE.search(rest):
        rest, online = rest[: found.start()], True
    if found := PAUSE.search(rest):
        rest, pause = rest[: found.start()], int(found[1])
    starts, ends = two_times(rest)
    return Hours(starts, ends, pause, online)


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


def _where_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Where do they come?"),
        help_text=gettext_lazy("Street and town. Leave it empty if they work online."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )


def _name(name: str, number: int) -> str:
    """The first row's fields are plain ``day`` and ``hours``, the others count from two."""
    return name if number == 1 else f"{name}_{number}"


class TimesForm(forms.Form):
    """Rows of days, places, and times that make a plan with a window before it.

    ``rows`` says how many days are asked for; a row without a day does not count, unless it is one
    that is needed.
    """

    WHEN = ""  # the field beside which a window that does not fit is said
    OWN_TIME = False
    ROWS_NEEDED = 0
    ROWS_AT_MOST = ROWS_AT_MOST

    rows = forms.CharField(required=False, widget=forms.HiddenInput)
    places = forms.IntegerField(
        label=gettext_lazy("For how many students?"),
        help_text=gettext_lazy("Four to six make one good team. Ten at most."),
        min_value=1,
        initial=5,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "max": 10}),
        error_messages={
            "required": gettext_lazy("Give a number from 1 to 10."),
            "invalid": gettext_lazy("Give a number from 1 to 10."),
            "min_value": gettext_lazy("Give a number from 1 to 10."),
        },
    )

    def __init__(self, data: Any = None, *, institution: Institution, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.institution = institution
        typed = self.data if self.is_bound else self.initial
        self.count = rows_of(typed, self.ROWS_NEEDED, self.ROWS_AT_MOST)
        self.initial["rows"] = str(self.count)
        for number in range(1, self.count + 1):
            self._add_row(number, needed=number <= self.ROWS_NEEDED)
        self.order_fields([*self.row_names, *self.FIRST, *self.fields])

    FIRST: tuple[str, ...] = ()

    @property
    def row_names(self) -> list[str]:
        """Names of the rows' fields, in their order."""
        numbers = range(1, self.count + 1)
        return [_name(name, number) for number in numbers for name in ("day", "hours")]

    def _add_row(self, number: int, *, needed: bool) -> None:
        one = number == 1
        self.fields[_name("day", number)] = DayField(
            required=needed, label=self.day_label(number), help_text=self.day_hint(number)
        )
        self.fields[_name("hours", number)] = forms.CharField(
            label=self.hours_label(number),
            help_text=HOURS_HINT if one else "",
            initial=USUAL_HOURS if needed else "",
            required=needed,
            max_length=60,
            widget=forms.TextInput(attrs={"list": "usual-hours"}),
            error_messages={"required": gettext_lazy("Give two times, such as 9:30 to 16:00.")},
        )
        for name in ("day", "hours"):  # a row that was asked for is not called optional
            self.fields[_name(name, number)].one_of_several = True  # type: ignore[attr-defined]

    def day_label(self, number: int) -> Any:
        """What the day of a row is called."""
        return _("Day %(number)d") % {"number": number}

    def day_hint(self, number: int) -> Any:
        """What is said before the day of a row."""
        return ""

    def hours_label(self, number: int) -> Any:
        """What the times of a row are called."""
        return _("Times of day %(number)d") % {"number": number}

    @property
    def day_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Day and times of each row."""
        for number in range(1, self.count + 1):
            yield self[_name("day", number)], self[_name("hours", number)]

    BEFORE: tuple[str, ...] = ()  # what is asked before the rows

    @property
    def plain(self) -> Iterator[forms.BoundField]:
        """The fields that are asked before the rows."""
        return (self[name] for name in self.BEFORE)

    @property
    def others(self) -> Iterator[forms.BoundField]:
        """The fields that are asked after the rows."""
        rows = {*self.row_names, *self.BEFORE}
        return (bound for bound in self if bound.name not in rows)

    @property
    def can_grow(self) -> bool:
        """Whether another row may be asked for."""
        return self.count < self.ROWS_AT_MOST

    def clean_places(self) -> int:
        """At most as many as the university allows."""
        most = self.institution.policy.places_at_most
        if not 1 <= self.cleaned_data["places"] <= most:
            raise ValidationError(_("Give a number from 1 to %(most)d.") % {"most": most})
        return int(self.cleaned_data["places"])

    def clean(self) -> dict[str, Any]:
        """The times must make a plan, late enough for students to see it."""
        cleaned = super().clean() or {}
        sittings = list(self._sittings(cleaned))
        today = clock.today(self.institution.zone)
        for name in [*self.fields]:
            if isinstance(cleaned.get(name), date) and cleaned[name] <= today:
                self.add_error(name, _("Give a later day: students need a day to see it."))
        if not self.errors:
            self._refuse_what_can_not_be(sittings)
        if not self.errors:
            try:
                cleaned["times"] = self.times([each for _n, each in sittings])
                planned = plan(cleaned["times"], self.institution.zone)
                window(planned.starts_at, self.institution)
            except RuleBroken as error:
                self.add_error(self.WHEN, str(error))
        return cleaned

    def _sittings(self, cleaned: dict[str, Any]) -> Iterator[tuple[int, Sitting]]:
        """The rows that say a day, with their number; a mistake is said beside its field."""
        for number in range(1, self.count + 1):
            day, typed = cleaned.get(_name("day", number)), cleaned.get(_name("hours", number))
            if day is None or typed is None:
                continue
            try:
                hours = read_hours(typed or USUAL_HOURS)
            except ValidationError as error:
                self.add_error(_name("hours", number), error)
                continue
            yield number, self._sitting(day, hours, cleaned)

    def _sitting(self, day: date, hours: Hours, cleaned: dict[str, Any]) -> Sitting:
        here = bool(cleaned.get("where")) and not hours.online
        mode = "in_person" if here else "remote"
        if hours.pause is None:
            return usual_sitting(day, hours.starts, hours.ends, mode)
        return Sitting(on=day, starts=hours.starts, ends=hours.ends, mode=mode, pause=hours.pause)

    def _refuse_what_can_not_be(self, sittings: list[tuple[int, Sitting]]) -> None:
        """Beside the row whose times, alone or with those before it, make no plan."""
        for index, (number, _sitting) in enumerate(sittings):
            try:
                plan([each for _n, each in sittings[: index + 1]], self.institution.zone)
            except RuleBroken as error:
                self.add_error(_name("hours", number), str(error))
                return

    def times(self, sittings: list[Sitting]) -> Times:
        """What was typed, as times."""
        raise NotImplementedError


HOURS_HINT = gettext_lazy(
    "Or 9 to 1, or 17:30 to 20:00. A whole day has an hour for lunch; for another break add "
    "“pause 30”. Add “online” where they need not come."
)


def rows_of(typed: Any, least: int, most: int) -> int:
    """How many days a page asks for, from what was typed on it."""
    said = str(typed.get("rows", "") or "")
    return min(max(int(said) if said.isdecimal() and len(said) < 4 else least, least), most)


class SessionForm(TimesForm):
    """Days on the calendar, and where."""

    WHEN = "day"
    ROWS_NEEDED = 1
    FIRST = ("where", "places")

    where = _where_field()

    def day_label(self, number: int) -> Any:
        """The first day is a question, where it is the only one."""
        return _("Which day?") if self.count == 1 else super().day_label(number)

    def day_hint(self, number: int) -> Any:
        """When is a good time."""
        if number == 1:
            return _("Three to six weeks from now is good.")
        return _("Leave the day empty to drop it.") if number == self.count else ""

    def hours_label(self, number: int) -> Any:
        """The first times are a question, where they are the only ones."""
        return _("From when to when?") if self.count == 1 else super().hours_label(number)

    def times(self, sittings: list[Sitting]) -> Times:
        """The sittings; lunch is taken off where nothing is said of a pause."""
        return sittings


class OwnTimeForm(TimesForm):
    """Hours between two days, wherever the student likes, and two fixed meetings at most."""

    WHEN = "first_day"
    OWN_TIME = True
    ROWS_AT_MOST = MEETINGS_AT_MOST
    BEFORE = ("total_hours", "first_day", "last_day")

    total_hours = forms.DecimalField(
        label=gettext_lazy("How many hours in all?"),
        help_text=gettext_lazy("Seven hours count as one day. Seventy at most."),
        max_digits=4,
        decimal_places=1,
        initial=7,
        min_value=Decimal("0.5"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
        error_messages={
            "required": gettext_lazy("Give the hours of work for each student."),
            "invalid": gettext_lazy("Give the hours as a number, such as 7 or 10.5."),
            "min_value": gettext_lazy("That is no work at all: give half an hour at least."),
        },
    )
    first_day = DayField(
        label=gettext_lazy("First day"), missing=gettext_lazy("Give the first day.")
    )
    last_day = DayField(label=gettext_lazy("Last day"), missing=gettext_lazy("Give the last day."))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if self.count:
            self.fields["where"] = _where_field()
            self.fields["where"].label = _("Where do you meet?")
            self.fields["where"].help_text = _("Street and town. Leave it empty to meet online.")
        self.order_fields([*self.BEFORE, *self.row_names, "where", "places"])

    def day_label(self, number: int) -> Any:
        """A row is a fixed meeting."""
        return _("Fixed meeting %(number)d") % {"number": number}

    def day_hint(self, number: int) -> Any:
        """How one is dropped."""
        return _("Leave the day empty to drop it.") if number == self.count else ""

    def hours_label(self, number: int) -> Any:
        """When it is."""
        return _("Times of meeting %(number)d") % {"number": number}

    def times(self, sittings: list[Sitting]) -> Times:
        """Own time, with its meetings."""
        return OwnTime(
            hours=self.cleaned_data["total_hours"],
            first_day=self.cleaned_data["first_day"],
            last_day=self.cleaned_data["last_day"],
            meetings=tuple(sittings),
        )
