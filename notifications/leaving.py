"""Letters about a student's own record: put right, or to be deleted."""

from notifications.letters import Occasion
from notifications.occasions import Payload, _path, _staff, _student
from placements.models import Placement
from placements.states import PlacementState
from students.rights import Correction, Erasure


def _waiting(payload: Payload) -> Erasure | None:
    asked = Erasure.objects.filter(
        pk=payload["erasure_id"], kept_at__isnull=True, done_at__isnull=True
    )
    return asked.select_related("institution", "student__user").first()


def erasure_asked(payload: Payload) -> Occasion | None:
    """To her: when it is done, and how to undo it until then."""
    erasure = _waiting(payload)
    if erasure is None or erasure.student is None:
        return None
    here = erasure.institution
    to = _student(erasure.student, _path("insights:keep_me", here))
    return Occasion(here, (to,), {"due": erasure.due_at})


def erasure_near(payload: Payload) -> Occasion | None:
    """To staff, where she has a place: it goes to whoever is next in line."""
    erasure = _waiting(payload)
    if erasure is None or erasure.student is None:
        return None
    ahead = (PlacementState.READY, PlacementState.RUNNING)
    placed = Placement.objects.filter(student=erasure.student, state__in=ahead)
    placement = placed.select_related("challenge").order_by("challenge__starts_at").first()
    if placement is None:
        return None
    here, challenge = erasure.institution, placement.challenge
    path = _path("placements:day", here, challenge.public_id)
    about = {"due": erasure.due_at, "starts": challenge.starts_at}
    return Occasion(here, _staff(here, path), about, challenge)


def _correction(payload: Payload) -> Correction:
    found = Correction.objects.select_related("institution", "student__user")
    return found.get(pk=payload["correction_id"])


def correction_asked(payload: Payload) -> Occasion | None:
    """To staff, while it waits."""
    correction = _correction(payload)
    if correction.settled_at is not None:
        return None
    here = correction.institution
    return Occasion(here, _staff(here, _path("students:correction_list", here)), {})


def correction_settled(payload: Payload) -> Occasion | None:
    """To her: the answer stands on her page."""
    correction = _correction(payload)
    if correction.settled_at is None:
        return None
    here = correction.institution
    to = _student(correction.student, _path("students:my_profile", here))
    return Occasion(here, (to,), {"answer": correction.answer})
