"""Who stands in."""

from django import forms
from django.utils.translation import gettext_lazy


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
