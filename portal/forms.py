"""The filters of the lists: all in the address, all optional. What fits nothing is left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.models import Mode
from employers.states import ChallengeState
from portal.projects import SORTS as DESK_SORTS

LENGTHS = [
    ("short", _("Up to one day")),
    ("long", _("On several days")),
    ("own", _("In your own time")),
]
HOURS = [("day", _("Daytime")), ("evening", _("Evenings"))]
MONEY = [("paid", _("Paid")), ("costs", _("Costs covered"))]
SORTS = [("answer", _("Answered soonest")), ("start", _("Starting soonest"))]


class ListingForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(label=_("Words"), required=False, max_length=80)
    length = forms.MultipleChoiceField(label=_("How long"), choices=LENGTHS, required=False)
    mode = forms.MultipleChoiceField(label=_("Where"), choices=Mode, required=False)
    hours = forms.MultipleChoiceField(label=_("When"), choices=HOURS, required=False)
    money = forms.MultipleChoiceField(label=_("Money"), choices=MONEY, required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)

    def label_of(self, name: str, value: str) -> str:
        """What a value of the filter ``name`` is called."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return str(dict(field.choices)[value])  # type: ignore[arg-type]


WAITS = [
    ("answer", _("Interests without an answer")),
    ("offer", _("Offers without a yes or no")),
    ("sign_off", _("Sign-offs owed")),
    ("access", _("Talks about access")),
    ("confirmation", _("Addresses to confirm")),
]


class DeskProjectsForm(forms.Form):
    """What staff look for among all projects."""

    q = forms.CharField(label=_("Project or host"), required=False, max_length=80)
    state = forms.MultipleChoiceField(
        label=_("State"), choices=ChallengeState.choices, required=False
    )
    waits = forms.ChoiceField(
        label=_("What waits"), choices=[("", _("Anything")), *WAITS], required=False
    )
    sort = forms.ChoiceField(
        choices=[(f"{sign}{key}", key) for key in DESK_SORTS for sign in ("", "-")],
        required=False,
    )

    def in_use(self) -> list[tuple[str, str]]:
        """Label of each filter that is set, and the address without it."""
        used: list[tuple[str, str, str]] = []
        states = dict(ChallengeState.choices)
        wanted: dict[str, Any] = self.cleaned_data
        used += [("state", value, str(states[value])) for value in wanted.get("state", ())]
        if wanted.get("waits"):
            used.append(("waits", wanted["waits"], str(dict(WAITS)[wanted["waits"]])))
        if wanted.get("q"):
            used.append(("q", wanted["q"], wanted["q"]))
        found = []
        for name, value, label in used:
            rest = self.data.copy()  # type: ignore[attr-defined]
            rest.setlist(name, [other for other in rest.getlist(name) if other != value])
            rest.pop("page", None)
            found.append((label, f"?{rest.urlencode()}"))
        return found
