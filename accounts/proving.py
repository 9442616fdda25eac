"""Six figures once more, before what a forwarded letter must not open.

Whoever holds a letter is its reader for a working day (docs/decisions/0022). A code to the mailbox
itself tells the two apart; who came by passkey or the institution has shown enough.
"""

import logging
import uuid
from smtplib import SMTPException

from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.limits import used_up
from accounts.models import User
from core import clock
from core.codes import code_for, code_matches
from core.errors import RuleBroken

logger = logging.getLogger(__name__)
KEY, PURPOSE = "proving", "accounts.prove_again"
MINUTES = 15
TRIES = 5
LETTERS_AN_HOUR = 5


def is_proven(request: HttpRequest) -> bool:
    """Whether this session began with more than a letter, or typed its code a moment ago."""
    if request.session.get("signed_in_by") != "link":
        return True
    said = request.session.get(KEY, {})
    return bool(said.get("done")) and _fresh(said)


def ask_again(request: HttpRequest, user: User, *, what_for: str, once_more: bool = False) -> None:
    """Send the code; ``what_for`` says in the letter what it opens.

    A code that still works is not sent again unless ``once_more``: a press too many writes no
    letter. Raises ``RuleBroken`` where it does not go out, or was asked for too often.
    """
    said = request.session.get(KEY, {})
    if not once_more and _fresh(said) and said.get("tries", TRIES) < TRIES and "done" not in said:
        return
    if used_up(f"prove_again:{user.pk}", at_most=LETTERS_AN_HOUR):
        raise RuleBroken(_("That was often enough for one hour. Try again later."))
    row = uuid.uuid4()
    request.session[KEY] = {"row": str(row), "at": clock.now().timestamp(), "tries": 0}
    code = code_for(PURPOSE, row, user.email)
    text = render_to_string(
        "accounts/prove_again.txt", {"code": code, "minutes": MINUTES, "what_for": what_for}
    )
    subject = _("Your code is %(code)s: %(what_for)s") % {"code": code, "what_for": what_for}
    try:
        send_mail(subject, text, None, [user.email])
    except (SMTPException, OSError) as error:
        logger.warning("proving_mail_failed error=%s", type(error).__name__)
        raise RuleBroken(_("Our mail is not going out just now. Try again in a minute.")) from error


def proves_again(request: HttpRequest, user: User, typed: str) -> bool:
    """Whether ``typed`` is the code of this session; five tries, a quarter of an hour."""
    said = request.session.get(KEY)
    if not said or not _fresh(said) or said["tries"] >= TRIES:
        return False
    said["tries"] += 1
    said["done"] = code_matches(PURPOSE, uuid.UUID(said["row"]), user.email, typed)
    request.session[KEY] = said
    return bool(said["done"])


def _fresh(said: dict[str, float]) -> bool:
    return clock.now().timestamp() - said.get("at", 0) < MINUTES * 60
