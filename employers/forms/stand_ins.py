"""Who stands in."""

from django import forms
from django.utils.translation import gettext_lazy


class BeginStandInForm(forms.Form):
    """A number for the day, if she likes: students ring whoever leads."""

    telephone = forms.CharField(
        label=gettext_lazy("A number for the day"),
        help_text=gettext_lazy("Only if you like. Those who come can ring it when they are lost."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class StandInForm(forms.Form):
    """Name and address of whoever stands in."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("Students read it: they ask for you on the day."),
        max_length=120,
        error_messages={"required": gettext_lazy("Give your name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("You get one letter with a button. No account, no password."),
        error_messages={"required": gettext_lazy("Give your address: the letter goes there.")},
    )
