"""What a challenge's desk does next: one act prepared, the others with their effects.

:func:`acts_of` gives the acts in order for a ``Standing``; the first is the prepared one.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employers.models import WhoDecides
from employers.states import ChallengeState
from institutions.models import Policy
from placements import words
from placements.services.choosing import goes_on_at
from placements.services.times import cut_off, when_awake
from placements.shortage import of_those_placed, of_too_few, too_few
from placements.standing import Act, Standing
from placements.states import AllocationState
from students.states import EoiState

E = EoiState


def acts_of(at: Standing) -> list[Act]:
    """What can be done, the prepared act first."""
    if at.challenge.state == ChallengeState.CANCELLED:
        return [
            Act(
                _("Called off"),
                at.challenge.state_reason,
                name="rebook",
                button=_("Find everybody another place"),
                kind="link",
            )
        ]
    if at.challenge.state in (ChallengeState.RUNNING, ChallengeState.COMPLETED):
        return [_on_the_day(at)]
    if at.challenge.state == ChallengeState.CLOSED and _host_is_asked(at):
        return _of_host(at)
    acts = [*_of_round(at), *_of_places(at), *_of_teams(at)]
    if not acts and too_few(at):
        acts = of_too_few(at)
    if not acts:
        acts = [_nothing_yet(at)]
    known = {act.name for act in acts if act.name}
    return acts + [act for act in _something_else(at) if act.name not in known]


def _places(count: int) -> str:
    return ngettext("%(n)d place", "%(n)d places", count) % {"n": count}


def _of_round(at: Standing) -> list[Act]:
    """What the challenge's unfinished round asks for."""
    if at.round is None:
        return []
    zone = at.challenge.institution.zone
    match at.round.state:
        case AllocationState.SOLVING:
            return [
                Act(
                    _("The list is being worked out"),
                    _("It takes a few seconds. You can leave this page and come back."),
                    name="review_allocation",
                    button=_("See how far it is"),
                    kind="link",
                    of_round=True,
                )
            ]
        case AllocationState.DRAFTED:
            placed = len((at.round.result or {}).get("placed", []))
            return [
                *([_everybody(at)] if _everybody_fits(at) else []),
                Act(
                    _("Check the list") if _everybody_fits(at) else _("Next: check the list"),
                    _(
                        "%(n)d people would be offered a place, each with a reason. Nobody hears "
                        "anything before you confirm it."
                    )
                    % {"n": placed},
                    name="review_allocation",
                    button=_("See the list"),
                    kind="link",
                    of_round=True,
                ),
            ]
        case AllocationState.CONFIRMED:
            when = words.hour(at.round.letters_at or at.now, zone)
            return [
                Act(
                    _("The letters go at %(when)s") % {"when": when},
                    _("Until then you can undo it, and nobody has heard anything."),
                    name="send_answers",
                    button=_("Send them now"),
                    of_round=True,
                ),
                Act(
                    _("Undo it"),
                    _("Back to a list that you can change. Nobody hears anything."),
                    name="undo_confirmation",
                    button=_("Undo"),
                    of_round=True,
                ),
            ]
    return []


def letters_in_words(policy: Policy, zone: str, now: datetime) -> str:
    """When the letters of a list go that is confirmed now, and how long it can be undone."""
    due = now + timedelta(minutes=policy.undo_minutes)
    awake = when_awake(due, policy, zone)
    if awake > due:
        return _("No letters go at night: these go on %(when)s. Until then you can undo it.") % {
            "when": words.day_and_hour(awake, zone)
        }
    if not policy.undo_minutes:
        return _("The letters go at once.")
    return ngettext(
        "The letters go %(n)d minute later. Until then you can undo it.",
        "The letters go %(n)d minutes later. Until then you can undo it.",
        policy.undo_minutes,
    ) % {"n": policy.undo_minutes}


def _host_is_asked(at: Standing) -> bool:
    """Whether the host chooses, and her word is to come."""
    if at.challenge.who_decides != WhoDecides.HOST or not at.waiting:
        return False
    return at.choosing is None or not at.choosing.is_finished


