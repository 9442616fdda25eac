"""``python -m launcher browser``: what happens on a machine without one."""

import shutil
import subprocess
import sys

import pytest

from launcher.programs import ROOT


@pytest.fixture
def look_for_a_browser(tmp_path):
    """Runs it where neither a browser nor a way to fetch one is on PATH."""
    shutil.copytree(ROOT / "launcher", tmp_path / "launcher")

    def look(**environment):
        nowhere = str(tmp_path / "nothing-on-path")
        return subprocess.run(
            [sys.executable, "-m", "launcher", "browser"],
            cwd=tmp_path,
            env={"PATH": nowhere, **environment},
            capture_output=True,
            text=True,
        )

    return look


@pytest.mark.parametrize("ci, status", [("", 0), ("true", 1)])
def test_a_missing_browser_is_loud_and_fails_where_a_machine_checks(look_for_a_browser, ci, status):
    looked = look_for_a_browser(CI=ci)

    assert looked.returncode == status
    assert "every test that needs one is SKIPPED" in looked.stderr


def test_the_browser_that_is_named_comes_first(look_for_a_browser, tmp_path):
    mine = tmp_path / "my-browser"
    mine.write_text("#!/bin/sh\n")
    mine.chmod(0o755)

    looked = look_for_a_browser(CHROMIUM=str(mine), CI="true")

    assert (looked.returncode, looked.stdout) == (0, f"Browser for the tests: {mine}\n")
