"""The doors by which facts come in, and the timetable."""

from celery import shared_task

from core.outbox import after_commit, handled_once
from employers.models import Challenge
from placements import services
from placements.models import Allocation, Placement, Upload
from placements.services import allocation as rounds
from placements.services import comparing, files, timetable
from placements.services.allocation import is_ready
from students.models import Eoi


@shared_task(name="placements.join_round", ignore_result=True)
def join_round(event_id: int) -> None:
    """A challenge closed: it joins or opens its round, which is worked out once all have closed."""
    with handled_once(event_id, "placements.join_round") as event:
        if event is None:
            return
        challenge = _challenge(event.payload["challenge_id"])
        allocation = services.join_round(challenge=challenge)
        if allocation is not None and is_ready(allocation):
            after_commit(propose_allocation, allocation.pk)


@shared_task(name="placements.propose_allocation", ignore_result=True)
def propose_allocation(allocation_id: int) -> None:
    """Work a round out. Running it twice gives one draft; the timetable takes over a dead run."""
    services.propose_allocation(allocation=Allocation.objects.get(pk=allocation_id))


@shared_task(name="placements.compare_with_first", ignore_result=True)
def compare_with_first(allocation_id: int) -> None:
    """Work a finished round out again and compare. Doing it twice changes nothing."""
    rounds.compare_with_first(allocation=Allocation.objects.get(pk=allocation_id))


@shared_task(name="placements.send_answers", ignore_result=True)
def send_answers(allocation_id: int) -> None:
    """Send the answers of a confirmed list. Sending twice changes nothing."""
    services.send_answers(allocation=Allocation.objects.get(pk=allocation_id))


@shared_task(name="placements.refill", ignore_result=True)
def refill(event_id: int) -> None:
    """A seat came free: offer it down the line."""
    with handled_once(event_id, "placements.refill") as event:
        if event is None:
            return
        eoi = Eoi.objects.select_related("challenge__institution").get(pk=event.payload["eoi_id"])
        services.refill(challenge=eoi.challenge)


@shared_task(name="placements.propose_teams", ignore_result=True)
def propose_teams(event_id: int) -> None:
    """Somebody answered: draw up teams if she was the last."""
    with handled_once(event_id, "placements.propose_teams") as event:
        if event is None:
            return
        payload = event.payload
        if "placement_id" in payload:
            placed = Placement.objects.select_related("challenge__institution")
            challenge = placed.get(pk=payload["placement_id"]).challenge
        else:
            asked = Eoi.objects.select_related("challenge__institution")
            challenge = asked.get(pk=payload["eoi_id"]).challenge
        services.propose_teams(challenge=challenge)


@shared_task(name="placements.release_places", ignore_result=True)
def release_places(event_id: int) -> None:
    """A challenge was cancelled: its places, seats and hours are free."""
    with handled_once(event_id, "placements.release_places") as event:
        if event is not None:
            services.release_places(challenge=_challenge(event.payload["challenge_id"]))


@shared_task(name="placements.scan_file", ignore_result=True)
def scan_file(event_id: int) -> None:
    """A file came in: ask the scanner. One that does not answer is asked again later."""
    with handled_once(event_id, "placements.scan_file") as event:
        upload = event and Upload.objects.filter(pk=event.payload["upload_id"]).first()
        if upload:  # it may have been deleted since
            files.scan_file(upload=upload)


@shared_task(name="placements.run_timetable", ignore_result=True)
def run_timetable() -> None:
    """Lists that go out, offers that lapse, lines, teams, days that begin and end."""
    timetable.run()
    for allocation in timetable.rounds_to_work_out():
        after_commit(propose_allocation, allocation.pk)


@shared_task(name="placements.work_out_how_they_rate", ignore_result=True)
def work_out_how_they_rate() -> None:
    """How each assessor's levels compare, for the pages of the day. Twice gives the same rows."""
    comparing.work_out_everywhere()


def _challenge(pk: int) -> Challenge:
    return Challenge.objects.select_related("institution").get(pk=pk)
