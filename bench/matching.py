"""The library of sharing out and forming teams, by its bars: ``make bench B=matching``.

Not part of a plain ``make bench``: it takes about forty minutes of two idle cores, a quarter of an
hour with BENCH_SEEDS=1. Figures are the median over BENCH_SEEDS seeds (5); of 60-second searches
and of the round of 50,000 there is one seed. Seconds are wall clock of a whole process, so an idle
machine is needed; what numba compiles is told apart. Values are the shared benchmark's where it is
there (../shared/data/matching, or MATCHING_DATA), recomputed by ``matching.verify``; a score is 0
for random groups and 1 for the best value known. Others are of ``bench.instances``.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from bench import instances
from bench.pages import Line
from matching import formats
from matching.model import Options, Progress, Status
from matching.verify import verify_allocation, verify_groups, verify_teams, verify_teams_result

DATA = Path(
    os.environ.get("MATCHING_DATA", Path(__file__).parents[2] / "shared" / "data" / "matching")
)
SEEDS = int(os.environ.get("BENCH_SEEDS", "5"))
SMALL = ("t-18", "t-20")
LARGE = ("t-60", "t-80-exact", "t-200", "t-1000")
THREADS = 2


class Run(NamedTuple):
    """One call of the command line: its solution, seconds and peak MiB."""

    solution: dict[str, Any]
    seconds: float
    mebibytes: float


def run() -> Iterator[Line]:
    """One line for each bar."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        yield compiled(here)
        yield from same_bytes(here)
        yield from allocations(here)
        yield from endings(here)
        yield from real_challenges()
        yield from large_cohort()
        if DATA.is_dir():
            best = json.loads((DATA / "best_known.json").read_text())["instances"]
            yield from certificates(best)
            yield from scores(best, here)
        else:
            print(f"The shared instances are not at {DATA}: no scores.", file=sys.stderr)


def call(command: str, instance: Path, folder: Path, *more: str) -> Run:
    """Solve a file in a process of its own. A process that fails ends the bench."""
    out = folder / "solution.json"
    words = [sys.executable, "-m", "matching", command, str(instance), "--out", str(out), *more]
    begun = time.monotonic()
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - begun
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return Run(json.loads(out.read_text()), seconds, used.ru_maxrss / 1024)


def compiled(folder: Path) -> Line:
    """What numba takes on a machine that never ran it: in no other figure."""
    instance = instances.written(instances.cohort(30, 6, 0), folder)
    seconds = call("teams", instance, folder, "--moves", "1").seconds
    return Line(
        "matching: first search, compiled or from the cache, s", seconds, 0, 0, "none", True
    )


def same_bytes(folder: Path) -> Iterator[Line]:
    """The same seed and budget in other processes, with other threads and hash seeds."""
    cohort = instances.written(instances.cohort(60, 12, 1), folder)
    places = instances.written(instances.allocation(300, 1), folder)
    for name, command, instance, budget in (
        ("teams", "teams", cohort, ["--moves", "3000000"]),
        ("allocation", "allocate", places, []),
    ):
        found = set()
        for threads in "12":
            extra = [*budget, "--threads", threads] if command == "teams" else budget
            os.environ["PYTHONHASHSEED"] = threads
            found.add(json.dumps(call(command, instance, folder, "--seed", "7", *extra).solution))
        del os.environ["PYTHONHASHSEED"]
        ok = len(found) == 1
        yield Line(f"matching: same bytes, {name}", len(found), 1, len(found), "one answer", ok)


