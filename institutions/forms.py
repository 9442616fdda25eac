"""What managers choose and type for their university."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.components import Option
from institutions.models import Institution, Policy, StaffRole
from institutions.services import LOGO_BYTES

ROLES = (
    (
        StaffRole.OFFICER,
        Option(
            gettext_lazy("Officer"), hint=gettext_lazy("Reads briefs, shares out places, rings.")
        ),
    ),
    (
        StaffRole.MANAGER,
        Option(
            gettext_lazy("Manager"),
            hint=gettext_lazy("All that an officer does, and policy and people."),
        ),
    ),
    (
        StaffRole.APPROVER,
        Option(
            gettext_lazy("Second approver"),
            hint=gettext_lazy("Decides on unpaid work at firms, and on safeguarding."),
        ),
    ),
    (
        StaffRole.ACADEMIC,
        Option(gettext_lazy("Academic"), hint=gettext_lazy("Sees the projects of own modules.")),
    ),
    (StaffRole.READER, Option(gettext_lazy("Reader"), hint=gettext_lazy("Sees, changes nothing."))),
)


class EditInstitutionForm(forms.ModelForm):
    """The university's words, and how to reach it."""

    domains = forms.CharField(
        label=gettext_lazy("Domains of your addresses"),
        help_text=gettext_lazy("One a line. Somebody with such an address is known at once."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    logo = forms.FileField(
        label=gettext_lazy("Your logo"),
        help_text=gettext_lazy(
            "A PNG of at most 600 by 200 pixels and 64 kB, instead of the crest."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png"}),
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Of pages and letters, where nobody has chosen another."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that people may choose"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    no_logo = forms.BooleanField(label=gettext_lazy("Take the logo off"), required=False)

    class Meta:
        model = Institution
        fields = [
            "name",
            "team_name",
            "scheme_name",
            "contact_email",
            "contact_phone",
            "office_hours",
            "letters_from",
            "replies_to",
            "colour",
            "zone",
            "language",
            "languages",
            "jurisdiction",
        ]
        labels = {
            "name": gettext_lazy("Name"),
            "team_name": gettext_lazy("What your team is called"),
            "scheme_name": gettext_lazy("What you call one project"),
            "contact_email": gettext_lazy("Where people write to"),
            "contact_phone": gettext_lazy("Where people ring"),
            "office_hours": gettext_lazy("When somebody answers"),
            "letters_from": gettext_lazy("Who letters come from"),
            "replies_to": gettext_lazy("Where answers to letters go"),
            "colour": gettext_lazy("Colour of your crest"),
            "zone": gettext_lazy("Time zone"),
            "jurisdiction": gettext_lazy("Whose law of work applies?"),
        }
        help_texts = {
            "scheme_name": gettext_lazy("Such as “micro-internship”. Pages say it to students."),
            "letters_from": gettext_lazy("Else what your team is called."),
            "replies_to": gettext_lazy("Else where people write to."),
            "colour": gettext_lazy("Shown on the crest and the top line, never under text."),
            "zone": gettext_lazy("Such as Europe/London."),
        }
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["domains"] = "\n".join(self.instance.email_domains)
        if not self.instance.logo_mark:
            del self.fields["no_logo"]

    def clean_zone(self) -> str:
        """A zone that clocks know."""
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("Give a zone such as Europe/London."))
        return zone

    def clean_domains(self) -> list[str]:
        """One a line."""
        return self.cleaned_data["domains"].split()

    def changes(self) -> dict[str, Any]:
        """Columns of the institution."""
        return {
            ("email_domains" if name == "domains" else name): value
            for name, value in self.cleaned_data.items()
            if name not in ("logo", "no_logo")
        }

    def logo_bytes(self) -> bytes | None:
        """The picture that was handed in, empty bytes to take it off, ``None`` to leave it."""
        if self.cleaned_data.get("no_logo"):
            return b""
        file = self.cleaned_data.get("logo")
        return file.read(LOGO_BYTES + 1) if file else None


class EditPolicyForm(forms.ModelForm):
    """The university's choices, each as the sentence that it makes true."""

    class Meta:
        model = Policy
        fields = [
            "places_at_most",
            "open_interests_at_most",
            "brief_within_days",
            "closes_after_days",
            "answer_within_days",
            "offer_hours",
            "cutoff_hours",
            "undo_minutes",
            "host_check_months",
            "graduate_months",
            "sample_percent",
            "fewest_shown",
            "over_offer",
            "asks_signature",
            "quiet_from",
            "quiet_until",
        ]
        labels = {
            "places_at_most": gettext_lazy("A project has at most … places"),
            "open_interests_at_most": gettext_lazy("A student has at most … open interests"),
            "brief_within_days": gettext_lazy("A host hears within … working days"),
            "closes_after_days": gettext_lazy("Interests are taken for … working days"),
            "answer_within_days": gettext_lazy("Students hear within … working days after that"),
            "offer_hours": gettext_lazy("A student has … hours to say yes"),
            "cutoff_hours": gettext_lazy("Nobody is asked later than … hours before the start"),
            "undo_minutes": gettext_lazy("Letters with places wait … minutes, so you can undo"),
            "host_check_months": gettext_lazy("What a host says of its safety holds for … months"),
            "graduate_months": gettext_lazy("Graduates can ask for … months after their last day"),
            "sample_percent": gettext_lazy(
                "Of the sign-offs that look fine we read … in a hundred"
            ),
            "fewest_shown": gettext_lazy("Tables of who takes part hide fewer than … people"),
            "over_offer": gettext_lazy("Offer more places than there are; the first yes counts"),
            "asks_signature": gettext_lazy("Students type their name under what we agree"),
            "quiet_from": gettext_lazy("Nothing runs out, and nobody is asked, from"),
            "quiet_until": gettext_lazy("until"),
        }
        help_texts = {
            "places_at_most": gettext_lazy("Ten is the most that the service allows."),
            "host_check_months": gettext_lazy("Less where its insurance ends before."),
            "graduate_months": gettext_lazy("0 is for students alone."),
            "sample_percent": gettext_lazy("Drawn by lot, before the badges go out. 0 reads none."),
            "fewest_shown": gettext_lazy("5 at least; numbers are rounded to the nearest five."),
            "asks_signature": gettext_lazy(
                "One press is enough without it. A copy signed on paper counts as well."
            ),
            "offer_hours": gettext_lazy("Less where the start is near."),
        }
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    LIMITS = {
        "open_interests_at_most": (1, 50),
        "brief_within_days": (1, 30),
        "closes_after_days": (1, 90),
        "answer_within_days": (1, 30),
        "offer_hours": (1, 336),
        "cutoff_hours": (1, 168),
        "undo_minutes": (0, 120),
        "host_check_months": (1, 36),
        "graduate_months": (0, 60),
    }

    def clean(self) -> dict[str, Any]:
        """Numbers that make sense."""
        cleaned = super().clean() or {}
        for name, (least, most) in self.LIMITS.items():
            value = cleaned.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(
                    name,
                    _("Give a number from %(least)d to %(most)d.") % {"least": least, "most": most},
                )
        return cleaned


class AddStaffForm(forms.Form):
    """An address and a role."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("They sign in with a code sent to it."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What may they do?"), choices=ROLES, widget=forms.RadioSelect
    )


class AddTermForm(forms.Form):
    """A name and two days."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )


class CloseDaysForm(forms.Form):
    """Two days; one where only one is closed."""

    first = forms.DateField(
        label=gettext_lazy("First closed day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=gettext_lazy("Last closed day"),
        help_text=gettext_lazy("Leave it empty for one day."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """One day is its own last one."""
        cleaned = super().clean() or {}
        cleaned["last"] = cleaned.get("last") or cleaned.get("first")
        return cleaned


class AddModuleForm(forms.Form):
    """A code, a title, and who teaches it."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    academics = forms.CharField(
        label=gettext_lazy("Addresses of who teaches it"),
        help_text=gettext_lazy("One a line. Each gets the role “academic”."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def clean_academics(self) -> list[str]:
        """One a line."""
        return self.cleaned_data["academics"].split()
