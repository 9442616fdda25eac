"""The part of a Celery worker that listens to the broker."""

import logging
import os
import signal
import sys

from billiard import active_children
from celery.worker.consumer import Consumer

logger = logging.getLogger(__name__)


class FreshConsumer(Consumer):
    """Begins the whole worker anew where the broker went away, under the same process id.

    Within the process kombu 5.7 does not always find back: what it had not acknowledged yet it
    restores and acknowledges on a closed channel, and the worker ends, or lives on and takes
    nothing. Tasks under way are cut off, as by SIGKILL: the sweeps start them again.
    """

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Replace this process by a new worker, which waits until the broker is back."""
        logger.warning("broker_lost error=%s", type(exc).__name__)
        for child in active_children():
            os.kill(child.pid, signal.SIGKILL)
            child.join()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606
