"""Host and university talk about a brief: a line, or another text for a field."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers.events import BriefCommented
from employers.models import BriefComment, Challenge, What
from employers.said import in_text
from employers.services.editing import edit_challenge
from employers.services.recording import Told, record
from employers.services.versions import newest_version

SUGGESTABLE = (
    *("title", "summary", "problem", "why_now", "deliverable", "good_looks_like"),
    *("access", "bring", "lunch", "costs_note", "experience_needed"),
)
MOST = 200


@transaction.atomic
def comment_on_brief(
    *,
    challenge: Challenge,
    by: User,
    by_host: bool,
    words: str = "",
    field: str = "",
    suggested: str = "",
) -> BriefComment:
    """Say something about the brief, or suggest another text for ``field``; the other side hears.

    Raises ``RuleBroken`` where nothing is said, or the text is the one that stands.
    """
    if field and field not in SUGGESTABLE:
        raise RuleBroken(_("This is not a text: change it on the brief’s page."))
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    now = in_text(getattr(held, field)) if field else ""
    if field and in_text(suggested) == now:
        raise RuleBroken(_("That is the text that stands. Change a word of it."))
    if not field and not words.strip():
        raise RuleBroken(_("Write a line: the other side reads it."))
    if BriefComment.objects.filter(challenge=held).count() >= MOST:
        raise RuleBroken(_("Two hundred lines stand here already. Ring each other."))
    comment = BriefComment.objects.create(
        institution_id=held.institution_id,
        challenge=held,
        version=newest_version(held),
        said_by=by,
        by_host=by_host,
        said_at=clock.now(),
        words=words.strip(),
        field=field,
        suggested=in_text(suggested) if field else "",
        instead_of=now,
    )
    publish(BriefCommented(comment_id=comment.pk))
    return comment


@transaction.atomic
def accept_suggestion(
    *, comment: BriefComment, by: User, for_the_host: bool, told: Told | None = None
) -> BriefComment:
    """Put the suggested text into the brief; a second press changes nothing.

    Raises ``RuleBroken`` where the field says something else by now than when it was suggested.
    """
    held = _waiting(comment)
    if held is None:
        return comment
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=held.challenge_id)
    if in_text(getattr(challenge, held.field)) != held.instead_of:
        raise RuleBroken(
            _("The text was changed since this was suggested. Look at both, and write it anew.")
        )
    change: Any = {held.field: held.suggested}
    edit_challenge(challenge=challenge, for_the_host=for_the_host, by=by, **change)
    return _settle(held, by, told, accepted=True)


@transaction.atomic
def decline_suggestion(
    *, comment: BriefComment, by: User, told: Told | None = None
) -> BriefComment:
    """Leave the text as it is; a second press changes nothing."""
    held = _waiting(comment)
    return comment if held is None else _settle(held, by, told, accepted=False)


def _waiting(comment: BriefComment) -> BriefComment | None:
    held = BriefComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not held.field:
        raise RuleBroken(_("Nothing is suggested here."))
    return held if held.accepted is None else None


def _settle(comment: BriefComment, by: User, told: Told | None, *, accepted: bool) -> BriefComment:
    comment.accepted, comment.settled_by, comment.settled_at = accepted, by, clock.now()
    comment.save(update_fields=["accepted", "settled_by", "settled_at"])
    record(comment.challenge, What.ANSWERED, told)
    return comment
