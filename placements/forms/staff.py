"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from placements.forms.parts import lines
from placements.forms.student import AcceptPlaceForm
from students.models import RecordedVia


class RecordAnswerForm(AcceptPlaceForm):
    """A yes or a no that somebody gave at the desk, by telephone or by e-mail."""

    answer = forms.ChoiceField(
        label=_("What did they say?"),
        choices=[
            ("yes", Option(_("Yes"), hint=_("They have heard what we agree, and say yes to it."))),
            ("no", Option(_("No"), hint=_("The place goes to the next in line."))),
        ],
        widget=forms.RadioSelect,
    )
    via = forms.ChoiceField(
        label=_("How did they tell you?"),
        choices=[
            (RecordedVia.TELEPHONE, _("By telephone")),
            (RecordedVia.DESK, _("In person")),
            (RecordedVia.EMAIL, _("By e-mail")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("answer", "via", "name", "mobile")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = False


class OfferPlacesForm(forms.Form):
    """Why the people ticked in the list were picked."""

    note = forms.CharField(
        label=_("Why these people?"),
        help_text=_("The reason stays in the history. Students do not see it."),
        max_length=300,
        error_messages={"required": _("Say why these people. The reason stays in the history.")},
    )


class SettleOutcomeForm(forms.Form):
    """What staff checked."""

    note = forms.CharField(
        label=_("What did you check?"),
        help_text=_("For instance: read the lines against the steps; rang the host."),
        max_length=400,
        widget=lines(),
    )
