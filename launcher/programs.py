"""The programs that make up a running Foothold, as command lines."""

import errno
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "::1")  # a browser may try either for "localhost"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "CELERY_SKIP_CHECKS": "1",  # a worker would import every page and check it, as tests have done
}


def manage(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


def web(addresses: list[str]) -> list[str]:
    """gunicorn on ``addresses``; the rest is in ``launcher/web.py``."""
    gunicorn = (sys.executable, "-m", "gunicorn", "-c", "python:launcher.web")
    binds = (word for address in addresses for word in ("--bind", address))
    return [*gunicorn, *binds, "config.wsgi:application"]


def worker() -> list[str]:
    celery = (sys.executable, "-m", "celery", "-A", "config", "worker")
    return [*celery, "--concurrency", "2", "--without-mingle", "--without-gossip"]


def beat(schedule: Path) -> list[str]:
    """The timetable; ``schedule`` is the file in which it remembers when each task last ran."""
    celery = (sys.executable, "-m", "celery", "-A", "config", "beat")
    return [*celery, "--schedule", str(schedule), "--pidfile="]


def addresses_of(port: int) -> list[str]:
    """``localhost`` at ``port``, as gunicorn is told it. Empty where another program has it."""
    free = []
    for host in LOOPBACK:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return []
            continue  # this machine has no such address, often IPv6
        free.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    return free


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
