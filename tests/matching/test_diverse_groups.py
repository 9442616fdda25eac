"""Diverse groups: the best of all on small cases, one answer anywhere, an interrupt keeps it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.__main__ import main
from matching.diverse import form_groups
from matching.diverse_model import DiverseProblem
from matching.formats import snapshot
from matching.model import Impossible, Options
from matching.team_model import TeamMember, TeamsProblem
from matching.teams import even_teams
from matching.verify import verify_groups
from tests.examples import examples

ROOT = Path(__file__).resolve().parents[2]


@examples(25)
@given(
    st.lists(st.integers(0, 9), min_size=21, max_size=21),
    st.sampled_from([((1, 4), (1, 3), (2, 4)), ((3, 3), (2, 2), (2, 2)), ((0, 7), (0, 2), (0, 7))]),
)
def test_the_groups_are_the_best_of_all(numbers, bounds):
    """Compared where the sizes are those with the most pairs, in which the search looks."""
    distance = np.zeros((7, 7))
    distance[np.triu_indices(7, 1)] = numbers
    low, high = zip(*bounds, strict=True)
    problem = DiverseProblem(distance + distance.T, low, high)
    result = form_groups(problem, options=Options(moves=60_000))
    verdict = verify_groups(problem, result.group)
    assert verdict.faults == ()
    assert verdict.objective == result.objective
    sizes = sorted(result.group.count(group) for group in range(3))
    best = max(
        verify_groups(problem, group).objective
        for group in product(range(3), repeat=7)
        if sorted(map(group.count, range(3))) == sizes and verify_groups(problem, group).holds
    )
    assert result.objective == best
    with pytest.raises(Impossible):
        form_groups(DiverseProblem(problem.distance, (3, 3, 3), (3, 3, 3)))


def a_cohort(people=40):
    members = tuple(
        TeamMember(f"m{n:02}", {"programme": "abcde"[n % 5], "year": "123"[n * 7 % 3]})
        for n in range(people)
    )
    return TeamsProblem(members, even_teams(people, 4, 5))


def started(instance, *more, hash_seed="1"):
    return subprocess.Popen(
        [sys.executable, "-m", "matching", "teams", str(instance), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        text=True,
    )


def test_threads_and_processes_change_no_byte_and_an_interrupt_keeps_the_best(tmp_path):
    instance = tmp_path / "cohort.json"
    instance.write_bytes(snapshot(a_cohort()))
    two = [
        started(instance, "--moves", "2000000", "--seed", "3", "--threads", n, hash_seed=n)
        for n in "12"
    ]
    first, second = (process.communicate(timeout=120)[0] for process in two)
    assert first == second
    assert json.loads(first)["status"] == "found"
    endless = started(instance, "--seconds", "600")
    while "incumbent" not in (line := endless.stderr.readline()):
        assert line or endless.poll() is None
    assert "gap" in line
    endless.send_signal(signal.SIGINT)
    said, told = endless.communicate(timeout=60)
    assert endless.returncode == 0
    assert "the best so far is kept" in told
    assert json.loads(said)["status"] == "stopped"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b"3 2 ss 1 2 1",
        b"3 2 ss 1 2 1 2\n1 2\n",
        b"3 2 ss 1 2 1 2\n1 x\n1\n",
        b"3 2 ss 2 1 1 2\n1 2\n1\n",
        b"3 2 ss 1 2 1 2\n1 nan\n1\n",
        b"999999999 2 ss 1 2 1 2",
        b"\xff\xfe",
    ],
)
def test_a_broken_file_of_distances_gives_one_sentence_and_status_2(content, tmp_path, capsys):
    instance = tmp_path / "broken.mdgp.txt"
    instance.write_bytes(content)
    assert main(["mdgp", str(instance)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.strip().endswith((".", "…."))
