"""Which rows go along when one institution leaves a deployment, table by table.

A table whose rows have an ``institution`` goes by it; one that hangs on such rows (by a relation
that cannot be empty) goes with them; the history of a table goes with the table. All others are
named here, or ``plan()`` refuses to make a plan, and with it a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from institutions.models import Institution
from operations.refusal import Refused

Model = type[models.Model]

STAYS = {  # and why
    "admin.LogEntry": "what operators of this deployment did",
    "auth.Group": "operators' own",
    "auth.Group_permissions": "operators' own",
    "auth.Permission": "made by every deployment itself",
    "accounts.User_groups": "operators' own",
    "accounts.User_user_permissions": "operators' own",
    "contenttypes.ContentType": "made by every deployment itself",
    "core.Deployment": "stands in the manifest, and is compared",
    "core.OutboxReceipt": "nothing goes while a delivery waits",
    "account.EmailConfirmation": "everybody can ask for another code",
    "sessions.Session": "everybody signs in again",
    "socialaccount.SocialApp": "comes from the settings",
    "socialaccount.SocialToken": "is not kept",
    "employers.Town": "every deployment loads the towns itself",
}
WHOLE = {"skills.Framework", "skills.Skill", "skills.LevelDescriptor"}
# Of all institutions: the rows that another row names which goes
NAMED = {"accounts.User", "employers.Employer", "core.OutboxEvent", "pghistory.Context"}
BY = {  # the relations, any of which brings a row along
    "institutions.Institution": (),  # itself, and those with whom it shares projects
    "employers.Site": ("employer",),
    "employers.Member": ("introduced_by",),
    "credentials.SigningKey": ("institution", "employer"),
    "credentials.StatusList": ("institution", "employer"),
    "account.EmailAddress": ("user",),
    "mfa.Authenticator": ("user",),
    "socialaccount.SocialAccount": ("user",),
}
ALSO_NAMED = {"employers.Member"}  # whoever stood in once was introduced by nobody
NOT_AS_OPERATOR = {"accounts.User": {"is_staff": "false", "is_superuser": "false"}}


@dataclass(frozen=True)
class Part:
    """One table: by which relations its rows are chosen, and whether by being named as well."""

    model: Model
    by: tuple[str, ...] = ()
    named: bool = False
    whole: bool = False
    history_of: Model | None = None
    fixed: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def chosen(self) -> str:
        """The temporary table of the keys that go."""
        return f"goes_{self.table}"

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)

    @property
    def columns(self) -> list[str]:
        """Every column that holds something of its own."""
        fields = self.model._meta.concrete_fields
        return [str(each.column) for each in fields if not getattr(each, "generated", False)]


@lru_cache(maxsize=1)
def plan() -> dict[str, Part]:
    """Every table that goes, by its name; parents before what is chosen by them.

    Raises :class:`Refused` where a table has no rule.
    """
    waiting = list(_tables())
    there = {model._meta.db_table for model in waiting}
    found: dict[str, Part] = {}
    while waiting:
        later = []
        for model in waiting:
            part = _part(model)
            parents = {_target(model, name)._meta.db_table for name in part.by}
            if parents - set(found) - {model._meta.db_table} & there:
                later.append(model)
            else:
                found[part.table] = part
        if len(later) == len(waiting):
            raise Refused(f"In a circle: {', '.join(m._meta.label for m in later)}.")
        waiting = later
    return found


def relations_of(model: Model) -> Iterator["models.ForeignKey[models.Model, models.Model]"]:
    """Foreign keys that the database holds; those of the history are words, not relations."""
    for each in model._meta.concrete_fields:
        if isinstance(each, models.ForeignKey) and getattr(each, "db_constraint", True):
            yield each


def is_of_institutions(model: Model) -> bool:
    """Whether rows of it belong to one institution, so that others' may be missing afterwards."""
    part = plan().get(model._meta.db_table)
    return part is not None and not part.whole and not (part.named and not part.by)


def _tables() -> Iterator[Model]:
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        view = not meta.managed or meta.db_table == "pghistory_events"
        if not view and not meta.proxy and meta.label not in STAYS:
            yield model


def _part(model: Model) -> Part:
    label = model._meta.label
    if tracked := getattr(model, "pgh_tracked_model", None):
        return Part(model, history_of=tracked)
    if label in WHOLE:
        return Part(model, whole=True)
    if label in NAMED:
        return Part(model, named=True, fixed=NOT_AS_OPERATOR.get(label, {}))
    if label in BY:
        return Part(model, by=BY[label], named=label in ALSO_NAMED)
    if any(each.name == "institution" for each in model._meta.concrete_fields):
        return Part(model, by=("institution",))
    for each in relations_of(model):
        target = _target(model, each.name)
        if not each.null and target is not model and _hangs_on_institution(target):
            return Part(model, by=(each.name,))
    raise Refused(
        f"Nothing says which rows of {label} belong to one institution: name it in "
        "operations/belongs.py."
    )


def _hangs_on_institution(model: Model) -> bool:
    label = model._meta.label
    return label not in STAYS | dict.fromkeys(WHOLE | NAMED)


def _target(model: Model, name: str) -> Model:
    target = model._meta.get_field(name).related_model
    assert isinstance(target, type)
    return target


