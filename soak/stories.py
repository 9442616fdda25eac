"""The faults and floods: each does its harm and says whose interests to look up."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from launcher.processes import Child, stop_all, wait_until
from launcher.servers import Servers
from portal.demo.mailbox import sent_again
from soak.brought_back import backup_under_load, brought_back, forget, somebody
from soak.called_off import PEOPLE, a_day_ahead, addresses_of, all_told, as_staff, kill, press
from soak.crowd import address as crowd_address
from soak.people import Sent, Stream, all_at_once, new_address, send_interest
from tests.launcher.demo import Demo

BROKER_DOWN = 60.0  # seconds
WORKER_KILLS = 6
PEOPLE_AT_ONCE = 40
ROUNDS_OF_PEOPLE = 5
CROWD = 5000
CROWD_DESKS = 2
KILL_EVERY = 10.0  # seconds; a child of the worker, and
STUDENTS_OF_A_ROUND = 2000
ROUND_KILLS = 2
INTO_A_ROUND = 0.5  # seconds from its claim to the kill
SETTLED_ROUND = 300.0  # seconds: a run counts as dead after one minute, the timetable looks each
WHOLE_EVERY = 3  # each third time all of it: a launcher gives up on what ends five times a minute


@dataclass
class World:
    """The running demo, its servers, and the page where interests are sent."""

    demo: Demo
    servers: Servers
    broker: Servers
    broker_children: list[Child]
    page: str

    @property
    def queue(self) -> Redis:
        """The broker, asked directly."""
        return Redis(unix_socket_path=str(self.broker.valkey_socket))


@dataclass
class Told:
    """What a story did, in figures, and which addresses were told "Sent".

    ``harm`` counts what was really broken: a story that broke nothing has shown nothing.
    """

    acknowledged: list[str]
    harm: int
    figures: dict[str, object]
    notes: str = ""  # the kind of a note that each of them has exactly once
    otherwise: int = 0  # what came out otherwise than it would have without the harm


def lecture_hall(world: World) -> Told:
    """A hall behind one address sends at the same moment; nobody is turned away."""
    sent: list[Sent] = []
    for _round in range(ROUNDS_OF_PEOPLE):
        sent += all_at_once(PEOPLE_AT_ONCE, lambda _n: send_interest(world.page, new_address()))
    return Told([each.address for each in sent if each.acknowledged], len(sent), _figures(sent))


def double_sends(world: World) -> Told:
    """One person sends eight times at the same moment, from eight windows: one row, one letter."""
    addresses = [new_address() for _person in range(10)]
    sent: list[Sent] = []
    for address in addresses:
        sent += all_at_once(8, lambda _n, address=address: send_interest(world.page, address))
    return Told(addresses, len(sent) - len(addresses), _figures(sent))


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
    figures = _figures(stream.sent) | {"while_down": while_down}
    return Told(stream.acknowledged, while_down, figures)


def worker_killed(world: World) -> Told:
    """The worker dies by SIGKILL while it handles: one of its children, and then all of it."""
    cut_off = left_behind = 0
    with Stream(world.page, desks=3, pause=0.05) as stream:
        for number in range(WORKER_KILLS):
            time.sleep(3)
            taken = _taken(world, more_than=left_behind)
            pids = _workers(world.demo)
            whole = number % 2 == 1
            for pid in pids if whole else pids[-1:]:
                os.kill(pid, signal.SIGKILL)
            cut_off += taken - left_behind
            if whole:
                left_behind = world.queue.hlen("unacked")
        time.sleep(6)
    figures = _figures(stream.sent) | {"kills": WORKER_KILLS, "cut_off": cut_off}
    return Told(stream.acknowledged, cut_off, figures)


def crowd_confirms(world: World) -> Told:
    """Five thousand send, and confirm once their letter is there; every 10 s a worker is killed.

    Through the verbs that the pages call: what HTTP costs is ``make bench``'s to say. A letter may
    reach the mailbox twice where the worker was killed after the mail server had taken it and
    before that was written down: those are counted, and are at most the letters that kills met.
    """
    doubles_before, number = len(sent_again()), uuid.uuid4().hex[:8]
    share = CROWD // CROWD_DESKS
    began = time.monotonic()
    desks = [
        subprocess.Popen(
            [sys.executable, "-m", "soak.crowd", world.page, f"{number}-{n}", str(share)]
        )
        for n in range(CROWD_DESKS)
    ]
    kills = met = 0
    next_kill = time.monotonic() + KILL_EVERY
    while any(desk.poll() is None for desk in desks):
        time.sleep(0.2)
        if time.monotonic() < next_kill:
            continue
        next_kill += KILL_EVERY
        parent, *children = _workers(world.demo) or [0]
        if not children:
            continue  # it is only just starting again
        whole = kills % WHOLE_EVERY == WHOLE_EVERY - 1
        for pid in [parent, *children] if whole else children[-1:]:
            os.kill(pid, signal.SIGKILL)
        met += len(children) if whole else 1
        kills += 1
    seconds = time.monotonic() - began
    addresses = [
        crowd_address(f"{number}-{n}", each) for n in range(CROWD_DESKS) for each in range(share)
    ]
    doubles = len(sent_again()) - doubles_before
    wrong = sum(desk.returncode != 0 for desk in desks)
    return Told(
        addresses,
        kills,
        {
            "confirmed": len(addresses),
            "turned_away": wrong,
            "kills": kills,
            "workers_met": met,
            "sent_twice": doubles,
            "confirmed_s": round(seconds, 1),
            "letters_a_second": round(len(addresses) / seconds, 1),
        },
        notes="eoi_confirmed",
    )


def round_killed(world: World) -> Told:
    """All workers die by SIGKILL while one shares out a round; it ends by itself, the same."""
    from bench.rounds import made
    from placements.models import Allocation
    from placements.services import share_out
    from placements.services.allocation import challenges_of
    from placements.services.solving import compare
    from placements.states import AllocationState

    challenge, _officer = made(STUDENTS_OF_A_ROUND)
    cut_off = otherwise = 0
    took = []
    with Stream(world.page) as stream:
        for _kill in range(ROUND_KILLS):
            row = Allocation.objects.filter(pk=share_out(challenge=challenge).pk)
            claimed = row.filter(heartbeat_at__isnull=False)
            wait_until(claimed.exists, SETTLED_ROUND, step=0.01)
            time.sleep(INTO_A_ROUND)
            for pid in _workers(world.demo):
                os.kill(pid, signal.SIGKILL)
            cut_off += row.filter(state=AllocationState.SOLVING).exists()
            began = time.monotonic()
            drafted = row.filter(state=AllocationState.DRAFTED)
            wait_until(drafted.exists, SETTLED_ROUND, step=1)
            took.append(time.monotonic() - began)
            draft = row.get()
            otherwise += not (draft.result_hash and compare(draft, challenges_of(draft)).same)
    figures = {"rounds": ROUND_KILLS, "cut_off": cut_off, "ended_after_s": round(max(took), 1)}
    return Told(stream.acknowledged, cut_off, _figures(stream.sent) | figures, otherwise=otherwise)


def database_restarted(world: World) -> Told:
    """PostgreSQL ends at once (SIGQUIT: crash recovery) and fast (SIGINT) under a stream."""
    restarts = 0
    with Stream(world.page, desks=3, pause=0.1) as stream:
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
            time.sleep(5)
            before = _postmaster(world)
            os.kill(before, number)
            restarts += wait_until(lambda before=before: _postmaster(world) not in (0, before), 30)
            time.sleep(5)
    return Told(stream.acknowledged, restarts, _figures(stream.sent) | {"restarts": restarts})


def day_called_off(world: World) -> Told:
    """Called off 110 minutes before it begins; the whole worker is killed at once after the press.

    Within a minute the list of whom to ring, calendars, the app and letters have reached all.
    """
    challenge, base_url = a_day_ahead(), world.demo.base_url
    staff = as_staff(base_url)
    began = time.monotonic()
    press(base_url, staff, challenge)
    killed = kill(_workers(world.demo))
    figures = {"people": PEOPLE, "killed": killed} | all_told(base_url, challenge, began)
    return Told(addresses_of(challenge), killed, figures, notes="challenge_cancelled")


def restored_under_load(world: World) -> Told:
    """A backup is taken under a stream, a student is deleted, and the backup is brought back.

    Everything acknowledged before the backup began is in it; who was deleted since is not.
    """
    student, address = somebody()
    with Stream(world.page, desks=3, pause=0.1) as stream:
        taken, before = backup_under_load(stream)
    deleted = forget(student)
    found = brought_back(taken, world.broker.valkey_socket, before, address)
    figures = _figures(stream.sent) | {"before": len(before), **found}
    wrong = found["lost"] + found["not_deleted"]
    return Told(stream.acknowledged, int(deleted), figures, otherwise=wrong)


STORIES: dict[str, Callable[[World], Told]] = {
    story.__name__: story
    for story in (
        lecture_hall,
        double_sends,
        broker_down,
        worker_killed,
        crowd_confirms,
        round_killed,
        database_restarted,
        day_called_off,
        restored_under_load,
    )
}


def _figures(sent: Sequence[Sent]) -> dict[str, object]:
    seconds = sorted(each.seconds for each in sent if each.acknowledged)
    return {
        "sent": len(sent),
        "acknowledged": len(seconds),
        "turned_away": len(sent) - len(seconds),
        "why": dict(Counter(each.trouble for each in sent if each.trouble)),
        "asked_to_wait": sum(each.waited for each in sent),
        "median_s": round(seconds[len(seconds) // 2], 3) if seconds else None,
        "slowest_s": round(seconds[-1], 3) if seconds else None,
    }


def _taken(world: World, *, more_than: int) -> int:
    """How many messages workers hold unanswered, as soon as it is ``more_than`` that."""
    wait_until(lambda: world.queue.hlen("unacked") > more_than, 30, step=0.01)
    return int(world.queue.hlen("unacked"))


def _workers(demo: Demo) -> list[int]:
    """Every process of the demo's Celery worker, parents before their children."""
    found = []
    for pid in sorted(demo.family()):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"celery" in words and b"worker" in words:
            found.append(pid)
    return found


def _postmaster(world: World) -> int:
    """The process id of PostgreSQL; 0 where none runs."""
    try:
        return int((world.servers.cluster / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return 0
