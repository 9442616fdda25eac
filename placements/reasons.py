"""Why an interest ended as it did: a typed code and its numbers, and the sentence for the student.

Most reasons are ``matching``'s own (``matching.model.Reason`` as a dictionary); the others are
acts of people. A sentence never names another student, and never says why somebody came first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.model import Decider, ReasonCode
from placements.models import whom
from placements.words import listed
from skills.spoken import spoken

Why = Mapping[str, Any]

EVERYBODY = "everybody"
BY_HAND = "by_hand"
BY_HAND_IN_LINE = "by_hand_in_line"
SWAPPED_IN = "swapped_in"
SWAPPED_OUT = "swapped_out"
HELD = "held"
TAKEN_OFF = "taken_off"
LATE = "late"
NOT_VERIFIED = "not_verified"
CAME_FREE = "came_free"
ASKED_AT_ONCE = "asked_at_once"
OTHERS_WERE_FASTER = "others_were_faster"
RUNS_WITH_FEWER = "runs_with_fewer"
CALLED_OFF = "called_off"
REBOOKED = "rebooked"
MOVED = "moved"
CAME_BACK = "came_back"
NOTHING_CAME_FREE = "nothing_came_free"

CARRY_OVER, FIRST_TIMER, KEPT = "carry_over", "first_timer", "kept"  # who comes first


def sentence(why: Why) -> str:
    """The sentence that the student reads; empty where there is no reason yet."""
    if not why:
        return ""
    return _SENTENCES[why["code"]](why)


def _asked_for(why: Why) -> str:
    asked, places = why.get("asked") or 0, why.get("places") or 0
    if not places:
        return _("No place was left to give here when the list was made.")
    people = ngettext("%(n)d person asked", "%(n)d people asked", asked) % {"n": asked}
    return ngettext("%(people)s for %(n)d place.", "%(people)s for %(n)d places.", places) % {
        "people": people,
        "n": places,
    }


def _placed(why: Why) -> str:
    asked, places = why.get("asked") or 0, why.get("places") or 0
    if asked <= places and not why.get("not_all"):
        return _("There is room for everyone who asked.")
    return _(
        "%(asked)s One of the places is yours. They were shared out by rules that are the same "
        "for everybody."
    ) % {"asked": _asked_for(why)}


def _excluded(why: Why) -> str:
    match why.get("filter"):
        case "busy":
            return _("You already have a place elsewhere at that time.")
        case "limit":
            return _("You already have as many places as one person can have at a time.")
        case "not_on_module":
            return _("This project belongs to a module that you do not take, by our records.")
        case "not_verified":
            return _not_verified()
        case "left":
            return _("By our records you are no longer a student here.")
        case "host_declined":
            return _host_declined(why)
        case _:
            return _("The project’s conditions did not fit. Ring us and we will tell you more.")


def _host_declined(why: Why) -> str:
    if why.get("on"):
        return _("The host chose others, on: %(skill)s.") % {"skill": spoken(why["on"])}
    return _("The host chose others, on: what they wrote about the problem.")


def _not_verified() -> str:
    return _(
        "We can not tell from your address that you are a student here. Write to us from your "
        "college address, or ring us with your student number: until then you wait in line."
    )


def _first(why: Why) -> str:
    """Who comes first by the rules of her round."""
    known = {
        CARRY_OVER: _("those who got nothing before"),
        FIRST_TIMER: _("those who never had a place"),
        KEPT: _("those for whom places are kept"),
    }
    return listed([known[each] for each in why.get("first") or known])


def _decided(why: Why) -> str:
    if why.get("paired"):
        return _as_a_pair(why)
    match why.get("decided_by"):
        case Decider.AS_MANY_AS_POSSIBLE:
            return _("The places were shared so that as many people as possible got one.")
        case Decider.PRIORITY:
            return _("The last places went to people who come first: %(who)s.") % {
                "who": _first(why)
            }
        case Decider.KEPT:
            return _("These came first, and the places went to them.")
        case Decider.OWN_ORDER:
            return _("The last places went to people who had put this project higher.")
        case Decider.LOTTERY:
            return _(
                "Between equals a draw decided, and high numbers come first: your number was "
                "%(yours)d, and the last one with a place was %(last)d."
            ) % {"yours": why.get("your_number") or 0, "last": why.get("last_admitted") or 0}
        case Decider.KEPT_TOGETHER:
            return _("The places here went to people who come as a pair.")
        case _:
            return ""


def _kept(why: Why) -> str:
    """For whom places were kept, where they were; whether they did decide is said after it."""
    if not why.get("kept_for"):
        return ""
    cohort, value = why["kept_for"]
    return _("As the listing says, places are kept for %(whom)s.") % {"whom": whom(cohort, value)}


def _full(why: Why) -> str:
    return " ".join(filter(None, (_asked_for(why), _kept(why), _decided(why))))


def _no_whole_team(why: Why) -> str:
    if why.get("paired"):
        return _as_a_pair(why)
    said = _("One more person would not have made whole teams.")
    return " ".join(filter(None, (said, _kept(why), _decided(why))))


def _not_opened(why: Why) -> str:
    minimum = why.get("minimum") or 0
    if why.get("decided_by") == Decider.KEPT_TOGETHER:
        return _(
            "The project needs at least %(n)d people, and with those who come as a pair no whole "
            "team could be made."
        ) % {"n": minimum}
    return ngettext(
        "The project needs at least %(n)d person, and too few could come.",
        "The project needs at least %(n)d people, and too few could come.",
        minimum,
    ) % {"n": minimum}


def _named(why: Why, with_titles: str, without: str) -> str:
    titles = [f"“{title}”" for title in why.get("titles") or ()]
    return with_titles % {"titles": listed(titles)} if titles else without


def _clash(why: Why) -> str:
    return _named(
        why,
        _("It is at the same time as %(titles)s, where you have a place."),
        _("It is at the same time as the place that you have."),
    )


def _elsewhere(why: Why) -> str:
    return _named(
        why, _("You have a place in %(titles)s instead."), _("You have another place instead.")
    )


def _as_a_pair(_why: Why) -> str:
    return _("You come as a pair, and the two of you could not both have a place here.")


def _fixed(text: Callable[[], str]) -> Callable[[Why], str]:
    return lambda _why: text()


_SENTENCES: dict[str, Callable[[Why], str]] = {
    ReasonCode.PLACED: _placed,
    ReasonCode.EXCLUDED: _excluded,
    ReasonCode.FULL: _full,
    ReasonCode.NO_WHOLE_TEAM: _no_whole_team,
    ReasonCode.NOT_OPENED: _not_opened,
    ReasonCode.CLASH: _clash,
    ReasonCode.ELSEWHERE: _elsewhere,
    ReasonCode.KEPT_TOGETHER: _as_a_pair,
    EVERYBODY: _fixed(lambda: _("There is room for everyone who asked.")),
    BY_HAND: _fixed(
        lambda: _(
            "People of our team read what everybody wrote, and chose. Their reason is kept: you "
            "may ask us for it."
        )
    ),
    BY_HAND_IN_LINE: _fixed(
        lambda: _(
            "People of our team read what everybody wrote, and chose the first. Their reason is "
            "kept: you may ask us for it. If one of them says no, we ask you next."
        )
    ),
    SWAPPED_IN: _fixed(lambda: _("We changed the list by hand so that you can come.")),
    SWAPPED_OUT: _fixed(lambda: _("We changed the list by hand. You are next in line.")),
    HELD: _fixed(lambda: _("We gave you this place by hand, before the others were shared out.")),
    TAKEN_OFF: _fixed(
        lambda: _("We changed the list by hand, and have no place for you in this project.")
    ),
    LATE: _fixed(
        lambda: _("You confirmed after the places had been shared out, so you follow in line.")
    ),
    NOT_VERIFIED: _fixed(_not_verified),
    CAME_FREE: _fixed(lambda: _("A place came free, and you were next in line.")),
    ASKED_AT_ONCE: _fixed(
        lambda: _("A place came free shortly before the day. The first to say yes has it.")
    ),
    OTHERS_WERE_FASTER: _fixed(lambda: _("Others said yes before you, and the places are taken.")),
    RUNS_WITH_FEWER: _fixed(
        lambda: _("The project goes ahead with the people who have said yes so far.")
    ),
    CALLED_OFF: _fixed(lambda: _("The project will not take place.")),
    NOTHING_CAME_FREE: _fixed(
        lambda: _("It has begun, and no place came free for you. It costs you nothing next time.")
    ),
    CAME_BACK: _fixed(lambda: _("You changed your mind in time, and follow in line.")),
    REBOOKED: _fixed(
        lambda: _("The project in which you had a place was called off. This one has room.")
    ),
    MOVED: lambda why: _named(
        why,
        _(
            "Too few people come to %(titles)s. Your place there stays yours until you say yes "
            "to this one."
        ),
        _("Too few people come to your project. Your place there stays until you say yes."),
    ),
}

CODES = frozenset(_SENTENCES)
