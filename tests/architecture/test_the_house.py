"""The tables of the house agree with its code."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from config.celery import app as celery_app
from config.events import EVENT_SUBSCRIBERS, NOTIFY
from core.outbox import Event
from core.permissions import rule_set
from notifications.messages import LETTERS, MESSAGES
from tests.architecture.pages import OURS, Page, pages

FLOORS = [  # from the ground up; the rooms under the roof share one floor
    *("core", "accounts", "skills", "institutions", "employers", "students", "placements"),
    *("credentials", "mailroom", "notifications"),
]
TREE = Path(__file__).parents[2]


def our_models() -> list[type[models.Model]]:
    return [
        model
        for name in OURS
        for model in apps.get_app_config(name).get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


def facts() -> list[type[Event]]:
    found = []
    for name in OURS:
        if (TREE / name / "events.py").exists():
            module = import_module(f"{name}.events")
            found += [
                member
                for _name, member in inspect.getmembers(module, inspect.isclass)
                if issubclass(member, Event) and member.__module__ == module.__name__
            ]
    return found


def test_every_fact_has_a_row_in_config_events_and_every_row_a_fact():
    assert sorted(EVENT_SUBSCRIBERS) == sorted(fact.name() for fact in facts())


def test_every_subscriber_is_a_task():
    named = {task for tasks in EVENT_SUBSCRIBERS.values() for task in tasks}
    assert named - set(celery_app.tasks) == set()


def test_every_entry_of_the_timetable_is_a_task():
    named = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    assert named - set(celery_app.tasks) == set()


def test_facts_carry_ids_alone():
    for fact in facts():
        for part in fact.__dataclass_fields__.values():
            assert part.name.endswith("_id"), f"{fact.__name__}.{part.name} is not an id"
            assert part.type in (int, "int")


def test_tasks_are_handed_ids_alone():
    """What waits in the broker names nobody; a path is an address of ours without its key."""
    handed = {
        (name, parameter)
        for name, task in celery_app.tasks.items()
        if name.split(".")[0] in OURS
        for parameter in inspect.signature(task.run).parameters
        if not parameter.endswith(("_id", "_ids"))
    }

    assert handed == {("accounts.send_new_link", "path")}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_that_may_hold_words_says_whether_they_are_about_a_person(model):
    wordy = (models.CharField, models.TextField, models.JSONField, models.FileField)
    fields = {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, wordy) and not field.choices
        if not isinstance(field, models.SlugField)
        if field.name not in {"code", "state", "slug", "currency"}
    }
    declared = set(getattr(model, "PRIVACY", {}))

    assert fields - declared == set()
    assert declared - {field.name for field in model._meta.get_fields()} == set()


def test_history_keeps_no_words():
    for model in our_models():
        history = getattr(model, "pgh_event_models", {})
        for event_model in set(history.values()):
            kept = {field.name for field in event_model._meta.concrete_fields}
            assert kept & set(getattr(model, "PRIVACY", {})) == set(), event_model._meta.label


# One verb, one name


def our_pages() -> list[Page]:
    return [page for page in pages() if page.view.__module__.split(".")[0] in OURS]


def name_of(page: Page) -> str:
    """``app.view``, by where the view function stands."""
    view = inspect.unwrap(page.view)
    return f"{view.__module__.split('.')[0]}.{view.__name__}"


def test_url_and_view_share_a_name():
    named = {page.name: name_of(page).partition(".")[2] for page in our_pages()}

    assert len(named) > 100
    assert {url: view for url, view in named.items() if url.rpartition(":")[2] != view} == {}


def test_every_view_has_a_permission_of_its_name():
    views = {name_of(page) for page in our_pages()}

    assert views - set(rule_set()) - WITHOUT_PERMISSION == set()


def test_every_permission_is_asked_for_somewhere():
    asked = {
        node.value
        for path in sources(*OURS)
        if path.name != "rules.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    views = {name_of(page) for page in our_pages()}

    assert {name for name in rule_set() if name not in asked} - views == set()


# Pages of the machine room and of letters: their proof is asked for by the view itself
WITHOUT_PERMISSION = {
    *("portal.healthz", "portal.readyz", "accounts.new_link"),
    *("mailroom.receive_mail", "notifications.track_letters"),  # the mail provider signs
}


@pytest.mark.parametrize("page", our_pages(), ids=lambda page: page.name)
def test_a_view_is_public_or_authorizes_under_its_own_name(page: Page):
    app, verb = name_of(page).split(".")
    said = said_in(inspect.unwrap(page.view))

    if getattr(page.view, "login_required", True) or {"authorize", "may"} & said.calls:
        assert {"authorize", "may"} & said.calls, "asks nobody who may"
        assert {f"{app}.{verb}", verb} & said.words, f"does not ask for “{app}.{verb}”"
    else:
        assert name_of(page) in PUBLIC, "public, and not on the list of public pages"


# Pages that anybody may see and that ask nothing of whoever comes
PUBLIC = {
    *WITHOUT_PERMISSION,
    *(
        f"portal.{name}"
        for name in ("welcome", "set_theme", "set_language", "accessibility", "privacy")
    ),
    *(f"portal.{name}" for name in ("listing", "project", "host_page", "institution_css")),
    *(f"portal.{name}" for name in ("share_project", "month", "open_feed", "open_calendar")),
    *(f"portal.{name}" for name in ("sitemap", "robots")),
}


@dataclass
class Said:
    """What a function calls and which strings stand in it, with the helpers of its own module."""

    calls: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


def said_in(view: Callable[..., object]) -> Said:
    tree = tree_of(Path(inspect.getfile(view)))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    said, waiting, seen = Said(), [view.__name__], set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in functions:
            continue
        seen.add(name)
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                said.calls.add(node.func.id)
                waiting.append(node.func.id)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.words.add(node.value)
    return said


# Facts and letters


def test_every_fact_is_published_somewhere():
    published = {
        node.func.id
        for path in sources(*OURS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert {fact.__name__ for fact in facts()} - published == set()


def test_every_fact_that_the_postman_hears_of_has_its_letters_and_no_other():
    heard = {fact for fact, tasks in EVENT_SUBSCRIBERS.items() if NOTIFY in tasks}

    assert sorted(MESSAGES) == sorted(heard)


def test_every_letter_has_its_words_and_no_words_lie_about():
    folder = TREE / "templates" / "notifications"
    written = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}

    assert written == set(LETTERS)


# Nobody reads upwards


@pytest.mark.parametrize("app", FLOORS)
def test_no_chapter_reads_an_upper_one_by_a_reverse_relation(app: str):
    """``challenge.eois`` is forbidden in ``employers``, in code and in its templates."""
    upper = reverse_names(app)
    found = []
    for path in sources(app):
        for node in ast.walk(tree_of(path)):
            said = ""
            if isinstance(node, ast.Attribute) and node.attr in upper.accessors:
                said = f".{node.attr}"
            elif isinstance(node, ast.keyword) and node.arg and looks_up(node.arg, upper.queries):
                said = f"{node.arg}="
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                said = node.value if looks_up(node.value, upper.queries, alone=False) else ""
            if said:
                found.append(f"{path.relative_to(TREE)}:{node.lineno} {said}")
    for path in (TREE / "templates" / app).rglob("*.html"):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            inside = " ".join(re.findall(r"{[{%].*?[}%]}", line))
            found += [
                f"{path.relative_to(TREE)}:{number} .{name}"
                for name in upper.accessors
                if re.search(rf"\w\.{name}\b", inside)
            ]

    assert found == []


@dataclass
class Reverse:
    """How models of upper floors could be reached from a floor's own: in Python, in lookups."""

    accessors: set[str] = field(default_factory=set)
    queries: set[str] = field(default_factory=set)


def reverse_names(app: str) -> Reverse:
    above = set(FLOORS[FLOORS.index(app) + 1 :])
    names, own = Reverse(), set()
    for model in our_models():
        label = model._meta.app_label
        if label not in above:
            own |= {member.name for member in model._meta.get_fields() if not member.auto_created}
        for relation in model._meta.related_objects:
            hidden = relation.hidden or relation.related_model._meta.app_label not in above
            if label == app and not hidden:
                names.accessors.add(str(relation.get_accessor_name()))
                names.queries.add(relation.name)
    return Reverse(names.accessors - own, names.queries - own)


def looks_up(said: str, names: set[str], *, alone: bool = True) -> bool:
    first, *rest = said.split("__")
    return re.fullmatch(r"\w+", said) is not None and first in names and (alone or bool(rest))


@lru_cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def sources(*names: str) -> list[Path]:
    """The modules of these apps, without migrations."""
    found = [path for name in names for path in sorted((TREE / name).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]
