"""What a visitor of the demo types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from employers.models import Challenge
from portal.demo.clock import Moment, movable


class ReaderForm(forms.Form):
    """Whose letters."""

    reader = forms.CharField(label=_("Letters to"), required=False, max_length=100)


class CastForm(forms.Form):
    """Some letters of a name."""

    q = forms.CharField(label=_("Name, host or address"), required=False, max_length=80)


class _OfChallenge(forms.ModelChoiceField):
    """A project with its host."""

    def label_from_instance(self, obj: Any) -> str:
        """Title and host."""
        return f"{obj.title} ({obj.employer})"


class WriteToClinicForm(forms.Form):
    """An e-mail to the clinic, from anybody."""

    sender = forms.EmailField(
        label=pgettext_lazy("of an e-mail", "From"),
        help_text=_("Any address: nothing leaves here."),
    )
    challenge = _OfChallenge(
        label=_("About"),
        help_text=_("Each listing names an address of its own to write to."),
        queryset=Challenge.objects.none(),
        to_field_name="code",
        empty_label=_("The e-mail does not say"),
        required=False,
    )
    subject = forms.CharField(
        label=_("Subject"), help_text=_("Where it does not say."), required=False, max_length=120
    )
    sentence = forms.CharField(
        label=_("What you write"),
        help_text=_("As long as you like, with greeting and signature: one sentence is taken."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["challenge"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Challenge.objects.filter(state="open", closes_at__gt=clock.now())
            .select_related("employer", "institution")
            .order_by("institution", "closes_at")
        )


class MoveClockForm(forms.Form):
    """Which project, and to which moment of its life."""

    challenge = _OfChallenge(
        label=_("Project"), queryset=Challenge.objects.none(), to_field_name="code",
        empty_label=None,
    )  # fmt: skip
    moment = forms.ChoiceField(label=_("Now is"), choices=Moment.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["challenge"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = movable()
