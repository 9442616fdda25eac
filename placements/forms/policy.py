"""The policy of sharing out places, as sentences with a choice in each."""

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST = ("yes", _("… comes before everybody else"))
ALIKE = ("no", _("… is treated like everybody else"))


class SharingPolicyForm(forms.Form):
    """How a list comes about, and who comes first in it."""

    NAMES = ("places_by_lottery", "carry_over_first", "first_timers_first")

    places_by_lottery = forms.ChoiceField(
        label=_("Where more people ask than there are places …"),
        choices=[
            ("no", _("… we look for the list that gives the most people a place")),
            (
                "yes",
                _(
                    "… everybody stands in one line by a draw. Somewhat fewer people get a place, "
                    "and hardly anybody gains by hiding what they want most"
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    carry_over_first = forms.ChoiceField(
        label=_("Whoever got nothing in an earlier round, and has never had a place …"),
        choices=[FIRST, ALIKE],
        widget=forms.RadioSelect,
    )
    first_timers_first = forms.ChoiceField(
        label=_("Whoever has never had a place …"),
        choices=[FIRST, ALIKE],
        widget=forms.RadioSelect,
    )

    def choices(self) -> dict[str, bool]:
        """What was chosen, in the words of ``Policy``."""
        return {name: self.cleaned_data[name] == "yes" for name in self.NAMES}
