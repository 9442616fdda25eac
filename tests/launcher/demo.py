"""A real ``python -m launcher demo`` as a subprocess, for the tests of it and for the journeys."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.environment import without_ours
from launcher.processes import birth_of, die_with_parent
from launcher.programs import ROOT, free_port
from launcher.servers import Servers

READY = "Foothold is ready: "


class Demo:
    """One launcher on ``data`` at ``port``; it is started by ``start()`` and ended by a signal."""

    def __init__(self, data: Path, port: int | None = None, **environment: str) -> None:
        self.data = data
        self.port = port or free_port()
        self.environment = {
            **without_ours(os.environ),
            "DATA_DIR": str(data),
            "PORT": str(self.port),
            **environment,
        }
        self.environment.pop("MAKELEVEL", None)
        self.said: list[str] = []

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, seconds: float = 240) -> "Demo":
        """Start it and wait until it says that it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "launcher", "demo"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, args=[lines], daemon=True).start()
        end = time.monotonic() + seconds
        while not (self.said and self.said[-1].startswith(READY)):
            try:
                line = lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                line = ""
            if not line:
                self.process.kill()
                raise AssertionError("It did not become ready:\n" + "\n".join(self.said))
            self.said.append(line.rstrip("\n"))
        return self

    def _listen(self, lines: "queue.Queue[str]") -> None:
        for line in self.process.stdout:
            lines.put(line)
        lines.put("")

    def end(self, number: signal.Signals) -> float:
        """Send it the signal ``number``; the seconds until it was gone."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began

    def refuse(self) -> tuple[int, str]:
        """Start it where it must refuse: its exit status and all that it said on standard error."""
        done = subprocess.run(
            [sys.executable, "-m", "launcher", "demo"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stderr

    def manage(self, *words: str) -> str:
        """``python manage.py …`` in another terminal, which is told nothing but DATA_DIR."""
        environment = {**without_ours(os.environ), "DATA_DIR": str(self.data)}
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def family(self) -> dict[int, str]:
        """The launcher and all its descendants: pid and moment of birth."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except (FileNotFoundError, ProcessLookupError):
                    continue
                parents[int(folder.name)] = int(fields[1])
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return {pid: birth for pid in family if (birth := birth_of(pid))}


def alive(family: dict[int, str]) -> dict[int, str]:
    """Those of ``family`` that run still, with their command lines."""
    lines = {}
    for pid, birth in family.items():
        try:
            if birth_of(pid) == birth:
                lines[pid] = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return lines


@contextmanager
def cleared_away(demo: Demo) -> Iterator[Demo]:
    """End ``demo`` and remove what it has outside of its data folder."""
    try:
        yield demo
    finally:
        if hasattr(demo, "process") and demo.process.poll() is None:
            demo.end(signal.SIGTERM)
        if demo.data.exists():
            Servers(demo.data, demo.data).wipe()
