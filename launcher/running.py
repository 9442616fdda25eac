"""Where a running demo keeps its servers, for ``python manage.py …`` in another terminal."""

import fcntl
import json
from pathlib import Path

LOCK = "launcher.lock"  # held, as by flock(2), for as long as a launcher runs on the directory
ENVIRONMENT = Path("run", "environment.json")


def environment_of_running_demo(data_dir: str | Path) -> dict[str, str]:
    """What the children of the launcher that runs on ``data_dir`` have in their environment.

    DATABASE_URL, REDIS_URL, CELERY_BROKER_URL, CELERY_RESULT_BACKEND, CACHE_URL, SECRET_KEY,
    KEY_FILE, BASE_URL, FOOTHOLD_DEMO, DATA_DIR and PORT; empty when no launcher runs there.
    """
    data = Path(data_dir)
    try:
        if not is_held(data / LOCK):
            return {}
        environment: dict[str, str] = json.loads((data / ENVIRONMENT).read_text())
    except (OSError, ValueError):  # none there, still starting, or another user's
        return {}
    return environment


def is_held(lock: Path) -> bool:
    """Whether some process holds ``lock``."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
