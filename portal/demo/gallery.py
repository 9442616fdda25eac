"""Every component of the design system in its states, on one page, for those who build with it."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import CardDate, CardFact, ChallengeCard, Option
from core.templatetags.components.parts import icon_names


class GalleryForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label=_("Your name"), help_text=_("As your friends say it."))
    email = forms.EmailField(label=_("Your e-mail address"), help_text=_("Any will do."))
    sentence = forms.CharField(
        label=_("Why this one? One sentence"),
        help_text=_("No need to sell yourself."),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    jurisdiction = forms.ChoiceField(
        label=_("Whose law"), choices=[("uk", "United Kingdom"), ("on", "Ontario")]
    )
    reach = forms.ChoiceField(
        label=_("Who sees your name?"),
        help_text=_("You can take it back at any time."),
        choices=[
            ("nobody", Option(_("Nobody"), hint=_("Vouched for in private."))),
            ("trade", Option(_("Your trade only"), hint=_("“A bicycle repair firm.”"))),
            ("host", Option(_("Your firm"))),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=_("Which days suit you?"),
        choices=[("mon", _("Monday")), ("tue", _("Tuesday")), ("wed", _("Wednesday"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    paper = forms.FileField(label=_("Insurance paper"), required=False)
    access = forms.BooleanField(
        label=_("Talk to me about access first"),
        help_text=_("We ring or write before anything is decided."),
    )
    code = forms.CharField(
        label=_("Code"),
        required=False,
        widget=forms.TextInput(attrs={"class": "code", "inputmode": "numeric"}),
    )
    closed = forms.CharField(
        label=_("Not open yet"), disabled=True, required=False, initial=_("10 places")
    )


CARDS = [
    ChallengeCard(
        title="Which two evenings should we open late?",
        url="#card",
        host="Marlpit Community Library, charity",
        date=CardDate("Wed", "18", "March"),
        facts=[
            CardFact("clock", "9:30 to 16:00"),
            CardFact("pin", "In person, Marlpit"),
            CardFact("team", "Two teams of five"),
            CardFact("ticket", "Travel, lunch and care paid", strong=True),
        ],
        skills="Problems, communicating",
        answer_by="Thu 12 March",
        notes=["10 places, 14 asked", "5 kept for first-timers"],
    ),
    ChallengeCard(
        title="How might volunteers of all ages look after eleven locks, four bridges, one crane?",
        url="#card",
        host="The Society of Friends of the Upper and Lower Brackwater Navigation and Towpath",
        date=CardDate("Own time", "7 h", "from 16 Mar"),
        facts=[CardFact("screen", "From home"), CardFact("coin", "£91 paid", strong=True)],
        answer_by="Thu 12 March",
        notes=["10 places, 61 asked"],
    ),
    ChallengeCard(title="Name our boat", url="#card", host="Ms A. Pell", date=CardDate("Own time")),
    ChallengeCard(
        title="أيّ مساءين نفتح فيهما حتى وقت متأخر؟",
        url="#card",
        host="مكتبة مارلبت، جمعية خيرية",
        date=CardDate("الأربعاء", "١٨", "مارس"),
        facts=[CardFact("clock", "٩:٣٠ إلى ١٦:٠٠"), CardFact("pin", "حضوري، مارلبت")],
    ),
]
LEVELS = [
    {
        "value": 4,
        "label": "Strong",
        "behaviour": "Changes words and order for each listener, and brings the quiet ones in.",
    },
    {
        "value": 3,
        "label": "Sound",
        "behaviour": "Explains to people outside the team, and checks that they understood.",
    },
    {
        "value": 2,
        "label": "Growing",
        "behaviour": "Makes the main point clear to the team. Others needed a second try.",
        "expected": True,
    },
    {
        "value": 1,
        "label": "Starting",
        "behaviour": "Answers when asked. Others have to draw the point out.",
    },
]
PEOPLE = [
    {"id": "nh", "name": "Noor Haddad"},
    {"id": "bt", "name": "Ben Tully"},
    {"id": "ga", "name": "Grace Adeyemi"},
    {"id": "ip", "name": "Ivo Petrov"},
    {"id": "mp", "name": "Megan Pryce"},
    {"id": "gb", "name": "Gwen Abara"},
]
COMPARISON = [
    {"who": "Grace, before", "value": 2, "label": "2 Growing"},
    {"who": "Grace, after", "value": 3, "label": "3 Sound"},
    {"who": "Rosa, who ran the day", "value": 4, "label": "4 Strong", "highlight": True},
]


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """The gallery."""
    return render(
        request,
        "portal/demo/components.html",
        {
            "fresh": GalleryForm(auto_id="fresh_%s"),
            "wrong": GalleryForm({"email": "a.yusuf", "sentence": "x" * 300}, auto_id="wrong_%s"),
            "icons": sorted(icon_names()),
            "cards": CARDS,
            "levels": LEVELS,
            "people": PEOPLE,
            "chosen": {"nh": 2, "bt": 2, "ga": 4, "ip": 1},
            "comparison": COMPARISON,
            "chart": [("January", 14, 3), ("February", 31, 6), ("March", 17, 3)],
            "balance_rows": [
                (_("Subjects"), _("4 of 4 differ")),
                (_("First-timers"), 2),
            ],
            "page": Paginator(range(200), 25).page(2),
            "problem": (
                "We can pay for two late evenings a week and no more. Half the people who need us "
                "work until six.\n\nI would like to stop guessing."
            ),
        },
    )
