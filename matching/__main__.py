"""``python -m matching``: solve or check one file.

    python -m matching allocate INSTANCE [--out FILE] [--seed N]
    python -m matching teams INSTANCE [--out FILE] [--seed N]
    python -m matching verify INSTANCE SOLUTION

Exit status: 0 done or correct, 1 not possible or not correct, 2 bad call or bad file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching import formats, verify
from matching.model import (
    AllocationProblem,
    AllocationResult,
    BadInput,
    Impossible,
    Options,
    Progress,
)
from matching.team_model import TeamsProblem, TeamsResult


def main(arguments: list[str] | None = None) -> int:
    """Run one command and answer its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m matching",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("allocate", "teams"):
        command = commands.add_parser(name)
        command.add_argument("instance", type=Path)
        command.add_argument("--out", type=Path, help="where to write (default: standard output)")
        command.add_argument("--seed", type=int, default=0, help="for lottery and search")
    command = commands.add_parser("verify")
    command.add_argument("instance", type=Path)
    command.add_argument("solution", type=Path)
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "verify":
            return _verify(asked.instance, asked.solution)
        return _solve(asked.command, asked.instance, asked.out, asked.seed)
    except Impossible as error:
        because = f" (because of: {', '.join(error.because)})" if error.because else ""
        print(f"{error}{because}", file=sys.stderr)
        return 1
    except (BadInput, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _solve(command: str, instance: Path, out: Path | None, seed: int) -> int:
    name, data = formats.read(instance)
    problem = formats.problem_from(data, seed=str(seed))
    begun = time.monotonic()
    result: formats.Result
    if command == "allocate" and isinstance(problem, AllocationProblem):
        from matching.allocation import allocate

        result = allocate(problem, progress=_say)
    elif command == "teams" and isinstance(problem, TeamsProblem):
        from matching.teams import form_teams

        result = form_teams(problem, options=Options(solver_seed=seed), progress=_say)
    else:
        raise BadInput(f"{instance.name} is not an instance for “{command}”.")
    seconds = time.monotonic() - begun
    print(
        f"{name}: objective {result.objective} bound {result.bound} gap {result.gap}"
        f" {result.status} in {seconds:.2f} s",
        file=sys.stderr,
    )
    if str(data.get("format")).startswith("foothold"):
        text = formats.snapshot(result).decode()
    else:
        text = json.dumps(formats.solution_of(name, problem, result))
    if out is None:
        print(text)
    else:
        out.write_text(text + "\n")
    return 0


def _say(progress: Progress) -> None:
    print(
        f"{progress.seconds:7.1f} s  {progress.stage}: incumbent {progress.incumbent}"
        f" bound {progress.bound}",
        file=sys.stderr,
    )


def _verify(instance: Path, solution: Path) -> int:
    _, data = formats.read(instance)
    _, given = formats.read(solution)
    problem = formats.problem_from(data, seed=str(given.get("seed", "")))
    verdict = _verdict(problem, given)
    for fault in verdict.faults:
        print(fault, file=sys.stderr)
    claimed = given.get("objective")
    if claimed is not None and (
        not isinstance(claimed, (int, float)) or abs(claimed - verdict.objective) > 1e-4
    ):
        print(f"The points are {verdict.objective}, not {claimed}.", file=sys.stderr)
        return 1
    print(f"{'correct' if verdict.holds else 'not correct'}: objective {verdict.objective}")
    return 0 if verdict.holds else 1


def _verdict(problem: formats.Problem, given: Mapping[str, Any]) -> verify.Verdict:
    if str(given.get("format")).startswith("foothold"):
        result = formats.restore(json.dumps(given))
        if isinstance(problem, AllocationProblem) and isinstance(result, AllocationResult):
            return verify.verify_allocation_result(problem, result)
        if isinstance(problem, TeamsProblem) and isinstance(result, TeamsResult):
            return verify.verify_teams_result(problem, result)
        raise BadInput("The solution does not belong to the instance.")
    try:
        if isinstance(problem, AllocationProblem):
            return verify.verify_allocation(
                problem, [f"{student}:{challenge}" for student, challenge in given["assign"]]
            )
        return verify.verify_teams(
            problem, {str(place): str(team) for place, team in enumerate(given["team"])}
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("The solution file is not of the format of the instance.") from error


if __name__ == "__main__":
    sys.exit(main())
