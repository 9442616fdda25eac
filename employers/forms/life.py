"""Forms of a published challenge's life."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employers.forms.fields import DayField
from employers.models import Challenge
from employers.states import ChallengeState
from employers.times import local_day


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
        super().__init__(*args, initial=days, **kwargs)
        if challenge.state == ChallengeState.CLOSED:
            del self.fields["closing_day"]

    def clean(self) -> dict[str, Any]:
        """Once it has closed only the answer moves."""
        return {"closing_day": None, **(super().clean() or {})}
