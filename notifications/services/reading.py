"""What somebody has read, and which letters somebody wants."""

from django.db.models.functions import Now

from accounts.models import User
from institutions.models import Institution
from notifications.models import LetterChoice, Message


def mark_read(*, user: User, institution: Institution, message: Message | None = None) -> int:
    """Mark ``message``, or all that ``user`` got, as read. Returns how many were unread."""
    unread = Message.objects.of(institution).filter(user=user, read_at__isnull=True)
    if message is not None:
        unread = unread.filter(pk=message.pk)
    return int(unread.update(read_at=Now()))


def choices(*, user: User, institution: Institution) -> LetterChoice:
    """What ``user`` wants of ``institution``'s letters; all of them, where nothing was chosen.

    The row is unsaved where nothing was chosen: read it, and change it by :func:`choose_letters`.
    """
    chosen = LetterChoice.objects.filter(user=user, institution=institution).first()
    return chosen or LetterChoice(user=user, institution=institution)


def provider_unsubscribed(address: str) -> int:
    """Whoever unsubscribed at the mail provider gets only answers, everywhere. Returns how many."""
    chosen = LetterChoice.objects.none()
    user = User.objects.filter(email__iexact=address).first()
    if user is not None:
        written = Message.objects.filter(user=user, channel=Message.Channel.LETTER)
        for institution in Institution.objects.filter(pk__in=written.values("institution")):
            choose_letters(user=user, institution=institution, bundle=False, suggestions=False)
        chosen = LetterChoice.objects.filter(user=user, bundle=False)
    return chosen.count()


def choose_letters(
    *,
    user: User,
    institution: Institution,
    fewer: bool | None = None,
    bundle: bool | None = None,
    suggestions: bool | None = None,
) -> LetterChoice:
    """Remember what ``user`` wants; ``None`` leaves that choice as it is.

    ``fewer``: only the letters that can not wait. ``bundle``: one letter a day about what stands in
    the app. ``suggestions``: letters about projects that she did not ask for.
    """
    wanted = {"fewer": fewer, "bundle": bundle, "suggestions": suggestions}
    chosen, _new = LetterChoice.objects.update_or_create(
        user=user,
        institution=institution,
        defaults={name: value for name, value in wanted.items() if value is not None},
    )
    return chosen
