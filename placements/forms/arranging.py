"""What was agreed for a place, and what its host shall read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from placements.models.arranging import SHARED_WORDS


class ArrangeForm(forms.Form):
    """One line of the plan."""

    what = forms.CharField(
        label=_("What was agreed"),
        help_text=_("What is done, not why. “A desk by the door, files two days before.”"),
        max_length=200,
        error_messages={"required": _("Write what was agreed.")},
    )
    who = forms.CharField(
        label=_("Who does it"),
        max_length=80,
        error_messages={"required": _("Name who does it: we, the host’s supervisor, the student.")},
    )
    by_day = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ShareAccessForm(forms.Form):
    """Her words for one host."""

    words = forms.CharField(
        label=_("What shall this host know?"),
        help_text=_("Leave out what it need not know. You see it once more before it goes."),
        required=False,
        max_length=SHARED_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
