"""Feeds of a student-record system: the two shared ones, their dirt, and everything else."""

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from core.tables import UnreadableTable
from students.models import Student
from students.services import import_roster, prove_address, read_roster
from tests.build import a_student, a_user, an_eoi, an_institution

FEEDS = Path(__file__).resolve().parents[2].parent / "shared/data/roster"
HEADER = (
    "student_number,given_name,family_name,preferred_name,email,programme,discipline,"
    "year_of_study,expected_graduation,modules,student_visa"
)
GOOD = {
    "student_number": "711000",
    "given_name": "Mariana",
    "family_name": "Brito",
    "preferred_name": "",
    "email": "s711000@northshire.example",
    "programme": "BSc Environmental Science",
    "discipline": "Science",
    "year_of_study": "4",
    "expected_graduation": "2026-07-15",
    "modules": "SCI5102;SCI6102",
    "student_visa": "N",
}


def a_feed(*records, delimiter=",", encoding="utf-8"):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(GOOD), delimiter=delimiter)
    writer.writeheader()
    for number, changes in enumerate(records):
        own = {"student_number": f"8{number:05}", "email": f"s8{number:05}@northshire.example"}
        writer.writerow(GOOD | own | changes)
    return out.getvalue().encode(encoding)


def problems(content):
    return {r.record: (r.column, r.problem) for r in read_roster(content).rejected}


# What the parser says


@pytest.mark.parametrize(
    "changes, problem",
    [
        ({"student_number": " "}, ("student_number", "missing student_number")),
        ({"student_number": "7" * 21}, ("student_number", "too long")),
        ({"given_name": "A\x00"}, ("given_name", "control character")),
        ({"family_name": "A\u202eB"}, ("family_name", "control character")),
        ({"preferred_name": "A" * 81}, ("preferred_name", "too long")),
        (
            {"given_name": "\u00a0", "family_name": ""},
            ("family_name", "missing family_name and given_name"),
        ),
        ({"email": "a@b"}, ("email", "invalid email")),
        ({"email": "a b@mail.example"}, ("email", "invalid email")),
        ({"year_of_study": "2.0"}, ("year_of_study", "year_of_study not a number")),
        ({"year_of_study": "٣"}, ("year_of_study", "year_of_study not a number")),
        ({"year_of_study": "7"}, ("year_of_study", "year_of_study out of range")),
        ({"year_of_study": "-1"}, ("year_of_study", "year_of_study out of range")),
        ({"expected_graduation": "2027-02-30"}, ("expected_graduation", "invalid date")),
        ({"expected_graduation": "20270215"}, ("expected_graduation", "invalid date")),
        ({"modules": "A" * 21}, ("modules", "too long")),
        ({"student_visa": "maybe"}, ("student_visa", "student_visa neither Y nor N")),
    ],
)
def test_a_broken_record_is_named_with_its_column_and_the_rest_is_taken(changes, problem):
    feed = read_roster(a_feed({}, changes, {}))

    assert [record.record for record in feed.good] == [1, 3]
    assert [(r.record, (r.column, r.problem)) for r in feed.rejected] == [(2, problem)]


def test_cells_too_many_or_too_few_break_one_record():
    content = a_feed({}, {}) + b"1,2,3\r\n" + b"x," * 11 + b"y\r\n"

    assert problems(content) == {
        3: ("", "wrong number of cells"),
        4: ("", "wrong number of cells"),
    }


