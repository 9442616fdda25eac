"""``python -m launcher COMMAND``: what the Makefile calls."""

import os
import sys
from collections.abc import Callable

from launcher import browser, programs
from launcher.environment import without_ours
from launcher.processes import run_attached
from launcher.refusal import Refusal, sentence_for
from launcher.running import environment_of_running_demo
from launcher.scratch import scratch_servers
from launcher.supervisor import Supervisor


def demo(arguments: list[str]) -> int:
    """everything, on its own servers, with a story to play (PORT, DATA_DIR, RESET=1, EMPTY=1)"""
    Supervisor(os.environ).run()
    return 0


def run(arguments: list[str]) -> int:
    """the web server alone, on the servers that the environment or a running demo names"""
    port = int(os.environ.get("PORT") or 8000)
    addresses = programs.addresses_of(port)
    if not addresses:
        raise Refusal(f"Port {port} is taken by another program: choose another one by PORT.")
    return become(programs.web(addresses))


def worker(arguments: list[str]) -> int:
    """a worker for the tasks, on the same servers"""
    return become(programs.worker())


def timetable(arguments: list[str]) -> int:
    """the timetable, which a deployment runs exactly once"""
    memory = programs.ROOT / ".cache"
    memory.mkdir(exist_ok=True)
    return become(programs.beat(memory / "timetable"))


def scratch(arguments: list[str]) -> int:
    """COMMAND …: a command with servers and settings that are gone when it ends"""
    with scratch_servers() as (_, environment):
        return run_attached(arguments, without_ours(os.environ) | environment)


def find_browser(arguments: list[str]) -> int:
    """find or fetch the browser that tests use; with CI=true there must be one"""
    found = browser.lighter(browser.find()) or browser.fetch()
    if found:
        print(f"Browser for the tests: {found}")
        return 0
    print(browser.BANNER, file=sys.stderr)
    return 1 if browser.must_be_there() else 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "run": run,
    "worker": worker,
    "timetable": timetable,
    "scratch": scratch,
    "browser": find_browser,
}


def become(command: list[str]) -> int:
    """Turn this very process into ``command``, which then gets the signals itself."""
    environment = without_ours_unless_given() | programs.SETTINGS
    os.chdir(programs.ROOT)
    os.execve(command[0], command, environment)  # noqa: S606


def without_ours_unless_given() -> dict[str, str]:
    """This environment; where it names no database, with what a running demo has."""
    given = dict(os.environ)
    if given.get("DATABASE_URL"):
        return given
    data = given.get("DATA_DIR") or programs.ROOT / ".data"
    return {**environment_of_running_demo(data), **given}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or [""]
    if name not in COMMANDS:
        print("python -m launcher COMMAND, where COMMAND is one of")
        for command, function in COMMANDS.items():
            print(f"  {command:10} {function.__doc__}")
        return 2
    try:
        return COMMANDS[name](rest)
    except Refusal as refusal:
        print(f"Foothold: {refusal}", file=sys.stderr)
    except OSError as error:
        print(f"Foothold: {sentence_for(error)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
