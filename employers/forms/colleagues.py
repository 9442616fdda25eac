"""Who else works at a host."""

from django import forms
from django.utils.translation import gettext_lazy

from employers.models import Employer


class InviteForm(forms.Form):
    """Whom to ask in, and for what."""

    name = forms.CharField(
        label=gettext_lazy("Their name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give their name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy("They get a letter with a button. No account, no password."),
        error_messages={"required": gettext_lazy("Give an address: the letter goes there.")},
    )
    is_contact = forms.BooleanField(
        label=gettext_lazy("They get our letters about projects"), required=False
    )
    is_supervisor = forms.BooleanField(
        label=gettext_lazy("They guide students and sign off"), required=False, initial=True
    )
    did_wil = forms.BooleanField(
        label=gettext_lazy("They did a placement as a student"),
        help_text=gettext_lazy("Whoever did one is suggested first, and students like to know."),
        required=False,
    )


class OwnEmployerForm(forms.ModelForm):
    """What a host says of itself. Its kind, on which the law of pay rests, the university keeps."""

    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Employer
        fields = ["name", "sector", "about", "website", "telephone"]
        labels = {
            "name": gettext_lazy("Name"),
            "sector": gettext_lazy("Sector"),
            "about": gettext_lazy("Who you are, for students"),
            "telephone": gettext_lazy("Telephone"),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}
