"""The rule that lets two releases run on one database while one takes the other's place.

A release **expands**: it adds what the one before neither reads nor misses. The release after it
may **contract**: drop what nobody reads any more, and says so in the migration:
``contracts = "0.4 reads Challenge.size no longer"``.
"""

import re
from collections.abc import Iterable, Iterator

from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

GONE = (
    *(operations.RemoveField, operations.DeleteModel, operations.RenameField),
    *(operations.RenameModel, operations.AlterModelTable),
)
SQL = re.compile(r"\b(drop|rename|set\s+not\s+null|truncate)\b", re.IGNORECASE)


def breaking(before: set[str], ours: Iterable[str]) -> Iterator[str]:
    """A sentence for each step that the release before does not stand.

    ``before``: ``app.name`` of the migrations that it knows; ``ours``: the apps to look at.
    """
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if f"{app}.{name}" not in before and app in set(ours):
            state = loader.project_state((app, name), at_end=False)
            yield from (f"{app}.{name}: {said}" for said in steps_that_break(migration, state))


def steps_that_break(migration: Migration, state: ProjectState) -> Iterator[str]:
    """What of ``migration``, upon ``state``, an older program would trip over."""
    if getattr(migration, "contracts", ""):
        return
    made: set[str] = set()
    for step in migration.operations:
        if isinstance(step, operations.CreateModel):
            made.add(step.name_lower)
        elif said := _breaks(step, state, migration.app_label, made):
            yield f"{step.describe()}: {said}"
        step.state_forwards(migration.app_label, state)


def _breaks(step: Operation, state: ProjectState, app: str, made: set[str]) -> str:
    if isinstance(step, GONE):
        return "the release before still reads it. Leave it, and drop it in the next release."
    if isinstance(step, operations.RunSQL):
        return "look whether the release before stands it." if SQL.search(str(step.sql)) else ""
    if not isinstance(step, operations.AddField | operations.AlterField):
        return ""
    if step.model_name_lower in made or _is_history(state, app, step.model_name_lower):
        return ""
    fills = step.field.null or step.field.db_default is not NOT_PROVIDED
    if isinstance(step, operations.AddField):
        filled = fills or isinstance(step.field, ManyToManyField)
        return "" if filled else "the release before does not fill it: null, or a db_default."
    old: Field[object, object] = state.models[app, step.model_name_lower].fields[step.name]
    if old.null and not fills:
        return "the release before still leaves it empty."
    return ""


def _is_history(state: ProjectState, app: str, model: str) -> bool:
    """Written by triggers alone, which are new as well."""
    found = state.models.get((app, model))
    return found is not None and "pgh_label" in found.fields
