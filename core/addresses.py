"""Addresses that every page names."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4096)
def address(name: str, *args: str) -> str:
    """``reverse``, remembered: for what depends on an institution's slug at most.

    Raises ``NoReverseMatch`` for an unknown ``name``.
    """
    return reverse(name, args=args)