class Choice:
    """The keys of all rows that go with ``institution``, in temporary tables of this transaction.

    Memory is the database's own: a million keys are some tens of megabytes there.
    """

    def __init__(self, institution: Institution) -> None:
        self.institution = institution
        with connection.cursor() as cursor:
            for part in plan().values():
                kind = part.model._meta.pk.rel_db_type(connection)
                cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{part.chosen}"')
                cursor.execute(
                    f'CREATE TEMP TABLE "{part.chosen}" (key {kind} PRIMARY KEY) ON COMMIT DROP'
                )
        own = plan()[Institution._meta.db_table]
        self._add(own, f"SELECT {institution.pk}")
        for part in plan().values():
            self._add(part, *self._by_relations(part))
        while sum(self._follow(part) for part in plan().values() if part.named or part.by):
            pass  # whoever came along may name others
        self._add(own, *(f"SELECT {c} FROM {t}" for t, c in self._who_names(Institution)))
        for part in plan().values():
            if part.history_of is not None:
                self._add(part, *self._versions(part))
        self._contexts()

    def _by_relations(self, part: Part) -> Iterator[str]:
        table, key = part.table, part.key
        if part.whole:
            yield f'SELECT "{key}" FROM "{table}"'
        for name in part.by:
            column, target = f"{name}_id", _target(part.model, name)
            if target is Institution:
                yield f'SELECT "{key}" FROM "{table}" WHERE "{column}" = {self.institution.pk}'
            elif target is not part.model:
                parent = plan()[target._meta.db_table].chosen
                yield (
                    f'SELECT "{key}" FROM "{table}" '
                    f'WHERE "{column}" IN (SELECT key FROM "{parent}")'
                )

    def _follow(self, part: Part) -> int:
        """What rows that go name, and what hangs on them. How many came along."""
        if part.history_of is not None or part.whole or part.model is Institution:
            return 0
        named = self._who_names(part.model) if part.named else ()
        return self._add(
            part,
            *(f"SELECT {column} FROM {rows}" for rows, column in named),
            *self._by_relations(part),
        )

    def _who_names(self, model: Model) -> Iterator[tuple[str, str]]:
        for part in plan().values():
            if part.whole or part.history_of is not None:
                continue
            for each in relations_of(part.model):
                if each.related_model is model:
                    yield (
                        f'"{part.table}" JOIN "{part.chosen}" ON "{part.table}"."{part.key}" = key',
                        f'"{each.column}"',
                    )

    def _versions(self, part: Part) -> Iterator[str]:
        """The history of rows that go, and of rows that went from what goes."""
        assert part.history_of is not None
        parent = plan()[part.history_of._meta.db_table]
        yield (
            f'SELECT pgh_id FROM "{part.table}" '
            f'WHERE pgh_obj_id IN (SELECT key FROM "{parent.chosen}")'
        )
        kept = {each.name: each.column for each in part.model._meta.concrete_fields}
        for name in parent.by:
            if name not in kept:
                continue
            target = _target(parent.model, name)
            among = f'SELECT key FROM "{plan()[target._meta.db_table].chosen}"'
            if target is Institution:
                among = str(self.institution.pk)
            yield f'SELECT pgh_id FROM "{part.table}" WHERE "{kept[name]}" IN ({among})'

    def _contexts(self) -> None:
        """Who did it: the contexts of that history, and the people whom they name."""
        histories = [part for part in plan().values() if part.history_of is not None]
        self._add(
            plan()["pghistory_context"],
            *(
                f'SELECT pgh_context_id FROM "{part.table}" JOIN "{part.chosen}" ON pgh_id = key'
                for part in histories
            ),
        )
        actors = (
            "SELECT u.id FROM pghistory_context c JOIN goes_pghistory_context g ON g.key = c.id "
            "JOIN accounts_user u ON u.id::text = c.metadata->>'actor'"
        )
        self._add(plan()["accounts_user"], actors)
        for part in plan().values():
            if part.by == ("user",):
                self._add(part, *self._by_relations(part))

    def _add(self, part: Part, *queries: str) -> int:
        if not queries:
            return 0
        union = " UNION ".join(queries)
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{part.chosen}" SELECT * FROM ({union}) AS found (key) '
                "WHERE key IS NOT NULL ON CONFLICT DO NOTHING"
            )
            return int(cursor.rowcount)


def rows_as_json(part: Part, institution: Institution) -> str:
    """The query for all rows of ``part`` that go, each as one line of JSON, by their keys.

    What names a row of another institution that does not go is emptied where it may be.
    """
    meta = part.model._meta
    relations = {each.column: each for each in relations_of(part.model)}
    shown = []
    for column in part.columns:
        said = f'"{column}"'
        if column in part.fixed:
            said = part.fixed[column]
        elif (each := relations.get(column)) and each.null:
            target = each.related_model
            assert isinstance(target, type)
            if is_of_institutions(target):
                goes = plan()[target._meta.db_table].chosen
                said = f'CASE WHEN "{column}" IN (SELECT key FROM "{goes}") THEN "{column}" END'
        shown.append(f'{said} AS "{column}"')
    if part.model is Institution:
        shown = [_partners_column(each, institution) for each in meta.concrete_fields]
    return (
        f"SELECT row_to_json(found)::text FROM (SELECT {', '.join(shown)} "
        f'FROM "{part.table}" JOIN "{part.chosen}" goes ON goes.key = "{part.table}"."{part.key}" '
        f"ORDER BY goes.key) found"
    )


def _partners_column(each: "models.Field[Any, Any]", institution: Institution) -> str:
    """Of a university that shares projects with this one: its name and nothing it set up."""
    column = f'"{each.column}"'
    if each.name in {"id", "slug", "name", "team_name", "scheme_name", "zone", "jurisdiction"}:
        return column
    value = connection.cursor().mogrify("%s", [each.get_default()]).decode()
    typed = f"{value}::{each.db_type(connection)}"
    return f"CASE WHEN id = {institution.pk} THEN {column} ELSE {typed} END AS {column}"
