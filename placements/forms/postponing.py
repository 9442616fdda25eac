"""Another day."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

NO_DAY = gettext_lazy("Give a day with its year in four figures, such as 2027-03-18.")


class PostponeForm(forms.Form):
    """The new first day, and why."""

    first_day = forms.DateField(
        label=gettext_lazy("New first day"),
        help_text=gettext_lazy("All its days move by as much; the hours stay."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(date(2000, 1, 1), NO_DAY),
            MaxValueValidator(date(2099, 12, 31), NO_DAY),
        ],
        error_messages={"required": gettext_lazy("Give the new first day."), "invalid": NO_DAY},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Everybody whom it concerns reads this line."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write a line: people read it.")},
    )
