"""Learning in the demo: a module that asks for more, a concept carried in, answers under seal."""

from typing import Any

from credentials import services as credentials
from credentials.models import Credential, Side
from institutions import services as institutions
from institutions.models import Module
from placements import services as placements
from placements.models import Placement
from placements.services import may_prepare
from portal.demo.cast import DEMO_SLUG
from portal.demo.content import INSTITUTIONS

ASKS_FOR_MORE = "SCI5101"
PREPARED = 2


def play_learning() -> None:
    """Longer projects of one module ask for more; past pairs answer each other under seal."""
    module = Module.objects.get(institution__slug=DEMO_SLUG, code=ASKS_FOR_MORE)
    institutions.choose_track(module=module, full_track=True, peer_ratings=True)
    _prepare()
    _seal()


def _prepare() -> None:
    concepts = {
        module.code: module.concepts
        for institution in INSTITUTIONS
        for module in institution.modules
    }
    ahead = Placement.objects.filter(institution__slug=DEMO_SLUG).select_related(
        "challenge__module"
    )
    ready = [placement for placement in ahead.order_by("pk") if may_prepare(placement)]
    for placement in ready[:PREPARED]:
        challenge = placement.challenge
        code = challenge.module.code if challenge.module else ""
        known = concepts.get(code) or ("Stakeholder mapping",)
        placements.prepare(
            placement=placement,
            concept=known[0],
            levels={skill: 1 + n % 2 for n, skill in enumerate(challenge.skills.all())},
        )


def _seal() -> None:
    """Who lets a host write to her would come again, and it says the same; others stay silent."""
    credentials.make_missing_keys()
    earned = Credential.objects.filter(institution__slug=DEMO_SLUG).select_related("placement")
    for badge in earned.order_by("pk"):
        both = badge.host_may_contact
        answer: dict[str, Any] = {"placement": badge.placement, "again": True}
        credentials.answer_sealed(side=Side.HOST, fit=[4, 3, 4 if both else 2], **answer)
        if both:
            credentials.answer_sealed(side=Side.STUDENT, fit=[4, 4, 3], **answer)
    credentials.compare_answers()
