"""Facts come in here; whatever is signed is signed here."""

from celery import shared_task

from core.outbox import handled_once
from credentials import services
from credentials.models import Credential
from employers.models import Challenge
from placements.models import SignOff


@shared_task(name="credentials.define_achievement")
def define_achievement(event_id: int) -> None:
    """A challenge was published: keep what can be earned in it."""
    with handled_once(event_id, "credentials.define_achievement") as event:
        if event is not None:
            services.define_achievement(Challenge.objects.get(pk=event.payload["challenge_id"]))


@shared_task(name="credentials.award_credential")
def award_credential(event_id: int) -> None:
    """An outcome was settled: a badge for each student who showed something."""
    with handled_once(event_id, "credentials.award_credential") as event:
        if event is not None:
            services.award_credential(
                SignOff.objects.select_related(
                    "team", "supervisor__user", "settled_by", "recorded_by"
                ).get(pk=event.payload["sign_off_id"])
            )


@shared_task(name="credentials.sign_endorsement")
def sign_endorsement(event_id: int) -> None:
    """A host vouches, changes who sees it, or takes it back: sign what its row says now."""
    with handled_once(event_id, "credentials.sign_endorsement") as event:
        if event is not None:
            services.sign_endorsement(event.payload["endorsement_id"], act=event.name)


@shared_task(name="credentials.sign_acceptance")
def sign_acceptance(event_id: int) -> None:
    """An employer accepts badges, or does not any more: sign it, and find closed circles anew."""
    with handled_once(event_id, "credentials.sign_acceptance") as event:
        if event is not None:
            services.sign_acceptance(event.payload["acceptance_id"], act=event.name)
            services.find_rings()


@shared_task(name="credentials.sign_status_list")
def sign_status_list(event_id: int) -> None:
    """A badge was paused, taken back or restored: sign the list that its bit is in."""
    with handled_once(event_id, "credentials.sign_status_list") as event:
        if event is not None:
            credential = Credential.objects.select_related("status__status_list", "state_by").get(
                pk=event.payload["credential_id"]
            )
            services.sign_status_list(
                credential.status.status_list,
                actor=credential.state_by,
                act=event.name,
                unless_same=True,
            )


@shared_task(name="credentials.reissue_credential")
def reissue_credential(event_id: int) -> None:
    """Something that stands in a badge's file has changed: sign a later issue of it."""
    with handled_once(event_id, "credentials.reissue_credential") as event:
        if event is not None:
            services.reissue_credential(event.payload["credential_id"], act=event.name)


@shared_task(name="credentials.sign_backing")
def sign_backing(event_id: int) -> None:
    """A host stands behind what can be earned, or no longer does: sign what its row says now."""
    with handled_once(event_id, "credentials.sign_backing") as event:
        if event is not None:
            services.sign_backing(event.payload["backing_id"], act=event.name)


@shared_task(name="credentials.sign_anew")
def sign_anew(event_id: int) -> None:
    """A key was struck off: whatever it signed gets another signature, one fact a document."""
    with handled_once(event_id, "credentials.sign_anew") as event:
        if event is not None:
            services.sign_anew(event.payload["key_id"], act=event.name)


@shared_task(name="credentials.run_timetable", ignore_result=True)
def run_timetable() -> None:
    """Compare sealed answers, ask hosts to renew their words, forget what has had its time.

    Running it twice is harmless.
    """
    services.make_missing_keys()
    services.compare_answers()
    services.forget_answers()
    services.ask_for_renewals()
    services.forget_approaches()
