"""A line about a brief, or another text for a field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employers.models import Challenge
from employers.said import LABELS
from employers.services.comments import SUGGESTABLE

SHORT = 120  # longer texts get a larger field


class CommentForm(forms.Form):
    """A line; with ``about`` a text for that field, and a line if one likes."""

    words = forms.CharField(
        label=gettext_lazy("What do you want to say about it?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, challenge: Challenge, about: str = "") -> None:
        super().__init__(data)
        self.about = about if about in SUGGESTABLE else ""
        if not self.about:
            return
        now = getattr(challenge, self.about)
        column: Any = Challenge._meta.get_field(self.about)
        most = column.max_length or 2000
        rows = 6 if most > 400 else 2
        self.fields["suggested"] = forms.CharField(
            label=LABELS[self.about],
            help_text=gettext_lazy(
                "Change the words here. The other side takes it with one press."
            ),
            initial=now,
            max_length=most,
            required=not column.blank,
            widget=forms.TextInput() if most <= SHORT else forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": gettext_lazy("This text can not be empty.")},
        )
        self.fields["words"].label = gettext_lazy("Why? (if you like)")
        self.order_fields(["suggested", "words"])
