"""What the tests of places share."""

import pytest


@pytest.fixture
def queued():
    """Tasks go to the broker, as they do where a worker comes for them later."""
    from config.celery import app

    eager, app.conf.task_always_eager = app.conf.task_always_eager, False
    yield
    app.conf.task_always_eager = eager
    app.control.purge()
