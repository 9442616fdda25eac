"""What becomes of an e-mail, and why it needs a hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Transitions


class MailState(models.TextChoices):
    """From the letter-box to the list of interests."""

    WAITING = "waiting", _("needs a hand")
    TAKEN = "taken", _("taken as an interest")
    SET_ASIDE = "set_aside", _("set aside")
    NOT_TAKEN = "not_taken", _("answered: not taken")
    BOUNCED = "bounced", _("a letter that came back")
    AUTOMATIC = "automatic", _("written by a machine")


S = MailState

MAIL_TRANSITIONS: Transitions = {
    S.WAITING: frozenset(set(S) - {S.WAITING}),  # that is how every row begins
    **{over: frozenset() for over in S if over != S.WAITING},
}


class Why(models.TextChoices):
    """Why an e-mail was not simply taken."""

    NO_PROJECT = "no_project", _("It does not say which project.")
    OF_STAFF = "of_staff", _("A colleague sent it on.")
    SUSPECT = "suspect", _("The mail server took it for junk, or its sender for a forgery.")
    TOO_MANY = "too_many", _("Very many came in an hour: is there a person behind it?")
    PASTED = "pasted", _("Pasted at the desk.")
    CLOSED = "closed", _("The project takes no more interests.")
    NO_SENTENCE = "no_sentence", _("There was no sentence in it.")
