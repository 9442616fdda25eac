"""Who may see how the service runs: whoever may enter the operators' pages."""

from typing import Any

import rules

from core.permissions import Rules


@rules.predicate
def is_operator(user: Any, target: object = None) -> bool:
    """An account that ``createsuperuser`` made; it gives no role at any institution."""
    return bool(user.is_active and user.is_staff and user.is_superuser)


RULES: Rules = {
    "operations.how_it_runs": is_operator,
    "operations.try_again": is_operator,
}
