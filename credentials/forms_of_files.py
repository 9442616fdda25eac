"""What a student or a host wants in the file of a badge, checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from credentials.forms import COMMENT_LENGTH
from credentials.models import Approach


class AddToCredentialForm(forms.Form):
    """What else the file of her badge says, by her choice."""

    self_rating = forms.BooleanField(
        label=_("How I rated myself"),
        help_text=_("The steps that you chose yourself, beside those of your host."),
        required=False,
    )
    vouched = forms.BooleanField(
        label=_("Who vouches for it"),
        help_text=_(
            "The signed words of those who let their name be seen travel inside the file. If they "
            "take one back, that shows wherever the file is checked."
        ),
        required=False,
    )
    words = forms.CharField(
        label=_("What I did myself, in my own words"),
        help_text=_("It stands there as yours: the university has not checked it."),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(
        label=_("Where my work can be seen"),
        help_text=_("A link that anybody may open. Leave it empty where the work is not yours."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Give an address such as https://work.example/mine.")},
    )

    def clean_link(self) -> str:
        """Over https alone: the file is read by machines."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("The address has to begin with https://."))
        return link


class StandBehindForm(forms.Form):
    """A host's line on what a badge asks for, and who signs it."""

    comment = forms.CharField(
        label=_("Why do these skills matter in your work?"),
        help_text=_("One line. It says nothing of any student."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signed_name = forms.CharField(label=_("Your name, to sign it"), max_length=120)


class AnswerApproachForm(forms.Form):
    """What she answers to an employer that found her."""

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=[
            (
                Approach.Answer.YES,
                Option(Approach.Answer.YES.label, hint=_("Your name and address go to them.")),
            ),
            (
                Approach.Answer.ASKED,
                Option(
                    Approach.Answer.ASKED.label,
                    hint=_("They get your line through the university, and no name."),
                ),
            ),
            (
                Approach.Answer.NO,
                Option(Approach.Answer.NO.label, hint=_("They do not write to you again.")),
            ),
            (
                Approach.Answer.REPORTED,
                Option(
                    Approach.Answer.REPORTED.label,
                    hint=_("The university reads it. They read “no, thanks”."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four.")},
    )
    line = forms.CharField(
        label=_("Your question, or what is wrong"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """A question has words."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == Approach.Answer.ASKED and not cleaned.get("line"):
            self.add_error("line", _("Write your question."))
        return cleaned
