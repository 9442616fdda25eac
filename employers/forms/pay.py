"""Pay and costs."""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.components import Option
from employers.models import EmployerKind, Pay, UnpaidGround
from employers.wording import hours_words, money

HAS_VOLUNTEERS = {EmployerKind.CHARITY, EmployerKind.COMMUNITY, EmployerKind.PUBLIC_BODY}
PAY_CHOICES = {
    "charity": Option(
        gettext_lazy("Volunteers, at a charity, community group or public body"),
        hint=gettext_lazy("Not paid. You repay what it costs them to come."),
    ),
    "paid": Option(
        gettext_lazy("We pay for the hours"), hint=gettext_lazy("The easy way for a firm.")
    ),
    "course": Option(
        gettext_lazy("Not paid: it is a required part of a course"),
        hint=gettext_lazy("The university knows which. Say it below."),
    ),
    "shadowing": Option(
        gettext_lazy("Not paid: they only look on"), hint=gettext_lazy("No work is done for you.")
    ),
    "class": Option(
        gettext_lazy("A firm, and not paid"),
        hint=gettext_lazy("The university decides whether the law lets it. Say why it should."),
    ),
}


FURTHER = {"charity": "travel_up_to", "paid": "pay_per_hour"}  # the others give a reason


@dataclass(frozen=True)
class WageSum:
    """What the law asks at least, and what all students' hours come to."""

    students: int
    hours: Decimal
    pause: int  # minutes that nobody is paid for
    least: Decimal | None
    currency: str

    def in_words(self) -> str:
        """“At least £12.71 …: 5 students for 5.5 hours each come to £349.53.”"""
        hours = hours_words(self.hours)
        people = ngettext("%(n)d student", "%(n)d students", self.students) % {"n": self.students}
        said = []
        if self.least is not None:
            total = self.least * self.hours * self.students
            total = total.quantize(Decimal("0.01"), ROUND_UP)
            said.append(
                _("At least %(rate)s, the adult rate: %(people)s for %(hours)s come to %(total)s.")
                % {
                    "rate": money(self.least, self.currency),
                    "people": people,
                    "hours": hours,
                    "total": money(total, self.currency),
                }
            )
        else:
            said.append(_("%(people)s for %(hours)s each.") % {"people": people, "hours": hours})
        if self.pause:
            said.append(
                _("The break of %(minutes)d minutes is left out.") % {"minutes": self.pause}
            )
        return " ".join(said)


class PayForm(forms.Form):
    """Pay and costs on one screen; only the question that the choice asks for is shown.

    ``everything`` shows all of them beside each other: staff who write while a host talks choose
    and fill in without another page between.
    """

    pay = forms.ChoiceField(
        label=gettext_lazy("Is it paid?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )

    def __init__(
        self,
        *args: Any,
        kind: str = "",
        symbol: str = "£",
        chosen: str = "",
        sum_of: WageSum | None = None,
        everything: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(PAY_CHOICES)
        if kind in HAS_VOLUNTEERS:
            offered = {key: PAY_CHOICES[key] for key in ("charity", "paid")}
        elif kind:
            offered.pop("charity")
        choice = self.fields["pay"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(offered.items())
        chosen = (self.data.get("pay") if self.is_bound else chosen) or ""
        self.chosen, self.sum_of = chosen if chosen in offered else "", sum_of
        self.everything = everything
        wanted = FURTHER.get(chosen, "unpaid_reason" if chosen in offered else "")
        for name in ("pay_per_hour", "travel_up_to", "unpaid_reason"):
            if everything or name == wanted:
                self.fields[name] = self._further(name, symbol, needed=name == wanted)

    def _further(self, name: str, symbol: str, *, needed: bool) -> forms.Field:
        """The further question of a choice."""
        if name == "travel_up_to":
            return _amount(
                _("Travel that you repay, up to (%(symbol)s)") % {"symbol": symbol},
                _("For each student. Leave it empty if you can not."),
                required=False,
            )
        if name == "pay_per_hour":
            in_words = self.sum_of.in_words() if self.sum_of else ""
            return _amount(
                _("What do you pay for an hour? (%(symbol)s)") % {"symbol": symbol},
                " ".join(filter(None, [_("Before tax."), in_words])),
                required=needed,
                missing=_("Say what you pay for an hour."),
            )
        return forms.CharField(
            label=_("If it is not paid: why is that right?")
            if self.everything
            else _("Why is that right?"),
            help_text=_("One line. The university reads it, and students see it."),
            max_length=300,
            required=needed,
            error_messages={"required": _("Give the reason in a line.")},
        )

    def clean(self) -> dict[str, Any]:
        """Where no script has shown the question about costs, it comes now."""
        cleaned = super().clean() or {}
        unseen = "travel_up_to" in self.fields and "travel_up_to" not in self.data
        if unseen and not self.everything:
            self.add_error("travel_up_to", _("Give an amount, or leave it empty and go on."))
        rate = cleaned.get("pay_per_hour")
        least = self.sum_of.least if self.sum_of else None
        if self.sum_of and least is not None and rate is not None and rate < least:
            said = _("Give at least %(rate)s, the adult rate: nobody’s age is asked.")
            self.add_error("pay_per_hour", said % {"rate": money(least, self.sum_of.currency)})
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Pay as the brief has it."""
        chosen = self.cleaned_data["pay"]
        if chosen == "paid":
            return {"pay": Pay.PAID, "pay_per_hour": self.cleaned_data["pay_per_hour"]}
        terms = {
            "pay": Pay.UNPAID,
            "unpaid_ground": UnpaidGround(chosen),
            "unpaid_reason": self.cleaned_data.get("unpaid_reason", "")
            if chosen != "charity"
            else "",
        }
        if chosen == "charity" and self.cleaned_data.get("travel_up_to"):
            terms |= {"travel_up_to": self.cleaned_data["travel_up_to"]}
        return terms


def _amount(label: str, hint: str, *, required: bool = True, missing: str = "") -> forms.Field:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal("0.01") if required else Decimal(0),
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
        error_messages={"required": missing} if missing else None,
    )
