"""Trusted hosts publish low-risk briefs themselves; staff look at them afterwards (R16)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers.events import PublishedAsHost
from employers.models import Challenge, HostPublication, Partnership, Trust
from employers.safety import safety_of
from employers.services.briefs import mark_of
from employers.services.life import publish_challenge
from employers.services.proof import submit_challenge
from employers.services.safety import assess_risk
from employers.states import ChallengeState
from employers.trust import read_first, trust_in

AT_MOST = timedelta(days=366)
BY_HOST = (ChallengeState.DRAFT, ChallengeState.IN_REVIEW)  # not while a question waits


@transaction.atomic
def trust_host(*, partnership: Partnership, by: User, reason: str, until: date) -> Trust:
    """Let a host publish its low-risk briefs itself until ``until``, at most a year on.

    What stands ends with it, so that who gave what stays readable. Raises ``RuleBroken`` with what
    to change.
    """
    held = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    today = clock.today(partnership.institution.zone)
    if held.checked_by == Partnership.Check.NONE:
        raise RuleBroken(_("Say first how the university knows that they are who they say."))
    if not reason.strip():
        raise RuleBroken(_("Say why: whoever reads it in a year must be able to judge it."))
    if until <= today:
        raise RuleBroken(_("Give a later day: it would be over already."))
    if until > today + AT_MOST:
        raise RuleBroken(_("Give a day within a year: people at a host come and go."))
    end_trust(partnership=held, by=by)
    return Trust.objects.create(
        institution=partnership.institution,
        partnership=held,
        reason=reason.strip(),
        until=until,
        given_by=by,
        given_at=clock.now(),
    )


@transaction.atomic
def end_trust(*, partnership: Partnership, by: User) -> None:
    """From now on each of its briefs is read first; a second press changes nothing."""
    given = Trust.objects.filter(partnership=partnership, ended_at__isnull=True)
    given.update(ended_at=clock.now(), ended_by=by)


@transaction.atomic
def publish_as_host(
    *, challenge: Challenge, by: User, seen: str = "", all_low: bool = False
) -> HostPublication:
    """Put a trusted host's low-risk brief online; staff get it to look at.

    ``all_low`` is the host's own word that all six factors of safety are low; ``seen`` the mark of
    the text that ``by`` read. Raises ``RuleBroken`` where the host is not trusted now, or a person
    has to read this brief first, with why.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if held.state not in BY_HOST:
        raise RuleBroken(_("It is not waiting to be published."))
    if seen and mark_of(held) != seen:
        raise RuleBroken(_("It was changed since you opened this page. Read it once more."))
    found = trust_in(challenge)
    if found is not None:  # whoever takes it back, or publishes another, waits for us
        Trust.objects.select_for_update(of=("self",)).get(pk=found.pk)
        found = trust_in(challenge)
    if found is None:
        raise RuleBroken(_("The university reads it first."))
    known = safety_of(challenge)
    if why := read_first(challenge, found, known):
        raise RuleBroken(" ".join([_("A person reads this one first."), *why]))
    if not known.is_assessed:
        if not all_low:
            raise RuleBroken(_("Say first that nothing of it is of more than low risk."))
        assess_risk(challenge=challenge, by=by)
    if held.state == ChallengeState.DRAFT:
        submit_challenge(challenge=challenge, user=by)
    challenge.owner = challenge.owner or found.partnership.owner
    publish_challenge(challenge=challenge)
    publication = HostPublication.objects.create(
        institution=challenge.institution,
        challenge=challenge,
        trust=found,
        published_by=by,
        published_at=clock.now(),
    )
    publish(PublishedAsHost(publication_id=publication.pk))
    return publication


@transaction.atomic
def look_at_publication(*, publication: HostPublication, by: User) -> HostPublication:
    """Staff have looked at it; a second press changes nothing."""
    mine = HostPublication.objects.filter(pk=publication.pk, looked_at__isnull=True)
    mine.update(looked_at=clock.now(), looked_by=by)
    publication.refresh_from_db()
    return publication
