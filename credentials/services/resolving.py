"""What addresses serve: our own from rows, without a network; others fetched, where asked for."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

import openbadges as ob
from credentials.models import StatusList
from credentials.services.fetching import Elsewhere
from credentials.services.keys import Owner, published_keys
from credentials.services.signing import did_of, home_of
from employers.models import Employer
from institutions.models import Institution

_DID = re.compile(r"/(institutions|employers)/([a-z0-9-]+)/did\.json")
_LIST = re.compile(r"/status/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
OWNERS: dict[str, type[Institution] | type[Employer]] = {
    "institutions": Institution,
    "employers": Employer,
}


class ElsewhereError(Exception):
    """An address of another service, for which nobody said that it may be fetched."""


def did_document(owner: Owner, did: str = "") -> dict[str, Any] | None:
    """The DID document of an institution or employer; ``None`` before it has a key."""
    keys = [key.public for key in published_keys(owner)]
    if not keys:
        return None
    return ob.did_document(did or did_of(owner), keys, also_known_as=filter(None, [home_of(owner)]))


class Resolver:
    """A ``resolve`` for :func:`openbadges.verify`: our own addresses, and those ``elsewhere``.

    ``moved`` is for a file that is known to be ours (a row has it): then it may name the host that
    this service had when it was signed. The keys are ours either way.
    """

    def __init__(self, *, moved: bool = False, elsewhere: Elsewhere | None = None) -> None:
        self._moved, self._elsewhere = moved, elsewhere

    def __call__(self, address: str) -> bytes | str | dict[str, Any]:
        """What the address serves. Raises ``openbadges.NotFound``, ``ElsewhereError``, or what
        :meth:`Elsewhere.fetch` raises."""
        try:
            parts = urlsplit(address)
        except ValueError:  # http://[
            raise ob.NotFound(address) from None
        if not self._moved and parts.netloc != urlsplit(settings.BASE_URL).netloc:
            if self._elsewhere is None:
                raise ElsewhereError(parts.netloc)
            return self._elsewhere.fetch(address)
        path = unquote(parts.path)
        if match := _DID.fullmatch(path):
            return self._did_document(parts.netloc, *match.groups())
        if match := _LIST.fullmatch(path):
            status_list = StatusList.objects.filter(public_id=match[1]).first()
            if status_list is not None and status_list.document is not None:
                return status_list.document
        raise ob.NotFound(address)

    @staticmethod
    def _did_document(host: str, kind: str, slug: str) -> dict[str, Any]:
        owner: Any = OWNERS[kind]._default_manager.filter(slug=slug).first()
        document = did_document(owner, ob.did_web(f"https://{host}", kind, slug)) if owner else None
        if document is None:
            raise ob.NotFound(f"{kind}/{slug}")
        return document
