"""What a host writes for those who come."""

from django import forms
from django.utils.translation import gettext_lazy


class BackgroundForm(forms.Form):
    """Figures, links and the rest: the one part of the pack that nobody has written yet."""

    background = forms.CharField(
        label=gettext_lazy("Figures, links, and the rest"),
        help_text=gettext_lazy(
            "What would you tell a new colleague on the first morning? A few figures, two or three "
            "links, what you have tried already, what not to worry about. If they join online: "
            "the link."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
