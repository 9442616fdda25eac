"""Forms of a team: its room, its result, and what the host used later."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from placements.forms.parts import lines
from placements.models import CheckIn, RoomEntry, Useful


class LinkOrFileForm(forms.Form):
    """A link or a file."""

    link = forms.URLField(
        label=_("Link"),
        help_text=_("To a page or shared folder that your host can open."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    file = forms.FileField(label=_("Or a file"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext(
            "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG or plain text, %(n)d MB at most."
        ) % {"n": settings.UPLOAD_MB}
        for name in ("link", "file"):
            self.fields[name].one_of_several = True  # type: ignore[attr-defined]


class HandInForm(LinkOrFileForm):
    """What a team leaves behind; two lines that are asked for and never demanded."""

    sources = forms.CharField(
        label=_("What does it rest on?"),
        help_text=_("Sources, people you asked, figures you counted."),
        required=False,
        max_length=600,
        widget=lines(rows=3),
    )
    theory = forms.CharField(
        label=_("What did you use from your course?"),
        help_text=_("A method, an idea, a model."),
        required=False,
        max_length=400,
        widget=lines(),
    )


class WriteInRoomForm(LinkOrFileForm):
    """A message, a decision, or something to share."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=RoomEntry.Kind.choices,
        initial=RoomEntry.Kind.MESSAGE,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Words"), required=False, max_length=600, widget=lines())
    field_order = ("kind", "words", "link", "file")


class CheckInForm(forms.Form):
    """How it goes, in one tap, and a line if there is more."""

    how = forms.ChoiceField(
        label=_("How does it go?"), choices=CheckIn.How.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("A line, if you like"), required=False, max_length=280, widget=lines()
    )


class GoalForm(forms.Form):
    """What one student wants to take from it."""

    words = forms.CharField(
        label=_("What do you want to take from it?"),
        help_text=_(
            "One sentence. Your team and your host read it; it is no part of what we agreed."
        ),
        max_length=280,
        widget=lines(),
        error_messages={"required": _("Write what you want to take from it.")},
    )


class AnswerStuckForm(forms.Form):
    """The host's answer."""

    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("Such as: “I come over at two”, or “Ask Priya for the list”."),
        max_length=400,
        widget=lines(),
        error_messages={"required": _("Write a line, or say that you come over.")},
    )


class LaterUseForm(forms.Form):
    """Three months later: what was used."""

    used = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[
            (Useful.MOST, Option(_("We use most of it"))),
            (Useful.PART, Option(_("We use part of it"))),
            (Useful.THINKING, Option(_("Not yet, it is still planned"))),
            (Useful.NOT, Option(_("We do not use it"))),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What came of it?"),
        help_text=_("Only if you like. The students read it: few ever hear."),
        required=False,
        max_length=400,
        widget=lines(),
    )
