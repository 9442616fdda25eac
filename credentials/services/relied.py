"""Which employers say that they relied on a badge: from signed acts of checked ones alone."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from core.compiled import Compiled
from credentials.models import Credential, Reliance
from credentials.services.known import is_checked

_LINE = {"employer": "employer", "ring": "ring", "sector": "employer__sector"}

RELIED = ArraySubquery(  # for whoever asks for a badge and for this in one question, as ``relied``
    Reliance.objects.filter(is_checked(OuterRef("employer")), credential=OuterRef("pk")).values(
        said=JSONObject(**_LINE)
    )
)
RELIANCES = Compiled(
    lambda credential: Credential.objects.filter(pk=credential).values_list(RELIED, flat=True)
)


def sectors_that_relied(credential: Credential) -> list[str]:
    """The sector of each employer that relied on it; a closed circle of employers is one voice."""
    found = getattr(credential, "relied", None)
    if found is None:
        found = RELIANCES.first(credential=credential.pk) or []
    voices = {
        f"ring {row['ring']}" if row["ring"] else row["employer"]: row["sector"] for row in found
    }
    return list(voices.values())
