"""The faults and floods: each does its harm and says whose interests to look up."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher.processes import Child, stop_all
from launcher.servers import Servers
from soak.people import Sent, Stream, all_at_once, new_address, send_interest
from tests.launcher.demo import Demo

BROKER_DOWN = 60.0  # seconds
WORKER_KILLS = 6
PEOPLE_AT_ONCE = 40
ROUNDS_OF_PEOPLE = 5


@dataclass
class World:
    """The running demo, its servers, and the page where interests are sent."""

    demo: Demo
    servers: Servers
    broker: Servers
    broker_children: list[Child]
    page: str


@dataclass
class Told:
    """What a story did, in figures, and which addresses were told "Sent"."""

    acknowledged: list[str]
    figures: dict[str, object]


def broker_down(world: World) -> Told:
    """Valkey is gone for a minute while interests come in; the pages go on answering."""
    with Stream(world.page) as stream:
        time.sleep(3)
        before = len(stream.acknowledged)
        stop_all(world.broker_children, 5)
        time.sleep(BROKER_DOWN)
        while_down = len(stream.acknowledged) - before
        world.broker_children[:] = world.broker.prepare()
        for child in world.broker_children:
            child.start()
        world.broker.wait_until_ready(world.broker_children)
        time.sleep(5)
    return Told(stream.acknowledged, _figures(stream.sent) | {"while_down": while_down})


def worker_killed(world: World) -> Told:
    """The worker and its children die by SIGKILL, again and again, while there is work."""
    kills = 0
    with Stream(world.page, desks=3, pause=0.05) as stream:
        for _time in range(WORKER_KILLS):
            time.sleep(4)
            for pid in _workers(world.demo):
                os.kill(pid, signal.SIGKILL)
                kills += 1
        time.sleep(6)
    return Told(stream.acknowledged, _figures(stream.sent) | {"kills": kills})


def database_restarted(world: World) -> Told:
    """PostgreSQL ends at once (SIGQUIT: crash recovery) and fast (SIGINT) under a stream."""
    restarts = 0
    with Stream(world.page, desks=3, pause=0.1) as stream:
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
            time.sleep(5)
            pid_file = world.servers.cluster / "postmaster.pid"
            os.kill(int(pid_file.read_text().split()[0]), number)
            restarts += 1
            time.sleep(12)
    return Told(stream.acknowledged, _figures(stream.sent) | {"restarts": restarts})


def lecture_hall(world: World) -> Told:
    """A hall behind one address sends at the same moment; nobody is turned away."""
    sent: list[Sent] = []
    for _round in range(ROUNDS_OF_PEOPLE):
        sent += all_at_once(PEOPLE_AT_ONCE, lambda _n: send_interest(world.page, new_address()))
    acknowledged = [each.address for each in sent if each.acknowledged]
    figures = _figures(sent) | {"turned_away": len(sent) - len(acknowledged)}
    return Told(acknowledged, figures)


def double_sends(world: World) -> Told:
    """One person sends eight times at the same moment, from eight windows: one row, one letter."""
    addresses = [new_address() for _person in range(10)]
    sent: list[Sent] = []
    for address in addresses:
        sent += all_at_once(8, lambda _n, address=address: send_interest(world.page, address))
    return Told(addresses, _figures(sent))


STORIES: dict[str, Callable[[World], Told]] = {
    story.__name__: story
    for story in (lecture_hall, double_sends, broker_down, worker_killed, database_restarted)
}


def _figures(sent: list[Sent]) -> dict[str, object]:
    seconds = sorted(each.seconds for each in sent if each.acknowledged)
    return {
        "sent": len(sent),
        "acknowledged": len(seconds),
        "median_s": round(seconds[len(seconds) // 2], 3) if seconds else None,
        "slowest_s": round(seconds[-1], 3) if seconds else None,
    }


def _workers(demo: Demo) -> list[int]:
    """Every process of the demo's Celery worker."""
    found = []
    for pid in demo.family():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"celery" in words and b"worker" in words:
            found.append(pid)
    return found
