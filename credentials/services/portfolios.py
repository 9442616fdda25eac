"""All badges of one student under one link, and being found by other employers."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from credentials.models import Consented, Credential, Endorsement, Portfolio, Seen
from credentials.services.consenting import keep_ledger
from credentials.services.verifying import who_vouches
from credentials.states import CredentialState, EndorsementState
from placements.models import Reach
from students.models import Student

FOUND_FOR = timedelta(days=182)  # half a year, where she names no day
FOUND_AT_MOST = timedelta(days=365)

IN_IT = Compiled(
    lambda student: (
        Credential.objects.filter(student=student, shared=True, state=CredentialState.AWARDED.value)
        .select_related("institution", "achievement", "placement__challenge__employer")
        .order_by("-awarded_at", "-pk")
    )
)
VOUCHED = Compiled(
    lambda credentials: (
        Endorsement.objects.filter(
            credential__any_of=credentials,
            state=EndorsementState.GIVEN.value,
            seen=Seen.SHOWN.value,
            document__isnull=False,
        )
        .exclude(reach=Reach.PRIVATE.value)
        .select_related("employer", "member")
        .order_by("given_at", "pk")
    )
)


def portfolio_of(student: Student) -> Portfolio:
    """Hers; everything off while she has never turned anything on."""
    found = Portfolio.objects.filter(student=student).first()
    return found or Portfolio(student=student, institution=student.institution)


@transaction.atomic
def share_portfolio(*, student: Student, shared: bool, name_shown: bool) -> Portfolio:
    """One link to all badges whose own link is on, with her name above them or without it.

    The address stays the same when it is turned off and on again: it may stand on paper. Where it
    has got into the wrong hands, :func:`renew_link` gives another.
    """
    portfolio = _held(student)
    portfolio.shared, portfolio.name_shown = shared, shared and name_shown
    portfolio.save(update_fields=["shared", "name_shown"])
    keep_ledger(
        student,
        {Consented.PORTFOLIO: portfolio.shared, Consented.PORTFOLIO_NAME: portfolio.name_shown},
    )
    return portfolio


@transaction.atomic
def renew_link(*, student: Student) -> Portfolio:
    """Another address for the one link: whoever has the old one reads "not public" from now on."""
    portfolio = _held(student)
    portfolio.public_id = uuid.uuid4()
    portfolio.save(update_fields=["public_id"])
    return portfolio


@transaction.atomic
def be_found(*, student: Student, found: bool, until: date | None = None) -> Portfolio:
    """Let checked employers find her shared badges by skill, until a day; or stop it at once.

    In half a year it ends by itself where she names no day. Raises ``RuleBroken`` for a day that
    is past, or more than a year away.
    """
    today = clock.today(student.institution.zone)
    if found and until is not None and not today <= until <= today + FOUND_AT_MOST:
        raise RuleBroken(_("Choose a day within the next year."))
    portfolio = _held(student)
    portfolio.found_until = (until or today + FOUND_FOR) if found else None
    portfolio.save(update_fields=["found_until"])
    keep_ledger(student, {Consented.FOUND: found}, until=portfolio.found_until)
    return portfolio


def vouching_for(badges: Sequence[Credential]) -> dict[int, list[str]]:
    """Who vouches for each of ``badges`` now, by its key, as far as they let it be seen. Their
    signatures are checked on the badge's own page."""
    words = VOUCHED.all(credentials=[badge.pk for badge in badges])
    own = {badge.pk: badge for badge in badges}
    now, found = clock.now(), dict[int, list[str]]()
    for word in words:
        if word.valid_until >= now:
            who, _capacity = who_vouches(word, own[word.credential_id])
            who = f"{who}, {word.employer}" if word.reach == Reach.PERSON else who
            found.setdefault(word.credential_id, []).append(who)
    return found


def badges_in(portfolio: Portfolio) -> list[Credential]:
    """What the link shows: badges in force whose own link is on, newest first."""
    return list(IN_IT.all(student=portfolio.student_id))


def _held(student: Student) -> Portfolio:
    """Her row, locked; made at first need."""
    Portfolio.objects.get_or_create(student=student, defaults={"institution": student.institution})
    return Portfolio.objects.select_for_update().get(student=student)
