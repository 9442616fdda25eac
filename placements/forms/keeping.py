"""Places kept for a group: the proposal, and the answer to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.forms.parts import lines
from placements.models import Cohort, Ground


class KeepPlacesForm(forms.Form):
    """For whom, how many, on which ground, and one sentence that students read."""

    cohort = forms.ChoiceField(
        label=gettext_lazy("Whom for?"),
        choices=Cohort,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a group.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Which year, programme or module?"),
        help_text=gettext_lazy("A figure from 1 to 6, the programme’s name, or the module’s code."),
        required=False,
        max_length=120,
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many places?"),
        help_text=gettext_lazy("Leave it empty to let them come first for all places."),
        required=False,
        min_value=1,
        max_value=10,
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground?"),
        choices=Ground,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the ground.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Why, in one sentence? Students read it"),
        help_text=gettext_lazy("Such as “Two thirds of those who came so far were in year 3.”"),
        max_length=200,
        widget=lines(),
        error_messages={"required": gettext_lazy("Write the sentence: the listing says it.")},
    )

    def clean(self) -> dict[str, Any]:
        """A group other than first-timers needs to be named."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("cohort") not in (None, Cohort.FIRST_PLACE) and not given.get("value"):
            self.add_error("value", _("Say which one."))
        return given


class DecideKeptPlacesForm(forms.Form):
    """The lawful reason, in the words of whoever decides."""

    why = forms.CharField(
        label=gettext_lazy("Why it is lawful here, or why not"),
        help_text=gettext_lazy("It is kept with your name. Whoever proposed it reads it."),
        max_length=400,
        widget=lines(),
        error_messages={"required": gettext_lazy("Write the reason: it is kept.")},
    )
