"""``python -m bench [NAME]``: see the package's docstring."""

import dataclasses
import json
import os
import sys
from importlib import import_module

from launcher.environment import without_ours
from launcher.scratch import scratch_servers

NAMES = (
    "pages",
    "search",
    "eoi",
    "rounds",
    "leniency",
    "credentials",
    "verification",
    "disclosure",
)
LONG = ("matching", "insights")
"""Run only where they are named."""


def main(wanted: list[str]) -> int:
    """Run those named, or all but the long ones; 1 where a bar is missed, 2 for an unknown name."""
    unknown = set(wanted) - set(NAMES) - set(LONG)
    if unknown:
        print(f"No such bench: {', '.join(sorted(unknown))}. There are: {', '.join(NAMES + LONG)}.")
        return 2
    with scratch_servers() as (_servers, environment):
        environment = {**environment, "CELERY_EAGER": "1", "FOOTHOLD_TEST": "1"}
        kept = without_ours(os.environ)
        os.environ.clear()
        os.environ.update(kept | environment)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        missed = 0
        for name in wanted or NAMES:
            for line in import_module(f"bench.{name}").run():
                print(json.dumps(dataclasses.asdict(line)), flush=True)
                missed += not line.ok
        connections.close_all()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
