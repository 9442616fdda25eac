"""The design system as template tags, loaded into every template.

Each tag has a template in ``templates/components/`` and its rules in ``static/css/components/``;
the small ones that pages hold by the dozen are drawn in Python, for less than a template's CPU.
``docs/design-system.md`` shows one line of each. Tags escape what they are given: only the content
of a block, rendered by the template that holds it, is taken as markup.
"""

from core.templatetags.components import acts, boxes, charts, forms, lists, ways
from core.templatetags.components.forms import Option
from core.templatetags.components.lists import CardDate, CardFact, ChallengeCard
from core.templatetags.components.parts import register

__all__ = [
    "CardDate",
    "CardFact",
    "ChallengeCard",
    "Option",
    "acts",
    "boxes",
    "charts",
    "forms",
    "lists",
    "register",
    "ways",
]
