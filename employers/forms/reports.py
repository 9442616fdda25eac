"""What is wrong with a listing, and what was done about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.models import Report, ReportKind


class ReportChallengeForm(forms.ModelForm):
    """What is wrong, in a choice and a few words."""

    kind = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReportKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes nearest.")},
    )

    class Meta:
        model = Report
        fields = ["kind", "words", "email"]
        labels = {
            "words": _("What did you see?"),
            "email": _("Your e-mail address, if you want to hear what came of it"),
        }
        help_texts = {"words": _("The host does not learn who wrote.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["words"].required = True
        self.fields["words"].error_messages["required"] = _("Say in a sentence what you saw.")


class SettleReportForm(forms.Form):
    """What came of it."""

    outcome = forms.CharField(
        label=_("What did you do?"),
        help_text=_("Whoever reported it reads this line, if there is an address."),
        max_length=300,
        error_messages={"required": _("Say what you did: a colleague may want to know.")},
    )
