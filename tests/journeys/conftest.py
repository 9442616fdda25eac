"""The real thing, for the long stories: launcher, servers, web, worker and timetable."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.demo import Demo, cleared_away


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys run in one xdist worker, on one running Foothold."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def running_foothold() -> Iterator[str]:
    """Address (no slash at its end) of a demo that runs for these tests alone, on a free port."""
    folder = Path(tempfile.mkdtemp(prefix="foothold-journeys-"))
    try:
        with cleared_away(Demo(folder / "data")) as demo:
            yield demo.start().base_url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def base_url(running_foothold: str) -> str:
    """What ``page.goto("/…")`` begins with."""
    return running_foothold
