"""What an approver says of a class of projects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employers.forms.fields import DayField
from employers.models import EmployerKind, Pay


class ApproveClassForm(forms.Form):
    """Name, scope, reason and last day."""

    name = forms.CharField(
        label=gettext_lazy("What do you call this class?"),
        help_text=gettext_lazy("Such as “University-led one-day team project at a company”."),
        max_length=90,
        error_messages={"required": gettext_lazy("Give it a name: pages say it.")},
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("At which hosts?"),
        help_text=gettext_lazy("None ticked: any."),
        choices=EmployerKind,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pay = forms.ChoiceField(
        label=gettext_lazy("Paid or not?"),
        choices=[("", gettext_lazy("Both")), *Pay.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    days_at_most = forms.DecimalField(
        label=gettext_lazy("At most how many days?"),
        min_value=1,
        max_value=10,
        max_digits=3,
        decimal_places=1,
        initial=1,
        error_messages={"required": gettext_lazy("Give a number from 1 to 10.")},
    )
    team_only = forms.BooleanField(
        label=gettext_lazy("Only where students work in teams"), required=False
    )
    university_decides = forms.BooleanField(
        label=gettext_lazy("Only where the university shares out the places"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is it right to let these through?"),
        help_text=gettext_lazy("Whoever looks at it again reads this."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason.")},
    )
    good_until = DayField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("At most a year. Then it ends, and somebody looks again."),
        missing=gettext_lazy("Give the last day."),
    )

    def scope(self) -> dict[str, Any]:
        """Arguments of ``approve_class``."""
        return dict(self.cleaned_data)
