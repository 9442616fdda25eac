"""Folders for the tests of the launcher."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name that every user can enter (pytest's own are closed)."""
    path = Path(tempfile.mkdtemp(prefix="foothold-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)
