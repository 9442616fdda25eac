"""Letters in the frame of every page, and what will not wait about them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.addresses import address as address_of_page
from core.compiled import Compiled
from institutions.models import Institution
from notifications.models import Message, StoppedAddress
from notifications.waiting import letters_that_wait
from portal.asks import said_briefly

__all__ = ["letters_of", "letters_that_wait", "of_letters", "of_reader", "remember_letters"]
COUNTED = 100  # unread notes; more are "99+"


def of_reader(institution: Any, address: Any) -> dict[str, Any]:
    """Columns of a user: which notes are ``unread``, and whether her address is ``stopped``."""
    unread = Message.objects.filter(
        institution=institution,
        user=OuterRef("pk"),
        channel=Message.Channel.NOTE,
        read_at__isnull=True,
    )
    stopped = StoppedAddress.objects.filter(
        institution=institution, address=address, works_again_at__isnull=True
    )
    return {
        "unread": ArraySubquery(unread.order_by().values("pk")[:COUNTED]),
        "stopped": Exists(stopped),
    }


READER = Compiled(
    lambda user, institution, address: User.objects.filter(pk=user).values(
        **of_reader(institution, address)
    )
)


def remember_letters(user: User, institution: Institution, found: dict[str, Any]) -> None:
    """Keep what another question of this request has found."""
    user.__dict__.setdefault("_letters", {})[institution.pk] = found


def letters_of(user: User, institution: Institution) -> dict[str, Any]:
    """What the frame says of ``user``'s letters: one question a request at most."""
    known = user.__dict__.get("_letters", {})
    found = known.get(institution.pk) or READER.first(
        user=user.pk, institution=institution.pk, address=user.email.lower()
    )
    many = len(found["unread"])
    words = _("Letters")
    if many:
        words = ngettext("Letters: %(n)s not read", "Letters: %(n)s not read", many) % {"n": many}
    return {
        "url": address_of_page("notifications:my_messages", institution.slug),
        "unread": "99+" if many >= COUNTED else many,
        "words": words,
        "stopped": found["stopped"],
        "address": user.email,
        "works_again_url": address_of_page(
            "notifications:my_address_works_again", institution.slug
        ),
    }


def of_letters(institution: Institution, found: dict[str, Any]) -> list[dict[str, Any]]:
    """What the desk is told of ``notifications.waiting``: who takes no letters, what waits."""
    rows = []
    if found["waiting"]:
        said = ngettext("%(n)d letter waits", "%(n)d letters wait", found["waiting"])
        detail = _("The mail server does not take them. We try again, and later again.")
        rows.append((found["since"], said % {"n": found["waiting"]}, detail, "bad"))
    if found["lost"]:
        said = ngettext("%(n)d letter was given up", "%(n)d letters were given up", found["lost"])
        detail = _("We tried for three days. Somebody may have to be rung.")
        rows.append((found["lost_since"], said % {"n": found["lost"]}, detail, "bad"))
    if found["stopped"]:
        said = ngettext(
            "%(n)d person cannot be reached by e-mail",
            "%(n)d people cannot be reached by e-mail",
            found["stopped"],
        )
        detail = _("Our letters come back. Ring, and ask for another address.")
        rows.append((found["first"], said % {"n": found["stopped"]}, detail, "warm"))
    return [
        {
            "due": due,
            "when": said_briefly(due, institution.zone),
            "title": title,
            "detail": detail,
            "act": _("See which"),
            "url": address_of_page("notifications:letters_that_wait", institution.slug),
            "tone": tone,
            "icon": "mail",
        }
        for due, title, detail, tone in rows
    ]
