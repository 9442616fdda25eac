"""Whether the files of a badge are as they were signed: checked once a day, kept by digest."""

import hashlib
from collections.abc import Iterable

import structlog
from django.core.cache import cache
from django.db.models import Q
from redis.exceptions import RedisError

import openbadges as ob
from core import clock
from core.compiled import Compiled
from credentials.models import Backing, Credential, Endorsement, SigningKey
from credentials.services.resolving import Resolver

logger = structlog.get_logger(__name__)

A_DAY = 24 * 3600
_CONTENT = (ob.Check.SHAPE, ob.Check.PROOF, ob.Check.SUBJECT)

KEYS = Compiled(
    lambda institution, employers: (
        SigningKey.objects.filter(
            Q(institution=institution) | Q(employer__any_of=employers), compromised_at__isnull=True
        )
        .order_by("pk")
        .values_list("institution", "employer", "fingerprint")
    )
)


def published_keys(
    credential: Credential, endorsements: Iterable[Endorsement | Backing]
) -> dict[tuple[int, str], str]:
    """A mark of each signer's published keys: a key that is struck off ends what was cached."""
    employers = {row.employer_id for row in endorsements}
    wanted: dict[tuple[int, str], list[str]] = {
        (credential.institution_id, "institution"): [],
        **{(pk, "employer"): [] for pk in employers},
    }
    rows = KEYS.all(institution=credential.institution_id, employers=list(employers))
    for institution, employer, fingerprint in rows:
        who = (institution, "institution") if institution else (employer, "employer")
        wanted[who].append(fingerprint)
    return {who: "".join(marks) for who, marks in wanted.items()}


def proofs(*files: tuple[bytes, str]) -> list[ob.Code]:
    """The answers about shape and signature of files of ours, each with the mark of its signer's
    keys; kept for a day."""
    keys = [
        f"proof:{hashlib.sha256(mark.encode() + content).hexdigest()}" for content, mark in files
    ]
    try:
        kept = cache.get_many(keys)
    except (RedisError, OSError) as error:
        logger.warning("cache_unreachable", error=type(error).__name__)
        kept = {}
    return [
        ob.Code(kept[key]) if key in kept else _checked(content, key)
        for (content, _mark), key in zip(files, keys, strict=True)
    ]


def _checked(content: bytes, key: str) -> ob.Code:
    """The answer about one file, kept under ``key``."""
    resolve = Resolver(moved=True)
    checked = ob.verify(content, resolve=resolve, now=clock.now(), status=False, endorsements=False)
    code = min(
        (f.code for f in checked.findings if f.check in _CONTENT),
        key=lambda code: code is ob.Code.GENUINE,
    )
    if code is not ob.Code.CANNOT_CHECK_NOW:
        try:
            cache.set(key, str(code), A_DAY)
        except (RedisError, OSError) as error:
            logger.warning("cache_unreachable", error=type(error).__name__)
    return code
