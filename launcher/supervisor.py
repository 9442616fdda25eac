"""``make demo``: starts everything in order, keeps it running, and ends all of it.

Servers → ``manage.py prepare_demo`` (migrate, check_base_url, seed_demo) → web and worker → /readyz
→ timetable → the address is printed. Then it waits: a program that ends by itself is started again,
and one that keeps ending ends the whole with a sentence. SIGINT, SIGTERM and SIGHUP stop everything
within ten seconds.
"""

import errno
import json
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from launcher import programs
from launcher.data_directory import DataDirectory
from launcher.environment import redis_at, without_ours
from launcher.processes import (
    LIBC,
    LINUX,
    PR_SET_PDEATHSIG,
    Child,
    kill_group,
    reap,
    record,
    stop_all,
    write_text,
)
from launcher.refusal import Refusal
from launcher.servers import Servers

READY_WITHIN = 90.0  # seconds from the start of the web server
PROGRAMS_END_WITHIN = 5.0  # seconds; then PostgreSQL and Valkey have theirs: under ten in all
SERVERS_END_WITHIN = 3.5
TOO_MANY_ENDS = 5  # within the minute below
TOO_MANY_BEFORE = 1  # before all was ever ready: then the reason seldom goes away by itself
MINUTE = 60.0
LONGEST_PAUSE = 8.0
REPLACED_BY = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
ONLY_A_SENTENCE = "CommandError: "  # how manage.py begins what is meant for a person


class Stopped(Exception):
    """A signal asked us to end."""


