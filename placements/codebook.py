"""What the two-minute survey asks, and under which names answers are kept (R37, R55).

Each statement is put to students and to hosts, the same in substance, in words of their own. An
item's name is for ever; other words, or other items, are a new version, and answers say which they
were given to (docs/decisions/0110). Versions that were asked once are never changed.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

CANNOT_SAY = 0
SCALE: dict[int, Any] = {
    1: _("No"),
    2: _("Rather no"),
    3: _("Partly"),
    4: _("Rather yes"),
    5: _("Yes"),
    CANNOT_SAY: _("Cannot say"),
}


@dataclass(frozen=True)
class Item:
    """One statement, as a student and as a host reads it."""

    name: str
    student: Any
    host: Any


def _same(name: str, words: Any) -> Item:
    return Item(name, words, words)


CODEBOOK: dict[int, tuple[Item, ...]] = {
    1: (
        Item(
            "worth_time",
            _("It was worth the time it took me."),
            _("It was worth the time it took us."),
        ),
        _same("clear_before", _("It was clear beforehand what was wanted.")),
        Item(
            "gain",
            _("I learned something that my course does not teach."),
            _("We gained something that we would not have had without it."),
        ),
        Item(
            "guidance",
            _("My host gave me the help I needed."),
            _("We could give the students the help they needed."),
        ),
        _same("support", _("The university was there when we needed it.")),
        Item(
            "result",
            _("The result is of use to my host."),
            _("The result is of use to us."),
        ),
        _same("badge", _("A badge like this shows what somebody can do.")),
        Item(
            "recommend",
            _("I would tell other students to take part."),
            _("We would tell other hosts to take part."),
        ),
    )
}
VERSION = max(CODEBOOK)  # what is asked now
