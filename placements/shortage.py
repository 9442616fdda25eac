"""What a challenge's desk can do where too few come, each way with its effect."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employers.states import AHEAD, ChallengeState
from placements.services.problem import team_sizes
from placements.standing import Act, Standing


def too_few(at: Standing) -> bool:
    """Whether everybody has answered, nobody is left to ask, and those who come are no team."""
    least = team_sizes(at.challenge)[0]
    return at.challenge.state == ChallengeState.CLOSED and 0 < at.yes < least


def of_too_few(at: Standing) -> list[Act]:
    """A person decides, each way with its effect (REQUIREMENTS 4.9)."""
    named = {"yes": at.yes, "least": team_sizes(at.challenge)[0]}
    return [
        Act(
            ngettext(
                "Next: decide. %(yes)d person comes, and a team needs %(least)d",
                "Next: decide. %(yes)d people come, and a team needs %(least)d",
                at.yes,
            )
            % named,
            _(
                "Nobody is left to ask. Ring %(host)s, then choose below: go ahead with fewer, "
                "more time, another project, or call it off."
            )
            % {"host": at.challenge.contact.name},
            kind="wait",
        ),
        Act(
            _("Run with %(n)d") % {"n": at.yes},
            _("The team stands, and they and the host are told. Whoever asks later can join."),
            name="run_with_fewer",
            button=_("Run with %(n)d") % {"n": at.yes},
        ),
        Act(
            _("Give it more time"),
            _("It takes interests again until a later day; those who said yes keep their place."),
            name="extend_challenge",
            app="employers",
            button=_("More time"),
            kind="link",
        ),
    ]


def of_those_placed(at: Standing) -> list[Act]:
    """Another project, or none, for those who have said yes."""
    if not at.yes or at.challenge.state not in AHEAD:
        return []
    return [
        Act(
            _("Ask them to another project"),
            ngettext(
                "%(n)d person with a place gets a letter, and keeps this place until a yes there.",
                "%(n)d people with a place get a letter, and keep this place until a yes there.",
                at.yes,
            )
            % {"n": at.yes},
            name="move_places",
            button=_("See where there is room"),
            kind="link",
        ),
        Act(
            _("Call it off"),
            ngettext(
                "%(n)d person loses the place and hears it with your reason; then you find "
                "another one.",
                "%(n)d people lose their places and hear it with your reason; then you find "
                "them others.",
                at.yes,
            )
            % {"n": at.yes},
            name="cancel_challenge",
            app="employers",
            button=_("Call it off"),
            kind="link",
        ),
    ]
