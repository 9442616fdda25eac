"""What a person types about an interest or a roster, checked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from institutions.models import Institution
from students.models import Eoi, RecordedVia, Student
from students.rights import Correction
from students.services.access import ACCESS_WORDS, HELPS

SENTENCE_LENGTH = 280
ROSTER_BYTES = 5 * 1024 * 1024


class _SentenceForm(forms.Form):
    """One sentence and one tick."""

    sentence = forms.CharField(max_length=SENTENCE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    access_first = forms.BooleanField(required=False)

    def clean_sentence(self) -> str:
        """One paragraph, whatever keys were pressed."""
        return " ".join(self.cleaned_data["sentence"].split())


def _choices_of(eois: Sequence[Eoi]) -> list[tuple[str, Option]]:
    return [(str(eoi.public_id), Option(eoi.challenge.title, hint=eoi.sentence)) for eoi in eois]


class _InsteadOf(forms.Form):
    """The interest that makes room, asked only where the policy's cap is reached."""

    def __init__(self, *args: Any, open_interests: Sequence[Eoi] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_interests = open_interests
        if open_interests:
            self.fields["instead_of"] = forms.ChoiceField(
                label=_("Which one shall it take the place of?"),
                choices=_choices_of(open_interests),
                widget=forms.RadioSelect,
                required=False,  # without an answer it is asked again
            )
            self.fields["instead_of"].one_of_several = True  # type: ignore[attr-defined]

    def clean_instead_of(self) -> Eoi | None:
        """The interest chosen."""
        chosen = self.cleaned_data["instead_of"]
        return next((eoi for eoi in self.open_interests if str(eoi.public_id) == chosen), None)


class SubmitEoiForm(_InsteadOf, _SentenceForm):
    """An interest: two fields and a tick; who is known by name is not asked for an address."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Your college one is quickest. Any will do."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Give an address such as name@college.example."),
            "required": _("Give the address that the answer goes to."),
        },
    )
    field_order = ["email", "sentence", "access_first", "instead_of"]

    def __init__(self, *args: Any, student: Student | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = self.fields["sentence"]
        sentence.label = _("Why this one? One sentence")
        sentence.help_text = _(
            "No need to sell yourself. “I use a library after work too” is enough."
        )
        sentence.error_messages["required"] = _("Write one sentence: why this one?")
        self.fields["access_first"].label = _("Talk to me about access first")
        self.fields["access_first"].help_text = _("We ring or write before anything is decided.")
        if student is not None:
            del self.fields["email"]
        self.order_fields(self.field_order)


class ConfirmEoiForm(_InsteadOf):
    """Six figures; or nothing but the button, where a letter's proof or a session shows who."""

    proof = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Type the six figures from our e-mail.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}
        ),
    )

    def __init__(self, *args: Any, shown: bool = False, sentence: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shown:
            del self.fields["code"]
        if sentence:
            self.fields["sentence"] = forms.CharField(
                label=_("Your sentence"),
                help_text=_("This is what we read in your e-mail. Change it as you like."),
                initial=sentence,
                max_length=SENTENCE_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Write one sentence: why this one?")},
            )
            self.fields["access_first"] = forms.BooleanField(
                label=_("Talk to me about access first"),
                help_text=_("We ring or write before anything is decided."),
                required=False,
            )

    def clean_sentence(self) -> str:
        """One paragraph, whatever keys were pressed."""
        return " ".join(self.cleaned_data["sentence"].split())


class ChangeAddressForm(forms.Form):
    """The right address."""

    email = forms.EmailField(
        label=_("The right e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Give an address such as name@college.example.")},
    )


class WithdrawEoiForm(forms.Form):
    """Taking it back; why is not asked for, only allowed."""

    because = forms.CharField(
        label=_("Why, in a few words"),
        help_text=_("It helps us plan. It changes nothing for you."),
        required=False,
        max_length=200,
    )


class EquityProfileForm(forms.Form):
    """Four questions, each of which may stay open."""

    ANSWERS = [("", _("I would rather not say")), ("yes", _("Yes")), ("no", _("No"))]
    first_in_family = forms.ChoiceField(
        label=_("Are you the first in your family to study at a university?")
    )
    carer = forms.ChoiceField(
        label=_("Do you look after a child, a parent or somebody else who needs you?")
    )
    disabled = forms.ChoiceField(
        label=_("Do you have a disability, or a condition that has lasted a year or more?")
    )
    international = forms.ChoiceField(label=_("Did you come from another country to study here?"))

    def __init__(self, *args: Any, answers: dict[str, bool | None], **kwargs: Any) -> None:
        words = {None: "", True: "yes", False: "no"}
        kwargs.setdefault("initial", {name: words[value] for name, value in answers.items()})
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            assert isinstance(field, forms.ChoiceField)
            field.choices = self.ANSWERS
            field.widget = forms.RadioSelect(choices=self.ANSWERS)
            field.required = False

    def answers(self) -> dict[str, bool | None]:
        """The answers as they are kept; ``None`` for a question left open."""
        meaning = {"yes": True, "no": False}
        return {name: meaning.get(value) for name, value in self.cleaned_data.items()}


