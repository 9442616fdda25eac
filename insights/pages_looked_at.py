"""The pages about one student whose opening by staff is noted, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PAGES: dict[str, Any] = {
    "students:student": _("Record: course, addresses, interests"),
    "credentials:credential": _("A badge"),
    "placements:agreement": _("What we agree"),
    "insights:changes": _("Who changed what"),
}


def page_words(page: str) -> str:
    """What the page of this name shows."""
    return str(PAGES.get(page, page))
