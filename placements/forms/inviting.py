"""Whom a host asks again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import dated
from core.templatetags.components import Option
from placements.models import AskAgain
from placements.services.inviting import Past


class InviteAgainForm(forms.Form):
    """Those who agreed and may be asked now, all ticked; a nameless one is a number."""

    who = forms.MultipleChoiceField(
        label=gettext_lazy("Whom do you ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick whom to ask.")},
    )

    def __init__(self, *args: Any, people: Sequence[Past], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(past.agreed.public_id): past.agreed for past in people}
        named = sum(bool(past.name) for past in people)
        field = self.fields["who"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(past.agreed.public_id), _said(past, number - named))
            for number, past in enumerate(people, start=1)
        ]
        field.initial = list(self.by_id)

    def chosen(self) -> list[AskAgain]:
        """The rows that are ticked."""
        return [self.by_id[key] for key in self.cleaned_data["who"]]


def _said(past: Past, number: int) -> Option:
    project = past.agreed.placement.challenge
    nameless = _("Somebody who was there, number %(n)d") % {"n": number}
    return Option(past.name or nameless, hint=f"{project.title}, {dated(project.ends_at, 'F Y')}")
