"""Fields that several forms of this chapter share."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

MISSING = gettext_lazy("Give a day.")
IN_FIGURES = gettext_lazy("Give a day with its year in four figures, such as 2027-03-18.")
IN_REASON = gettext_lazy("Give a day of this century.")


class DayField(forms.DateField):
    """A day of this century, by the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [
        MinValueValidator(date(2000, 1, 1), IN_REASON),
        MaxValueValidator(date(2099, 12, 31), IN_REASON),
    ]

    def __init__(self, *, missing: Any = MISSING, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": missing, "invalid": IN_FIGURES}, **kwargs)
