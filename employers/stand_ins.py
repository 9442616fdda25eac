"""Who leads on the day instead of whom, in a page's own question."""

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from employers.models import StandIn


def stood_in_for(challenge: OuterRef, supervisor: OuterRef) -> Coalesce:
    """The name of whom a challenge's ``supervisor`` stands in for now, or nothing, as SQL."""
    standing = StandIn.objects.filter(
        challenge=challenge, member=supervisor, begun_at__isnull=False, ended_at__isnull=True
    )
    name = Subquery(standing.values("former__name")[:1])
    return Coalesce(name, Value(""), output_field=CharField())
