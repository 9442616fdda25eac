"""Proving an address: six figures, or another letter."""

from django import forms
from django.utils.translation import gettext_lazy


class CodeForm(forms.Form):
    """The six figures of our letter."""

    code = forms.CharField(
        label=gettext_lazy("Six figures from our letter"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": gettext_lazy("Type the six figures.")},
    )


class ResendForm(forms.Form):
    """Another address for the letter, or the same once more."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Give an e-mail address."),
            "invalid": gettext_lazy("Give an e-mail address, such as rosa@kestrel.example."),
        },
    )
