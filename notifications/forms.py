"""Which letters somebody wants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from notifications.models import LetterChoice


class ChooseLettersForm(forms.Form):
    """All of them or what can not wait; and two kinds that nobody needs."""

    fewer = forms.ChoiceField(
        label=_("About your projects"),
        choices=[
            ("no", Option(_("All letters"), hint=_("Six at most for one project."))),
            (
                "yes",
                Option(
                    _("Only what cannot wait"),
                    hint=_("The rest stands here, on the page of your letters."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    bundle = forms.BooleanField(
        label=_("One letter a day about what I have not read here"),
        required=False,
    )
    suggestions = forms.BooleanField(
        label=_("A host that I allowed to ask me again"),
        help_text=_("Only hosts to whom you said yes, at most once in 30 days each."),
        required=False,
    )

    def __init__(self, *args: Any, chosen: LetterChoice, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "fewer": "yes" if chosen.fewer else "no",
                "bundle": chosen.bundle,
                "suggestions": chosen.suggestions,
            },
        )
        super().__init__(*args, **kwargs)

    def clean_fewer(self) -> bool:
        """Whether only what can not wait is wanted."""
        return bool(self.cleaned_data["fewer"] == "yes")
