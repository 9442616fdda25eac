"""The way back from a page about a project: its list and its own page, for whoever asks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.addresses import address, address_of
from core.permissions import may
from employers.models import Challenge


@dataclass(frozen=True)
class Way:
    """The list that a project stands in, and its page: the desk's, or its host's."""

    words: str
    list_url: str
    url: str


def way_back(user: object, challenge: Challenge) -> Way:
    """For staff their list and the page that they work on; for a host its own."""
    slug, public_id = challenge.institution.slug, challenge.public_id
    if may(user, "employers.review_challenge", challenge):
        page = "employers:review_challenge" if challenge.is_unpublished else "placements:places"
        projects = address("portal:desk_projects", slug)
        return Way(_("Projects"), projects, address_of(page, slug, public_id))
    return Way(
        _("Home"),
        address("portal:host_home", slug),
        address_of("employers:my_challenge", slug, public_id),
    )
