"""What staff know of a host, and a host's wish to be rung."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.models import Call, Employer, Member, Partnership, Site


class AskForCallForm(forms.ModelForm):
    """Whom to ring, where, and about what."""

    class Meta:
        model = Call
        fields = ["name", "telephone", "about"]
        labels = {
            "name": gettext_lazy("Your name"),
            "telephone": gettext_lazy("Your telephone number"),
            "about": gettext_lazy("What is it about?"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "about": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "name": {"required": gettext_lazy("Give your name.")},
            "telephone": {"required": gettext_lazy("Give a number to ring.")},
        }

    def clean_telephone(self) -> str:
        """At least six figures."""
        typed: str = self.cleaned_data["telephone"]
        if sum(letter.isdigit() for letter in typed) < 6:
            raise forms.ValidationError(_("Give a number with at least six figures."))
        return typed


class EmployerForm(forms.ModelForm):
    """What the public page and the law of pay need to know."""

    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Employer
        fields = ["name", "kind", "sector", "about", "website", "telephone", "email_domain"]
        labels = {
            "name": gettext_lazy("Name"),
            "kind": gettext_lazy("What kind of host?"),
            "sector": gettext_lazy("Sector"),
            "about": gettext_lazy("About them, for students"),
            "telephone": gettext_lazy("Telephone"),
            "email_domain": gettext_lazy("The part of their addresses after the @"),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}


class VouchForm(forms.ModelForm):
    """How the university knows that the host is who it says."""

    class Meta:
        model = Partnership
        fields = ["checked_by", "checked_note"]
        labels = {
            "checked_by": gettext_lazy("How was this host checked?"),
            "checked_note": gettext_lazy("In a line: who knows them, or where they are listed"),
        }
        widgets = {"checked_by": forms.RadioSelect}


class MemberForm(forms.ModelForm):
    """Somebody who works at a host."""

    class Meta:
        model = Member
        fields = [
            "name",
            "job_title",
            "email",
            "telephone",
            "is_contact",
            "is_supervisor",
            "did_wil",
        ]
        labels = {
            "name": gettext_lazy("Name"),
            "job_title": gettext_lazy("What they do there"),
            "email": gettext_lazy("E-mail address"),
            "telephone": gettext_lazy("Telephone"),
            "is_contact": gettext_lazy("We write to them about projects"),
            "is_supervisor": gettext_lazy("They guide students and sign off"),
            "did_wil": gettext_lazy("They did a placement as a student"),
        }


class SiteForm(forms.ModelForm):
    """A place where students come to."""

    class Meta:
        model = Site
        fields = ["name", "address", "town", "travel", "access"]
        labels = {
            "name": gettext_lazy("What the place is called"),
            "address": gettext_lazy("Address"),
            "town": gettext_lazy("Town"),
            "travel": gettext_lazy("How to get there"),
            "access": gettext_lazy("What a body meets on the way in"),
        }
        help_texts = {
            "access": gettext_lazy("Steps, lift, doors, loop, quiet room, parking."),
        }
        widgets: dict[str, Any] = {"access": forms.Textarea(attrs={"rows": 3})}


class HostSearchForm(forms.Form):
    """Find a host by name, person or town."""

    q = forms.CharField(label=gettext_lazy("Find a host"), max_length=80)
