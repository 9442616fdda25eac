"""JSON-LD contexts: the copies pinned inside openbadgeslib, checked by digest, never fetched.

1EdTech has changed a published context in place (openbadges-specification #639), so the address
alone does not say what a signature covers. The digests below are of the copies we reviewed.
"""

import hashlib
from functools import cache
from importlib import resources
from typing import Any, Final

from openbadgeslib.ob3 import contexts as pinned
from openbadgeslib.ob3._structure_screen import StructureLimitExceeded
from openbadgeslib.ob3._structure_screen import screen as screen_structure

from openbadges.errors import ContextsChanged

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

#: What every credential of ours names, in this order (extensions defines the type of
#: `credentialSchema`, without which a verifier in safe mode refuses the file).
CONTEXTS: Final = (CREDENTIALS, OPEN_BADGES, EXTENSIONS)

#: Our fullest credential has 60, counting those of embedded endorsements twice.
MAX_TYPED_OBJECTS: Final = 500

_DIGESTS: Final = {
    "clr_context_2.0.1.json": "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    "credentials-v2.json": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "ob-v3p0-context-3.0.1.json": (
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571"
    ),
    "ob-v3p0-context-3.0.2.json": (
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"
    ),
    "ob-v3p0-context-3.0.3.json": (
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
    ),
    "ob-v3p0-extensions.json": "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    "security-data-integrity-v2.json": (
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"
    ),
    "security-multikey-v1.json": "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
}


@cache
def require_pinned_contexts() -> frozenset[str]:
    """The addresses of the contexts we know, after comparing each copy with its digest.

    Raises ContextsChanged where a copy differs, is missing or is new. Checked once per process.
    """
    found = {
        item.name: hashlib.sha256(item.read_bytes()).hexdigest()
        for item in resources.files(pinned).iterdir()
        if item.name.endswith(".json")
    }
    if found != _DIGESTS:
        differing = sorted(set(found.items()) ^ set(_DIGESTS.items()))
        raise ContextsChanged(f"JSON-LD contexts differ from the reviewed copies: {differing}")
    return frozenset(pinned.bundled_contexts())


def screen(document: dict[str, Any]) -> str | None:
    """Why this document is too intricate to process safely, or None.

    What JSON-LD processing costs depends on the number of typed objects, not on the length of the
    text. openbadgeslib's limits admit two seconds of work, our own on typed objects less than one.
    """
    try:
        counted = screen_structure(document, contexts=False)
    except StructureLimitExceeded as refusal:
        return str(refusal)
    if counted.typed_nodes > MAX_TYPED_OBJECTS:
        return f"the document has {counted.typed_nodes} typed objects"
    return None
