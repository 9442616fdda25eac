"""One PostgreSQL and one Valkey for the whole run, and the browser.

The process that was started by hand (xdist calls it the controller) starts the servers before
Django reads its settings, which is why pyproject.toml does not name them to pytest. Each xdist
worker has a database of its own, a copy of one that the first of them migrates, and numbers of
Valkey's databases of its own. If the run is killed, so are the servers, by the kernel.
"""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
import pytest_django
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from launcher import browser
from launcher.environment import valkey_on
from launcher.scratch import scratch_servers

OF_UNIT_TESTS = {"CELERY_EAGER": "1", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
SERVERS = pytest.StashKey[ExitStack]()
VALKEY_SOCKET = pytest.StashKey[object]()
# What one worker does, the longest first: one running Foothold; one world that everybody walks
# through; demos that start and end.
TOGETHER = ("tests/journeys/", "tests/architecture/", "tests/launcher/")

settings.register_profile("foothold", deadline=None)  # a busy machine is no wrong answer
settings.load_profile("foothold")


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ or config.option.help or config.option.version:
        return
    servers = ExitStack()
    config.stash[SERVERS] = servers
    embedded, environment = servers.enter_context(scratch_servers())
    config.stash[VALKEY_SOCKET] = embedded.valkey_socket
    os.environ.update(environment | OF_UNIT_TESTS)
    django.setup()  # pytest-django found no settings when it began


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVERS in config.stash:
        config.stash[SERVERS].close()


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for rubbish took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class ByFile(LoadScopeScheduling):
    """Gives a worker a whole file, whose fixtures are then made once, or all that is TOGETHER.

    By address, since pytest 9.2 does not see the groups of xdist 3.8 any more.
    """

    def _split_scope(self, nodeid: str) -> str:
        together = [place for place in TOGETHER if nodeid.startswith(place)]
        return together[0] if together else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    places = [*TOGETHER, ""]
    items.sort(
        key=lambda item: next(n for n, place in enumerate(places) if item.nodeid.startswith(place))
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: list) -> None:
    """A worker's share of Valkey, in its environment before it reads the settings."""
    for number, spec in enumerate(specs, start=1):
        spec.env.update(valkey_on(config.stash[VALKEY_SOCKET], instance=number))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(WITHOUT_BROWSER in str(report.longrepr) for report in skipped):
        terminalreporter.write(browser.BANNER)


WITHOUT_BROWSER = "no browser on this machine"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """Where several workers run, the first to need a database migrates the one all copy."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    done = Path(settings.DATA_DIR) / "migrated"
    with done.open("a") as mark, django_db_blocker.unblock():
        fcntl.flock(mark, fcntl.LOCK_EX)  # until it is closed
        if not done.stat().st_size:
            call_command("migrate", verbosity=0)
            connection.close()
            mark.write("yes")
    connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session", autouse=True)
def all_tasks() -> None:
    """Import all tasks, as a worker does when it starts."""
    from config.celery import app

    app.loader.import_default_modules()


@pytest.fixture(scope="session", autouse=True)
def the_law_stands_still() -> Iterator[None]:
    """The tables of today hold for good, so that no test fails because a rate has run out.

    ``tests/employers/paylaw`` looks at the tables as they are, with days of its own.
    """
    from dataclasses import replace
    from datetime import date

    from employers.paylaw import decisions, tables, visas

    for_good = {
        jurisdiction: replace(
            table,
            read_again_by=date.max,
            rules=tuple(
                replace(rule, valid_until=None) if rule == table.minimum_on(date.max) else rule
                for rule in table.rules
            ),
        )
        for jurisdiction, table in tables().items()
    }
    with pytest.MonkeyPatch.context() as patch:
        for module in (decisions, visas):
            patch.setattr(module, "tables", lambda: for_good)
        yield


@pytest.fixture(autouse=True)
def nobody_has_pressed_anything() -> None:
    """Each test has all of its limits: they count by network address, and the tests share one."""
    from django.core.cache import cache

    from accounts.limits import KEY

    valkey = cache._cache.get_client(write=True)  # type: ignore[attr-defined]
    if counters := list(valkey.scan_iter(match=f"*:{KEY}:*", count=1000)):
        valkey.delete(*counters)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of Chromium. Without one: a failure where CI=true, else a skip and a loud banner."""
    path = browser.find()
    if path:
        return path
    if browser.must_be_there():
        pytest.fail(f"CI=true and {WITHOUT_BROWSER}: `make test` finds or fetches one.")
    pytest.skip(WITHOUT_BROWSER)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict, browser_path: str) -> dict:
    """How pytest-playwright (fixtures ``page``, ``context``, ``browser``) launches it."""
    arguments = browser.arguments(browser_path)
    return {**browser_type_launch_args, "executable_path": browser_path, "args": arguments}


@pytest.fixture(scope="session")
def chromium(browser: object) -> Iterator[object]:
    """Playwright's browser, for a test that opens contexts of its own."""
    return browser
