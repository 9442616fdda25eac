"""A worker that is on its own outlives its broker: nobody has to start it again."""

import os
from pathlib import Path

import pytest
from celery import Celery
from redis import Redis

from launcher.processes import Child, stop_all, wait_until
from launcher.programs import ROOT, SETTINGS, worker
from launcher.servers import Servers

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux who runs"),
]
MESSAGES = 200
TASK = "celery.backend_cleanup"  # Celery's own: it needs no database
A_MINUTE = 60


def start(broker: Servers) -> list[Child]:
    children = broker.prepare()
    for child in children:
        child.start()
    broker.wait_until_ready(children)
    return children


def test_a_worker_takes_up_its_work_when_the_broker_is_back(folder, monkeypatch):
    broker = Servers(folder, folder, wanted=("valkey",))
    valkey = start(broker)
    environment = {**os.environ, **SETTINGS, **broker.environment}
    environment.pop("CELERY_EAGER", None)
    monkeypatch.setenv("CELERY_BROKER_URL", broker.environment["CELERY_BROKER_URL"])
    hand = Child("worker", worker(), environment, folder / "worker.log", folder=ROOT)
    app = Celery(set_as_current=False)

    queue = Redis(unix_socket_path=str(broker.valkey_socket))

    def all_taken() -> bool:
        for _message in range(MESSAGES):
            app.send_task(TASK, ignore_result=True)
        return wait_until(lambda: queue.llen("celery") == 0, A_MINUTE)

    try:
        hand.start()
        assert all_taken(), hand.last_words()
        for _message in range(MESSAGES):  # the broker goes while it is at work
            app.send_task(TASK, ignore_result=True)
        stop_all(valkey, 5)
        assert wait_until(lambda: "broker_lost" in hand.log.read_text(), 10)
        valkey = start(broker)

        assert all_taken(), hand.last_words()
        assert hand.running
    finally:
        stop_all([hand, *valkey], 10)
        broker.wipe()
