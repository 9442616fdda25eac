"""The words of rounds, placements and assessments, and their legal moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Transitions


class AllocationState(models.TextChoices):
    """A round of sharing out places."""

    WAITING = "waiting", _("waiting for its projects to close")
    SOLVING = "solving", _("working it out")
    DRAFTED = "drafted", _("a list is ready to check")
    CONFIRMED = "confirmed", _("confirmed, the letters wait a moment")
    SENT = "sent", _("everybody has an answer")
    CANCELLED = "cancelled", _("cancelled")


A = AllocationState

ALLOCATION_TRANSITIONS: Transitions = {
    A.WAITING: frozenset({A.SOLVING, A.DRAFTED, A.CANCELLED}),  # drafted: a list made by hand
    A.SOLVING: frozenset({A.DRAFTED, A.WAITING, A.CANCELLED}),
    A.DRAFTED: frozenset({A.SOLVING, A.CONFIRMED, A.CANCELLED}),
    A.CONFIRMED: frozenset({A.SENT, A.DRAFTED}),  # back: undone before the letters went
    A.SENT: frozenset(),
    A.CANCELLED: frozenset(),
}
UNFINISHED = (A.WAITING, A.SOLVING, A.DRAFTED, A.CONFIRMED)


class KeptState(models.TextChoices):
    """Places kept for a group, from the proposal on."""

    PROPOSED = "proposed", _("waits for a second person")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    RELEASED = "released", _("for everybody again")


K = KeptState

KEPT_TRANSITIONS: Transitions = {
    K.PROPOSED: frozenset({K.APPROVED, K.REFUSED, K.RELEASED}),
    K.APPROVED: frozenset({K.RELEASED}),
    K.REFUSED: frozenset(),
    K.RELEASED: frozenset(),
}
KEPT_LIVE = (K.PROPOSED, K.APPROVED)


class PlacementState(models.TextChoices):
    """From the yes to the end."""

    READY = "ready", _("ready")
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    CLOSED = "closed", _("closed")
    LEFT_EARLY = "left_early", _("left early")
    CALLED_OFF = "called_off", _("called off")
    GIVEN_BACK = "given_back", _("given back")


P = PlacementState

PLACEMENT_TRANSITIONS: Transitions = {
    P.READY: frozenset({P.RUNNING, P.GIVEN_BACK, P.CALLED_OFF}),
    P.RUNNING: frozenset({P.FINISHED, P.LEFT_EARLY, P.CALLED_OFF}),
    P.FINISHED: frozenset({P.CLOSED}),
    P.CLOSED: frozenset(),
    P.LEFT_EARLY: frozenset({P.CLOSED}),
    P.CALLED_OFF: frozenset(),
    P.GIVEN_BACK: frozenset(),
}
GONE = (P.CALLED_OFF, P.GIVEN_BACK)
OVER = (P.FINISHED, P.CLOSED)


class SignOffState(models.TextChoices):
    """A supervisor's word on a team."""

    ASSESSED = "assessed", _("signed off by the host")
    MODERATION = "moderation", _("being checked by the university")
    SETTLED = "settled", _("settled")


F = SignOffState

SIGN_OFF_TRANSITIONS: Transitions = {
    F.ASSESSED: frozenset({F.MODERATION, F.SETTLED}),
    F.MODERATION: frozenset({F.SETTLED}),
    F.SETTLED: frozenset(),
}


class StepQuestionState(models.TextChoices):
    """What the university asks a host about one step."""

    ASKED = "asked", _("waits for the host")
    ANSWERED = "answered", _("answered by the host")
    KEPT = "kept", _("the step stands")
    CHANGED = "changed", _("the step changed")


Q = StepQuestionState

STEP_QUESTION_TRANSITIONS: Transitions = {
    Q.ASKED: frozenset({Q.ANSWERED, Q.KEPT}),  # kept: nobody answered, or it is clear by now
    Q.ANSWERED: frozenset({Q.KEPT, Q.CHANGED}),
    Q.KEPT: frozenset(),
    Q.CHANGED: frozenset(),
}
STEP_QUESTION_OPEN = (Q.ASKED, Q.ANSWERED)
