"""What a person types about badges, checked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core import clock
from core.templatetags.components import Option
from credentials.models import Appeal, Side
from credentials.states import CredentialState
from placements.facts_seen import PRIVATE, Doubt, Kind, doubts_about, names_in, unsayable
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


class WhoSeesIt(forms.ChoiceField):
    """Four steps of who sees the host's name, each with the words that others will read."""

    widget = forms.RadioSelect

    def say(self, words: Mapping[str, str]) -> None:
        """Offer the steps of ``words``, each with what others read beside the badge."""
        self.choices = [
            (reach, Option(Reach(reach).label, hint=said)) for reach, said in words.items()
        ]


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
        help_text=_("They see your address, and the month you finish in, if our records know it."),
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


class SharePortfolioForm(forms.Form):
    """One link to all shared badges."""

    shared = forms.BooleanField(
        label=_("One link to all of them"),
        help_text=_("Whoever has it sees the badges whose own link is on. Search engines cannot."),
        required=False,
    )
    name_shown = forms.BooleanField(
        label=_("My name above them"),
        help_text=_("Also above badges that do not show it on their own page."),
        required=False,
    )


class BeFoundForm(forms.Form):
    """Being found by other employers, with a last day."""

    found = forms.BooleanField(
        label=_("Other employers may find me and write to me"),
        help_text=_(
            "Only employers that the university has checked, only badges whose link is on, and no "
            "name but one that stands on a badge’s page. They write through the university, "
            "and see your address only if you say yes to them."
        ),
        required=False,
    )
    found_until = forms.DateField(
        label=_("Until this day"),
        help_text=_("Left empty, it ends by itself in half a year."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


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

    reach = WhoSeesIt(label=_("Who sees your name?"))

    def __init__(self, *args: Any, words: Mapping[str, str], **kwargs: Any) -> None:
        """``words``: what others read, for each step."""
        super().__init__(*args, **kwargs)
        reach = self.fields["reach"]
        assert isinstance(reach, WhoSeesIt)
        reach.say(words)


class EndorseCredentialForm(ChangeReachForm):
    """One line, and who sees the name."""

    comment = forms.CharField(
        label=_("What did you see?"),
        help_text=_(
            "One thing that was done, in your words: “Asked three customers before writing a "
            "word.” No names, and nothing that you only think."
        ),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    signed_name = forms.CharField(label=_("Your name, to sign it"), max_length=120)
    stands = forms.BooleanField(
        label=_("I have looked at it again: it says what I saw"), required=False
    )
    field_order = ("comment", "reach", "signed_name", "stands")

    def __init__(
        self, *args: Any, words: Mapping[str, str], names: Iterable[str], **kwargs: Any
    ) -> None:
        """``names``: of everybody in the team, for the line names nobody."""
        super().__init__(*args, words=words, **kwargs)
        self.names = list(names)

    def clean(self) -> dict[str, Any]:
        """Words that judge a person are pointed out once; then whoever signs decides."""
        cleaned = super().clean() or {}
        if self.asks() and not cleaned.get("stands"):
            self.add_error("stands", _("Look at the words above once more, then tick here."))
        return cleaned

    def doubts(self) -> list[Doubt]:
        """Words of the line to look at again."""
        line = str(self["comment"].value() or "")
        return [*names_in(line, self.names), *doubts_about(line)]

    def asks(self) -> bool:
        """Whether a tick decides on some of them."""
        return any(doubt.kind in (Kind.PERSON, Kind.GUESS) for doubt in self.doubts())

    def waits(self) -> bool:
        """Whether the student reads the line before others do; else what is private is refused."""
        private = any(doubt.kind in PRIVATE for doubt in self.doubts())
        return private and not unsayable(str(self["comment"].value() or ""))

    def signed(self) -> dict[str, str]:
        """The words of the verb."""
        return {name: self.cleaned_data[name] for name in ("comment", "reach", "signed_name")}


class FindStudentsForm(forms.Form):
    """What an employer looks for: a skill, from a step on."""

    skill = forms.TypedChoiceField(label=_("Skill"), coerce=int, empty_value=None, required=False)
    level = forms.TypedChoiceField(
        label=_("From step"),
        coerce=int,
        empty_value=None,
        choices=[("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")],
        required=False,
    )
    vouched = forms.ChoiceField(
        label=_("Who vouches"),
        choices=[
            ("", _("A host, where others see it")),
            ("any", _("Also where the host keeps to itself")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, skills: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.one_of_several = True  # type: ignore[attr-defined]
        skill = self.fields["skill"]
        assert isinstance(skill, forms.TypedChoiceField)
        skill.choices = [("", _("Any skill")), *((str(pk), name) for pk, name in skills)]


class ApproachStudentForm(forms.Form):
    """A letter to somebody who may be found."""

    words = forms.CharField(
        label=_("What do you have in mind?"),
        help_text=_("What the work is, where, for how long, and what you pay."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


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
        choices=[
            (Appeal.Decision.STANDS, _("It stays as it is")),
            (Appeal.Decision.LIFTED, _("The badge is in force again")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    answer = forms.CharField(
        label=_("Why?"),
        help_text=_("The student alone reads it."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, of_words: bool, **kwargs: Any) -> None:
        """``of_words``: it is about a host's words, which stay hidden until she shows them."""
        super().__init__(*args, **kwargs)
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        if of_words:
            decision.choices = [
                (Appeal.Decision.STANDS, _("The words may stand: she shows them if she likes")),
                (Appeal.Decision.LIFTED, _("The words are wrong: their host is told")),
            ]


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
        help_text=_(
            "A badge as JSON, JWT, PNG or SVG, or its page as PDF. One megabyte at most. We do not "
            "keep it."
        ),
        required=False,
    )
    text = forms.CharField(
        label=_("Or its link, its number or its text"),
        help_text=_("A note with the link in it will do."),
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
