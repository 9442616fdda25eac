"""The words of a challenge's life, and its legal moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Transitions


class ChallengeState(models.TextChoices):
    """From the host's first draft to the day after."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("being read")
    CHANGES_REQUESTED = "changes_requested", _("back with the host")
    OPEN = "open", _("open")
    PAUSED = "paused", _("paused: takes no new interests")
    CLOSED = "closed", _("closed for interests")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


S = ChallengeState

CHALLENGE_TRANSITIONS: Transitions = {
    S.DRAFT: frozenset({S.IN_REVIEW, S.CANCELLED}),
    S.IN_REVIEW: frozenset({S.CHANGES_REQUESTED, S.OPEN, S.CANCELLED}),
    S.CHANGES_REQUESTED: frozenset({S.IN_REVIEW, S.CANCELLED}),
    S.OPEN: frozenset({S.PAUSED, S.CLOSED, S.CANCELLED}),
    S.PAUSED: frozenset({S.OPEN, S.CLOSED, S.CANCELLED}),
    S.CLOSED: frozenset({S.RUNNING, S.CANCELLED}),
    S.RUNNING: frozenset({S.COMPLETED, S.CANCELLED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
}


class ShareState(models.TextChoices):
    """An offer of some places to another university."""

    OFFERED = "offered", _("waits for an answer")
    TAKEN = "taken", _("taken")
    DECLINED = "declined", _("not this time")
    TAKEN_BACK = "taken_back", _("taken back")


SHARE_TRANSITIONS: Transitions = {
    ShareState.OFFERED: frozenset({ShareState.TAKEN, ShareState.DECLINED, ShareState.TAKEN_BACK}),
    ShareState.TAKEN: frozenset(),
    ShareState.DECLINED: frozenset(),
    ShareState.TAKEN_BACK: frozenset(),
}

PUBLIC = (S.OPEN, S.PAUSED, S.CLOSED, S.RUNNING, S.COMPLETED)
AHEAD = (S.OPEN, S.PAUSED, S.CLOSED)  # published, and not begun
UNPUBLISHED = (S.DRAFT, S.IN_REVIEW, S.CHANGES_REQUESTED)
