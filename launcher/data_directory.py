"""DATA_DIR: all that a demo keeps, in one folder that is recognised before it is touched."""

import fcntl
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from launcher import running
from launcher.processes import wait_until, write_text
from launcher.refusal import Refusal

MARKER = "this-is-foothold-data"
KEPT_BY_RESET = (MARKER, running.LOCK)
ROOM_NEEDED = 200 * 2**20  # bytes: an empty cluster, its log ahead and the demo's rows take 100 MB


@dataclass(frozen=True)
class DataDirectory:
    """The folder and the names in it."""

    path: Path

    @property
    def run(self) -> Path:
        """What is true only while the launcher runs."""
        return self.path / "run"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def environment(self) -> Path:
        return self.path / running.ENVIRONMENT

    @property
    def processes(self) -> Path:
        return self.run / "processes.json"

    @property
    def key_file(self) -> Path:
        return self.path / "keys.json"

    def claim(self) -> TextIO:
        """Make the folder if it is missing and hold its lock: the lock ends with the file returned.

        Refuses a folder with somebody else's things in it, and one where a launcher runs.
        """
        foreign = self.path.exists() and not (self.path / MARKER).exists()
        if foreign and any(self.path.iterdir()):
            raise Refusal(
                f"{self.path} holds things that are not Foothold's: "
                "choose an empty or a new folder as DATA_DIR."
            )
        self.path.mkdir(parents=True, exist_ok=True)
        # As root the servers run as another user, who must pass through but need not look around.
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        lock = (self.path / running.LOCK).open("a+")
        # manage.py holds it for an instant when it asks whether a demo runs: ask more than once.
        if not wait_until(lambda: _locked(lock), 0.5):
            raise Refusal(
                f"Foothold already runs on {self.path}: stop it first, or choose another DATA_DIR."
            )
        (self.path / MARKER).touch()
        free = shutil.disk_usage(self.path).free
        if free < ROOM_NEEDED:
            raise Refusal(
                f"The disk that holds {self.path} is full or nearly: {free // 2**20} MB are free "
                f"and {ROOM_NEEDED // 2**20} are needed; make room, or choose another DATA_DIR."
            )
        return lock

    def wipe(self) -> None:
        """Forget everything, but not that the folder is ours."""
        for entry in self.path.iterdir():
            if entry.name in KEPT_BY_RESET:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def make_rooms(self) -> None:
        for folder in (self.run, self.log):
            folder.mkdir(mode=0o700, exist_ok=True)

    def secret_key(self) -> str:
        """Made at the first start and kept, so that nobody is signed out by the second."""
        file = self.path / "secret_key"
        if not file.exists():
            write_text(file, secrets.token_urlsafe(50))
        return file.read_text()


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