def allocations(folder: Path) -> Iterator[Line]:
    """Gap and seconds by size; every answer is checked from the input."""
    for students, tight, seconds_at_most, gap_at_most, seeds in (
        (2_500, False, 15, 0.0, SEEDS),
        (2_500, True, 15, 0.0, SEEDS),
        (5_000, False, 120, 1e-4, SEEDS),
        (5_000, True, 120, 1e-4, SEEDS),
        (10_000, False, 120, 1e-4, SEEDS),
        (50_000, False, 300, 5e-3, 1),
    ):
        runs, gaps = [], []
        for seed in range(1, seeds + 1):
            eois = 4 if students == 50_000 else 0
            data = instances.allocation(students, seed, tight=tight, eois=eois)
            path = instances.written(data, folder)
            limit = ["--seconds", str(seconds_at_most - 20)] if students > 10_000 else []
            done = call("allocate", path, folder, *limit)
            problem = formats.problem_from(data, seed=done.solution["seed"])
            placed = [f"{who}:{where}" for who, where in done.solution["assign"]]
            verdict = verify_allocation(problem, placed)  # type: ignore[arg-type]
            if not verdict.holds or done.solution["bound"] is None:
                raise SystemExit(f"{path.name}: {verdict.faults[:1]}")
            gaps.append((done.solution["bound"] - verdict.objective) / verdict.objective)
            runs.append(done)
        took, gap = median(each.seconds for each in runs), median(gaps)
        most = max(each.mebibytes for each in runs)
        name = f"allocation of {students}{', tight' if tight else ''}"
        bar = f"gap <= {gap_at_most:.2%} in {seconds_at_most} s and 2048 MiB"
        ok = gap <= gap_at_most and took <= seconds_at_most and most <= 2048
        told = f"{name}: gap {gap:.5%}, {most:.0f} MiB, s"
        yield Line(told, round(took, 2), seconds_at_most, round(took / seconds_at_most, 2), bar, ok)


def endings(folder: Path) -> Iterator[Line]:
    """How late a run ends that is told its seconds: starting, reading, explaining included."""
    instance = [instances.written(instances.allocation(n, 1), folder) for n in (2_500, 10_000)]
    asked = [("allocate", path) for path in instance]
    asked += [("teams", path) for path in [DATA / "t-18.teams.json.gz"] if path.exists()]
    for command, path in asked:
        late = call(command, path, folder, "--seconds", "3").seconds - 3
        name = f"{formats.name_of(path)}: late after --seconds 3, s"
        yield Line(name, round(late, 2), 2, round(late / 2, 2), "<= 2 s", late <= 2)


def real_challenges() -> Iterator[Line]:
    """Ten people, two to four teams, proven in a second."""
    from matching.teams import form_teams

    took, proven = [], True
    for seed in range(20):
        problem = formats.problem_from(instances.cohort(10, 2 + seed % 3, seed))
        begun = time.monotonic()
        result = form_teams(problem)  # type: ignore[arg-type]
        took.append(time.monotonic() - begun)
        proven &= result.status == Status.PROVEN
    ok = proven and max(took) <= 1
    yield Line("teams of ten people, all proven, slowest s", max(took), 1, max(took), "<= 1 s", ok)


def large_cohort() -> Iterator[Line]:
    """When the first teams that keep every rule are there, for a thousand people."""
    from matching.teams import form_teams

    form_teams(formats.problem_from(instances.cohort(30, 6, 0)))  # type: ignore[arg-type]
    first = []
    for seed in range(1, SEEDS + 1):
        problem = formats.problem_from(instances.cohort(1_000, 200, seed))
        heard: list[float] = []
        begun = time.monotonic()

        def hear(progress: Progress, heard: list[float] = heard, begun: float = begun) -> None:
            if progress.incumbent is not None:
                heard.append(time.monotonic() - begun)

        options = Options(seconds=1.0, threads=THREADS)
        result = form_teams(problem, options=options, progress=hear)  # type: ignore[arg-type]
        if verify_teams_result(problem, result).faults:  # type: ignore[arg-type]
            raise SystemExit("teams of a thousand break a rule")
        first.append(heard[0] if heard else 99.0)
    figure = median(first)
    yield Line("1,000 people: first feasible teams, s", figure, 1, figure, "<= 1 s", figure <= 1)


