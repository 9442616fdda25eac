"""Forms of a published challenge's life."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from employers.forms.fields import DayField
from employers.models import Challenge, Member
from employers.services.effort import MOST
from employers.states import ChallengeState
from employers.times import local_day

HOSTS_SHOWN = 500


class RuleForm(forms.Form):
    """Every so many weeks, from one day to another."""

    first = DayField(label=gettext_lazy("First day"))
    every = forms.IntegerField(
        label=gettext_lazy("Every how many weeks?"),
        min_value=1,
        max_value=8,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    last = DayField(label=gettext_lazy("Last day"))
    in_term = forms.BooleanField(label=gettext_lazy("In term only"), required=False)


class EffortForm(forms.Form):
    """What it cost the host, besides the day."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes in all, before the day and after it"),
        help_text=gettext_lazy("Roughly: writing it, letters, this page. Not the day itself."),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class KeepTemplateForm(forms.Form):
    """The name under which a brief is kept."""

    name = forms.CharField(
        label=gettext_lazy("Its name"),
        help_text=gettext_lazy("One that you will know again."),
        max_length=80,
    )


class UseTemplateForm(forms.Form):
    """The first day, and for staff whose it is."""

    host = forms.ModelChoiceField(
        label=gettext_lazy("For whom?"), queryset=Member.objects.none(), empty_label=None
    )
    first_day = DayField(
        label=gettext_lazy("First day"), missing=gettext_lazy("Give the first day.")
    )

    def __init__(self, *args: Any, hosts: QuerySet[Member] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hosts is None:
            del self.fields["host"]
        else:
            field = self.fields["host"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = hosts
            field.widget.choices = [(member.pk, _named(member)) for member in hosts[:HOSTS_SHOWN]]


def _named(member: Member) -> str:
    return f"{member.employer.name}, {member.name}"


class ExtendForm(forms.Form):
    """A later closing day, and a later day of the answer."""

    closing_day = DayField(label=gettext_lazy("Interests until the end of"), required=False)
    answer_day = DayField(label=gettext_lazy("Students hear by the end of"))

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        zone = challenge.zone
        days = {
            "closing_day": local_day(challenge.closes_at, zone).isoformat(),
            "answer_day": local_day(challenge.answer_by, zone).isoformat(),
        }
        kwargs["initial"] = days
        super().__init__(*args, **kwargs)
        if challenge.state == ChallengeState.CLOSED:
            del self.fields["closing_day"]

    def clean(self) -> dict[str, Any]:
        """Once it has closed only the answer moves."""
        return {"closing_day": None, **(super().clean() or {})}
