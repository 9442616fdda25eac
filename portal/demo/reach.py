"""Whom the demo's projects reach: places kept for a group, people who may be asked again, another
university that is asked."""

from accounts.models import User
from employers import services as employers
from employers.models import Challenge
from placements import services as placements
from placements.models import Placement, ShownAs
from placements.states import OVER
from portal.demo.cast import Cast, officer_of
from portal.demo.content import INSTITUTIONS

SHARED_WITH = "westmoor"
KEPT_IN, ASKED_IN = "corran-letter", "marlpit-evenings"
WAS_AT = "corran-damp"  # the same host's project of before
SAID = (
    (
        "I was nervous for ten minutes. Then they wrote down what I thought.",
        "first_name",
        ("host_page", "projects", "university"),
    ),
    ("You see real flats and real letters. Bring a warm coat.", "student", ("projects",)),
)


def play_reach(cast: Cast, rows: dict[str, int]) -> None:
    """One host keeps places for first years and may ask three people again; another's wish for
    places waits for the desk, and four of its places for the other university in town."""
    letter = _project(rows[KEPT_IN])
    kept = placements.keep_places(
        challenge=letter,
        cohort="year",
        value="1",
        places=2,
        ground="take_part_less",
        why="Six of the seven who came to us so far were in their last year.",
        by=_host_of(letter),
        by_host=True,
    )
    placements.decide_kept_places(
        kept=kept,
        approve=True,
        why="First years are one in ten of our placements and a third of our students. Two of six "
        "places is in proportion, and what they do not take goes to all.",
        by=approver_of(cast, letter.institution.slug),
    )
    for placement, shown_as in zip(_was_at(rows[WAS_AT]), ShownAs.values * 2, strict=False):
        placements.be_invited(placement=placement, shown_as=shown_as)
    there = _was_at(rows[WAS_AT])
    for placement, (words, said_as, uses) in zip(there, SAID, strict=False):
        placements.give_quote(placement=placement, words=words, said_as=said_as, uses=uses)
    evenings = _project(rows[ASKED_IN])
    placements.keep_places(
        challenge=evenings,
        cohort="first_place",
        ground="need",
        why="Our evenings suit people who have never set foot in an office.",
        by=_host_of(evenings),
        by_host=True,
    )
    employers.share_challenge(
        challenge=evenings,
        to=cast.institutions[SHARED_WITH],
        places=4,
        by=officer_of(cast, evenings.institution.slug),
        words="Fourteen of ours asked, and yours live next door. Ines is lovely.",
    )


def _was_at(pk: int) -> list[Placement]:
    """Three who finished a project."""
    done = Placement.objects.filter(challenge=pk, state__in=OVER).order_by("pk")
    there = done.exclude(attendance__came="did_not_come")
    return list(there.select_related("student", "challenge")[:3])


def approver_of(cast: Cast, slug: str) -> User:
    """The university's second person."""
    here = next(each for each in INSTITUTIONS if each.slug == slug)
    return cast.staff[next(person.key for person in here.staff if "approver" in person.roles)]


def _host_of(challenge: Challenge) -> User:
    user = challenge.contact.user
    assert user is not None
    return user


def _project(pk: int) -> Challenge:
    return Challenge.objects.select_related("institution", "contact__user").get(pk=pk)
