"""``make demo`` from its start to its end, with real processes."""

import os
import signal
from pathlib import Path

import pytest

from launcher.processes import wait_until
from launcher.supervisor import ask_ready
from tests.launcher.demo import Demo, alive, cleared_away

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux who runs"),
]
WRITE = "from django.db import connection as c; k = c.cursor(); k.execute('CREATE TABLE kept ()')"
READ = "from django.db import connection as c; print('kept' in c.introspection.table_names())"


def test_it_starts_ends_with_a_signal_and_keeps_its_data(folder):
    with cleared_away(Demo(folder / "data", EMPTY="1")) as demo:
        demo.start()
        assert demo.said[-1] == f"Foothold is ready: http://localhost:{demo.port}/"
        family = demo.family()
        assert len(family) >= 10  # two servers, web, worker, timetable, and the children of these

        # In another terminal: one more of it refuses, and manage.py finds the servers.
        assert Demo(demo.data).refuse() == (
            1,
            f"Foothold: Foothold already runs on {demo.data}: stop it first, or choose another "
            "DATA_DIR.\n",
        )
        demo.manage("shell", "-v0", "-c", WRITE)

        seconds = demo.end(signal.SIGTERM)
        assert demo.process.returncode == 0
        assert alive(family) == {}
        assert seconds < 10

        elsewhere = Demo(demo.data)
        status, sentence = elsewhere.refuse()
        assert status == 1
        assert demo.base_url in sentence
        assert elsewhere.base_url in sentence
        assert sentence.count("\n") == 1

        again = Demo(demo.data, demo.port, EMPTY="1").start()
        with cleared_away(again):
            assert again.manage("shell", "-v0", "-c", READ) == "True"
            again.end(signal.SIGINT)
            assert again.process.returncode == 0


def test_it_begins_anew_heals_and_leaves_nothing_when_killed(tmp_path):
    # A path that is too long for a socket, has a space in it and, where we are root, is closed to
    # the user that the servers run as; with data in it that this PostgreSQL cannot read.
    data = tmp_path / ("a rather long name " * 5).strip() / "data"
    (data / "servers" / "postgres").mkdir(parents=True)
    (data / "this-is-foothold-data").touch()
    (data / "servers" / "postgres" / "PG_VERSION").write_text("9.6\n")

    with cleared_away(Demo(data, RESET="1", EMPTY="1")) as demo:
        demo.start()
        assert (data / "servers" / "postgres" / "PG_VERSION").read_text() != "9.6\n"

        for name in ("gunicorn", "bin/postgres -D"):
            victim = first_of(demo, name)
            os.kill(victim, signal.SIGKILL)
            assert wait_until(lambda: first_of(demo, name) not in (victim, None), 10)  # noqa: B023
            assert wait_until(lambda: ask_ready(demo.port).ready, 30, step=0.2)

        family = demo.family()
        assert len(family) >= 10
        demo.end(signal.SIGKILL)
        assert wait_until(lambda: not alive(family), 5), alive(family)


def first_of(demo, name):
    """The oldest process of ``demo`` with ``name`` in its command line, hence a master."""
    pids = [pid for pid, line in alive(demo.family()).items() if name in line]
    return min(pids, default=None)
