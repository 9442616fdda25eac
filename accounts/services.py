"""The verbs of signing in that allauth does not have."""

from allauth.account.models import EmailAddress
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken, refused_by
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


def choose_language(user: User, language: str) -> None:
    """Pages and letters speak ``language`` to ``user`` from now on, where it is offered."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


def has_proven(user: User, address: str) -> bool:
    """Whether ``address`` is one that ``user`` has shown to be theirs."""
    return EmailAddress.objects.filter(
        user=user, verified=True, email__iexact=address.strip()
    ).exists()


@transaction.atomic
def readdress(*, user: User, email: str) -> None:
    """Another proven address lets ``user`` in; the one before, its links and sessions no longer.

    Raises ``RuleBroken`` where somebody else signs in with it.
    """
    address = email.strip().lower()
    taken = RuleBroken(_("Somebody signs in here with this address already."))
    with refused_by("user_one_address", taken):
        User.objects.filter(pk=user.pk).update(email=address)
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    user.email = address
    end_sessions(user)


def end_sessions(user: User) -> None:
    """Sign ``user`` out everywhere."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if str(session.get_decoded().get("_auth_user_id")) == str(user.pk):
            session.delete()
