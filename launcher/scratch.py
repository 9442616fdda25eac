"""Servers and settings for an hour: what tests and tools run on, gone with the process."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.processes import birth_of, stop_all
from launcher.programs import SETTINGS
from launcher.servers import Servers

PREFIX = "foothold-scratch-"


@contextmanager
def scratch_servers() -> Iterator[tuple[Servers, dict[str, str]]]:
    """A PostgreSQL that may forget and a Valkey in a temporary folder; the environment for both.

    The kernel ends them if this process is killed; the folder then goes at the next start.
    """
    folders = Path(tempfile.gettempdir())
    remove_those_left(folders)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=folders))
    folder.chmod(0o711)
    servers = Servers(folder, folder, durable=False)
    children = []
    try:
        for child in servers.prepare():
            child.death_signal = signal.SIGKILL  # nobody wants the data back
            child.stop_signal = signal.SIGQUIT if child.name == "postgres" else signal.SIGTERM
            child.start()
            children.append(child)
        servers.wait_until_ready(children)
        yield servers, SETTINGS | servers.environment | settings_in(folder)
    finally:
        stop_all(children, 5)
        servers.wipe()
        shutil.rmtree(folder, ignore_errors=True)


def settings_in(folder: Path) -> dict[str, str]:
    """Settings that are no secret and keep their files in ``folder``."""
    return {
        "FOOTHOLD_TEST": "1",
        "SECRET_KEY": "for-tests-and-tools-alone",
        "KEY_FILE": str(folder / "keys.json"),
        "BASE_URL": "http://localhost:8000",
        "DATA_DIR": str(folder),
    }


def remove_those_left(folders: Path) -> None:
    """Remove what a run that was killed has left."""
    for folder in folders.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and not birth_of(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
