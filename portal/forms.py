"""The filters of the lists: all in the address, all optional. What fits nothing is left out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.days import dated
from employers.models import Mode
from employers.states import ChallengeState
from institutions.models import Institution
from portal.projects import SORTS as DESK_SORTS
from portal.search import GROUPS, town_called

LENGTHS = [
    ("short", _("Up to one day")),
    ("long", _("On several days")),
    ("own", _("In your own time")),
]
HOURS = [("day", _("Daytime")), ("evening", _("Evenings"))]
MONEY = [("paid", _("Paid")), ("costs", _("Costs covered"))]
COMPANY = [("alone", _("On your own")), ("team", _("In a team"))]
NEWCOMERS = [("yes", _("No experience needed"))]
WEEKDAYS = [
    ("mon", _("Mon")),
    ("tue", _("Tue")),
    ("wed", _("Wed")),
    ("thu", _("Thu")),
    ("fri", _("Fri")),
    ("sat", _("Sat")),
    ("sun", _("Sun")),
]
WITHIN = [("5", _("5 km")), ("10", _("10 km")), ("25", _("25 km")), ("50", _("50 km"))]
FAR = "25"  # kilometres, where nobody said how far
SORTS = [("answer", _("Answered soonest")), ("start", _("Starting soonest"))]


class Codes(forms.Field):
    """Codes of skills, as many as are sent; one that nothing has finds nothing."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        """At most eight, none of them long or with signs that no code has."""
        codes = dict.fromkeys(value or [])
        return [code for code in codes if 0 < len(code) <= 40 and code.isprintable()][:8]


class ListingForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(label=_("Words"), required=False, max_length=80)
    length = forms.MultipleChoiceField(label=_("How long"), choices=LENGTHS, required=False)
    mode = forms.MultipleChoiceField(label=_("Where"), choices=Mode, required=False)
    hours = forms.MultipleChoiceField(label=_("When"), choices=HOURS, required=False)
    money = forms.MultipleChoiceField(label=_("Money"), choices=MONEY, required=False)
    company = forms.MultipleChoiceField(label=_("With whom"), choices=COMPANY, required=False)
    newcomers = forms.MultipleChoiceField(label=_("For"), choices=NEWCOMERS, required=False)
    skill = Codes(label=_("Skills"), required=False)
    near = forms.CharField(label=_("Near a town"), required=False, max_length=60)
    within = forms.ChoiceField(
        label=_("Within"), choices=WITHIN, required=False, widget=forms.Select
    )
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    free = forms.MultipleChoiceField(label=_("My free days"), choices=WEEKDAYS, required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)

    def __init__(self, data: Any, institution: Institution) -> None:
        if "within" not in data:
            data = data.copy()
            data["within"] = FAR
        super().__init__(data)
        self.institution = institution

    def clean_near(self) -> str:
        """Look the town up; one that nobody knows is said beside the field."""
        name: str = self.cleaned_data["near"].strip()
        self.cleaned_data["town"] = town_called(name, self.institution) if name else None
        if name and self.cleaned_data["town"] is None:
            raise forms.ValidationError(
                _("We do not find a town of this name. Try the next larger one.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        wanted: dict[str, Any] = super().clean() or {}
        first, last = wanted.get("first"), wanted.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the day in “From”."))
        return wanted

    def in_use(self, skills: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Parameter, value and label of each filter that is set, ``""`` for all its values at once;
        ``skills`` has names by code."""
        wanted = self.cleaned_data
        used = [
            (name, value, str(dict(self.fields[name].choices)[value]))  # type: ignore[attr-defined]
            for name in GROUPS
            for value in wanted.get(name, ())
        ]
        used += [("skill", code, skills.get(code, code)) for code in wanted.get("skill") or []]
        if wanted.get("town"):
            place = _("within %(km)s km of %(town)s")
            km = wanted.get("within") or FAR
            used.append(("near", wanted["near"], place % {"km": km, "town": wanted["town"]}))
        if wanted.get("first"):
            day = dated(wanted["first"], "j F")
            used.append(("first", wanted["first"].isoformat(), _("from %(day)s") % {"day": day}))
        if wanted.get("last"):
            day = dated(wanted["last"], "j F")
            used.append(("last", wanted["last"].isoformat(), _("to %(day)s") % {"day": day}))
        if wanted.get("free"):
            used.append(("free", "", _("fits %(days)s") % {"days": weekday_words(wanted["free"])}))
        if wanted.get("q"):
            used.append(("q", wanted["q"], f"“{wanted['q']}”"))
        return used


def weekday_words(names: Iterable[str]) -> str:
    """``Tue, Wed``: days of the week in their order."""
    return ", ".join(str(label) for name, label in WEEKDAYS if name in names)


WAITS = [
    ("answer", _("Interests without an answer")),
    ("offer", _("Offers without a yes or no")),
    ("sign_off", _("Sign-offs owed")),
    ("access", _("Talks about access")),
    ("confirmation", _("Addresses to confirm")),
]


MINE = [("", _("Anybody")), ("me", _("Mine")), ("none", _("Nobody’s"))]


class DeskProjectsForm(forms.Form):
    """What staff look for among all projects."""

    q = forms.CharField(label=_("Project or host"), required=False, max_length=80)
    state = forms.MultipleChoiceField(
        label=_("State"), choices=ChallengeState.choices, required=False
    )
    waits = forms.ChoiceField(
        label=_("What waits"), choices=[("", _("Anything")), *WAITS], required=False
    )
    owner = forms.ChoiceField(label=_("Whose"), choices=MINE, required=False)
    late = forms.BooleanField(label=_("Only what is late"), required=False)
    sort = forms.ChoiceField(
        choices=[(f"{sign}{key}", key) for key in DESK_SORTS for sign in ("", "-")],
        required=False,
    )

    def __init__(self, data: Any, colleagues: Iterable[User]) -> None:
        super().__init__(data)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*MINE, *((str(user.pk), str(user)) for user in colleagues)]

    def in_use(self) -> list[tuple[str, str]]:
        """Label of each filter that is set, and the address without it."""
        used: list[tuple[str, str, str]] = []
        states = dict(ChallengeState.choices)
        wanted: dict[str, Any] = self.cleaned_data
        used += [("state", value, str(states[value])) for value in wanted.get("state", ())]
        if wanted.get("waits"):
            used.append(("waits", wanted["waits"], str(dict(WAITS)[wanted["waits"]])))
        if wanted.get("owner"):
            names = self.fields["owner"].choices  # type: ignore[attr-defined]
            label = next(label for value, label in names if str(value) == wanted["owner"])
            used.append(("owner", wanted["owner"], str(label)))
        if wanted.get("late"):
            used.append(("late", "on", str(_("Late"))))
        if wanted.get("q"):
            used.append(("q", wanted["q"], wanted["q"]))
        found = []
        for name, value, label in used:
            rest = self.data.copy()  # type: ignore[attr-defined]
            kept = [other for other in rest.getlist(name) if other != value]
            rest.setlist(name, kept if name != "late" else [])
            rest.pop("page", None)
            found.append((label, f"?{rest.urlencode()}"))
        return found
