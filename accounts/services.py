"""The verbs of signing in that allauth does not have."""

from django.contrib.auth import login
from django.http import HttpRequest

from accounts.models import User
from core.links import SIGNED_IN_FOR, OpenedLink, address_mark

LINK_BACKEND = "accounts.backends.LinkBackend"


def sign_in_by_link(request: HttpRequest, user: User) -> None:
    """Begin a session of twelve hours for somebody who has just shown that an address is theirs.

    The proof was the key of a letter or a typed code. The session says so (``signed_in_by``), and
    the pages of staff ask for more.
    """
    login(request, user, backend=LINK_BACKEND)
    request.session.set_expiry(int(SIGNED_IN_FOR.total_seconds()))
    request.session["signed_in_by"] = "link"


def reader_of(link: OpenedLink) -> User | None:
    """Whom a letter's link was written to, unless the address has changed since or is closed."""
    user = User.objects.filter(pk=link.user_id, is_active=True).first()
    if user is None or address_mark(user.email) != link.address_mark:
        return None
    return user
