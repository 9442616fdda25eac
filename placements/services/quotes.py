"""A student's sentence for those who think about coming: given, shown, taken back, hidden."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from institutions.models import Institution
from placements.models import Placement, Quote, QuoteUse, SaidAs
from placements.services.inviting import may_be_asked

SHOWN = 4


def shown_quotes(institution: Any, employer: Any, use: QuoteUse) -> Any:
    """What students said of the projects of one host and let stand where ``use`` says, the newest
    first, with their first names."""
    student = Placement.objects.filter(pk=OuterRef("placement"))
    given = Coalesce(NullIf("student__preferred_name", Value("")), "student__given_name")
    return (
        Quote.objects.of(institution)
        .filter(placement__challenge__employer=employer, hidden_at__isnull=True)
        .filter(uses__contains=[use.value])
        .annotate(first_name=Subquery(student.values(name=given)))
        .order_by("-said_at", "pk")[:SHOWN]
    )


OF_HOST = Compiled(
    lambda institution, employer: shown_quotes(
        institution, employer, QuoteUse.PROJECTS
    ).values_list("words", "said_as", "first_name")
)


def quotes_of(institution: Institution, employer: int) -> list[tuple[str, str]]:
    """What stands beside the projects of a host: words and whose they are; one query."""
    found: Any = OF_HOST.all(institution=institution.pk, employer=employer)
    return [(words, said_by(said_as, first_name)) for words, said_as, first_name in found]


def said_by(said_as: str, first_name: str) -> str:
    """Whose words they are, as she chose to be named."""
    if said_as == SaidAs.FIRST_NAME and first_name:
        return _("%(name)s, who was there as a student") % {"name": first_name}
    return _("A student who was there")


@transaction.atomic
def give_quote(*, placement: Placement, words: str, said_as: str, uses: Sequence[str]) -> Quote:
    """Show her sentence from now on where she agrees to it, and nowhere else.

    Changed words are shown again even where staff had hidden the old ones: they read the list of
    the newest. Raises ``RuleBroken`` where nothing is over yet, or nothing is said.
    """
    if not may_be_asked(placement):
        raise RuleBroken(_("This can be said once the project is over."))
    if not words.strip():
        raise RuleBroken(_("Write a sentence."))
    if not uses or not set(uses) <= set(QuoteUse.values):
        raise RuleBroken(_("Choose where it may stand."))
    held = Quote.objects.select_for_update().filter(placement=placement).first()
    if held and held.hidden_at and held.words == words.strip():
        raise RuleBroken(_("These words are not shown. Write them another way, or leave them."))
    quote, _made = Quote.objects.update_or_create(
        placement=placement,
        defaults={
            "institution": placement.institution,
            "words": words.strip(),
            "said_as": said_as,
            "uses": list(uses),
            "said_at": clock.now(),
            "hidden_at": None,
            "hidden_by": None,
            "hidden_because": "",
        },
    )
    return quote


def take_back_quote(*, placement: Placement) -> None:
    """It is gone from every page with the next look; no copy is kept."""
    Quote.objects.filter(placement=placement).delete()


def hide_quote(*, quote: Quote, reason: str, by: User) -> None:
    """Staff take it off the pages; she sees why."""
    Quote.objects.filter(pk=quote.pk, hidden_at__isnull=True).update(
        hidden_at=clock.now(), hidden_by=by, hidden_because=reason
    )


def show_quote(*, quote: Quote) -> None:
    """Undo ``hide_quote``."""
    Quote.objects.filter(pk=quote.pk).update(hidden_at=None, hidden_by=None, hidden_because="")
