"""Six factors, what protects people at risk, and the host's one screen."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.templatetags.components import Option
from employers.forms.fields import DayField
from employers.models import (
    ActionOwner,
    AnsweredVia,
    AtRisk,
    Factor,
    HostCheck,
    Insured,
    Level,
    RiskFactor,
)
from employers.services import Judged
from institutions.models import Institution

LOOK_AT = {
    Factor.WORK: gettext_lazy("Tools, machines, lifting, hot or sharp things, working alone."),
    Factor.TRAVEL: gettext_lazy("Late or early ways, driving, places that buses do not reach."),
    Factor.LOCATION: gettext_lazy("The building, a site out of doors, other people’s homes."),
    Factor.HEALTH: gettext_lazy("Noise, dust, allergens, infection, strain."),
    Factor.INDIVIDUAL: gettext_lazy(
        "New to work, young, or with an access plan. Name no person and no condition."
    ),
    Factor.INSURANCE: gettext_lazy("Whether what students do is insured."),
}
YES_NO = ((True, gettext_lazy("Yes")), (False, gettext_lazy("No")))


class AssessRiskForm(forms.Form):
    """Level, action and owner of each factor, and whether anybody at risk is concerned."""

    at_risk = forms.ChoiceField(
        label=gettext_lazy("Do students work with children or adults at risk?"),
        choices=AtRisk,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Adults at risk need care or support and can not always protect themselves. With a yes "
            "it stays closed until a second approver has recorded what protects them."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        factors: Iterable[RiskFactor] = (),
        at_risk: str = "",
        checked: bool = True,
    ) -> None:
        """Where no check of the host is good (``checked``), insurance can not be judged low."""
        initial: dict[str, Any] = {"at_risk": at_risk or AtRisk.NOBODY}
        for row in factors:
            initial |= {
                f"{row.factor}-level": row.level,
                f"{row.factor}-action": row.action,
                f"{row.factor}-owner": row.owner,
            }
        if not checked and initial.get(f"{Factor.INSURANCE}-level") in (Level.LOW, None):
            initial[f"{Factor.INSURANCE}-level"] = Level.OPEN
        elif checked and initial.get(f"{Factor.INSURANCE}-level") == Level.OPEN:
            initial[f"{Factor.INSURANCE}-level"] = Level.LOW
        super().__init__(data, initial=initial)
        for factor in Factor:
            unknown = factor == Factor.INSURANCE and not checked
            levels = (Level.OPEN if unknown else Level.LOW, Level.MEDIUM, Level.HIGH)
            self.fields[f"{factor}-level"] = forms.ChoiceField(
                label=factor.label,
                choices=[(level.value, level.label) for level in levels],
                widget=forms.RadioSelect,
                help_text=LOOK_AT[factor],
                initial=levels[0].value,
            )
            self.fields[f"{factor}-action"] = forms.CharField(
                label=_("What is done about it?"), max_length=200, required=False
            )
            self.fields[f"{factor}-owner"] = forms.ChoiceField(
                label=_("Who sees to it?"),
                choices=[("", _("Nobody is needed")), *ActionOwner.choices],
                required=False,
            )

    def sections(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """Level, action and owner of each factor."""
        return [
            (self[f"{factor}-level"], self[f"{factor}-action"], self[f"{factor}-owner"])
            for factor in Factor
        ]

    def clean(self) -> dict[str, Any]:
        """What is not low has an action and somebody who sees to it."""
        cleaned = super().clean() or {}
        for factor in Factor:
            if cleaned.get(f"{factor}-level") in (Level.MEDIUM, Level.HIGH):
                if not cleaned.get(f"{factor}-action", "").strip():
                    self.add_error(f"{factor}-action", _("Say what is done about it."))
                if not cleaned.get(f"{factor}-owner"):
                    self.add_error(f"{factor}-owner", _("Say who sees to it."))
        return cleaned

    def judged(self) -> dict[str, Judged]:
        """What the verb takes."""
        said = self.cleaned_data
        return {
            factor.value: Judged(
                said[f"{factor}-level"], said[f"{factor}-action"], said[f"{factor}-owner"]
            )
            for factor in Factor
        }


class RecordSafeguardsForm(forms.Form):
    """What a second approver stands behind."""

    supervision = forms.CharField(
        label=gettext_lazy("How are students never alone with them?"),
        help_text=gettext_lazy("Who is with them, all of the time."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
    )
    checks = forms.CharField(
        label=gettext_lazy("Which checks are done, and by whom?"),
        help_text=gettext_lazy(
            "Such as a check of records that the law asks for, or none and why."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
    )
    adjustments = forms.CharField(
        label=gettext_lazy("What else is arranged?"),
        help_text=gettext_lazy("For the students or for the people they meet. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        required=False,
    )


def _yes_or_no(label: Any, hint: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=YES_NO,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )


class HostCheckForm(forms.Form):
    """The host's one screen. For work that is online only, half of it."""

    controls = _yes_or_no(
        gettext_lazy("Do your own health and safety rules cover students who come?"),
        gettext_lazy("The rules that you have for your own people are enough. Send no papers."),
    )
    controls_note = forms.CharField(
        label=gettext_lazy("Is there anything that they must not do, or must wear?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    induction = _yes_or_no(
        gettext_lazy("Does somebody show them round when they begin?"),
        gettext_lazy("Ways out, first aid, toilets, whom to ask."),
    )
    emergency_name = forms.CharField(
        label=gettext_lazy("Whom do they turn to in an emergency?"), max_length=120
    )
    emergency_telephone = forms.CharField(
        label=gettext_lazy("Their telephone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=gettext_lazy("Students see it once they have said yes to a place."),
    )
    insured = forms.ChoiceField(
        label=gettext_lazy("Do you have employers’ liability insurance?"),
        help_text=gettext_lazy("It normally covers students like your own people."),
        widget=forms.RadioSelect,
    )
    insurer = forms.CharField(
        label=gettext_lazy("If yes: with whom?"), max_length=120, required=False
    )
    insured_until = DayField(label=gettext_lazy("If yes: until when?"), required=False)
    insurer_answers_by = DayField(
        label=gettext_lazy("If you ask your insurer: by when do you know?"), required=False
    )
    at_risk = forms.ChoiceField(
        label=gettext_lazy("Would students work with children or adults at risk?"),
        choices=AtRisk,
        widget=forms.RadioSelect,
    )
    OF_A_PLACE: tuple[str, ...] = (
        *("induction", "insured", "insurer", "insured_until", "insurer_answers_by"),
    )

    def __init__(self, data: Any = None, *, institution: Institution, online: bool, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.today = clock.today(institution.zone)
        for name in ("insurer", "insured_until", "insurer_answers_by"):  # one answer asks for each
            self.fields[name].one_of_several = True  # type: ignore[attr-defined]
        team = institution.team_name
        asking = _("%(team)s waits, and asks again on the day you name.") % {"team": team}
        self.fields["insured"].choices = [  # type: ignore[attr-defined]
            (Insured.YES, Insured.YES.label),
            (Insured.ASKING, Option(Insured.ASKING.label, hint=asking)),
            (Insured.NO, Option(Insured.NO.label, hint=_("%(team)s rings you.") % {"team": team})),
        ]
        self.initial.setdefault("insurer_answers_by", self.today + timedelta(days=7))
        if online:
            for name in self.OF_A_PLACE:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Each answer brings what belongs to it."""
        cleaned = super().clean() or {}
        insured = cleaned.get("insured")
        if insured == Insured.YES:
            if not cleaned.get("insurer", "").strip() and "insurer" not in self.errors:
                self.add_error("insurer", _("Say who insures you."))
            until = cleaned.get("insured_until")
            if until is None and "insured_until" not in self.errors:
                self.add_error("insured_until", _("Give the day on which it ends."))
            elif until is not None and until < self.today:
                self.add_error(
                    "insured_until", _("This day has passed. Until when is the new one?")
                )
        late = insured == Insured.ASKING and not cleaned.get("insurer_answers_by")
        if late and "insurer_answers_by" not in self.errors:
            self.add_error("insurer_answers_by", _("Give a day within two months."))
        return cleaned


class RecordHostCheckForm(HostCheckForm):
    """The same, as a host says it to staff."""

    answered_with = forms.CharField(label=gettext_lazy("Who told you?"), max_length=120)
    via = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=[choice for choice in AnsweredVia.choices if choice[0] != AnsweredVia.WEB],
        widget=forms.RadioSelect,
        initial=AnsweredVia.TELEPHONE,
    )
    accepted_note = forms.CharField(
        label=gettext_lazy("If there is no insurance: why may it go on?"),
        help_text=gettext_lazy(
            "Such as a firm without employees. Left empty, the check stays open."
        ),
        max_length=200,
        required=False,
    )
    OF_A_PLACE = (*HostCheckForm.OF_A_PLACE, "accepted_note")
    field_order = ("answered_with", "via")


def known_answers(check: HostCheck | None, default: dict[str, Any]) -> dict[str, Any]:
    """What the form begins with: this check's answers, or those before it."""
    if check is not None and check.answered_at is not None:
        known = {name: getattr(check, name) for name in HostCheckForm.base_fields}
        return {name: value for name, value in known.items() if value not in (None, "")}
    return {name: value for name, value in default.items() if value not in (None, "")}
