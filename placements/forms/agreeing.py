"""Forms of what we agree: staff change it, and a copy signed on paper comes in."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from employers.forms.fields import DayField
from employers.forms.times import read_hours
from employers.models import Challenge, IpTerms, Mode, Pay
from employers.said import times_of
from employers.times import OwnTime, Sitting, Times, plan, said, usual_sitting
from employers.wording import clock_words
from placements.forms.parts import lines


def hours_in_text(sitting: Sitting) -> str:
    """``9:30 to 16:00, pause 60``, as :func:`read_hours` reads it; a lunch that is none is said."""
    typed = f"{clock_words(sitting.starts)} to {clock_words(sitting.ends)}"
    usual = usual_sitting(sitting.on, sitting.starts, sitting.ends, sitting.mode)
    return f"{typed}, pause {sitting.pause}" if sitting.pause or usual.pause else typed


class ChangeAgreementForm(forms.Form):
    """What of the agreement changes, and why. ``times`` is ``None`` where the hours stay."""

    deliverable = forms.CharField(
        label=gettext_lazy("What they leave behind"),
        max_length=400,
        widget=lines(),
        required=False,
    )
    ip_terms = forms.ChoiceField(
        label=gettext_lazy("Whose it is"), choices=IpTerms.choices, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=gettext_lazy("Another place"),
        help_text=gettext_lazy("The address; empty where the place stays."),
        max_length=200,
        required=False,
    )
    own_hours = forms.DecimalField(
        label=gettext_lazy("Hours in all, in their own time"),
        required=False,
        min_value=Decimal("0.5"),
        max_digits=4,
        decimal_places=1,
    )
    last_day = DayField(label=gettext_lazy("Last day"), required=False)
    pay_per_hour = forms.DecimalField(
        label=gettext_lazy("Pay an hour"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Everybody whom it concerns reads this line."),
        max_length=400,
        widget=lines(),
        error_messages={"required": gettext_lazy("Say why: everybody whom it concerns reads it.")},
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        names = ("deliverable", "ip_terms", "pay_per_hour")
        self.zone, self.before = challenge.institution.zone, times_of(challenge)
        initial = {name: getattr(challenge, name) for name in names}
        own = self.before if isinstance(self.before, OwnTime) else None
        if own is not None:
            initial |= {"own_hours": own.hours, "last_day": own.last_day}
        super().__init__(*args, **{"initial": initial} | kwargs)
        if own is None:
            del self.fields["own_hours"], self.fields["last_day"]
        if challenge.pay != Pay.PAID:
            del self.fields["pay_per_hour"]
        if challenge.mode == Mode.REMOTE:
            del self.fields["address"]
        for number, sitting in enumerate(self.sittings, start=1):
            self.fields[f"hours_{number}"] = forms.CharField(
                label=_("Times on %(day)s") % {"day": said(sitting.on)},
                help_text="" if number > 1 else _("The day stays. “Another day” moves all of it."),
                initial=hours_in_text(sitting),
                required=False,
                max_length=60,
            )
        hours = [name for name in self.fields if name.startswith("hours_")]
        self.order_fields(["deliverable", "ip_terms", "address", *hours, *self.fields])

    @property
    def sittings(self) -> list[Sitting]:
        """The days with their times, as they are."""
        found = self.before.meetings if isinstance(self.before, OwnTime) else self.before
        return sorted(found, key=lambda sitting: (sitting.on, sitting.starts))

    def clean(self) -> dict[str, Any]:
        """The times must make a plan; what was left empty stays as it is."""
        typed = super().clean() or {}
        times = [
            self._sitting(number, sitting, typed.pop(f"hours_{number}", ""))
            for number, sitting in enumerate(self.sittings, start=1)
        ]
        own_hours, last_day = typed.pop("own_hours", None), typed.pop("last_day", None)
        changed = [
            name for name in self.changed_data if name.startswith(("hours_", "own_", "last"))
        ]
        found: Times = times
        if isinstance(self.before, OwnTime):
            found = replace(
                self.before,
                hours=own_hours or self.before.hours,
                last_day=last_day or self.before.last_day,
                meetings=tuple(times),
            )
        if changed and not self.errors:
            try:
                plan(found, self.zone)
            except RuleBroken as error:
                self.add_error(changed[0], str(error))
        return typed | {"times": found if changed else None}

    def _sitting(self, number: int, sitting: Sitting, typed: str) -> Sitting:
        name = f"hours_{number}"
        if not typed or name not in self.changed_data:
            return sitting
        try:
            hours = read_hours(typed)
        except forms.ValidationError as error:
            self.add_error(name, error)
            return sitting
        usual = usual_sitting(sitting.on, hours.starts, hours.ends, sitting.mode)
        return usual if hours.pause is None else replace(usual, pause=hours.pause)


class SignedCopyForm(forms.Form):
    """A copy signed elsewhere."""

    file = forms.FileField(
        label=gettext_lazy("A copy signed on paper"),
        help_text=gettext_lazy("PDF, or a photograph as PNG or JPEG."),
    )
