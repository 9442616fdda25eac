"""Changing a brief: each text is kept, and two people who write at once lose nothing."""

from collections.abc import Sequence
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from employers.models import Challenge, What
from employers.said import said_in
from employers.services.briefs import Changes, of_plan, team_sizes, write_sessions
from employers.services.fitness import refuse_unfit
from employers.services.hosts import site_at
from employers.services.recording import Told, record
from employers.services.sharing import correct_parts
from employers.services.versions import keep_version, newest_version
from employers.states import AHEAD, UNPUBLISHED
from employers.times import Times, plan, window
from skills.models import Skill

MAY_BE_CORRECTED = frozenset(  # while students see it; the rest was agreed to (REQUIREMENTS 4.7)
    {
        "title",
        "summary",
        "why_now",
        "good_looks_like",
        "day_plan",
        "background",
        "need",
        "leads_to",
        "leads_to_words",
        "lunch",
        "costs_note",
        "access",
        "bring",
        "owner",
        "supervisor",
    }
)
SEEN = frozenset(AHEAD)


class ChangedMeanwhile(RuleBroken):
    """Two people wrote at once: whoever came second chooses between the texts."""


@transaction.atomic
def edit_challenge(
    *,
    challenge: Challenge,
    times: Times | None = None,
    skills: Sequence[Skill] | None = None,
    address: str = "",
    for_the_host: bool = False,
    by: User | None = None,
    seen: int = 0,
    told: Told | None = None,
    **changes: Unpack[Changes],
) -> Challenge:
    """Change a brief. Once students see it, only what nobody agreed to can be corrected.

    ``address`` is a place that the host has not named yet; it becomes the brief's site. New times
    bring a new closing and answer unless these are given too. What staff change ``for_the_host``
    is noted until she writes in the brief herself; ``told``, where she said so. ``by`` wrote it, on
    a page that showed version ``seen``. Raises ``RuleBroken``, and ``ChangedMeanwhile`` where that
    is not the newest any more.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if seen and seen != newest_version(held):
        raise ChangedMeanwhile(_("Somebody else changed it while you wrote."))
    before = said_in(held)
    if held.published_at and not challenge.published_at:
        raise RuleBroken(_("It was published meanwhile. Suggest a change on its page."))
    fields: dict[str, Any] = {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in changes.items()
        if value is not None or name not in {"closes_at", "answer_by"}
    }
    if address:
        fields["site"] = site_at(employer=held.employer, address=address)
    different = {name for name, value in fields.items() if getattr(held, name) != value}
    _refuse_too_late(held, different, agreed=times is not None or skills is not None)
    planned = None if times is None else plan(times, held.institution.zone)
    if planned is not None:
        if not {"closes_at", "answer_by"} & different:
            fields["closes_at"], fields["answer_by"] = window(planned.starts_at, held.institution)
        fields |= of_plan(planned)
    if "places" in different and not {"grouping", "team_at_least", "team_at_most"} & different:
        fields |= team_sizes(fields["places"])
    if held.state in UNPUBLISHED and (for_the_host or held.edited):
        now = {name for name, value in fields.items() if getattr(held, name) != value}
        now |= {"skills"} if skills is not None else set()
        fields["edited"] = sorted({*held.edited, *now}) if for_the_host else []
    for row in (held, challenge):
        for name, value in fields.items():
            setattr(row, name, value)
    refuse_unfit(held, len(skills) if skills is not None else held.skills.count())
    if fields:
        held.save(update_fields=list(fields))
    correct_parts(held, different - {"owner"})
    if skills is not None:
        held.skills.set(skills)
    if planned is not None:
        write_sessions(held, planned)
    keep_version(challenge=held, before=before, by=by, by_host=not for_the_host)
    record(held, What.CHANGED, told)
    return held


def _refuse_too_late(challenge: Challenge, different: set[str], *, agreed: bool) -> None:
    if challenge.shared_from_id is not None and (agreed or different - {"owner"}):
        raise RuleBroken(_("It follows the other university’s brief: ask them to change it."))
    if challenge.state in UNPUBLISHED:
        return
    if challenge.state not in SEEN:
        raise RuleBroken(_("This project is under way or over: the brief stays as it is."))
    if agreed or not different <= MAY_BE_CORRECTED:
        raise RuleBroken(
            _(
                "Students have read this. Day, place, hours, pay and what is left behind stay; "
                "to change them, cancel it and run it again."
            )
        )
