"""``python -m soak [STORY …]``: all stories, or the named ones."""

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from launcher.environment import without_ours
from launcher.processes import stop_all, wait_until
from launcher.servers import Servers
from soak.stories import STORIES, World
from tests.launcher.demo import Demo, cleared_away

SETTLED_WITHIN = 240.0  # seconds after the harm: the sweep waits 30 s before it sends again
HANDS_ON = 3.0  # seconds that the last tasks may take once the queue is empty


def main(names: list[str]) -> int:
    """Run the stories on one demo; 1 where one failed."""
    unknown = set(names) - set(STORIES)
    if unknown:
        print(f"No such story: {', '.join(sorted(unknown))}. There are: {', '.join(STORIES)}.")
        return 2
    folder = Path(tempfile.mkdtemp(prefix="foothold-soak-"))
    folder.chmod(0o711)
    (folder / "broker").mkdir()
    broker = Servers(folder / "broker", folder, wanted=("valkey",))
    children = broker.prepare()
    failed = []
    try:
        for child in children:
            child.start()
        broker.wait_until_ready(children)
        redis_url = broker.environment["REDIS_URL"]
        with cleared_away(Demo(folder / "data", REDIS_URL=redis_url)) as demo:
            demo.start()
            page = look_into(demo)
            world = World(demo, Servers(demo.data, demo.data), broker, children, page)
            for name in names or STORIES:
                if not tell(name, world):
                    failed.append(name)
            demo.end(signal.SIGTERM)
    finally:
        stop_all(children, 5)
        broker.wipe()
        if not failed:
            shutil.rmtree(folder, ignore_errors=True)
    total = len(names or STORIES)
    print(f"{total - len(failed)} passed, {len(failed)} failed")
    if failed:
        print(f"The logs are in {folder}.")
    return 1 if failed else 0


def look_into(demo: Demo) -> str:
    """Set Django up on the demo's own data; the address of an open challenge's form."""
    environment = json.loads((demo.data / "run" / "environment.json").read_text())
    os.environ.update(without_ours(os.environ) | environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from employers.models import Challenge

    challenge = Challenge.objects.open().select_related("institution").latest("closes_at")
    slug = challenge.institution.slug
    return f"{demo.base_url}/{slug}/projects/{challenge.code}/interest/"


def tell(name: str, world: World) -> bool:
    """One story, its line of JSON, and whether it ended well."""
    from django.db import connection

    from soak import ledger

    began = time.monotonic()
    told = STORIES[name](world)
    connection.close()
    settled = time.monotonic()
    wait_until(lambda: ledger.still_waiting() == 0, SETTLED_WITHIN, step=1)
    settled = time.monotonic() - settled
    again = ledger.deliver_again(told.acknowledged)
    wait_until(lambda: world.queue.llen("celery") == 0, SETTLED_WITHIN, step=1)
    time.sleep(HANDS_ON)
    waiting = ledger.still_waiting()
    wrong = ledger.findings(told.acknowledged, told.notes)
    passed = bool(told.acknowledged and told.harm) and not waiting and not any(wrong.values())
    passed = passed and not told.figures["turned_away"] and not told.otherwise
    line = {
        "name": name,
        "passed": passed,
        "seconds": round(time.monotonic() - began, 1),
        **told.figures,
        "otherwise": told.otherwise,
        "settled_s": round(settled, 1),
        "still_waiting": waiting,
        "delivered_again": again,
        **wrong,
    }
    print(json.dumps(line), flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
