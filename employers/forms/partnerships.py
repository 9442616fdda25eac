"""How far the university is with a host, what was said, what comes next."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from employers.forms.fields import DayField
from employers.models import Partnership, PartnershipNote
from institutions.models import Institution, StaffMember


def staff_of(institution: Institution) -> Any:
    """Whoever works at the university's desk."""
    ours = StaffMember.objects.of(institution).values("user")
    return User.objects.filter(pk__in=ours).order_by("name", "email")


class EditPartnershipForm(forms.Form):
    """Stage, who cares for the host, the next step with its day and person."""

    stage = forms.ChoiceField(
        label=gettext_lazy("How far are we?"),
        choices=[(value, label) for value, label in Partnership.Stage.choices],
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who cares for this host?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    next_step = forms.CharField(
        label=gettext_lazy("What comes next?"), max_length=200, required=False
    )
    next_step_on = DayField(label=gettext_lazy("By when?"), required=False)
    next_step_owner = forms.ModelChoiceField(
        label=gettext_lazy("Who does it?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever cares for this host"),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        names = ("stage", "owner", "next_step", "next_step_on", "next_step_owner")
        initial = {name: getattr(partnership, name) for name in names}
        super().__init__(*args, **{"initial": initial, **kwargs})
        people = staff_of(partnership.institution)
        for name in ("owner", "next_step_owner"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people


class WriteNoteForm(forms.Form):
    """What was said, how and when."""

    words = forms.CharField(
        label=gettext_lazy("What was said?"),
        max_length=2000,
        help_text=gettext_lazy(
            "What a colleague needs to go on from here. The host may ask to read it; it is "
            "deleted after 24 months."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=PartnershipNote.How.choices,
        initial=PartnershipNote.How.TELEPHONE,
        widget=forms.RadioSelect,
    )
    on = DayField(label=gettext_lazy("When?"))
