"""Many people at the same moment, each with a thread and a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from core.errors import RuleBroken


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start all ``acts`` together; what each returned, or the ``RuleBroken`` it met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return act()
        except RuleBroken as broken:
            return broken
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]
