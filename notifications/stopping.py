"""The link that stops a kind of letters with one press, without signing in (RFC 8058).

It stands in the letter's foot and in its List-Unsubscribe header, so that a mail program can post
to it by itself. It carries a signed key: whose, and which of her choices it turns off.
"""

from django.core import signing
from django.urls import reverse

from accounts.models import User
from core.links import absolute
from institutions.models import Institution

SIGNER = signing.Signer(salt="notifications.stop")
STOPPABLE = ("bundle", "suggestions")  # fields of LetterChoice


def stop_link(user: User, institution: Institution, choice: str) -> str:
    """The absolute address that turns ``choice`` of ``user`` off. It holds for good."""
    key = SIGNER.sign_object([user.pk, institution.pk, choice])
    path = reverse("notifications:stop_letters", args=[institution.slug])
    return f"{absolute(path)}?of={key}"


def open_stop(key: str, institution: Institution) -> tuple[User, str] | None:
    """Whose choice ``key`` turns off, and which; ``None`` for one that we did not write here."""
    try:
        user_id, institution_id, choice = SIGNER.unsign_object(key)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or institution_id != institution.pk or choice not in STOPPABLE:
        return None
    return user, choice
