"""The words of an expression of interest, and its legal moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Transitions


class EoiState(models.TextChoices):
    """From the sentence to the answer."""

    UNCONFIRMED = "unconfirmed", _("waiting for you to confirm the address")
    EXPIRED = "expired", _("not confirmed in time")
    SUBMITTED = "submitted", _("sent")
    OFFERED = "offered", _("a place is offered")
    WAITLISTED = "waitlisted", _("next in line")
    NOT_SELECTED = "not_selected", _("not this time")
    ACCEPTED = "accepted", _("you said yes")
    DECLINED = "declined", _("you said no")
    LAPSED = "lapsed", _("the time to answer ran out")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = EoiState

# Tuples, not sets: they stand in constraints, whose SQL must not change from run to run.
OVER = (S.EXPIRED, S.NOT_SELECTED, S.DECLINED, S.LAPSED, S.WITHDRAWN)
SEATED = (S.OFFERED, S.ACCEPTED)
NAMELESS = (S.UNCONFIRMED, S.EXPIRED)
WAITING = (S.SUBMITTED, S.WAITLISTED)

EOI_TRANSITIONS: Transitions = {
    S.UNCONFIRMED: frozenset({S.SUBMITTED, S.EXPIRED}),
    S.SUBMITTED: frozenset({S.OFFERED, S.WAITLISTED, S.NOT_SELECTED, S.WITHDRAWN}),
    S.WAITLISTED: frozenset({S.OFFERED, S.NOT_SELECTED, S.WITHDRAWN}),
    S.OFFERED: frozenset({S.ACCEPTED, S.DECLINED, S.LAPSED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.WITHDRAWN}),  # from here on the Placement tells the story
    **{over: frozenset() for over in OVER},
}
