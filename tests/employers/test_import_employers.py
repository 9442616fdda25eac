"""A clinic's spreadsheet of hosts: pasted or from a file, shown first, taken in once."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from core.tables import UnreadableTable
from employers.models import Employer, Member, Partnership, PastProject, Site
from employers.services.host_table import HEADINGS, name_key, read_hosts
from institutions.models import Jurisdiction
from tests.build import a_host_member, an_employer, an_institution, client_of, staff_at, url_of

TODAY = date(2026, 11, 22)
HEADER = (
    "Company\tType\tSector\tWebsite\tPhone\tContact name\tE-mail\tTown\tAddress\tProject\tDate\t"
    "Number of students\tFavourite colour"
)
BROKEN = {  # row of the spreadsheet -> what its cells say instead, and the column that is named
    4: ({"Company": ""}, "host"),
    17: ({"E-mail": "rosa(at)kestrel"}, "email"),
    31: ({"Date": "the other day"}, "on"),
    58: ({"Number of students": "some"}, "students"),
    77: ({"Date": "2031-01-05"}, "on"),
    99: ({"Phone": "0163"}, "telephone"),
    123: ({"Type": "dragon"}, "kind"),
    150: ({"Website": "not a site"}, "website"),
    188: ({"Project": ""}, "project"),
    220: ({"Contact name": ""}, "contact"),
    266: ({"Company": "K" * 121}, "host"),
    301: ({"Sector": "Re\u202etail"}, "sector"),
}


def a_row(number, **changes):
    row = {
        "Company": f"Host {number}",
        "Type": "SME",
        "Sector": "Retail",
        "Website": f"host{number}.example",
        "Phone": f"01632 {960000 + number}",
        "Contact name": f"Rosa {number}",
        "E-mail": f"rosa@host{number}.example",
        "Town": "Northshire",
        "Address": f"{number} Mill Lane",
        "Project": "Saturday rides",
        "Date": "12/03/2025",
        "Number of students": "4",
        "Favourite colour": "green",
    }
    return {**row, **changes}


def a_table(*rows, delimiter="\t"):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADER.split("\t"), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def here(db):
    return an_institution()


@pytest.fixture
def officer(here):
    return client_of(staff_at(here))


def paste(officer, here, table):
    return officer.post(url_of("employers:import_employers", here), {"table": table})


def take_in(officer, here, page):
    held = {"take_in": page.context["held"]}
    return officer.post(url_of("employers:import_employers", here), held, follow=True)


def the_file(officer, page):
    asked = page.request
    return officer.get(f"{asked['PATH_INFO']}?{asked['QUERY_STRING']}&format=csv")


def test_three_hundred_hosts_with_twelve_broken_rows_go_in_with_exactly_those_reported(
    here, officer
):
    rows = [a_row(n, **BROKEN.get(n, ({}, ""))[0]) for n in range(2, 302)]

    page = paste(officer, here, a_table(*rows))

    report = page.context["report"]
    assert {each.row: each.column for each in report.rejected} == {
        row: column for row, (_changes, column) in BROKEN.items()
    }
    assert all(each.sentence for each in report.rejected)
    assert (report.rows, report.created, report.updated, report.unchanged) == (300, 288, 0, 0)
    assert report.ignored == ["Favourite colour"]
    assert Employer.objects.count() == 0

    page = take_in(officer, here, page)

    assert "12 rows were left out." in page.content.decode()
    assert [each.row for each in page.context["rejected"]] == list(BROKEN)
    file = officer.get(
        "?".join([page.request["PATH_INFO"], page.request["QUERY_STRING"]]) + "&format=csv"
    )
    left = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [each["E-mail"] for each in left][1] == "rosa(at)kestrel"
    assert left[1]["What is wrong"] == "E-mail: This is no e-mail address."
    assert "New hosts: 288. New people: 288. Past placements: 288." in page.content.decode()
    assert Partnership.objects.of(here).count() == 288
    assert Member.objects.filter(introduced_by=here).count() == 288
    assert Site.objects.count() == 288
    one = Employer.objects.get(name="Host 200")
    assert (one.kind, one.website, one.telephone) == (
        "small_firm",
        "https://host200.example",
        "01632 960200",
    )
    past = PastProject.objects.get(employer=one)
    assert (past.title, past.on, past.students) == ("Saturday rides", date(2025, 3, 12), 4)

    again = paste(officer, here, a_table(*rows)).context["report"]
    assert (again.created, again.updated, again.unchanged) == (0, 0, 288)
    assert len(again.rejected) == 12


def test_what_stands_on_a_record_stays_and_what_is_missing_comes(here, officer):
    known = an_employer(known_to=here, name="O’Neill & Sons", website="https://ours.example")
    a_host_member(known, name="Nuala O’Neill", user=None, email="n@oneill.example", telephone="")

    page = paste(
        officer,
        here,
        "Employer,URL,Phone,Contact,Mail,Mobile\n"
        "O'NEILL AND SONS,theirs.example,01632 960500,N. O’Neill,N@oneill.example,07700 900123",
    )

    assert page.context["report"].updated == 1
    take_in(officer, here, page)
    known.refresh_from_db()
    assert (known.website, known.telephone) == ("https://ours.example", "01632 960500")
    [person] = Member.objects.filter(employer=known)
    assert (person.name, person.telephone) == ("Nuala O’Neill", "07700 900123")


def test_all_that_is_wrong_with_a_row_is_said_at_once_and_no_formula_gets_out(here, officer):
    broken = {
        "Phone": "=1+2",
        "E-mail": "rosa",
        "Date": "soon",
        "Number of students": "",
        "Type": "x",
    }
    table = a_table(a_row(1), a_row(2, **broken), a_row(1, Website="b.example", Sector="Food"))

    done = take_in(officer, here, paste(officer, here, table))

    assert [(each.row, each.column) for each in done.context["rejected"]] == [
        *((3, name) for name in ("kind", "telephone", "email", "students", "on")),
        *((4, name) for name in ("sector", "website")),
    ]
    assert "2 rows were left out." in done.content.decode()
    file = the_file(officer, done)
    assert ",'=1+2," in file.content.decode()
    record = officer.get(url_of("employers:host_list", here)).content.decode()
    assert 'href="tel:01632960001"' in record


def test_a_town_alone_is_where_a_host_is(here, officer):
    table = "Host\tTown\nQuill & Co\tBath\n"

    take_in(officer, here, paste(officer, here, table))
    take_in(officer, here, paste(officer, here, table))

    [site] = Site.objects.filter(employer__name="Quill & Co")
    assert (site.name, site.where) == ("Bath", "Bath")


def test_several_rows_of_one_host_are_one_host(here, officer):
    table = a_table(
        a_row(1, Project="One"),
        a_row(1, Project="Two", **{"Contact name": "Sam", "E-mail": "sam@host1.example"}),
        a_row(1, Project="Two", Website="another.example"),
    )

    page = paste(officer, here, table)
    take_in(officer, here, page)

    report = page.context["report"]
    assert [(each.row, each.column) for each in report.rejected] == [(4, "website")]
    assert report.rejected[0].sentence == "Row 2 says something else about this host."
    employer = Employer.objects.get()
    assert sorted(Member.objects.values_list("name", flat=True)) == ["Rosa 1", "Sam"]
    assert PastProject.objects.filter(employer=employer).count() == 2


def test_a_host_of_another_university_is_not_found_by_a_paste(here, officer):
    an_employer(known_to=an_institution(), name="Kestrel Cycles")

    page = paste(officer, here, "Host\nKestrel Cycles")

    assert page.context["report"].new_hosts == 1


def test_two_hosts_of_one_name_are_merged_first(here, officer):
    an_employer(known_to=here, name="Kestrel")
    an_employer(known_to=here, name="kestrel")

    [rejected] = paste(officer, here, "Host\nKestrel").context["report"].rejected

    assert rejected.sentence == "Two hosts here have this name. Merge them first."


def test_the_button_takes_in_what_was_shown_and_nothing_else(here, officer):
    page = paste(officer, here, a_table(a_row(1)))
    an_employer(known_to=here, name="Host 1")

    again = take_in(officer, here, page)

    assert again.status_code == 422
    assert "The hosts here changed meanwhile." in again.content.decode()
    assert Member.objects.count() == 0
    take_in(officer, here, again)
    assert Member.objects.get().name == "Rosa 1"


def test_a_table_that_is_no_longer_held_is_asked_for_again(here, officer):
    page = officer.post(
        url_of("employers:import_employers", here), {"take_in": "nothing"}, follow=True
    )

    assert "The table is no longer held." in page.content.decode()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "Paste a table, or choose a file."),
        ("Host\nA\x00B", "This is no text."),
        ("PK\x03\x04\x14\ufffd\ufffd", "This is no text."),
        ("x" * 100_000, "This is too long to paste (100000 letters)."),
        ("<script>alert(1)</script>", "The first row must have headings"),
        ("Colour,Shape\nred,round", "The first row must have headings"),
        ("Host,Company\nA,B", "These headings mean the same to us: Host, Company."),
        ("Host\n", "There is no row under the headings."),
        ('Host\n"Kestrel', "A quotation mark in record 1 is never closed."),
    ],
)
def test_what_is_no_table_gets_a_sentence(here, officer, table, sentence):
    page = paste(officer, here, table)

    assert page.status_code == 422
    assert sentence in page.content.decode().replace("&#x27;", "'")
    assert Employer.objects.count() == 0


def test_files_are_read_and_a_spreadsheet_programs_own_are_refused(here, officer):
    url = url_of("employers:import_employers", here)

    def upload(content):
        return officer.post(url, {"file": SimpleUploadedFile("hosts.csv", content)})

    table = "Company;Stadt;City\nKäserei;x;Brackwater\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        report = upload(table.encode(encoding)).context["report"]
        assert (report.new_hosts, report.ignored) == (1, ["Stadt"])
        assert report.lines[0][1] == "Käserei"
    assert "Save as" in upload(b"PK\x03\x04\x00\x01").content.decode()
    assert "larger than 2 MB" in upload(b"x" * 2_000_001).content.decode()


def test_what_people_type_is_shown_and_not_run(here, officer):
    page = paste(officer, here, "Host\n<script>alert(1)</script>")

    assert "<script>alert(1)" not in page.content.decode()
    take_in(officer, here, page)
    assert Employer.objects.get().name == "<script>alert(1)</script>"


def test_the_command_reports_and_takes_in(here, tmp_path, capsys):
    file = tmp_path / "hosts.csv"
    file.write_text("Host,E-mail,Contact\nKestrel,rosa@kestrel.example,Rosa\n,x@y.example,Sam\n")
    given = ["import_employers", str(file), "--institution", here.slug, "--json"]

    call_command(*given, "--dry-run")
    dry = json.loads(capsys.readouterr().out)
    assert (dry["dry_run"], dry["created"], Employer.objects.count()) == (True, 1, 0)
    call_command(*given)
    said = json.loads(capsys.readouterr().out)

    assert said == {
        "dry_run": False,
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "new_hosts": 1,
        "new_people": 1,
        "new_places": 0,
        "new_past": 0,
        "ignored": [],
        "rejected": [{"row": 3, "column": "host", "sentence": "The host’s name is missing."}],
    }
    call_command("import_employers", str(file), "--institution", here.slug)
    assert "1 as before, 1 rejected." in capsys.readouterr().out
    with pytest.raises(CommandError, match="no institution"):
        call_command("import_employers", str(file), "--institution", "nowhere")


# The parser


@pytest.mark.parametrize(
    ("typed", "jurisdiction", "day"),
    [
        ("2025-03-12", Jurisdiction.UK, date(2025, 3, 12)),
        ("12/03/2025", Jurisdiction.UK, date(2025, 3, 12)),
        ("12/03/2025", Jurisdiction.US_FEDERAL, date(2025, 12, 3)),
        ("03/25/2025", Jurisdiction.UK, date(2025, 3, 25)),
        ("12.3.2025", Jurisdiction.AUSTRALIA, date(2025, 3, 12)),
        ("12/03/2025", Jurisdiction.ONTARIO, None),
        ("3/3/2025", Jurisdiction.ONTARIO, date(2025, 3, 3)),
        ("12th March 2025", Jurisdiction.UK, date(2025, 3, 12)),
        ("March 12, 2025", Jurisdiction.UK, date(2025, 3, 12)),
        ("Mar 2025", Jurisdiction.UK, date(2025, 3, 1)),
        ("31/02/2025", Jurisdiction.UK, None),
    ],
)
def test_days_are_read_as_people_write_them(typed, jurisdiction, day):
    from employers.services.imports import MONTH_FIRST

    table = read_hosts(
        f'Host,Project,Date,Students\nA,B,"{typed}",3',
        today=TODAY,
        month_first=MONTH_FIRST.get(jurisdiction),
    )

    assert [row.past.on for row in table.good] == ([day] if day else [])
    assert [each.column for each in table.rejected] == ([] if day else ["on"])


CELL = st.text(max_size=30)
GRID = st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=8)
SOME_HEADINGS = st.lists(
    st.sampled_from(sorted(HEADINGS)), min_size=1, max_size=6, unique_by=HEADINGS.get
)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    try:
        table = read_hosts(text, today=TODAY)
    except UnreadableTable:
        return
    assert table.rows == len(table.good) + len({each.row for each in table.rejected})


@given(headings=SOME_HEADINGS, rows=GRID, delimiter=st.sampled_from(",;\t"))
def test_every_row_is_good_or_rejected_once_and_counted_as_the_spreadsheet_does(
    headings, rows, delimiter
):
    headings = ["company", *(h for h in headings if HEADINGS[h] != "host")]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([*headings, "x" + delimiter * 3])
    writer.writerows([["Kestrel", *row] for row in rows])
    try:
        table = read_hosts(out.getvalue(), today=TODAY)
    except UnreadableTable:
        return

    numbers = [each.row for each in table.good] + list({each.row for each in table.rejected})
    assert sorted(numbers) == list(range(2, table.rows + 2))
    assert all(each.sentence for each in table.rejected)
    assert {row.host for row in table.good} <= {"Kestrel"}


@given(st.text(min_size=1, max_size=40))
def test_a_name_is_the_same_name_in_any_case(name):
    assert name_key(name.upper().lower()) == name_key(name_key(name.upper().lower()))
