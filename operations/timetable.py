"""When each entry of the timetable last ran: kept in the cache by the worker that ran it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import current_app
from celery.schedules import maybe_schedule
from celery.signals import task_postrun
from django.core.cache import cache
from redis.exceptions import RedisError

PATIENCE = timedelta(minutes=10)  # beyond its time; a sweep of each minute has three of them


@dataclass(frozen=True)
class Run:
    """An entry of the timetable, and its last run. ``late``: it should have run since."""

    name: str
    task: str
    ended_at: datetime | None
    failed: str
    late: bool


@task_postrun.connect(weak=False)
def note_run(task: Any = None, state: str = "", retval: Any = None, **more: Any) -> None:
    """By the worker, after each task of the timetable."""
    if task.name in {each["task"] for each in current_app.conf.beat_schedule.values()}:
        failed = type(retval).__name__ if state == "FAILURE" else ""
        try:
            cache.set(f"ran:{task.name}", (datetime.now(UTC), failed), None)
        except (RedisError, OSError):
            return


def runs() -> Iterator[Run]:
    """All entries, in the order of the timetable."""
    entries = current_app.conf.beat_schedule
    seen = cache.get_many([f"ran:{each['task']}" for each in entries.values()])
    for name, each in entries.items():
        at, failed = seen.get(f"ran:{each['task']}", (None, ""))
        schedule = maybe_schedule(each["schedule"])
        overdue = -schedule.remaining_estimate(at) if at else timedelta(0)
        yield Run(name, each["task"], at, failed, late=overdue > PATIENCE)