def _of_host(at: Standing) -> list[Act]:
    """The host has the list: wait, or ring once her word was due."""
    host, person = at.challenge.employer.name, at.challenge.contact.name
    if at.choosing is None:
        title = _("The list goes to %(host)s") % {"host": host}
        return [Act(title, _("Within five minutes, without names."), kind="wait")]
    zone, last = at.challenge.institution.zone, goes_on_at(at.challenge, at.choosing)
    when = words.day_and_hour(at.choosing.due_at, zone)
    if at.choosing.due_at > at.now:
        title = _("%(host)s chooses, until %(when)s")
        effect = _("%(name)s has the list without names. Does it by telephone? Record it here.")
    else:
        title = _("Next: ring %(name)s. The answers of %(host)s were due on %(when)s")
        effect = _(
            "Record yes, maybe or no as you hear it, or go on without. On %(goes_on)s it goes on "
            "by itself, for the students were promised an answer: no answer counts as maybe."
        )
    named = {"host": host, "name": person, "when": when}
    named["goes_on"] = words.day_and_hour(last, zone)
    return [
        Act(title % named, effect % named, name="choose", button=_("See the list"), kind="link"),
        Act(
            _("Go on without the host’s answers"),
            _("Who has a no stays out; everybody else counts as maybe."),
            name="finish_choosing",
            button=_("Go on"),
        ),
    ]


def _everybody_fits(at: Standing) -> bool:
    """Whether all who wait may be offered a place at once: nobody need be chosen."""
    closed = at.challenge.state == ChallengeState.CLOSED
    return closed and at.counts[E.SUBMITTED] > 0 and 0 < at.ready <= at.free


def _everybody(at: Standing) -> Act:
    """One click for the common case (REQUIREMENTS 4.9)."""
    letters = letters_in_words(at.policy, at.challenge.institution.zone, at.now)
    return Act(
        _("Next: offer all %(n)d a place") % {"n": at.ready},
        _("There is room for everyone. %(letters)s") % {"letters": letters},
        name="offer_all",
        button=_("Offer all %(n)d") % {"n": at.ready},
    )


def _of_places(at: Standing) -> list[Act]:
    """Free places and people who wait for them, while no list is under way."""
    if at.round is not None and at.round.state != AllocationState.WAITING:
        return []
    zone, acts = at.challenge.institution.zone, []
    fresh = at.counts[E.SUBMITTED]
    if at.challenge.state == ChallengeState.CLOSED and at.ready > 0 and at.free:
        share = Act(
            _("Next: share out %(places)s") % {"places": _places(at.free)},
            _(
                "%(n)d people wait. The rules make a list with a reason for everyone; you check it "
                "before anybody hears."
            )
            % {"n": at.waiting},
            name="share_out",
            button=_("Share out %(places)s") % {"places": _places(at.free)},
        )
        down_the_line = Act(
            _("Next: offer the free place to %(name)s") % {"name": at.next_in_line},
            _(
                "First in line. The letter goes at once; if the answer is no, the next in line "
                "follows without you."
            ),
            name="refill",
            button=_("Offer the place"),
        )
        if fresh:
            acts += [_everybody(at)] if _everybody_fits(at) else [share]
        else:
            acts += [down_the_line]
    if at.challenge.state == ChallengeState.CLOSED and fresh and at.declined and not at.ready:
        acts.append(
            Act(
                ngettext(
                    "Next: tell %(n)d person that the host chose others",
                    "Next: tell %(n)d people that the host chose others",
                    at.declined,
                )
                % {"n": at.declined},
                _("The host said no to everybody who waits. You see the list before it goes out."),
                name="share_out",
                button=_("Make the list"),
            )
        )
    if at.unverified and at.free:
        acts.append(
            Act(
                ngettext(
                    "%(n)d person is not known as a student here yet",
                    "%(n)d people are not known as students here yet",
                    at.unverified,
                )
                % {"n": at.unverified},
                _(
                    "A place can be offered once you say on their page that they are. The list "
                    "below leads there."
                ),
                kind="wait",
            )
        )
    if at.silent:
        until = at.last_answer_by or cut_off(at.challenge, at.policy)
        acts.append(
            Act(
                ngettext("Wait for %(n)d answer", "Wait for %(n)d answers", at.silent)
                % {"n": at.silent},
                _(
                    "They have until %(when)s. A place that comes free goes down the line without "
                    "you. Somebody rang? Record the answer below."
                )
                % {"when": words.day_and_hour(until, zone)},
                kind="wait",
            )
        )
    return acts


