"""A host asks to be rung (R75)."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.outbox import publish
from employers.events import CallRequested
from employers.models import Call, Challenge
from institutions.models import Institution


@transaction.atomic
def ask_for_call(
    *,
    institution: Institution,
    name: str,
    telephone: str,
    about: str = "",
    challenge: Challenge | None = None,
) -> Call:
    """Put a call on the staff's list. Asked twice before it was made, it is one call."""
    waiting = Call.objects.of(institution).filter(
        challenge=challenge, telephone=telephone, rung_at=None
    )
    call = waiting.first()
    if call is None:
        call = Call.objects.create(
            institution=institution,
            challenge=challenge,
            telephone=telephone,
            name=name,
            about=about,
        )
        publish(CallRequested(call_id=call.pk))
    elif about and about != call.about:
        call.about = about
        call.save(update_fields=["about"])
    return call


@transaction.atomic
def settle_call(*, call: Call, by: User) -> Call:
    """The host was rung; a second press changes nothing."""
    if call.rung_at is None:
        call.rung_at, call.rung_by = clock.now(), by
        call.save(update_fields=["rung_at", "rung_by"])
    return call