def scored(name: str, best: dict[str, Any], done: Run) -> float:
    """The score of a solution, recomputed; one that breaks a rule ends the bench."""
    if "group" in done.solution:
        from matching.diverse_model import read_diverse

        text = formats.unpacked(DATA / f"{name}.mdgp.txt.gz").decode()
        verdict = verify_groups(read_diverse(text), done.solution["group"])
    else:
        _, data = formats.read(DATA / f"{name}.teams.json.gz")
        teams = {str(place): str(team) for place, team in enumerate(done.solution["team"])}
        verdict = verify_teams(formats.problem_from(data), teams)  # type: ignore[arg-type]
    if not verdict.holds:
        raise SystemExit(f"{name}: {verdict.faults[0]}")
    if verdict.objective > best[name]["best"] + 1e-6:
        print(f"{name}: {verdict.objective}, best known {best[name]['best']}", file=sys.stderr)
    return (verdict.objective - best[name]["random"]) / (best[name]["best"] - best[name]["random"])


def certificates(best: dict[str, Any]) -> Iterator[Line]:
    """Small cohorts: the best value soon, and its proof. Compiled by what went before."""
    from matching.teams import form_teams

    for name in SMALL:
        _, data = formats.read(DATA / f"{name}.teams.json.gz")
        problem = formats.problem_from(data)
        soon: list[float] = []
        begun = time.monotonic()

        def hear(
            progress: Progress,
            soon: list[float] = soon,
            begun: float = begun,
            value: float = best[name]["best"],
        ) -> None:
            if progress.incumbent is not None and progress.incumbent >= value - 1e-4:
                soon.append(time.monotonic() - begun)

        result = form_teams(problem, progress=hear)  # type: ignore[arg-type]
        proof = time.monotonic() - begun
        if verify_teams_result(problem, result).faults:  # type: ignore[arg-type]
            raise SystemExit(f"{name} breaks a rule")
        right = result.status == Status.PROVEN and result.objective >= best[name]["best"] - 1e-4
        found = soon[0] if soon else proof
        yield Line(f"{name}: best value, s", round(found, 2), 2, found / 2, "<= 2 s", found <= 2)
        ok = right and proof <= 15
        yield Line(f"{name}: its proof, s", round(proof, 2), 15, proof / 15, "<= 15 s", ok)


def scores(best: dict[str, Any], folder: Path) -> Iterator[Line]:
    """Teams and diverse groups after ten seconds and after sixty.

    What has the best value known after ten seconds already counts with that after sixty.
    """
    soon: dict[str, float] = {}
    diverse = [name for name in best if (DATA / f"{name}.mdgp.txt.gz").exists()]
    for kind, names, seconds, seeds, mean_at_least, worst_at_least in (
        ("teams", LARGE, 10, SEEDS, 0.97, 0.97),
        ("teams", LARGE, 60, 1, 0.99, 0.99),
        ("mdgp", diverse, 10, SEEDS, 0.985, 0.95),
        ("mdgp", diverse, 60, 1, 0.995, 0.0),
    ):
        of = []
        for name in names:
            if soon.get(name, 0) >= 1:
                of.append(soon[name])
                continue
            path = DATA / f"{name}.{'mdgp.txt' if kind == 'mdgp' else 'teams.json'}.gz"
            budget = ["--seconds", str(seconds), "--threads", str(THREADS)]
            runs = [
                scored(name, best, call(kind, path, folder, *budget, "--seed", str(seed)))
                for seed in range(1, seeds + 1)
            ]
            of.append(median(runs))
            soon[name] = of[-1]
            print(f"{name} at {seconds} s: {of[-1]:.5f}", file=sys.stderr)
        average, worst = mean(of), min(of)
        ok = average >= mean_at_least and worst >= worst_at_least
        bar = f"mean >= {mean_at_least}" + (
            f", worst >= {worst_at_least}" if worst_at_least else ""
        )
        name = f"{kind} at {seconds} s: mean score (worst {worst:.5f})"
        yield Line(name, round(average, 5), mean_at_least, round(average, 4), bar, ok)