def _of_teams(at: Standing) -> list[Act]:
    if at.formed:
        return [
            Act(
                _("Everything is ready"),
                ngettext(
                    "%(n)d team stands, and everybody has been told.",
                    "%(n)d teams stand, and everybody has been told.",
                    at.formed,
                )
                % {"n": at.formed},
                name="day",
                button=_("See the day"),
                kind="link",
            )
        ]
    if at.proposed:
        return [
            Act(
                _("Next: confirm the teams"),
                ngettext(
                    "%(n)d team is drawn up. You can move anyone before the letters go.",
                    "%(n)d teams are drawn up. You can move anyone before the letters go.",
                    at.proposed,
                )
                % {"n": at.proposed},
                name="teams",
                button=_("See the teams"),
                kind="link",
            )
        ]
    return []


def _on_the_day(at: Standing) -> Act:
    if at.challenge.state == ChallengeState.RUNNING:
        return Act(
            _("It is under way"),
            _("Who came, who is late, and whom to ring."),
            name="day",
            button=_("See the day"),
            kind="link",
        )
    return Act(
        _("The day is over"),
        _("The host signs off; then the badges go out."),
        name="outcome",
        button=_("See the sign-off"),
        kind="link",
    )


def _nothing_yet(at: Standing) -> Act:
    zone = at.challenge.institution.zone
    if at.challenge.state == ChallengeState.PAUSED:
        return Act(
            _("Paused: no new interests"),
            _("Those that were sent stay. Without a word from you it closes on %(when)s.")
            % {"when": words.day_and_hour(at.challenge.closes_at, zone)},
            name="resume_challenge",
            app="employers",
            button=_("Take interests again"),
        )
    if at.challenge.state == ChallengeState.OPEN:
        return Act(
            _("Interests come in"),
            _("It closes on %(when)s. Then the places are shared out.")
            % {"when": words.day_and_hour(at.challenge.closes_at, zone)},
            kind="wait",
        )
    if at.yes:
        return Act(
            _("Nothing to do"),
            _("Everybody has answered. The teams are drawn up within a minute."),
            kind="wait",
        )
    return Act(
        _("Nobody is left to ask"),
        _("Record an interest at the desk, or call the project off."),
        kind="wait",
    )


def _something_else(at: Standing) -> list[Act]:
    """Other acts that are possible now, each with its effect."""
    acts = []
    busy = at.round is not None and at.round.state in (
        AllocationState.CONFIRMED,
        AllocationState.SOLVING,
    )
    if at.ready > 0 and at.free and not busy:
        acts.append(
            Act(
                _("Pick people by hand"),
                _("Tick them in the list below and give a reason; it stays in the history."),
                kind="pick",
            )
        )
        if at.ready <= at.free:
            acts.append(
                Act(
                    _("Offer all %(n)d a place") % {"n": at.ready},
                    _("There is room for everyone."),
                    name="offer_all",
                    button=_("Offer all %(n)d") % {"n": at.ready},
                )
            )
        if at.challenge.state == ChallengeState.CLOSED:
            acts.append(
                Act(
                    _("Have the list worked out (again)"),
                    _("By the rules, from the people who wait now. Nobody hears anything yet."),
                    name="share_out",
                    button=_("Work it out"),
                )
            )
    if at.yes and at.counts[E.WAITLISTED] and at.challenge.state == ChallengeState.CLOSED:
        acts.append(
            Act(
                _("Run with %(n)d") % {"n": at.yes + at.silent},
                ngettext(
                    "%(n)d person in line hears that it goes ahead without them.",
                    "%(n)d people in line hear that it goes ahead without them.",
                    at.counts[E.WAITLISTED],
                )
                % {"n": at.counts[E.WAITLISTED]},
                name="run_with_fewer",
                button=_("Run with %(n)d") % {"n": at.yes + at.silent},
            )
        )
    return [*acts, *of_those_placed(at)]
