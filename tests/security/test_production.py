"""Production as an operator starts it: no secret missing, nothing loose, no demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
SECRETS = {
    "SECRET_KEY": "a-key-of-nobody-but-of-fifty-letters-and-more-1234567890",
    "BASE_URL": "https://placements.northshire.example",
    "DATABASE_URL": "postgres://nobody@localhost:1/none",
    "REDIS_URL": "redis://localhost:1/0",
    "KEY_FILE": "/nowhere/keys.json",
}
SHOW = """
import django
django.setup()
from django.conf import settings as s
from django.urls import resolve, Resolver404
print(s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY)
print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)
print(s.ALLOWED_HOSTS, "unsafe" in str(s.CONTENT_SECURITY_POLICY))
try:
    print(resolve("/demo/").view_name)
except Resolver404:
    print("no demo")
"""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=TREE,
        env=keep | settings | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("missing", SECRETS)
def test_it_does_not_start_without(missing: str, tmp_path: Path):
    given = {name: value for name, value in SECRETS.items() if name != missing}

    ran = run("-c", "import config.settings", DATA_DIR=str(tmp_path), **given)

    assert ran.returncode != 0
    assert f"{missing} is not set. Production needs it" in ran.stderr


def test_what_production_is(tmp_path: Path):
    ran = run("-c", SHOW, DATA_DIR=str(tmp_path), **SECRETS)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        "False False True True True",
        "True True True",
        "['placements.northshire.example'] False",
        "no demo",
    ]


def test_djangos_own_checks_of_a_deployment_find_nothing(tmp_path: Path):
    deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    ran = run(*deploy, DATA_DIR=str(tmp_path), **SECRETS)

    assert ran.returncode == 0, ran.stdout + ran.stderr


FAULT = """
import re, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.views.defaults import server_error
call_command("collectstatic", interactive=False, verbosity=0)
from django.contrib.staticfiles.storage import staticfiles_storage
page = server_error(RequestFactory().get("/", secure=True)).content.decode()
visitor = Client(SERVER_NAME="placements.northshire.example")
print("hashed", staticfiles_storage.url("css/base.css") != "/static/css/base.css")
for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
    answer = visitor.get(address, secure=True)
    words = b"".join(answer.streaming_content) if answer.streaming else answer.content
    print(answer.status_code, answer.headers.get("Content-Type", ""), len(words) > 100)
"""


def test_the_page_for_our_own_faults_is_dressed_where_files_have_hashes_in_their_names(
    tmp_path: Path,
):
    ran = run("-c", FAULT, DATA_DIR=str(tmp_path), STATIC_ROOT=str(tmp_path / "static"), **SECRETS)

    assert ran.returncode == 0, ran.stderr
    said = ran.stdout.splitlines()
    assert said[0] == "hashed True"
    assert len(said) > 3
    assert set(said[1:]) == {'200 text/css; charset="utf-8" True'}
