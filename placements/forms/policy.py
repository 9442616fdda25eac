"""The policy of sharing out places, as sentences with a choice in each."""

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST = ("yes", _("… comes before everybody else"))
ALIKE = ("no", _("… is treated like everybody else"))


class SharingPolicyForm(forms.Form):
    """Who comes first among those for whom there is a place."""

    NAMES = ("carry_over_first", "first_timers_first")

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
