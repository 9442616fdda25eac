"""Forms for hearing the other side."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from placements.forms.parts import lines
from placements.models import Hearing, Placement

HOST = "host"


class TellOwnSideForm(forms.Form):
    """What she says; whoever did not come has three ways to say it in one tap."""

    words = forms.CharField(
        label=_("In your words"), required=False, max_length=600, widget=lines(rows=4)
    )

    def __init__(self, *args: Any, missed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missed:
            self.fields["says"] = forms.ChoiceField(
                label=_("What happened?"),
                choices=Hearing.Says.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields["words"].help_text = gettext("Only if you like.")
            self.order_fields(["says", "words"])


class AskOtherSideForm(forms.Form):
    """Whom to ask, and what."""

    whom = forms.ChoiceField(
        label=_("Whose side?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom to ask.")},
    )
    question = forms.CharField(
        label=_("What would you like to hear about?"),
        help_text=_("They read this line, and not what was reported. Leave names out."),
        max_length=400,
        widget=lines(),
        error_messages={"required": _("Write what you would like to hear about: they read it.")},
    )

    def __init__(
        self, *args: Any, host: str, placements: Sequence[Placement], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(each.public_id): each for each in placements}
        people = [(key, each.student.display_name) for key, each in self.by_id.items()]
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(HOST, Option(host, hint=gettext("for the host"))), *people]

    def placement(self) -> Placement | None:
        """The student who was chosen; nobody where it is the host."""
        return self.by_id.get(self.cleaned_data["whom"])


class EndEarlyForm(forms.Form):
    """Who stops, and why."""

    who = forms.ChoiceField(
        label=_("Who stops?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who stops.")},
    )
    because = forms.CharField(
        label=_("Why?"),
        help_text=_("The student and the university read it. It costs nobody anything."),
        max_length=200,
        widget=lines(),
        error_messages={"required": _("Say why in a line.")},
    )

    def __init__(self, *args: Any, placements: Sequence[Placement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(each.public_id): each for each in placements}
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, each.student.display_name) for key, each in self.by_id.items()]
