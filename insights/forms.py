"""The period of a report, and what a student lets stand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.components import Option
from credentials.models import Credential


class PeriodForm(forms.Form):
    """From a day to a day, both included."""

    first = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("To"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("Give a day from %(first)s on.") % {"first": first})
        return cleaned


class EraseForm(forms.Form):
    """Which public badges stay, and a tick so that nobody presses by mistake."""

    def __init__(self, *args: Any, badges: Sequence[Credential], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if badges:
            self.fields["badges"] = forms.MultipleChoiceField(
                label=_("Badges that stay public"),
                help_text=_("Untick what shall go. Afterwards only the team can take one down."),
                choices=[
                    (
                        str(badge.public_id),
                        Option(
                            badge.achievement.name,
                            hint=_("%(host)s. With your name on it.")
                            % {"host": badge.placement.challenge.employer}
                            if badge.name_shown
                            else str(badge.placement.challenge.employer),
                        ),
                    )
                    for badge in badges
                ],
                initial=[str(badge.public_id) for badge in badges],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["sure"] = forms.BooleanField(
            label=_("Yes, delete what stands above as going"),
            error_messages={"required": _("Tick this, so that nobody presses by mistake.")},
        )

    def kept(self) -> list[UUID]:
        """The badges that stay."""
        return [UUID(each) for each in self.cleaned_data.get("badges", [])]


class CodeForm(forms.Form):
    """Six figures from a letter."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        error_messages={"required": gettext_lazy("Type the six figures from our e-mail.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}
        ),
    )
