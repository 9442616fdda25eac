"""One child process: started so that it cannot outlive us, stopped with the signal fit for it."""

import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")
LIBC = ctypes.CDLL(None, use_errno=True)  # loaded here: after a fork it would be too late


@dataclass(frozen=True)
class Account:
    """The user that a server runs as where the launcher itself is root."""

    uid: int
    gid: int

    @classmethod
    def nobody(cls) -> "Account":
        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid)

    def may_enter(self, folder: Path) -> bool:
        """Whether this account can reach ``folder`` through all of its parents."""
        return run(["test", "-x", str(folder)], account=self).returncode == 0


def die_with_parent(death_signal: int) -> Callable[[], None] | None:
    """For ``preexec_fn``: the kernel sends the child ``death_signal`` when its parent is gone.

    Linux alone can do this. Elsewhere a launcher that was killed leaves its children to the next
    start, which ends them by ``reap``.
    """
    if not LINUX:
        return None
    parent = os.getpid()

    def arm() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # died between the fork and the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return arm


def run(
    command: Sequence[str],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a short command to its end; it does not outlive us, and what it says is kept."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGKILL),
        **_switch_to(account),
    )


def run_attached(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run ``command`` to its end on this terminal; its exit status. Ctrl-C reaches it by itself."""
    with subprocess.Popen(
        command, env=environment, preexec_fn=die_with_parent(signal.SIGKILL)
    ) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def _switch_to(account: Account | None) -> dict:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


@dataclass
class Child:
    """A program that keeps running, in a session of its own.

    A session of its own keeps the terminal's Ctrl-C from it: it ends when and how we say.
    ``death_signal`` is what the kernel sends it if we are killed. It may be SIGKILL where the
    program's own children notice that by themselves (gunicorn's within a second, celery's at once).
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    account: Account | None = None
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(self.death_signal),
                **_switch_to(self.account),
            )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def status(self) -> int | None:
        return self.process.returncode if self.process else None

    def ask_to_stop(self) -> None:
        if self.running and self.process:
            self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End it and its children at once."""
        if self.process is None:
            return
        if self.running:
            kill_group(self.process.pid)
        self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def stop_all(children: Sequence[Child], seconds: float) -> None:
    """Ask all to stop, wait for them together for ``seconds``, then kill those still running."""
    for child in children:
        child.ask_to_stop()
    wait_until(lambda: not any(child.running for child in children), seconds)
    for child in children:
        child.kill()


def wait_until(condition: Callable[[], bool], seconds: float, *, step: float = 0.05) -> bool:
    """Ask ``condition`` again and again for at most ``seconds``; its last answer."""
    end = time.monotonic() + seconds
    while not (answer := condition()) and time.monotonic() < end:
        time.sleep(step)
    return answer


def kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


# A pid alone may have passed to a stranger since; the pid and the moment of its birth may not.


def birth_of(pid: int) -> str:
    """When process ``pid`` began, in the system's own words; empty if none runs."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        if LINUX:
            return ""
        return run(["ps", "-o", "lstart=", "-p", str(pid)]).stdout.strip()
    state, *rest = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return "" if state in "ZX" else rest[18]


def record(children: Sequence[Child], file: Path) -> None:
    """Write down who runs, for the next start to end should we be killed."""
    rows = [
        {"pid": c.process.pid, "birth": birth_of(c.process.pid), "signal": int(c.stop_signal)}
        for c in children
        if c.process and c.running
    ]
    write_text(file, json.dumps(rows))


def reap(file: Path, *, seconds: float = 5) -> None:
    """End whatever a launcher that was killed has left running, by the pids it wrote down."""
    try:
        rows = json.loads(file.read_text())
    except FileNotFoundError:
        return
    left = [row for row in rows if row["birth"] and birth_of(row["pid"]) == row["birth"]]
    for row in left:
        os.kill(row["pid"], row["signal"])
    wait_until(lambda: not any(birth_of(row["pid"]) == row["birth"] for row in left), seconds)
    for row in left:
        if birth_of(row["pid"]) == row["birth"]:
            kill_group(row["pid"])
    file.unlink()


def write_text(file: Path, text: str) -> None:
    """Replace ``file`` by ``text`` in one step, readable by its owner alone."""
    new = file.with_name(file.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    new.replace(file)
