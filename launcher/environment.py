"""The environment that every child reads its settings from: one contract for all of them."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

# What the launcher decides. A fresh start (tests, another instance) begins by forgetting these.
NAMES = (
    "DATABASE_URL",  # postgres://…, or postgres://foothold@//folder/of/socket/foothold
    "REDIS_URL",  # redis://host:port/0, or redis+socket:///folder/valkey.sock
    "CELERY_BROKER_URL",  # as kombu reads it: the database of REDIS_URL
    "CELERY_RESULT_BACKEND",  # the database after it
    "CACHE_URL",  # as redis-py reads it: the next
    "SECRET_KEY",
    "KEY_FILE",  # path of the file that private keys and sealed answers are encrypted under
    "BASE_URL",  # without a slash at its end
    "FOOTHOLD_DEMO",  # "1" under `make demo` alone
    "DATA_DIR",
    "PORT",
    "FOOTHOLD_TEST",  # "1" in tests and tools: no secret is asked for
    "CELERY_EAGER",  # "1" in unit tests: tasks run where they are called
    "DJANGO_SETTINGS_MODULE",
)
DATABASES_EACH = 3  # of Valkey's numbered databases: broker, results, cache


def without_ours(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` without anything that a launcher or a test run has put there."""
    return {name: value for name, value in environment.items() if name not in NAMES}


def database_on(sockets: Path, name: str = "foothold") -> dict[str, str]:
    """The PostgreSQL that listens in folder ``sockets``, as django-environ reads it."""
    return {"DATABASE_URL": f"postgres://foothold@/{sockets}/{name}"}


def valkey_on(socket: Path, *, instance: int = 0) -> dict[str, str]:
    """The Valkey that listens on ``socket``; instance n uses databases 3n to 3n + 2."""
    first = instance * DATABASES_EACH
    broker = f"redis+socket://{socket}" + (f"?virtual_host={first}" if first else "")
    return {
        "REDIS_URL": broker,
        "CELERY_BROKER_URL": broker,
        "CELERY_RESULT_BACKEND": f"redis+socket://{socket}?virtual_host={first + 1}",
        "CACHE_URL": f"unix://{socket}?db={first + 2}",
    }


def redis_at(url: str) -> dict[str, str]:
    """An outside Redis or Valkey: databases n, n + 1 and n + 2 of ``redis://host:port/n``."""
    parts = urlsplit(url)
    if parts.scheme in ("unix", "redis+socket"):
        return valkey_on(Path(parts.path))
    first = int(parts.path.strip("/") or 0)

    def database(number: int) -> str:
        return urlunsplit(parts._replace(path=f"/{number}"))

    return {
        "REDIS_URL": url,
        "CELERY_BROKER_URL": database(first),
        "CELERY_RESULT_BACKEND": database(first + 1),
        "CACHE_URL": database(first + 2),
    }
