"""``python -m matching``: solve or check one file.

    python -m matching allocate INSTANCE [--out FILE] [--seed N] [--seconds S] [--order O]
    python -m matching teams|mdgp INSTANCE [--out FILE] [--seed N] [--seconds S] [--moves N] \
[--threads N]
    python -m matching verify INSTANCE SOLUTION

What is found on the way is told on standard error: incumbent, bound, gap. An interrupt (Ctrl-C)
ends the run and keeps the best answer so far; a second one ends the program.
Exit status: 0 done or correct, 1 not possible or not correct, 2 bad call or bad file.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from matching import formats, verify
from matching.diverse_model import DiverseProblem, DiverseResult, read_diverse
from matching.model import (
    AllocationProblem,
    AllocationResult,
    BadInput,
    Impossible,
    IsCancelled,
    Options,
    Order,
    Progress,
)
from matching.team_model import TeamsProblem, TeamsResult
from matching.unmet import unmet

TOLD = 10
"""Most things of one kind that are named on standard error."""

Problem = formats.Problem | DiverseProblem
Result = formats.Result | DiverseResult


def main(arguments: list[str] | None = None) -> int:
    """Run one command and answer its exit status."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "verify":
            return _verify(asked.instance, asked.solution)
        return _solve(asked)
    except Impossible as error:
        return _impossible(asked, error)
    except (BadInput, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped before anything was found.", file=sys.stderr)
        return 1
    except MemoryError:
        print("The instance is too large for this machine's memory.", file=sys.stderr)
        return 2


def _impossible(asked: argparse.Namespace, error: Impossible) -> int:
    """Name what cannot be had, on standard error and in the solution."""
    told = list(error.because)
    told += [f"{one} with {other}" for one, other in error.pairs[:TOLD]]
    because = f" (because of: {', '.join(told)})" if told else ""
    print(f"{error}{because}", file=sys.stderr)
    solution = {
        "instance": formats.name_of(asked.instance),
        "status": "impossible",
        "message": str(error),
        "because": [str(rule) for rule in error.because],
        "pairs": [list(pair) for pair in error.pairs],
    }
    _give(asked, json.dumps(solution))
    return 1


def _give(asked: argparse.Namespace, text: str) -> None:
    if asked.out is None:
        print(text)
    else:
        asked.out.write_text(text + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m matching",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("allocate", "teams", "mdgp"):
        command = commands.add_parser(name)
        command.add_argument("instance", type=Path)
        command.add_argument("--out", type=Path, help="where to write (default: standard output)")
        command.add_argument("--seed", type=int, default=0, help="for lottery and search")
        command.add_argument(
            "--seconds", type=_above_zero(float), help="end then; another run may differ"
        )
        if name == "allocate":
            command.add_argument(
                "--order",
                choices=("strict", "weighted", "lottery"),
                default="weighted",
                help="how an alloc/1 instance is decided; our own format says so itself",
            )
        else:
            command.add_argument(
                "--moves", type=_above_zero(int), help="exchanges to try; the same bytes each time"
            )
            command.add_argument(
                "--threads", type=_above_zero(int), default=1, help="they change no answer"
            )
    command = commands.add_parser("verify")
    command.add_argument("instance", type=Path)
    command.add_argument("solution", type=Path)
    return parser


def _above_zero(kind: type[int] | type[float]) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"{text} is not above 0")
        return value

    return number


def _problem(path: Path, seed: str, order: Order = "weighted") -> tuple[Problem, bool]:
    """The problem in a file, and whether it is in our own format."""
    data = formats.unpacked(path)
    if ".mdgp." in path.name:
        try:
            return read_diverse(data.decode()), False
        except UnicodeDecodeError as error:
            raise BadInput(f"{path.name} is no text.") from error
    parsed = formats.parsed(data)
    ours = str(parsed.get("format")).startswith("foothold")
    return formats.problem_from(parsed, seed, order), ours


def _solve(asked: argparse.Namespace) -> int:
    instance: Path = asked.instance
    problem, ours = _problem(instance, str(asked.seed), getattr(asked, "order", "weighted"))
    options = Options(
        seconds=asked.seconds,
        solver_seed=asked.seed,
        moves=getattr(asked, "moves", None),
        threads=getattr(asked, "threads", 1),
    )
    teller, begun = _Teller(), time.monotonic()
    result: Result
    with _interruptible() as cancelled:
        if asked.command == "allocate" and isinstance(problem, AllocationProblem):
            from matching.allocation import allocate

            options = Options(seconds=asked.seconds)  # chance is in the lottery alone
            result = allocate(problem, options=options, progress=teller.hear, cancelled=cancelled)
        elif asked.command == "teams" and isinstance(problem, TeamsProblem):
            from matching.teams import form_teams

            result = form_teams(problem, options=options, progress=teller.hear, cancelled=cancelled)
        elif asked.command == "mdgp" and isinstance(problem, DiverseProblem):
            from matching.diverse import form_groups

            result = form_groups(
                problem, options=options, progress=teller.hear, cancelled=cancelled
            )
        else:
            raise BadInput(f"{instance.name} is not an instance for “{asked.command}”.")
    seconds = time.monotonic() - begun
    name = formats.name_of(instance)
    print(
        f"{name}: objective {result.objective} bound {result.bound} gap {result.gap}"
        f" {result.status} in {seconds:.2f} s",
        file=sys.stderr,
    )
    lacking: tuple[str, ...] = ()
    if isinstance(problem, AllocationProblem) and isinstance(result, AllocationResult):
        lacking = unmet(problem, result.placed)
    for sentence in lacking[:TOLD]:
        print(sentence, file=sys.stderr)
    if len(lacking) > TOLD:
        print(f"{len(lacking) - TOLD} more like these are in the solution.", file=sys.stderr)
    _give(asked, _written(name, problem, result, lacking, ours))
    return 0


def _written(
    name: str, problem: Problem, result: Result, lacking: tuple[str, ...], ours: bool
) -> str:
    if isinstance(result, DiverseResult):
        solution = {
            "instance": name,
            "objective": result.objective,
            "status": str(result.status),
            "solver": result.version,
            "group": list(result.group),
        }
        return json.dumps(solution)
    if ours or isinstance(problem, DiverseProblem):
        return formats.snapshot(result).decode()
    solution = formats.solution_of(name, problem, result)
    return json.dumps(solution | ({"unmet": list(lacking)} if lacking else {}))


@contextmanager
def _interruptible() -> Iterator[IsCancelled]:
    """Until its end the first interrupt is a wish to stop, and only the second one an order."""
    heard = False

    def hear(_number: int, _frame: FrameType | None) -> None:
        nonlocal heard
        heard = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print("Stopping; the best so far is kept.", file=sys.stderr)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield lambda: heard
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass
class _Teller:
    """Tells what is new: a better incumbent or bound, and once a second that it still runs."""

    last: tuple[str, float | None, float | None] = ("", None, None)
    told: float = field(default_factory=lambda: -1.0)

    def hear(self, progress: Progress) -> None:
        """Say it, unless it was said within the second."""
        now = (progress.stage, progress.incumbent, progress.bound)
        if now[0] == self.last[0] and progress.seconds - self.told < (
            0.2 if now != self.last else 1
        ):
            return
        self.last, self.told = now, progress.seconds
        gap = "unknown"
        if progress.incumbent is not None and progress.bound is not None:
            gap = f"{(progress.bound - progress.incumbent) / max(1, abs(progress.incumbent)):.4%}"
        print(
            f"{progress.seconds:7.1f} s  {progress.stage}: incumbent {progress.incumbent}"
            f" bound {progress.bound} gap {gap}",
            file=sys.stderr,
        )


def _verify(instance: Path, solution: Path) -> int:
    _, given = formats.read(solution)
    problem, _ = _problem(instance, str(given.get("seed", "")))
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


def _verdict(problem: Problem, given: Mapping[str, Any]) -> verify.Verdict:
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
        if isinstance(problem, DiverseProblem):
            return verify.verify_groups(problem, given["group"])
        return verify.verify_teams(
            problem, {str(place): str(team) for place, team in enumerate(given["team"])}
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("The solution file is not of the format of the instance.") from error


if __name__ == "__main__":
    status = main()
    if any(thread.daemon for thread in threading.enumerate()):  # HiGHS, which did not hear in time
        sys.stdout.flush()
        os._exit(status)
    sys.exit(status)
