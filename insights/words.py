"""What the tables of who takes part are called."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from employers.models import EmployerKind
from insights.equity import LATER_YEARS, NO, YES

STEP_NAMES = (
    _("Sent an interest"),
    _("Were offered a place"),
    _("Said yes"),
    _("Finished"),
    _("Have the badge"),
    _("Were vouched for by the host"),
)
OF_THOSE = (
    _("who asked"),
    _("who were offered a place"),
    _("who said yes"),
    _("who finished"),
    _("who have the badge"),
)
CAME_ON = (
    "",
    _("were offered a place"),
    _("said yes"),
    _("finished"),
    _("have the badge"),
    _("were vouched for by the host"),
)
TITLES = {
    "first_time": _("Here for the first time"),
    "year": _("Year of study"),
    "first_in_family": _("First in the family to study"),
    "carer": _("Care for somebody"),
    "disabled": _("Disabled, or with a long-term condition"),
    "international": _("International"),
    "discipline": _("Discipline"),
    "kind": _("Kind of host"),
    "sector": _("Sector of the host"),
}
OF_PEOPLE = ("first_time", "year", "first_in_family", "carer", "disabled", "international")


def group_named(attribute: str, group: str) -> str:
    """What a group is called in a table of its own attribute."""
    if attribute == "first_time":
        return gettext("First time") if group == YES else gettext("Been here before")
    if attribute == "year":
        later = gettext("Year %(year)s and above") if group == str(LATER_YEARS) else ""
        return (later or gettext("Year %(year)s")) % {"year": group}
    if attribute == "kind":
        return str(EmployerKind(group).label).capitalize()
    if attribute in ("discipline", "sector"):
        return group
    return {YES: gettext("Yes"), NO: gettext("No")}[group]


def group_in_a_sentence(attribute: str, group: str) -> str:
    """What a group is called where nothing around it says what it is about."""
    if attribute in ("first_time", "year", "discipline"):
        return group_named(attribute, group)
    if group == YES:
        return str(TITLES[attribute])
    return gettext("Not “%(group)s”") % {"group": TITLES[attribute]}
