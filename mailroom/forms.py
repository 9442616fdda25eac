"""What staff type about an e-mail, checked."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.compiled import Compiled
from employers.models import Challenge
from institutions.models import Institution

PASTED_AT_MOST = 200_000  # characters: the source of a long thread


class PasteMailForm(forms.Form):
    """A whole e-mail."""

    text = forms.CharField(
        label=_("The e-mail"),
        help_text=_(
            "With its From and Subject lines, as your mail program shows or forwards it. Signature "
            "and older e-mails below it are left out."
        ),
        max_length=PASTED_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Paste the e-mail.")},
    )


def _open(institution: Any, now: Any) -> "QuerySet[Challenge]":
    """Projects that take interests now."""
    return Challenge.objects.of(institution).open().filter(closes_at__gt=now)


OPEN = Compiled(
    lambda institution, now: (
        _open(institution, now)
        .order_by("title", "pk")
        .values_list("code", "title", "employer__name")
    )
)


class FileMailForm(forms.Form):
    """Which project, whose interest, which sentence."""

    challenge = forms.ModelChoiceField(
        label=_("Project"),
        queryset=Challenge.objects.none(),
        to_field_name="code",
        empty_label=_("Choose the project"),
        error_messages={"required": _("Choose the project that it is about.")},
    )
    address = forms.EmailField(
        label=_("The student’s e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the address that the letter goes to.")},
    )
    sentence = forms.CharField(
        label=_("Why this one? In the student’s words"),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the sentence as the student wrote it.")},
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = self.fields["challenge"]
        assert isinstance(project, forms.ModelChoiceField)
        now = clock.now()
        project.queryset = _open(institution, now).select_related("employer", "institution")
        project.choices = [
            ("", project.empty_label or ""),
            *(
                (code, f"{title} ({employer})")
                for code, title, employer in OPEN.all(institution=institution.pk, now=now)
            ),
        ]

    def clean_sentence(self) -> str:
        """One paragraph, whatever keys were pressed."""
        return " ".join(self.cleaned_data["sentence"].split())
