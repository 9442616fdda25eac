"""Why a host may publish its low-risk briefs itself, and until when."""

from django import forms
from django.utils.translation import gettext_lazy

from employers.forms.fields import DayField


class TrustHostForm(forms.Form):
    """Reason and last day."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you trust them?"),
        help_text=gettext_lazy(
            "Such as “Three projects went well; they answer within a day”. The host may ask to "
            "read it."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason.")},
    )
    until = DayField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("At most a year. Then each brief is read first again."),
        missing=gettext_lazy("Give the last day."),
    )
