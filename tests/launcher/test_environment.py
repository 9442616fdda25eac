"""What children are told, read as Django, Celery and redis-py read it."""

from pathlib import Path

import environ
import pytest

from launcher.environment import database_on, redis_at, valkey_on
from launcher.running import environment_of_running_demo
from launcher.supervisor import Ends


def test_a_socket_as_django_reads_it():
    database = environ.Env.db_url_config(database_on(Path("/tmp/a-b/sockets"))["DATABASE_URL"])

    assert {key: database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "foothold",
        "USER": "foothold",
        "PASSWORD": "",
        "HOST": "/tmp/a-b/sockets",
        "PORT": "",
    }


def test_two_instances_share_no_database_of_valkey():
    first, second = (set(valkey_on(Path("/s"), instance=n).values()) for n in (0, 1))

    assert first & second == set()


@pytest.mark.parametrize(
    "url, others",
    [
        ("redis://cache.example:6379/0", [0, 1, 2]),
        ("redis://cache.example:6379", [0, 1, 2]),
        ("rediss://user:secret@cache.example/5?ssl_cert_reqs=required", [5, 6, 7]),
    ],
)
def test_an_outside_redis_gives_three_databases(url, others):
    told = redis_at(url)
    scheme, host = url.split("://")[0], url.split("://")[1].split("/")[0]
    query = url.partition("?")[1] + url.partition("?")[2]

    assert told["REDIS_URL"] == url
    assert [told[n] for n in ("CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "CACHE_URL")] == [
        f"{scheme}://{host}/{number}{query}" for number in others
    ]


def test_no_demo_runs_in_a_folder_that_was_left(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "environment.json").write_text('{"DATABASE_URL": "postgres://gone"}')
    (tmp_path / "launcher.lock").touch()

    assert environment_of_running_demo(tmp_path) == {}
    assert environment_of_running_demo(tmp_path / "never-was") == {}


def test_a_program_that_keeps_ending_is_given_up():
    ends = Ends()

    assert [ends.one_more(5) for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 8.0, None]