class DeskEoiForm(_InsteadOf, _SentenceForm):
    """An interest that somebody tells staff: who, how it came, and her sentence."""

    who = forms.CharField(
        label=_("Student number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    via = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(via.value, via.label) for via in RecordedVia if via != RecordedVia.WEB],
        widget=forms.RadioSelect,
    )
    field_order = ["who", "which", "via", "sentence", "access_first", "instead_of"]

    def __init__(
        self,
        *args: Any,
        institution: Institution,
        namesakes: Sequence[Student] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.institution, self.namesakes = institution, namesakes
        if namesakes:
            self.fields["which"] = forms.ChoiceField(
                label=_("Which of them?"),
                choices=[
                    (each.student_number, Option(str(each), hint=each.programme or each.address))
                    for each in namesakes
                ],
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields["sentence"].label = _("Why this one? In the student’s words")
        self.fields["access_first"].label = _("Talk about access first")
        self.order_fields(self.field_order)

    def clean_who(self) -> Student | str:
        """A student whom the institution knows, or an address that it does not know yet."""
        who = self.cleaned_data["who"]
        students = Student.objects.of(self.institution).select_related("user", "institution")
        if "@" not in who:
            student = students.filter(student_number=who).first()
            if student is None and self.namesakes:
                raise forms.ValidationError(_("Several students bear this name: choose one."))
            if student is None:
                raise forms.ValidationError(
                    _("No student has this number. Check it, or give an e-mail address.")
                )
            return student
        email: str = forms.EmailField(max_length=254).clean(who)
        return (
            students.filter(user__email__iexact=email).first()
            or students.of_roster_address(email).first()
            or email
        )


class VerifyStudentForm(forms.Form):
    """That somebody studies here; or, for a graduate, until when she did."""

    graduated_on = forms.DateField(
        label=_("Graduated on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    graduated_on.one_of_several = True  # type: ignore[attr-defined] # wanted with one of the buttons


class StudentSearchForm(forms.Form):
    """Some letters of a name, number or address."""

    q = forms.CharField(label=_("Name, number or address"), required=False, max_length=100)


class ImportRosterForm(forms.Form):
    """A feed and what its silence means."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, up to 5 MB, as the student-record system exports it."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    mode = forms.ChoiceField(
        label=_("Who is in it?"),
        choices=[
            (
                "supplemental",
                Option(_("Some students"), hint=_("Nobody else is touched.")),
            ),
            (
                "comprehensive",
                Option(
                    _("All students"),
                    hint=_("Who is missing is marked as left. Their places and badges stay."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> bytes:
        """The content, if it is small enough to be a roster."""
        file = self.cleaned_data["file"]
        if file.size > ROSTER_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Send it in parts, each as “some students”.")
            )
        content: bytes = file.read()
        return content


class DescribeHerselfForm(forms.Form):
    """What is hers to say, all of it optional."""

    preferred_name = forms.CharField(
        label=_("The name you go by"),
        help_text=_("Hosts, teams and letters use it. Your records keep the other."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    pronouns = forms.CharField(
        label=_("Your pronouns"),
        help_text=_("Your host sees them beside your name once you have a place."),
        required=False,
        max_length=40,
    )
    mobile = forms.CharField(
        label=_("Mobile number"),
        help_text=_("To ring you if a day is called off. Deleted 30 days after it."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our letters"), choices=settings.LANGUAGES, required=False
    )

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "preferred_name": student.preferred_name,
                "pronouns": student.pronouns,
                "mobile": student.mobile,
                "language": (student.user.language if student.user else "")
                or student.institution.language,
            },
        )
        super().__init__(*args, **kwargs)


class AskCorrectionForm(forms.Form):
    """What is wrong in the records, and what is right."""

    about = forms.ChoiceField(
        label=_("What is wrong?"), choices=Correction.About, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What would be right?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what would be right.")},
    )


class SettleCorrectionForm(forms.Form):
    """What became of it, for the student to read."""

    answer = forms.CharField(
        label=_("What was done"),
        max_length=300,
        error_messages={"required": _("Say what was done: the student reads it.")},
    )


class AccessNeedsForm(forms.Form):
    """What would help: lines to tick, and her own words. Nothing asks why."""

    helps = forms.MultipleChoiceField(
        label=_("What often helps"),
        choices=HELPS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Say what helps. You need not say why, or name a condition."),
        required=False,
        max_length=ACCESS_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ChangeLoginForm(forms.Form):
    """An address to sign in with."""

    email = forms.EmailField(
        label=_("The new address"),
        help_text=_("One that you keep: your own, not the college’s."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Give an address such as name@mail.example.")},
    )
