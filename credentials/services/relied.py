"""Which employers say that they relied on a badge: from signed acts of checked ones alone."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from core.compiled import Compiled
from credentials.models import Credential, Reliance
from credentials.services.known import is_checked
from employers.models import Member

_LINE = {"employer": "employer", "ring": "ring", "sector": "employer__sector"}

RELIED = ArraySubquery(  # for whoever asks for a badge and for this in one question, as ``relied``
    Reliance.objects.filter(is_checked(OuterRef("employer")), credential=OuterRef("pk")).values(
        said=JSONObject(**_LINE)
    )
)
RELIANCES = Compiled(
    lambda credential: Credential.objects.filter(pk=credential).values_list(RELIED, flat=True)
)


def has_relied(*, credential: Credential, member: Member) -> bool:
    """Whether her checked employer has said that it relied on the badge."""
    return any(row["employer"] == member.employer_id for row in _relied(credential))


def _relied(credential: Credential) -> list[dict[str, Any]]:
    """As asked for with the badge, or asked now."""
    found: list[dict[str, Any]] | None = getattr(credential, "relied", None)
    return (RELIANCES.first(credential=credential.pk) or []) if found is None else found


def sectors_that_relied(credential: Credential) -> list[str]:
    """The sector of each employer that relied on it; a closed circle of employers is one voice."""
    found = _relied(credential)
    voices = {
        f"ring {row['ring']}" if row["ring"] else row["employer"]: row["sector"] for row in found
    }
    return list(voices.values())
