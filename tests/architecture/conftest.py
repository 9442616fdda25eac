"""One world for all tests of this folder, and one walk through it.

Django has no settings yet when pytest reads this, so what needs them is imported by the fixtures.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.architecture.walk import Read
    from tests.architecture.world import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> "Iterator[World]":
    """Its rows stand in a transaction that is taken back after the folder's last test.

    What a test writes is a savepoint in that transaction, so no other test sees it.
    """
    from django.db import transaction

    from tests.architecture.world import a_world

    whole = transaction.atomic()
    whole._from_testcase = True  # else a verb that must be outermost would refuse
    with django_db_blocker.unblock():
        whole.__enter__()
        built = a_world()
    yield built
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture(scope="package")
def reads(world: "World", django_db_blocker: DjangoDbBlocker) -> "list[Read]":
    """What everybody was answered who asked for every page."""
    from django.db import transaction
    from django.test import override_settings

    from tests.architecture.walk import walk

    quiet = override_settings(ROOT_URLCONF="tests.architecture.quiet_urls")
    with django_db_blocker.unblock(), quiet, transaction.atomic():
        found = list(walk(world))
        transaction.set_rollback(True)
    return found
