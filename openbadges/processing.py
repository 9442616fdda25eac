"""PyLD for the pinned contexts alone: what it derives from them is kept for each thread.

PyLD works out anew, for every typed object, the terms that its type brings along, and for every
compaction the way back from addresses to terms. Both follow from the pinned contexts and from
nothing in a document, whose own contexts are refused before they come here.
"""

import threading
from typing import Any, Final

from openbadgeslib.ob3._canon_guard import _Cache, _processor_class
from pyld import jsonld

#: A badge of ours with the words of hosts in and beside it derives 23 contexts, and inverts 16.
MOST_KEPT: Final = 100


class _Kept(threading.local):
    def __init__(self) -> None:
        self.contexts: Any = _Cache(MOST_KEPT)
        self.inverses = _Cache(MOST_KEPT)


_KEPT: Final = _Kept()


class Processor(_processor_class(jsonld)):  # type: ignore[misc]
    """openbadgeslib's processor of PyLD, for documents that name pinned contexts only."""

    def __init__(self) -> None:
        super().__init__()
        self._inverse = _KEPT.inverses

    def _process_context(self, active_ctx: Any, local_ctx: Any, options: Any, **how: Any) -> Any:
        name = _name(local_ctx)
        # A context that PyLD is still building is no frozendict, and may change.
        if not name or not isinstance(active_ctx, jsonld.frozendict) or "cycles" in how:
            return super()._process_context(active_ctx, local_ctx, options, **how)
        key = active_ctx["_uuid"], name, *sorted(how.items())
        kept = _KEPT.contexts.get(key)
        if kept is None:
            processed = super()._process_context(active_ctx, local_ctx, options, **how)
            # With the local context, so that no other can come to have its identity.
            kept = _KEPT.contexts[key] = processed, local_ctx
        return kept[0]


def _name(local_ctx: Any) -> Any:
    """What stands for a context: its addresses, or which one of the pinned definitions it is."""
    if isinstance(local_ctx, list):
        return tuple(local_ctx) if all(isinstance(each, str) for each in local_ctx) else None
    return local_ctx if isinstance(local_ctx, str) else id(local_ctx)
