"""The tables of the house agree with its code."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from config.celery import app as celery_app
from config.events import EVENT_SUBSCRIBERS
from core.outbox import Event

OURS = [
    *("core", "accounts", "skills", "institutions", "employers", "students", "placements"),
    *("credentials", "notifications", "insights", "portal"),
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
        for field in fact.__dataclass_fields__.values():
            assert field.name.endswith("_id"), f"{fact.__name__}.{field.name} is not an id"
            assert field.type in (int, "int")


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_that_may_hold_words_says_whether_they_are_about_a_person(model):
    wordy = (models.CharField, models.TextField, models.JSONField, models.FileField)
    fields = {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, wordy) and not field.choices
        if not isinstance(field, models.SlugField)
        if field.name not in {"code", "state", "slug"}
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


@pytest.mark.parametrize(
    "name",
    [n for n in OURS if n not in {"core", "accounts"} and (TREE / n / "urls.py").exists()],
)
def test_url_view_and_permission_share_a_name(name):
    from core.permissions import rule_set

    urls = import_module(f"{name}.urls")
    patterns = [p for p in urls.urlpatterns if hasattr(p, "callback")]
    for pattern in patterns:
        view = inspect.unwrap(pattern.callback).__name__
        assert pattern.name == view, f"{name}: URL {pattern.name} is answered by view {view}"
        assert f"{name}.{view}" in rule_set(), f"{name}.{view} has no line in {name}/rules.py"
