"""One university leaves with everything, and is the same where it arrives."""

import json
import re
import zipfile
from datetime import datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.urls import reverse
from django.utils.timezone import now

from core import clock
from core.models import Deployment, OutboxReceipt
from institutions.models import Institution
from operations import belongs
from operations.arriving import import_institution
from operations.leaving import export_institution
from operations.refusal import Refused
from tests.architecture.world import World

pytestmark = pytest.mark.django_db
CHANGES_EACH_TIME = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"')


def test_every_table_says_which_of_its_rows_go_along(monkeypatch: pytest.MonkeyPatch):
    """A new table goes with its institution by itself, or makes this red until it is named."""
    belongs.plan.cache_clear()
    goes = {part.model._meta.label for part in belongs.plan().values()}
    tables = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    named = belongs.WHOLE | belongs.NAMED | set(belongs.BY)

    assert tables - goes - set(belongs.STAYS) == set()
    assert (named | set(belongs.STAYS)) - tables == set()
    assert not any(
        isinstance(each, models.ForeignKey) and each.related_model is Institution
        for label in belongs.STAYS
        for each in apps.get_model(label)._meta.concrete_fields
    )

    monkeypatch.setattr(belongs, "NAMED", belongs.NAMED - {"employers.Employer"})
    belongs.plan.cache_clear()
    with pytest.raises(Refused, match=r"which rows of employers\.Employer"):
        belongs.plan()
    belongs.plan.cache_clear()


def test_a_university_that_moves_is_the_same_afterwards(world: World, tmp_path, settings):
    north, first, second = world["north"], tmp_path / "north.zip", tmp_path / "again.zip"
    world["share_to_us"].delete()  # what another university offers stays with it
    made = world["upload"].file.name
    assert default_storage.exists(made)
    Deployment.objects.get_or_create(defaults={"base_url": settings.BASE_URL})
    with pytest.raises(Refused, match="facts still wait"):
        export_institution(north, first, wait=0)
    OutboxReceipt.objects.update(done_at=now(), dead_at=None)
    at = clock.now().replace(second=30)
    before = shown(world, at)
    said = StringIO()
    call_command("export_institution", "north", to=first, stdout=said)
    digest = said.getvalue().split()[-1]
    with pytest.raises(CommandError, match="not empty"):
        call_command("import_institution", first)

    empty_everything()
    default_storage.delete(made)
    default_storage.delete(world["export"].file.name)
    for refused, sentence in spoiled(first, tmp_path):
        with pytest.raises(Refused, match=sentence):
            import_institution(refused)
    with pytest.raises(Refused, match="not the file"):
        import_institution(first, sha256="0" * 64)
    keys = settings.KEY_FILE
    settings.KEY_FILE = str(tmp_path / "other-keys.json")
    with pytest.raises(Refused, match="not the one that sealed this"):
        import_institution(first)
    assert not Institution.objects.exists()
    settings.KEY_FILE = keys
    call_command("import_institution", first, sha256=digest, stdout=said)

    export_institution(north, second, wait=0)
    assert entries(second) == entries(first)
    assert shown(world, at) == before
    assert default_storage.open(made).read() == b"%PDF-1.7"
    assert sum(each.get("rows", 0) for each in entries(first).values()) > 300
    assert not world.people["operator"].__class__.objects.filter(is_superuser=True).exists()
    assert Institution.objects.get(slug="east").contact_email == ""  # a partner's name, no more
    fresh = Institution.objects.create(slug="fresh", name="Fresh")
    assert fresh.pk > world["east"].pk  # no number is given twice


def shown(world: World, at: datetime) -> list[str]:
    """Pages and files that speak of much, as four people read them in the same minute."""
    badge = world["credential"].public_id
    pages = [
        ("anonymous", reverse("documents:verify_credential", args=[badge])),
        ("anonymous", reverse("documents:credential_file", args=[badge, "json"])),
        ("anonymous", reverse("documents:institution_did", args=["north"])),
        ("anonymous", reverse("documents:status_list", args=[world["status_list"].public_id])),
        ("anonymous", reverse("portal:listing", args=["north"])),
        ("officer", reverse("insights:programme_counts", args=["north"])),
        ("officer", reverse("portal:staff_home", args=["north"])),
        ("student", reverse("credentials:my_credentials", args=["north"])),
        ("host", reverse("portal:host_home", args=["north"])),
    ]
    answers = []
    for who, url in pages:
        with clock.moved(at - now()):
            answers.append((url, world.client(who).get(url)))
    assert [(url, a.status_code) for url, a in answers if a.status_code != 200] == []
    assert "genuine" in answers[0][1].content.decode().lower()
    return [CHANGES_EACH_TIME.sub("", answer.content.decode()) for _url, answer in answers]


def entries(path) -> dict[str, dict]:
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("manifest.json"))["entries"]


def empty_everything() -> None:
    """As after ``migrate``, without its seconds."""
    tables = [part.table for part in belongs.plan().values()]
    tables += [apps.get_model(label)._meta.db_table for label in belongs.STAYS]
    kept = {"auth_permission", "django_content_type"}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET session_replication_role = replica")
        for table in {*tables} - kept:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SET session_replication_role = DEFAULT")


def spoiled(path, folder):
    """The archive with one thing wrong each, and what is said of it."""
    for name, change, sentence in (
        ("address", {"base_url": "https://elsewhere.example"}, "comes from https://elsewhere"),
        ("version", {"migrations": ["core.0001_initial", "core.0999_later"]}, "another version"),
        ("altered", {}, r"core_outboxevent\.jsonl in the archive was altered"),
    ):
        with zipfile.ZipFile(path) as good, zipfile.ZipFile(folder / name, "w") as bad:
            for each in good.namelist():
                content = good.read(each)
                if each == "manifest.json":
                    content = json.dumps(json.loads(content) | change).encode()
                if not change and each.endswith("core_outboxevent.jsonl"):
                    content = content[:-1] + b" "
                bad.writestr(each, content)
        yield folder / name, sentence
    (folder / "none").write_bytes(b"no archive")
    yield folder / "none", "cannot be read as an archive"
