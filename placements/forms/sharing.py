"""Some places for another university."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employers.models import Challenge
from employers.services.sharing import may_share_with
from institutions.models import Institution


class ShareForm(forms.Form):
    """With whom, how many places, and a word to them."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Which university?"),
        queryset=Institution.objects.none(),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose a university.")},
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many places?"),
        min_value=1,
        max_value=9,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Say how many of its places.")},
    )
    words = forms.CharField(
        label=gettext_lazy("A line for their staff"), max_length=300, required=False
    )
    host_agrees = forms.BooleanField(
        label=gettext_lazy("The host knows, and agrees that they see whom to ring"),
        error_messages={"required": gettext_lazy("Ask the host first, then tick this.")},
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = may_share_with(challenge.institution)


class DeclineShareForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("The university that asks reads this line."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write a line: they read it.")},
    )
