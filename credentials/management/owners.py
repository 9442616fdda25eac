"""How commands name whose keys they mean."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from credentials.services.keys import Owner
from credentials.services.resolving import OWNERS

KINDS = {"institution": "institutions", "employer": "employers"}


def add_owner_arguments(parser: CommandParser, *, needed: bool) -> None:
    """``institution SLUG`` or ``employer SLUG``."""
    count: dict[str, Any] = {} if needed else {"nargs": "?"}
    parser.add_argument("kind", choices=sorted(KINDS), **count)
    parser.add_argument("slug", **count)


def owner_named(options: dict[str, Any]) -> Owner | None:
    """The row, or ``None`` where the command line names nobody. Raises ``CommandError``."""
    if options["kind"] is None:
        return None
    model: Any = OWNERS[KINDS[options["kind"]]]
    owner: Owner | None = model._default_manager.filter(slug=options["slug"] or "").first()
    if owner is None:
        raise CommandError(f"There is no {options['kind']} {options['slug']!r}.")
    return owner
