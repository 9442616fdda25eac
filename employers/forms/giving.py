"""What can you give? And what may be said besides: nobody has to answer either."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.templatetags.components import Option
from employers.formats import Given, Lend
from employers.forms.fields import DayField
from institutions.models import Institution

LENT = {
    Lend.TWO_HOURS: Option(
        gettext_lazy("An hour or two in all"), hint=gettext_lazy("Enough to ask and to listen.")
    ),
    Lend.HALF_DAY: Option(gettext_lazy("Half a day"), hint=gettext_lazy("A morning, say.")),
    Lend.DAY: Option(
        gettext_lazy("A day"), hint=gettext_lazy("Near them for a day, beside your own work.")
    ),
    Lend.EVENINGS: Option(
        gettext_lazy("Some evenings"), hint=gettext_lazy("Your day has no room for it.")
    ),
    Lend.DAYS: Option(gettext_lazy("Two days or more"), hint=gettext_lazy("Not in one go.")),
}


class GiveForm(forms.Form):
    """Seats, somebody's time, about when, and where: four quick questions."""

    seats = forms.IntegerField(
        label=gettext_lazy("How many students can sit with you?"),
        help_text=gettext_lazy("0 if there is no desk free: then they work online."),
        min_value=0,
        max_value=10,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Give a number from 0 to 10."),
            "invalid": gettext_lazy("Give a number from 0 to 10."),
            "min_value": gettext_lazy("Give a number from 0 to 10."),
            "max_value": gettext_lazy("Ten at most: give a number from 0 to 10."),
        },
    )
    where = forms.CharField(
        label=gettext_lazy("Where is that?"),
        help_text=gettext_lazy("Street and town. Leave it empty if nobody comes to you."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    lend = forms.ChoiceField(
        label=gettext_lazy("How much time can one of you give them?"),
        choices=list(LENT.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one. A rough idea does.")},
    )
    day = DayField(
        label=gettext_lazy("About which day?"),
        help_text=gettext_lazy("Three to six weeks from now is good. It can be changed."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution
        self.fields["where"].one_of_several = True  # type: ignore[attr-defined] # its hint says it

    def clean_day(self) -> date:
        """A day that students still have time to see."""
        day: date = self.cleaned_data["day"]
        if day <= clock.today(self.institution.zone):
            raise ValidationError(_("Give a later day: students need a day to see it."))
        return day

    def clean(self) -> dict[str, Any]:
        """Seats stand somewhere."""
        cleaned = super().clean() or {}
        if cleaned.get("seats") and not cleaned.get("where") and "where" not in self.errors:
            self.add_error("where", _("Say where the seats are: street and town."))
        return cleaned

    def given(self) -> Given:
        """What was typed; the form is valid."""
        done = self.cleaned_data
        return Given(seats=done["seats"], lend=Lend(done["lend"]), day=done["day"])


class MoreForm(forms.Form):
    """What may be said besides. All of it may stay empty, and no way through comes by here."""

    why_now = forms.CharField(
        label=gettext_lazy("Why now?"),
        help_text=gettext_lazy("What has changed, or what waits for it. One or two sentences."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    access = forms.CharField(
        label=gettext_lazy("Getting in"),
        help_text=gettext_lazy("Steps, lift, toilets, parking, quiet room: what there is."),
        max_length=300,
        required=False,
    )
    bring = forms.CharField(
        label=gettext_lazy("What to wear or bring"), max_length=300, required=False
    )
    lunch = forms.CharField(
        label=gettext_lazy("Lunch"),
        help_text=gettext_lazy("Such as: sandwiches for everybody; tell us what you do not eat."),
        max_length=100,
        required=False,
    )
    travel_up_to = forms.DecimalField(
        min_value=0,
        max_digits=6,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )
    care_up_to = forms.DecimalField(
        min_value=0,
        max_digits=6,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )
    costs_note = forms.CharField(
        label=gettext_lazy("When do you repay it?"),
        help_text=gettext_lazy("Such as: before the day; in cash on the day; within 7 days."),
        max_length=100,
        required=False,
    )
    leads_to = forms.URLField(
        label=gettext_lazy("Where may it lead?"),
        help_text=gettext_lazy("The address of an internship, programme or job of yours."),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Give an address that begins with https://")},
    )

    def __init__(
        self, *args: Any, symbol: str = "£", travel_asked: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["travel_up_to"].label = _("Travel, up to (%(symbol)s)") % {"symbol": symbol}
        self.fields["care_up_to"].label = _(
            "Care for a child or relative meanwhile, up to (%(symbol)s)"
        ) % {"symbol": symbol}
        if travel_asked:
            del self.fields["travel_up_to"]

    def said(self) -> dict[str, Any]:
        """What was answered; the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class LetterForm(forms.Form):
    """Where the letter with the draft goes."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We write one letter with a link, and nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Give an e-mail address."),
            "invalid": gettext_lazy("Give an e-mail address, such as rosa@kestrel.example."),
        },
    )
