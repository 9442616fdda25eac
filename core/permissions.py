"""Who may do what: one line a verb in each app's ``rules.py``, asked here and nowhere else."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from rules.predicates import Predicate

Rules = Mapping[str, Predicate]


@lru_cache(maxsize=1)
def rule_set() -> dict[str, Predicate]:
    """Every permission of the house with its predicate, from each installed app's ``RULES``."""
    found: dict[str, Predicate] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.rules") and not config.name.startswith("rules"):
            table: Rules | None = getattr(import_module(f"{config.name}.rules"), "RULES", None)
            found.update(table or {})
    return found


def may(user: Any, permission: str, target: Any = None) -> bool:
    """Whether ``user`` may use ``permission`` on ``target``. An unknown permission raises KeyError.

    There is no short cut for superusers: an administrator is not thereby a student.
    """
    return bool(rule_set()[permission].test(user, target))


def authorize(user: Any, permission: str, target: Any = None) -> None:
    """Raise ``PermissionDenied`` unless ``user`` may use ``permission`` on ``target``."""
    if not may(user, permission, target):
        raise PermissionDenied(permission)
