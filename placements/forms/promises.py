"""A new day for an answer."""

from django import forms
from django.utils.translation import gettext_lazy

from employers.forms.fields import DayField


class SayAnotherDayForm(forms.Form):
    """The new day, and a line for those who wait."""

    day = DayField(
        label=gettext_lazy("They hear by"),
        help_text=gettext_lazy("A day that you can keep: it ends at midnight."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why is it later?"),
        help_text=gettext_lazy("Only if you like. Everybody who waits reads it."),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
