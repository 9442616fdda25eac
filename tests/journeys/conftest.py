"""The real thing, for the long stories: launcher, servers, web, worker and timetable."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.acts import Story
from tests.journeys.people import Mailbox
from tests.journeys.soundness import listen
from tests.launcher.demo import Demo, cleared_away

PATIENCE = 20_000  # ms; the machine may be busy with the other tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys run in one xdist worker, on one running Foothold."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A demo that runs for these tests alone, on a free port."""
    folder = Path(tempfile.mkdtemp(prefix="foothold-journeys-"))
    try:
        with cleared_away(Demo(folder / "data")) as running:
            yield running.start()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def running_foothold(demo: Demo) -> str:
    """Its address, with no slash at the end."""
    return demo.base_url


@pytest.fixture(scope="session")
def base_url(running_foothold: str) -> str:
    """What ``page.goto("/…")`` begins with."""
    return running_foothold


@pytest.fixture(scope="session")
def mailbox(demo: Demo) -> Mailbox:
    """All letters that it has sent."""
    return Mailbox(demo.data)


@pytest.fixture
def visitor(chromium: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Opens a browser of somebody's own; it takes the options of a Playwright context.

    What a console complains about on the way fails the test.
    """
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def come(**options: Any) -> Page:
        context = chromium.new_context(base_url=base_url, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        listen(page, said)
        return page

    yield come
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture(scope="session")
def story(base_url: str, mailbox: Mailbox) -> Story:
    """All the others, who do their part of a story."""
    return Story(base_url, mailbox)
