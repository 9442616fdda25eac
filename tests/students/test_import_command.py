"""The command that takes feeds in: the two shared ones, and what it says."""

import io
import json
import time
import unicodedata
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from students.models import Student
from tests.build import an_institution
from tests.students.test_import_roster import a_feed

FEEDS = Path(__file__).resolve().parents[2].parent / "shared/data/roster"


@pytest.fixture(scope="module")
def expected():
    if not FEEDS.exists():
        pytest.skip("the shared feeds are not beside the project")
    return json.loads((FEEDS / "expected.json").read_text())


def imported(institution, feed, *options):
    out = io.StringIO()
    call_command(
        "import_roster",
        str(FEEDS / feed),
        "--institution",
        institution.slug,
        "--mode",
        "comprehensive",
        "--json",
        *options,
        stdout=out,
    )
    return json.loads(out.getvalue())


def figures(report):
    return {
        key: report[key]
        for key in ("records", "created", "updated", "unchanged", "left", "rejected")
    }


@pytest.mark.django_db
def test_both_feeds_give_the_figures_of_expected_json_and_a_dry_run_the_same(expected):
    institution = an_institution()
    for feed in ("feed-1.csv", "feed-2.csv"):
        wanted = {key: value for key, value in expected[feed].items() if key != "mode"}
        before = list(Student.objects.values().order_by("pk"))

        assert figures(imported(institution, feed, "--dry-run")) == wanted
        assert list(Student.objects.values().order_by("pk")) == before

        began = time.monotonic()
        assert figures(imported(institution, feed)) == wanted
        assert time.monotonic() - began < 5

    assert Student.objects.of(institution).count() == 1264
    assert Student.objects.of(institution).filter(left_at=None).count() == 1209


@pytest.mark.django_db
def test_a_feed_taken_in_twice_changes_nothing_the_second_time(expected):
    institution = an_institution()
    imported(institution, "feed-1.csv")

    again = imported(institution, "feed-1.csv")

    assert (again["created"], again["updated"], again["unchanged"], again["left"]) == (
        0,
        0,
        1200,
        0,
    )


@pytest.mark.django_db
def test_good_records_that_look_odd_are_kept_as_they_are_meant(expected):
    institution = an_institution()
    imported(institution, "feed-1.csv")

    def student(number):
        return Student.objects.of(institution).get(student_number=number)

    assert student("711013").given_name == "Tina"
    assert (student("711011").given_name, student("711011").family_name) == ("", "Poulain")
    assert student("711015").email == "s711015@students.northshire.example"
    assert student("711014").programme == "BA Business Management"
    assert student("711012").preferred_name == "=1+1"
    assert all(
        unicodedata.is_normalized("NFC", f"{given}{family}")
        for given, family in Student.objects.values_list("given_name", "family_name")
    )


@pytest.mark.django_db
def test_each_rejection_has_its_column_and_a_sentence(expected):
    why = imported(an_institution(), "feed-1.csv", "--dry-run")["why"]

    assert why["616"] == {
        "column": "year_of_study",
        "sentence": "Give the year of study as a number from 1 to 6.",
    }
    assert {entry["column"] for entry in why.values()} == {
        "student_number",
        "given_name",
        "family_name",
        "email",
        "year_of_study",
        "expected_graduation",
    }
    assert all(entry["sentence"].endswith(".") for entry in why.values())


# What the command says


@pytest.mark.django_db
@pytest.mark.parametrize(
    "file, slug, sentence",
    [
        ("/nowhere/feed.csv", None, "No such file"),
        ("/nowhere/feed.csv", "atlantis", "There is no institution “atlantis”."),
    ],
)
def test_the_command_says_what_is_wrong_in_one_sentence(file, slug, sentence):
    slug = slug or an_institution().slug
    with pytest.raises(CommandError, match=sentence):
        call_command("import_roster", file, "--institution", slug, "--mode", "supplemental")


@pytest.mark.django_db
def test_without_json_the_command_speaks_to_a_person(tmp_path):
    file = tmp_path / "feed.csv"
    file.write_bytes(a_feed({}, {"email": "nobody"}))
    out = io.StringIO()

    call_command(
        "import_roster",
        str(file),
        "--institution",
        an_institution().slug,
        "--mode",
        "supplemental",
        "--dry-run",
        stdout=out,
    )

    assert out.getvalue().splitlines() == [
        "A dry run: nothing was changed.",
        "2 records: 1 new, 0 changed, 0 as before, 0 left, 1 rejected.",
        "Record 2, email: This is no e-mail address.",
    ]
