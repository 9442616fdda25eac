"""``python3 launcher/bootstrap.py``: what it makes, and what it says where it cannot."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.programs import ROOT

SOURCE = ROOT / "launcher" / "bootstrap.py"
PYTHON = Path(sys.base_prefix, "bin", "python3")


@pytest.fixture
def clone(tmp_path):
    """A checkout with nothing but what the bootstrap reads."""
    (tmp_path / "launcher").mkdir()
    shutil.copy(SOURCE, tmp_path / "launcher")
    (tmp_path / "requirements.txt").write_text("nothing==1\n")
    return tmp_path


@pytest.fixture
def environment_of(clone):
    """Puts a ``.venv`` into the clone whose python is the shell script given: what pip would do."""

    def make(script: str) -> Path:
        python = clone / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\necho "$@" >> {clone}/calls\n{script}\n')
        python.chmod(0o755)
        return clone / "calls"

    return make


def bootstrap(clone, *, python=(PYTHON,), **environment):
    """Run it without uv and any other Python on PATH: exit status, standard error."""
    nowhere = clone / "nothing-on-path"
    done = subprocess.run(
        [*python, clone / "launcher" / "bootstrap.py"],
        env={"PATH": str(nowhere), **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


def test_any_python3_can_read_it():
    ast.parse(SOURCE.read_text(), feature_version=(3, 4))


def test_an_old_python(clone):
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = sys.argv[1:]; "
    pretend += "runpy.run_path(sys.argv[0], run_name='__main__')"

    assert bootstrap(clone, python=(PYTHON, "-c", pretend)) == (
        1,
        "Foothold: Python 3.11 or newer is needed and python3 here is 3.9: install a newer one "
        "(on Debian or Ubuntu: apt install python3.11 python3.11-venv).\n",
    )


def test_no_venv_module(clone):
    (clone / "ensurepip.py").write_text("raise ImportError('Debian has it in another package')")

    assert bootstrap(clone, PYTHONPATH=str(clone)) == (
        1,
        "Foothold: python3 here has no venv module: run "
        f"`apt install python3.{sys.version_info[1]}-venv` as root, then the same command again.\n",
    )


def test_it_installs_once_for_each_lock(clone, environment_of):
    calls = environment_of("exit 0")

    assert [bootstrap(clone), bootstrap(clone)] == [(0, ""), (0, "")]
    assert installs(calls) == 1

    (clone / "requirements.txt").write_text("nothing==2\n")
    assert bootstrap(clone) == (0, "")
    assert installs(calls) == 2


def test_an_install_that_failed_is_done_again(clone, environment_of):
    calls = environment_of('case "$*" in *install*) exit 1;; esac')

    first, second = bootstrap(clone), bootstrap(clone)

    assert first == second
    assert first[0] == 1
    assert first[1].startswith("Foothold: this step failed")
    assert installs(calls) == 2


def test_a_disk_that_fills_while_it_installs(clone, environment_of):
    environment_of(
        'case "$*" in *install*) echo "OSError: [Errno 28] No space left on device"; exit 1;; esac'
    )

    status, said = bootstrap(clone)

    assert status == 1
    assert said.startswith(f"Foothold: the disk that holds {clone} is full or nearly")
    assert said.count("\n") == 1


def installs(calls):
    lines = [line for line in calls.read_text().splitlines() if " install " in line]
    assert all("--require-hashes" in line for line in lines)
    return len(lines)
