"""Makes ``.venv`` from the hash-locked requirements, then becomes ``python -m launcher …`` in it.

This one file must be understood by any python3, however old, so that an old one can be told apart
by a sentence instead of a syntax error: no newer syntax and no other import of ours.

    python3 launcher/bootstrap.py         only the environment
    python3 launcher/bootstrap.py demo    the environment, then ``python -m launcher demo``
"""
# ruff: noqa: UP032, RUF005, S606

import errno
import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER_NAMES = ("python3.11", "python3.12", "python3.13", "python3.14")
ROOM_NEEDED = 1500 * 1024 * 1024  # bytes: the environment takes 1.1 GB, and pip unpacks beside it

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")
LOCK = os.path.join(ROOT, "requirements.txt")
STAMP = os.path.join(ENVIRONMENT, "installed-lock.sha256")


class Refused(Exception):
    """Something only a person can put right; the message is one sentence that says how."""


def main(arguments: list) -> int:
    """Exit status of the whole: 0, or 1 after one sentence on standard error."""
    try:
        become_a_python_new_enough(arguments)
        make_environment()
    except Refused as refusal:
        print("Foothold: {}".format(refusal), file=sys.stderr)
        return 1
    except OSError as error:
        print("Foothold: {}".format(sentence_for(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if arguments:
        os.chdir(ROOT)
        os.execv(PYTHON, [PYTHON, "-m", "launcher"] + arguments)
    return 0


def become_a_python_new_enough(arguments: list) -> None:
    """Continue in a newer Python of this machine if this one is too old, or refuse."""
    if os.name != "posix":
        raise Refused("Windows is not supported directly: run this inside WSL (Ubuntu or Debian).")
    if sys.version_info[:2] >= OLDEST:
        return
    for name in NEWER_NAMES:
        newer = shutil.which(name)
        if newer and works(newer):
            os.execv(newer, [newer, os.path.abspath(__file__)] + arguments)
    raise Refused(
        "Python 3.11 or newer is needed and python3 here is {}.{}: install a newer one "
        "(on Debian or Ubuntu: apt install python3.11 python3.11-venv).".format(
            *sys.version_info[:2]
        )
    )


def works(python: str) -> bool:
    """Whether ``python`` runs at all (version managers leave shims that do not)."""
    check = "import sys; sys.exit(sys.version_info[:2] < {!r})".format(OLDEST)
    return quiet([python, "-c", check]) == 0


def make_environment() -> None:
    """Create ``.venv`` where needed and install the lock, unless a stamp says that it stands."""
    with open(LOCK, "rb") as lock:
        wanted = hashlib.sha256(lock.read()).hexdigest()
    if installed() == wanted:
        return
    with only_one_at_a_time():
        if installed() == wanted:
            return
        if shutil.disk_usage(ROOT).free < ROOM_NEEDED and not os.path.exists(STAMP):
            raise Refused(full_disk())
        print("Installing what Foothold stands on into .venv (once; about a minute) …", flush=True)
        uv = shutil.which("uv") or ""
        if not os.path.exists(PYTHON) or not works(PYTHON):
            create_environment(uv)
        if uv:
            run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK])
        else:
            install_with_pip()
        with open(STAMP, "w") as stamp:
            stamp.write(wanted)


def installed() -> str:
    """The lock's digest that ``.venv`` was installed from, or an empty string."""
    if not os.path.exists(PYTHON):
        return ""
    try:
        with open(STAMP) as stamp:
            return stamp.read().strip()
    except OSError:
        return ""


def create_environment(uv: str) -> None:
    """An empty ``.venv`` made by this very Python."""
    if uv:
        run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT])
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Refused(
            "python3 here has no venv module: run `apt install python3.{}-venv` as root, "
            "then the same command again.".format(sys.version_info[1])
        ) from None
    run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT])


def install_with_pip() -> None:
    """The lock holds every package with its hash, so nothing is left for pip to resolve."""
    if quiet([PYTHON, "-m", "pip", "--version"]) != 0:
        run([PYTHON, "-m", "ensurepip"])
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        # Compiling all 160 packages takes longer than all else; Python compiles what it imports.
        + ["--no-compile", "--no-deps", "--require-hashes", "-r", LOCK]
    )


def run(command: list) -> None:
    """Run ``command``; what it says is shown, and kept to tell a full disk from other trouble."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    said = []
    for line in process.stdout or ():
        said.append(line)
        print("  " + line, end="", flush=True)
    if process.wait() == 0:
        return
    if "No space left on device" in "".join(said):
        raise Refused(full_disk())
    raise Refused("this step failed, and its own words are above: {}".format(" ".join(command)))


def quiet(command: list) -> int:
    """Exit status of ``command``, whose words nobody needs."""
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return 127


def full_disk() -> str:
    return (
        "the disk that holds {} is full or nearly: {} MB are free and about {} are needed; "
        "make room, then run the same command again.".format(
            ROOT, shutil.disk_usage(ROOT).free // 2**20, ROOM_NEEDED // 2**20
        )
    )


def sentence_for(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk()
    return "{}: {}.".format(error.filename or "this machine says", error.strerror)


class only_one_at_a_time:
    """Two commands started together install one after the other."""

    def __enter__(self) -> None:
        import fcntl

        os.makedirs(os.path.join(ROOT, ".cache"), exist_ok=True)
        self.file = open(os.path.join(ROOT, ".cache", "install.lock"), "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *ignored: object) -> None:
        self.file.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
