"""The filters of the listing: all in the address, all optional."""

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.models import Mode

LENGTHS = [
    ("short", _("Up to one day")),
    ("long", _("Two to ten days")),
    ("own", _("In your own time")),
]
MONEY = [("paid", _("Paid")), ("costs", _("Costs covered"))]
SORTS = [("answer", _("Answered soonest")), ("start", _("Starting soonest"))]


class ListingForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(label=_("Words"), required=False, max_length=80)
    length = forms.MultipleChoiceField(label=_("How long"), choices=LENGTHS, required=False)
    mode = forms.MultipleChoiceField(label=_("Where"), choices=Mode, required=False)
    money = forms.MultipleChoiceField(label=_("Money"), choices=MONEY, required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)
