"""What the launcher will not do: one sentence each, exit status 1, and nothing touched."""

import socket
import subprocess

import pytest

from launcher.programs import free_port
from tests.launcher.demo import Demo


@pytest.fixture
def data(folder):
    """A data folder of ours, nearly empty."""
    path = folder / "data"
    path.mkdir()
    (path / "this-is-foothold-data").touch()
    return path


def test_a_taken_port(data):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refusal = Demo(data, port).refuse()

    assert refusal == (
        1,
        f"Foothold: Port {port} is taken by another program: stop that program, or play on another "
        f"port with data of its own: make demo PORT={port + 1} DATA_DIR=.data-{port + 1}\n",
    )
    assert not (data / "servers").exists()


def test_a_port_that_is_none(data):
    demo = Demo(data, PORT="eighty")

    assert demo.refuse() == (1, "Foothold: PORT is a number from 1 to 65535, not “eighty”.\n")


def test_data_of_another_version_of_postgresql(data):
    cluster = data / "servers" / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("17\n")

    status, said = Demo(data).refuse()

    assert status == 1
    assert said == (
        f"Foothold: The data in {cluster} is of PostgreSQL 17 and this is PostgreSQL 18: start "
        "with RESET=1 to begin anew (all demo data goes), or bring the version back that made it.\n"
    )


@pytest.mark.parametrize("reset", ["", "1"])
def test_a_folder_with_other_peoples_things(tmp_path, reset):
    (tmp_path / "thesis.odt").write_text("three years")

    assert Demo(tmp_path, RESET=reset).refuse() == (
        1,
        f"Foothold: {tmp_path} holds things that are not Foothold's: choose an empty or a new "
        "folder as DATA_DIR.\n",
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_database_of_your_own_is_not_reset(data):
    url = "postgres://localhost/foothold"

    status, said = Demo(data, RESET="1", DATABASE_URL=url).refuse()

    assert (status, said) == (
        1,
        "Foothold: RESET=1 empties the embedded database alone: leave DATABASE_URL out, or empty "
        "that database yourself.\n",
    )


def test_a_full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", disk]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root may make a small disk, and not everywhere")
    try:
        status, said = Demo(disk / "data", free_port()).refuse()
    finally:
        subprocess.run(["umount", disk], check=True)

    assert (status, said) == (
        1,
        f"Foothold: The disk that holds {disk}/data is full or nearly: 2 MB are free and 200 are "
        "needed; make room, or choose another DATA_DIR.\n",
    )