class Supervisor:
    """One running Foothold over one data directory."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.given = environment
        self.data = DataDirectory(Path(environment.get("DATA_DIR") or ".data").absolute())
        self.port = _port(environment.get("PORT") or "8000")
        self.base_url = environment.get("BASE_URL") or f"http://localhost:{self.port}"
        self.servers: list[Child] = []
        self.programs: list[Child] = []
        self.ends: dict[str, Ends] = {}
        self.was_ready = False
        self.signals = 0

    # --- the whole

    def run(self) -> None:
        """Return after an orderly end; raise ``Refusal`` for what a person must put right."""
        with self.data.claim():
            self._listen_to_signals()
            try:
                self._start()
                say(f"Foothold is ready: {self.base_url}/")
                self._keep_running()
            except Stopped:
                say("Stopping …")
            finally:
                self._stop()

    def _start(self) -> None:
        reap(self.data.processes)
        addresses = programs.addresses_of(self.port)
        if not addresses:
            raise Refusal(
                f"Port {self.port} is taken by another program: stop that program, or play on "
                f"another port with data of its own: make demo PORT={self.port + 1} "
                f"DATA_DIR=.data-{self.port + 1}"
            )
        wanted = [name for name, url in REPLACED_BY.items() if not self.given.get(url)]
        servers = Servers(self.data.path, self.data.log, wanted=wanted)
        if self.given.get("RESET") == "1":
            self._reset(servers)
        self.data.make_rooms()
        environment = self._start_servers(servers)
        write_text(self.data.environment, json.dumps(environment))
        everything = without_ours(self.given) | programs.SETTINGS | environment
        say("Bringing the database up to date …")
        empty = ("--empty",) if self.given.get("EMPTY") == "1" else ()
        self._to_the_end("prepare_demo", everything, *empty)
        say("Starting web, worker and timetable …")
        self._start_program("web", programs.web(addresses), everything)
        self._start_program("worker", programs.worker(), everything)
        self._wait_until_ready()
        self.was_ready = True
        self._start_program("timetable", programs.beat(self.data.run / "timetable"), everything)

    def _reset(self, servers: Servers) -> None:
        if self.given.get("DATABASE_URL"):
            raise Refusal(
                "RESET=1 empties the embedded database alone: leave DATABASE_URL out, or empty "
                "that database yourself."
            )
        say(f"Forgetting everything in {self.data.path} …")
        servers.wipe()
        self.data.wipe()

    def _start_servers(self, servers: Servers) -> dict[str, str]:
        """Start those that the environment does not name; what children find everything by."""
        if servers.wanted:
            say("Starting the embedded servers …")
            self.servers = servers.prepare()
            for child in self.servers:
                self._launch(child)
            servers.wait_until_ready(self.servers)
        outside = {}
        if self.given.get("DATABASE_URL"):
            outside["DATABASE_URL"] = self.given["DATABASE_URL"]
        if self.given.get("REDIS_URL"):
            outside |= redis_at(self.given["REDIS_URL"])
        return {
            "SECRET_KEY": self.given.get("SECRET_KEY") or self.data.secret_key(),
            "KEY_FILE": self.given.get("KEY_FILE") or str(self.data.key_file),
            "BASE_URL": self.base_url,
            "FOOTHOLD_DEMO": "1",
            "DATA_DIR": str(self.data.path),
            "PORT": str(self.port),
            **servers.environment,
            **outside,
        }

    def _start_program(
        self, name: str, command: list[str], environment: Mapping[str, str]
    ) -> Child:
        log = self.data.log / f"{name}.log"
        child = Child(name, command, environment, log, folder=programs.ROOT)
        self.programs.append(child)
        self._launch(child)
        return child

    # --- one-time steps

    def _to_the_end(self, name: str, environment: Mapping[str, str], *words: str) -> None:
        """Run ``manage.py name words``; a refusal with its own sentence where it fails."""
        step = self._start_program(name, programs.manage(name, *words), environment)
        while step.running:
            self._pause(0.05)
        self.programs.remove(step)
        if step.status == 0:
            return
        words_of_step = step.last_words()
        last_line = words_of_step.rpartition("\n")[2]
        if last_line.startswith(ONLY_A_SENTENCE):
            raise Refusal(last_line.removeprefix(ONLY_A_SENTENCE))
        if "No space left on device" in words_of_step:
            raise OSError(errno.ENOSPC, "", str(self.data.path))
        raise Refusal(f"The step “{name}” failed; the end of {step.log}:\n{words_of_step}")

    # --- while it runs

    def _launch(self, child: Child) -> None:
        if child.log.exists() and child.name not in self.ends:
            child.log.replace(child.log.with_suffix(".before.log"))
        child.start()
        self.ends.setdefault(child.name, Ends())
        record([*self.servers, *self.programs], self.data.processes)

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_WITHIN
        while not (answer := ask_ready(self.port)).ready:
            if time.monotonic() > end:
                raise Refusal(
                    f"It started but is not ready after {READY_WITHIN:.0f} s; /readyz says: "
                    f"{answer.words or 'nothing'}; the logs are in {self.data.log}."
                )
            self._revive()
            self._pause(0.1)

    def _keep_running(self) -> None:
        while True:
            self._revive()
            self._pause(0.2)

    def _revive(self) -> None:
        """Start again what has ended by itself, later each time, and not for ever."""
        for child in (*self.servers, *self.programs):
            if child.running:
                continue
            ends = self.ends[child.name]
            if ends.again_at is None:
                pause = ends.one_more(TOO_MANY_ENDS if self.was_ready else TOO_MANY_BEFORE)
                if pause is None:
                    raise Refusal(
                        f"The {child.name} keeps ending (status {child.status}), so everything "
                        f"stops; the end of {child.log}:\n{child.last_words()}"
                    )
                say(f"The {child.name} ended (status {child.status}); again in {pause:g} s.")
            elif time.monotonic() >= ends.again_at:
                ends.again_at = None
                self._launch(child)

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds)
        if self.signals:
            raise Stopped

    # --- the end

    def _listen_to_signals(self) -> None:
        signal.signal(signal.SIGINT, self._hear)  # even if ignored so far, as shells do for “&”
        signal.signal(signal.SIGTERM, self._hear)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means it
            signal.signal(signal.SIGHUP, self._hear)
        if LINUX and "MAKELEVEL" in self.given:  # when make is killed, the demo is meant
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1
        if self.signals > 1 and number == signal.SIGINT:  # somebody at the keyboard cannot wait
            for child in (*self.programs, *self.servers):
                if child.process and child.process.returncode is None:
                    kill_group(child.process.pid)

    def _stop(self) -> None:
        """Programs first, since they use the servers."""
        self.data.environment.unlink(missing_ok=True)
        stop_all(self.programs, PROGRAMS_END_WITHIN)
        stop_all(self.servers, SERVERS_END_WITHIN)
        self.data.processes.unlink(missing_ok=True)


@dataclass
class Ends:
    """When a program ended by itself, and when it is to start again."""

    moments: list[float] = field(default_factory=list)
    again_at: float | None = None

    def one_more(self, too_many: int) -> float | None:
        """The seconds to wait before it starts again: 0.5, 1, 2 …; none when it ends too often."""
        now = time.monotonic()
        self.moments = [moment for moment in self.moments if now - moment < MINUTE] + [now]
        if len(self.moments) > too_many:
            return None
        pause = min(0.5 * 2 ** (len(self.moments) - 1), LONGEST_PAUSE)
        self.again_at = now + pause
        return pause


@dataclass(frozen=True)
class Readiness:
    ready: bool
    words: str = ""


def ask_ready(port: int) -> Readiness:
    """What /readyz answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/readyz", headers={"Host": f"localhost:{port}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return Readiness(response.status == 200, response.read().decode())
    except urllib.error.HTTPError as error:
        return Readiness(False, error.read().decode(errors="replace"))
    except OSError:  # not listening yet
        return Readiness(False)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def _port(words: str) -> int:
    if words.isdecimal() and 0 < int(words) < 65536:
        return int(words)
    raise Refusal(f"PORT is a number from 1 to 65535, not “{words}”.")
