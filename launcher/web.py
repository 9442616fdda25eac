"""gunicorn's settings: ``gunicorn -c python:launcher.web config.wsgi:application``."""

import os
import signal
from typing import Any

from launcher.processes import die_with_parent

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
preload_app = True  # imported once, before the fork: half the time and memory
graceful_timeout = 4  # seconds that a request under way may take to end when we stop
accesslog = None  # requests are logged by the name of their page: paths carry the keys of letters
control_socket_disable = True  # it would be one for all instances of this user

_end_with_the_master = die_with_parent(signal.SIGKILL)


def post_fork(server: Any, worker: Any) -> None:
    """No process survives a master that was killed, not even for the second until it notices."""
    if _end_with_the_master:
        _end_with_the_master()
