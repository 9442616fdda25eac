"""Guides for hosts, two minutes each, offered when they are needed (R20)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Guide:
    """One guide: its name in an address, title, when it is of use, and its parts."""

    topic: str
    title: Any
    when: Any
    parts: tuple[tuple[Any, tuple[Any, ...]], ...]


GUIDES = {
    guide.topic: guide
    for guide in (
        Guide(
            "before",
            _("Before they come"),
            _("The day before, or on the way in."),
            (
                (
                    _("Make the first hour easy"),
                    (
                        _("Tell whoever opens the door their names and when they come."),
                        _("Have a place to sit, the network’s password and water ready."),
                        _("Begin with names and with why this problem matters to you."),
                    ),
                ),
                (
                    _("Say what good looks like"),
                    (
                        _("Show one thing that you were glad of before, and say why."),
                        _("Say what is out of reach, so that nobody spends the day on it."),
                        _("Say when you come by, and whom to ask in between."),
                    ),
                ),
                (
                    _("Leave them room"),
                    (
                        _("They work on their own for long stretches. That is meant."),
                        _("Answer a question with what you know, not with the answer you expect."),
                        _("One of them is silent? Ask for a view, by name, once."),
                    ),
                ),
            ),
        ),
        Guide(
            "feedback",
            _("Saying what you saw"),
            _("During the day, and at its end."),
            (
                (
                    _("Soon, small, about the work"),
                    (
                        _("Say it on the day, in a minute, while it can still change something."),
                        _("Say what was done and what came of it: “You asked riders, and …”."),
                        _("Leave out what somebody is like. “Confident” helps nobody do it again."),
                    ),
                ),
                (
                    _("What to do next"),
                    (
                        _("Name one thing to keep and one thing to try. More is not heard."),
                        _("Ask first: “How did that go, in your view?”"),
                        _("If it went wrong, say so plainly and alone, with what would help."),
                    ),
                ),
                (
                    _("At the end of the day"),
                    (
                        _("Ten minutes with the team: what you will use, and what you will not."),
                        _("Thank each by name for one thing. They remember it for years."),
                    ),
                ),
            ),
        ),
        Guide(
            "assess",
            _("Choosing a step"),
            _("Just before you sign off."),
            (
                (
                    _("What you saw, not what you guess"),
                    (
                        _("Read the behaviour beside the step. Which one did you see today?"),
                        _("Saw nothing of it? “Not seen” is a full answer and takes nothing away."),
                        _("After one day step 2 is the one to expect. It is a good step."),
                    ),
                ),
                (
                    _("What misleads everybody"),
                    (
                        _("One strong thing colours all others: go skill by skill, not by person."),
                        _("Who is like us seems better. Who speaks most seems to lead."),
                        _("The last hour weighs too much. Think of the morning, too."),
                        _("Giving everybody the same is kind, and tells nobody anything."),
                    ),
                ),
                (
                    _("The line of evidence"),
                    (
                        _("One sentence: what was done, with what, and what came of it."),
                        _("A stranger may read it in three years. Write what you would sign."),
                        _("Whether you would take them on has its own place, under seal."),
                    ),
                ),
            ),
        ),
    )
}
