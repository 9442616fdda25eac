"""Addresses that every page names."""

from functools import lru_cache
from uuid import UUID

from django.urls import reverse


@lru_cache(maxsize=4096)
def address(name: str, *args: str) -> str:
    """``reverse``, remembered: for what depends on an institution's slug at most.

    Raises ``NoReverseMatch`` for an unknown ``name``.
    """
    return reverse(name, args=args)


def address_of(name: str, slug: str, public_id: UUID | str) -> str:
    """``reverse`` for a page of one thing of an institution: lists name hundreds of them."""
    before, after = _around(name, slug)
    return f"{before}{public_id}{after}"


@lru_cache(maxsize=4096)
def _around(name: str, slug: str) -> list[str]:
    nobody = UUID(int=0)
    return reverse(name, args=[slug, nobody]).split(str(nobody))
