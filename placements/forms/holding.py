"""What is changed in a draft by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from placements.models import Fixed

SWAP = "swap"
WITH_ANOTHER = (SWAP, Fixed.TOGETHER, Fixed.APART)


class LookForm(forms.Form):
    """What to change about one person, and with whom: asked before anything is kept."""

    what = forms.ChoiceField(
        label=_("What do you want to change?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to change.")},
    )
    other = forms.ChoiceField(
        label=_("With whom?"),
        help_text=_("For a swap, and for two who come together or stay apart."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        placed: bool,
        pairs: bool,
        teams: bool,
        people: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """``pairs``: people work together here; ``teams``: in more than one team."""
        super().__init__(*args, **kwargs)
        what, other = self.fields["what"], self.fields["other"]
        assert isinstance(what, forms.ChoiceField)
        assert isinstance(other, forms.ChoiceField)
        what.choices = [
            *(PLACED if placed else NOT_PLACED),
            *([TOGETHER] if pairs else []),
            *([APART] if teams else []),
        ]
        other.choices = [("", _("Nobody")), *people]

    def clean(self) -> dict[str, Any]:
        """Somebody else is named where there must be two."""
        cleaned = super().clean() or {}
        if cleaned.get("what") in WITH_ANOTHER and not cleaned.get("other"):
            self.add_error("other", _("Choose the other person."))
        return cleaned


class FixForm(forms.Form):
    """The reason for which a change is kept."""

    why = forms.CharField(
        label=_("Why?"),
        help_text=_("The reason stays in the history. Students do not see it."),
        max_length=300,
        error_messages={"required": _("Say why. The reason stays in the history.")},
    )


PLACED = (
    (
        Fixed.PLACE,
        Option(_("Keep the place"), hint=_("Also when the list is worked out again.")),
    ),
    (SWAP, Option(_("Give the place to …"), hint=_("This person is next in line then."))),
    (
        Fixed.OUT,
        Option(_("Take off the list"), hint=_("The next in line has the place.")),
    ),
)
NOT_PLACED = (
    (
        Fixed.PLACE,
        Option(_("Give a place"), hint=_("A free one; otherwise the rules say who makes room.")),
    ),
    (SWAP, Option(_("Give the place of …"), hint=_("That person is next in line then."))),
    (
        Fixed.OUT,
        Option(_("No place here"), hint=_("Also when the list is worked out again.")),
    ),
)
TOGETHER = (
    Fixed.TOGETHER,
    Option(
        _("Keep together with …"),
        hint=_("Both have a place in the same team, or neither has."),
    ),
)
APART = (Fixed.APART, Option(_("Keep apart from …"), hint=_("Never in one team.")))
