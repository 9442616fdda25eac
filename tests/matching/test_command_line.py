"""The shared instances, solved and checked from the command line, and judged by their evaluator."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from matching.__main__ import main
from matching.formats import restore, snapshot
from matching.lottery import number
from matching.model import AllocationProblem, Challenge, Student, Wish
from tests.matching.cases import SHARED

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the shared instances are not at {SHARED}"
)


def judged(name, solution):
    """What the independent evaluator says of a solution."""
    told = subprocess.run(
        [sys.executable, SHARED / "evaluate.py", SHARED / name, "--solution", solution, "--json"],
        capture_output=True,
        check=True,
        text=True,
    )
    (row,) = json.loads(told.stdout)
    return row


@needs_shared
@pytest.mark.parametrize("name", ["a-100", "a-200-tight", "a-1000"])
def test_allocations_equal_the_best_known(name, tmp_path, capsys):
    instance, solution = SHARED / f"{name}.alloc.json.gz", tmp_path / f"{name}.sol.json"
    assert main(["allocate", str(instance), "--out", str(solution), "--seed", "5"]) == 0
    row = judged(instance.name, solution)
    assert (row["status"], row["objective"]) == ("feasible", row["best_known"])
    assert json.loads(solution.read_text())["gap"] == 0
    assert main(["verify", str(instance), str(solution)]) == 0


@needs_shared
@pytest.mark.parametrize(
    "command, name, moves, least",
    [
        ("teams", "t-60.teams.json.gz", 200_000, 0.95),
        ("mdgp", "RanReal_n120_ss_01.mdgp.txt.gz", 4_000_000, 0.96),
        ("mdgp", "RanInt_n060_ds_03.mdgp.txt.gz", 2_000_000, 0.98),
    ],
)
def test_groups_keep_every_rule_and_are_good(command, name, moves, least, tmp_path, capsys):
    instance, solution = SHARED / name, tmp_path / "groups.sol.json"
    given = [command, str(instance), "--out", str(solution), "--moves", str(moves)]
    assert main([*given, "--threads", "2"]) == 0
    assert f"{instance.name.split('.')[0]}: objective" in capsys.readouterr().err
    row = judged(instance.name, solution)
    assert row["status"] == "feasible"
    assert row["score"] >= least
    assert main(["verify", str(instance), str(solution)]) == 0


def a_problem():
    wishes = tuple(
        Wish(f"{who}-{where}", who, where, lottery=number("s", f"{who}-{where}"))
        for who in "abcd"
        for where in ("x", "y")
    )
    return AllocationProblem(
        challenges=(Challenge("x", 2), Challenge("y", 1)),
        students=tuple(Student(who) for who in "abcd"),
        wishes=wishes,
        seed="s",
    )


def test_another_process_gives_the_same_bytes(tmp_path):
    instance = tmp_path / "round.json.gz"
    instance.write_bytes(gzip.compress(snapshot(a_problem())))
    answers = set()
    for hash_seed in "12":
        told = subprocess.run(
            [sys.executable, "-m", "matching", "allocate", instance],
            capture_output=True,
            check=True,
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        answers.add(told.stdout)
    (answer,) = answers
    assert len(restore(answer).placed) == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda result: result["placed"].append("zz"),
        lambda result: result["placed"].append(result["waitlists"]["x"][0]),
        lambda result: result.update(objective=result["objective"] + 1),
        lambda result: result.update(bound=1.0),
        lambda result: result["reasons"].pop("a-x"),
        lambda result: result["waitlists"]["x"].reverse(),
        lambda result: result["reasons"][result["placed"][0]].update(code="full"),
        lambda result: result["reasons"]["a-x"].update(asked=9),
    ],
)
def test_a_result_that_was_tampered_with_is_found_out(spoil, tmp_path, capsys):
    instance, solution = tmp_path / "round.json", tmp_path / "result.json"
    problem = AllocationProblem(
        challenges=(Challenge("x", 1),),
        students=tuple(Student(who) for who in "abcd"),
        wishes=tuple(wish for wish in a_problem().wishes if wish.challenge == "x"),
        seed="s",
    )
    instance.write_bytes(snapshot(problem))
    assert main(["allocate", str(instance), "--out", str(solution)]) == 0
    assert main(["verify", str(instance), str(solution)]) == 0
    result = json.loads(solution.read_text())
    spoil(result)
    solution.write_text(json.dumps(result))
    assert main(["verify", str(instance), str(solution)]) == 1
    assert capsys.readouterr().err


def test_a_seed_that_does_not_give_the_numbers_is_found_out(tmp_path):
    instance, solution = tmp_path / "round.json", tmp_path / "result.json"
    instance.write_bytes(snapshot(a_problem()))
    assert main(["allocate", str(instance), "--out", str(solution)]) == 0
    instance.write_bytes(instance.read_bytes().replace(b'"seed":"s"', b'"seed":"t"'))
    assert main(["verify", str(instance), str(solution)]) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"{}",
        b'{"format":"alloc/1"}',
        b'{"format":"alloc/1","challenges":[{"id":1}],"students":[],"together":[],"weights":{}}',
        b'{"format":"foothold-allocation-problem/1","challenges":7}',
        b'{"format":"foothold-allocation-problem/1","challenges":[{"id":"x","places":true}]}',
        b'{"format":"foothold-allocation-problem/1","challenges":[{"id":"x"}]}',
        b'{"format":"foothold-allocation-problem/1","students":[],"wishes":[],"surprise":1}',
        b'{"format":"teams/1","students":[],"teams":[{"min":0,"max":1e999}],"weights":{}}',
        b"\x1f\x8b broken",
        gzip.compress(b"{}" * 1000, mtime=0)[:40],
        b"\xff\xfe",
    ],
)
def test_a_broken_file_gives_one_sentence_and_status_2(content, tmp_path, capsys):
    instance = tmp_path / "round.alloc.json"
    instance.write_bytes(content)
    assert main(["allocate", str(instance)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.strip().endswith(".")


def test_what_could_not_be_met_is_named_and_words_are_ids_too(tmp_path, capsys):
    """Ana and Ben ask for different things; nobody can be two; huge numbers are only numbers."""
    challenge = {"start": 1, "end": 10**15, "teams": 10**12, "max": 10**12, "reserved": 0}
    challenges = [{"id": "x", "min": 10**12, **challenge}, {"id": "y", "min": 1, **challenge}]
    person = {"k": 1, "first": 0, "unlucky": 0}
    eois = {"ana": [["y", 1]], "ben": [["x", 1], ["y", 2]], "cem": [["y", 1]]}
    data = {
        "format": "alloc/1",
        "challenges": challenges,
        "students": [{"id": who, "eoi": asked, **person} for who, asked in eois.items()],
        "together": [["ana", "ben"]],
        "weights": {"place": 9, "first_bonus": 0, "unlucky_bonus": 0, "rank": [3, 2]}
        | {"reserve_short": 0},
    }
    instance, solution = tmp_path / "round.alloc.json", tmp_path / "round.sol.json"
    instance.write_text(json.dumps(data))
    assert main(["allocate", str(instance), "--out", str(solution)]) == 0
    found = json.loads(solution.read_text())
    assert found["assign"] == [["ana", "y"], ["ben", "y"], ["cem", "y"]]
    assert found["unmet"] == [
        "ana and ben are kept together, but only one can have: x.",
        "Challenge x: 1 asked and nobody has a place.",
    ]
    assert found["unmet"][0] in capsys.readouterr().err
    assert main(["verify", str(instance), str(solution)]) == 0


def test_a_missing_file_and_the_wrong_command_are_said(tmp_path, capsys):
    assert main(["allocate", str(tmp_path / "none.json")]) == 2
    instance = tmp_path / "round.json"
    instance.write_bytes(snapshot(a_problem()))
    assert main(["teams", str(instance)]) == 2
    assert "not an instance for" in capsys.readouterr().err
