"""What a person types about badges, checked."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core import clock
from core.templatetags.components import Option
from credentials.models import Appeal, Side
from credentials.states import CredentialState
from placements.models import Reach

FILE_BYTES = 1024 * 1024
COMMENT_LENGTH = 400

FIT_ITEMS: dict[str, tuple[Any, ...]] = {
    Side.STUDENT: (
        _("The work suits me"),
        _("Their way of working suits me"),
        _("I could learn more there"),
    ),
    Side.HOST: (
        _("The work suits them"),
        _("Their way of working suits ours"),
        _("They could grow with us"),
    ),
}
FIT_WORDS = [
    ("", _("Leave it out")),
    (4, _("Fully")),
    (3, _("Mostly")),
    (2, _("Partly")),
    (1, _("Not at all")),
]

REACH_HINTS = {
    Reach.PRIVATE: _("Nothing is shown. The badge stays as it is."),
    Reach.SECTOR: _("“A small firm in retail, known to the university.” No name."),
    Reach.ORGANISATION: _("The name of your organisation stands on the badge’s page."),
    Reach.PERSON: _("Your own name stands beside it. This helps the student most."),
}


def _reach_choices(*reaches: Reach) -> list[tuple[str, Option]]:
    return [(reach.value, Option(reach.label, hint=REACH_HINTS[reach])) for reach in reaches]


class ShareCredentialForm(forms.Form):
    """Three switches (REQUIREMENTS 4.14)."""

    shared = forms.BooleanField(
        label=_("Link on"),
        help_text=_("Whoever has the link can see and check this badge. Search engines cannot."),
        required=False,
    )
    name_shown = forms.BooleanField(
        label=_("My name on it"),
        help_text=_("Without it the page says “one of its students”."),
        required=False,
    )
    host_may_contact = forms.BooleanField(
        label=_("This host may contact me"),
        help_text=_("They see your address when they have a project or a job."),
        required=False,
    )
    contact_until = forms.DateField(
        label=_("Until this day"),
        help_text=_("Left empty, it ends by itself in a year."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_contact_until(self) -> date | None:
        """A day to come."""
        day: date | None = self.cleaned_data["contact_until"]
        if day is not None and day <= clock.now().date():
            raise forms.ValidationError(_("Choose a day to come, or leave it empty."))
        return day


class SealedAnswerForm(forms.Form):
    """Would you work together again, and three words on fit; never filled in with what was said."""

    again = forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say yes or no, or leave the page as it is.")},
    )

    def __init__(
        self, *args: Any, question: str, side: str, wanted: bool = True, **kwargs: Any
    ) -> None:
        """``wanted``: the answer has to be given; else it may be left out, as one of several."""
        super().__init__(*args, **kwargs)
        self.fields["again"].label = question
        self.fields["again"].required = wanted
        for number, item in enumerate(FIT_ITEMS[side]):
            self.fields[f"fit{number}"] = forms.TypedChoiceField(
                label=item, choices=FIT_WORDS, coerce=int, required=False
            )

    @property
    def fits(self) -> list[Any]:
        """The fields of the words on fit."""
        return [self[name] for name in self.fields if name != "again"]

    def answer(self) -> dict[str, Any]:
        """The words of the service."""
        typed = self.cleaned_data
        fit = [typed[name] or 0 for name in self.fields if name != "again"]
        return {"again": typed["again"] == "yes", "fit": fit}


class ChangeReachForm(forms.Form):
    """Who sees the host's name."""

    reach = forms.ChoiceField(
        label=_("Who sees your name?"),
        choices=_reach_choices(*Reach),
        widget=forms.RadioSelect,
    )


class EndorseCredentialForm(forms.Form):
    """One line, and who sees the name."""

    comment = forms.CharField(
        label=_("What did you see?"),
        help_text=_("One thing that was done, in your words. Leave out what you only think."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reach = forms.ChoiceField(
        label=_("Who sees your name?"),
        choices=_reach_choices(Reach.SECTOR, Reach.ORGANISATION, Reach.PERSON),
        widget=forms.RadioSelect,
    )
    signed_name = forms.CharField(label=_("Your name, to sign it"), max_length=120)


class ReasonForm(forms.Form):
    """Why a badge is paused or taken back."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The student reads it, and so does everybody who checks the badge."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(forms.Form):
    """Why a pause or a withdrawal is wrong."""

    words = forms.CharField(
        label=_("What is wrong about it?"),
        help_text=_("Staff alone read it. Somebody else than before decides."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DecideAppealForm(forms.Form):
    """What becomes of it, and why."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Appeal.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    answer = forms.CharField(
        label=_("Why?"),
        help_text=_("The student alone reads it."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MatchAddressForm(forms.Form):
    """An address to compare with the badge's."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We say yes or no. We do not keep it, and nobody is told."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Give an address such as name@college.example.")},
    )


class CheckCredentialForm(forms.Form):
    """A file, or its text."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("A badge as JSON, JWT, PNG or SVG. One megabyte at most. We do not keep it."),
        required=False,
    )
    text = forms.CharField(
        label=_("Or its link, or its text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.one_of_several = True  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile | None:
        """At most a megabyte."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > FILE_BYTES:
            raise forms.ValidationError(_("This file is larger than one megabyte."))
        return file

    def clean_text(self) -> str:
        """At most a megabyte."""
        text: str = self.cleaned_data["text"]
        if len(text) > FILE_BYTES:
            raise forms.ValidationError(_("This text is longer than one megabyte."))
        return text

    def clean(self) -> dict[str, Any]:
        """One of the two; the file where both are there."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("text"):
            self.add_error("file", _("Choose a file, or paste its link or text below."))
        return cleaned

    def content(self) -> bytes:
        """The bytes to check."""
        file: UploadedFile | None = self.cleaned_data["file"]
        return file.read() if file else self.cleaned_data["text"].encode()


class CredentialFilterForm(forms.Form):
    """What staff look for."""

    q = forms.CharField(label=_("Name or badge"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *CredentialState.choices],
        required=False,
    )
