"""A thousand badges in both securings, each with its host's word: ``make bench B=credentials``.

The launcher's own worker, two processes on this run's PostgreSQL and Valkey, takes settled
sign-offs from the outbox; the clock runs until the last endorsement is signed, and how far it has
come goes to standard error. The second line sets a badge's CPU (the worker's; PostgreSQL's is not
in it) beside that of the bare signatures, made by the same library over the same documents.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

from celery import current_app
from django.db import transaction

import openbadges as ob
from bench.pages import Line
from bench.rounds import working
from core.outbox import publish
from credentials.models import Credential, Endorsement
from launcher.processes import wait_until
from placements.events import OutcomeSettled
from placements.models import Reach, SignOff
from tests.build import a_student, an_institution
from tests.build_credentials import a_past_challenge, a_settled_sign_off

CHALLENGES = 100
TEAMS = 2
MEMBERS = 5
LEVELS = ((4, 3), (3, 2), (2, 4), (3, 3))
SECONDS_AT_MOST = 60.0
BARE = 40  # badges that are signed anew for the floor


def run() -> Iterator[Line]:
    """One line for the clock, one for the CPU."""
    sign_offs = settled()
    wanted = len(sign_offs) * MEMBERS
    with working() as worker, by_the_broker():
        work, began = worker.seconds_of_work(), time.perf_counter()
        with transaction.atomic():
            for sign_off in sign_offs:
                publish(OutcomeSettled(sign_off_id=sign_off.pk))
        done = wait_until(lambda: signed(wanted) == wanted, 10 * SECONDS_AT_MOST, step=1)
        took = time.perf_counter() - began
        work = worker.seconds_of_work() - work
    assert done, f"only {signed(wanted)} after {took:.0f} s"
    yield Line(
        f"{wanted} badges in both securings with endorsement, s",
        round(took, 1),
        SECONDS_AT_MOST,
        round(took / SECONDS_AT_MOST, 2),
        f"<= {SECONDS_AT_MOST:.0f} on two cores",
        took <= SECONDS_AT_MOST,
    )
    cost, floor = 1000 * work / wanted, bare()
    name = "CPU ms of a badge with its endorsement, beside bare signing"
    yield Line(name, round(cost, 1), round(floor, 1), round(cost / floor, 2), "", True)


@contextmanager
def by_the_broker() -> Iterator[None]:
    """Facts of this process go to the worker while the block lasts; benches work them off."""
    current_app.conf.task_always_eager = False
    try:
        yield
    finally:
        current_app.conf.task_always_eager = True


def settled() -> list[SignOff]:
    """Sign-offs of teams whose students all came, with the host's name for the world to see."""
    here = an_institution()
    levels = cycle(LEVELS)
    return [
        a_settled_sign_off(
            challenge=challenge,
            students=[a_student(institution=here, signs_in=False) for _n in range(MEMBERS)],
            levels=next(levels),
            reach=Reach.ORGANISATION,
        )
        for challenge in (a_past_challenge(institution=here) for _n in range(CHALLENGES))
        for _team in range(TEAMS)
    ]


def signed(wanted: int) -> int:
    """How many badges have their endorsement signed; said on standard error too."""
    badges = Credential.objects.count()
    words = Endorsement.objects.filter(document__isnull=False).count()
    print(f"{badges} of {wanted} badges, {words} endorsed", file=sys.stderr, flush=True)
    return words


def bare() -> float:
    """CPU milliseconds of the four signatures of a badge and its endorsement: the median."""
    ed25519, rsa = ob.generate_ed25519_key(), ob.generate_rsa_key()
    public, now, costs = ob.public_key(ed25519), datetime.now(UTC), []
    for row in Endorsement.objects.select_related("credential").order_by("pk")[:BARE]:
        documents: list[dict[str, Any]] = [
            {name: value for name, value in (signed or {}).items() if name != "proof"}
            for signed in (row.credential.document, row.document)
        ]
        began = time.process_time()
        for document in documents:
            key = ob.key_id(document["issuer"]["id"], public)
            ob.sign_di(document, ed25519, key, now)
            ob.sign_jwt(document, rsa, key)
        costs.append(1000 * (time.process_time() - began))
    return statistics.median(costs)
