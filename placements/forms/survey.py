"""The two-minute survey: each statement on five points or "cannot say", and one line."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from placements.codebook import CODEBOOK, SCALE, VERSION
from placements.forms.parts import lines


class SurveyForm(forms.Form):
    """Everything may be left out."""

    words = forms.CharField(
        label=gettext_lazy("One thing to keep, or to change"),
        help_text=gettext_lazy("Leave names out."),
        required=False,
        max_length=300,
        widget=lines(),
    )

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        """``side``: whose words the statements are in."""
        super().__init__(*args, **kwargs)
        for item in CODEBOOK[VERSION]:
            self.fields[item.name] = forms.TypedChoiceField(
                label=getattr(item, side),
                choices=list(SCALE.items()),
                coerce=int,
                empty_value=None,
                required=False,
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """The statements with their words to choose from."""
        for item in CODEBOOK[VERSION]:
            bound = self[item.name]
            chosen = str(bound.value())
            yield {
                "name": bound.html_name,
                "statement": bound.label,
                "options": [(value, word, str(value) == chosen) for value, word in SCALE.items()],
            }

    def said(self) -> dict[str, Any]:
        """The arguments of the verb; what was left out is not among the answers."""
        given = {item.name: self.cleaned_data.get(item.name) for item in CODEBOOK[VERSION]}
        return {
            "answers": {name: value for name, value in given.items() if value is not None},
            "words": self.cleaned_data["words"],
        }