def test_of_two_records_with_one_number_or_one_address_the_first_good_one_stands():
    same = {"student_number": "5", "email": "one@northshire.example"}
    content = a_feed(
        same | {"year_of_study": "nine"},
        same,
        same | {"email": "two@northshire.example"},
        same | {"student_number": "6", "email": "ONE@northshire.example"},
    )

    assert problems(content) == {
        1: ("year_of_study", "year_of_study not a number"),
        3: ("student_number", "duplicate student_number"),
        4: ("email", "duplicate email"),
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_found_out(delimiter, encoding):
    feed = read_roster(
        a_feed({"given_name": "Ângela", "student_visa": ""}, delimiter=delimiter, encoding=encoding)
    )

    [record] = feed.good
    assert (record.values["given_name"], record.values["module_codes"]) == (
        "Ângela",
        ["SCI5102", "SCI6102"],
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_ends_and_empty_lines(line_end):
    text = a_feed({}, {}).decode().replace("\r\n", line_end)

    feed = read_roster((line_end + text.replace(line_end, line_end * 2) + line_end * 3).encode())

    assert (feed.records, [r.record for r in feed.good]) == (2, [1, 2])


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "Missing: student_number, given_name, family_name, email."),
        (b"number,name\r\n1,2\r\n", "Missing: student_number"),
        (HEADER.encode() + b",email\r\n", "names a column twice: email."),
        (a_feed({}) + b'9,"Never closed\r\n' + a_feed({}), "in record 2 is never closed"),
        (HEADER.encode() + b"\r\n\x81\xff", "neither UTF-8 nor Windows-1252"),
        (b"\xff\xfea", "damaged"),
        (HEADER.encode() + b'\r\n"' + b"a" * 200_000, "can not be read after record 0"),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(UnreadableTable, match=sentence):
        read_roster(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_crash(content):
    for feed in (content, HEADER.encode() + b"\r\n" + content):
        try:
            found = read_roster(feed)
        except UnreadableTable:
            continue
        assert len(found.good) + len(found.rejected) == found.records


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1)
RECORDS = st.lists(
    st.builds(
        lambda number, given_name, preferred, year: {
            "student_number": str(number),
            "given_name": given_name,
            "preferred_name": preferred,
            "email": f"s{number}@northshire.example",
            "year_of_study": str(year),
        },
        st.integers(1, 10**9),
        NAMES.map(lambda name: name[:20]),
        NAMES.map(lambda name: name[:20]),
        st.integers(1, 6),
    ),
    max_size=8,
    unique_by=lambda record: record["student_number"],
)


@given(RECORDS, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_was_written_is_what_is_read(records, delimiter, encoding):
    feed = read_roster(a_feed(*records, delimiter=delimiter, encoding=encoding))

    def nfc(text):
        return " ".join(unicodedata.normalize("NFC", text).split())

    assert feed.rejected == []
    assert [
        (r.student_number, r.values["given_name"], r.values["preferred_name"]) for r in feed.good
    ] == [(r["student_number"], nfc(r["given_name"]), nfc(r["preferred_name"])) for r in records]


# What is taken in


def take_in(institution, *records, mode="supplemental", dry_run=False):
    report = import_roster(institution, read_roster(a_feed(*records)), mode=mode, dry_run=dry_run)
    return report.as_json()


@pytest.mark.django_db
def test_a_supplemental_feed_touches_only_whom_it_names():
    institution = an_institution()
    other = a_student(institution=institution)

    report = take_in(institution, {})

    other.refresh_from_db()
    assert (report["created"], report["left"], other.left_at) == (1, 0, None)


@pytest.mark.django_db
def test_a_comprehensive_feed_marks_who_is_missing_and_a_broken_record_still_names_hers():
    institution = an_institution()
    missing, broken = (a_student(institution=institution) for _n in range(2))
    by_address = prove_address(institution=institution, email="guest@mail.example")
    elsewhere = a_student()
    eoi = an_eoi(student=missing)

    report = take_in(
        institution,
        {},
        {"student_number": broken.student_number, "year_of_study": "x"},
        mode="comprehensive",
    )

    left = Student.objects.filter(left_at__isnull=False)
    assert report["left"] == 1
    assert list(left) == [missing]
    assert by_address not in left
    assert elsewhere not in left
    eoi.refresh_from_db()
    assert eoi.student == missing


@pytest.mark.django_db
def test_who_comes_back_has_not_left():
    institution = an_institution()
    take_in(institution, {}, {}, mode="comprehensive")
    take_in(institution, {}, mode="comprehensive")

    report = take_in(institution, {}, {}, mode="comprehensive")

    assert (report["updated"], report["unchanged"]) == (1, 1)
    assert not Student.objects.filter(left_at__isnull=False).exists()


@pytest.mark.django_db
def test_two_students_who_swap_addresses_are_both_taken_in():
    institution = an_institution()
    one, two = {"email": "one@northshire.example"}, {"email": "two@northshire.example"}
    take_in(institution, one, two)

    report = take_in(institution, two, one)

    assert (report["updated"], report["rejected"]) == (2, {})
    assert list(Student.objects.order_by("student_number").values_list("email", flat=True)) == [
        "two@northshire.example",
        "one@northshire.example",
    ]


@pytest.mark.django_db
def test_an_address_of_somebody_who_keeps_it_is_a_duplicate_and_one_of_who_leaves_is_not():
    institution = an_institution()
    keeper = a_student(institution=institution, email="kept@northshire.example")

    supplemental = take_in(institution, {"email": "KEPT@northshire.example"}, dry_run=True)
    comprehensive = take_in(institution, {"email": "kept@northshire.example"}, mode="comprehensive")

    assert supplemental["rejected"] == {"1": "duplicate email"}
    assert (comprehensive["rejected"], comprehensive["left"]) == ({}, 1)
    keeper.refresh_from_db()
    assert keeper.left_at is not None


@pytest.mark.django_db
def test_a_rejected_record_keeps_its_old_address_and_so_rejects_who_wanted_it():
    institution = an_institution()
    a, b, c = (f"{name}@northshire.example" for name in "abc")
    take_in(institution, {"email": a}, {"email": b}, {"email": c})

    # The third is broken and keeps c; so the second can not have c and keeps b; so the first ...
    report = take_in(institution, {"email": b}, {"email": c}, {"year_of_study": "x"})

    assert report["rejected"] == {
        "1": "duplicate email",
        "2": "duplicate email",
        "3": "year_of_study not a number",
    }


@pytest.mark.django_db
def test_who_proved_an_address_before_the_roster_named_it_gets_her_number():
    institution = an_institution()
    early = prove_address(institution=institution, email="s711000@northshire.example")

    report = take_in(institution, {"student_number": "711000", "email": early.address})

    assert (report["created"], report["updated"]) == (0, 1)
    early.refresh_from_db()
    assert (early.student_number, early.family_name, early.user.email) == (
        "711000",
        "Brito",
        "s711000@northshire.example",
    )


@pytest.mark.django_db
def test_the_roster_makes_no_user_and_whoever_proves_the_address_is_linked():
    institution = an_institution()
    take_in(institution, {"email": "amina@northshire.example"})
    assert Student.objects.get().user is None

    student = prove_address(institution=institution, email="AMINA@northshire.example")

    assert student == Student.objects.get()
    assert student.user.email == "amina@northshire.example"


@pytest.mark.django_db
def test_a_column_that_the_file_lacks_leaves_what_we_know():
    institution = an_institution()
    student = a_student(institution=institution, programme="BA Music")
    content = (
        "student_number,given_name,family_name,email\n"
        f"{student.student_number},Ada,{student.family_name},{student.email}\n"
    )

    import_roster(institution, read_roster(content.encode()), mode="supplemental")

    student.refresh_from_db()
    assert (student.given_name, student.programme) == ("Ada", "BA Music")


@pytest.mark.django_db
def test_the_same_number_at_another_institution_is_another_person():
    here, there = an_institution(), an_institution()

    take_in(here, {})
    take_in(there, {})

    assert Student.objects.count() == 2


@pytest.mark.django_db
def test_a_comprehensive_feed_without_a_good_record_is_refused(tmp_path):
    institution = an_institution()
    a_student(institution=institution, user=a_user())
    file = tmp_path / "cut-off.csv"
    file.write_bytes(a_feed())

    with pytest.raises(CommandError, match="would mark every student as left"):
        call_command(
            "import_roster",
            str(file),
            "--institution",
            institution.slug,
            "--mode",
            "comprehensive",
        )
    assert not Student.objects.filter(left_at__isnull=False).exists()
