"""Reports over ten terms: 100,000 students and 1,000,000 interests; and the same with 10,000.

Each page of the reports and each list of the desk is asked as an officer: its queries, its CPU
beside the floor's, and the seconds of its first answer (nothing cached by us, the plans not made).
A file of all interests is written in a process of its own, so that the kernel says how much memory
it took at most. The generation of the rows is timed too.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.urls import reverse

from bench.pages import QUERIES_AT_MOST, RATIO_AT_MOST, Line, Page, client_of, costs_of
from bench.ten_terms import LARGE, SMALL, University, made
from core import clock
from insights.counting import Period
from insights.exports import Export, Kind
from insights.measures import MEASURES
from insights.public import keep_public_figures
from insights.returns import RETURNS

MINUTES_AT_MOST = 5.0
COLD_AT_MOST = 3.0  # seconds
MEGABYTES_AT_MOST = 200.0
SLOWER_AT_MOST = 0.1  # seconds more than with 10,000
TIMES = 7
WRITE = """
import re, django; django.setup()
from insights.tasks import write_export; write_export({export})
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
LISTS = {
    "projects": "portal:desk_projects",
    "students": "students:student_list",
    "hosts": "employers:host_list",
}
PUBLIC = "what everybody sees"
REPORTS = {
    "counts": "insights:programme_counts",
    "term by term": "insights:term_by_term",
    "returns": "insights:returns",
    PUBLIC: "insights:public_figures",
}


def run() -> Iterator[Line]:
    """One line for each bar."""
    settings.ROOT_URLCONF = "bench.floor"
    small = made(SMALL)
    before = {name: seconds(page) for name, page in lists_of(small).items()}
    began = time.monotonic()
    large = made(LARGE)
    minutes = (time.monotonic() - began) / 60
    yield at_most("rows of ten terms, minutes", minutes, MINUTES_AT_MOST)
    floor = Page(client_of(large.officer), f"/floor/{large.here.slug}/")
    floor.get()
    for name, page in reports_of(large).items():
        yield from report(name, page, floor)
    for name, page in lists_of(large).items():
        took = seconds(page)
        yield Line(
            f"list of {name}, seconds beside 10,000",
            round(took, 3),
            round(before[name], 3),
            round(took / before[name], 2),
            f"<= {SLOWER_AT_MOST} s more",
            took <= before[name] + SLOWER_AT_MOST,
        )
    for kind in Kind:
        yield from written(large, kind)


def at_most(name: str, figure: float, bar: float) -> Line:
    """A figure that has to stay under a bar."""
    return Line(name, round(figure, 2), bar, round(figure / bar, 2), f"<= {bar}", figure <= bar)


def lists_of(university: University) -> dict[str, Page]:
    """The desk's lists, as its officer opens them; and the interests of one project."""
    client, slug = client_of(university.officer), university.here.slug
    found = {name: Page(client, reverse(url, args=[slug])) for name, url in LISTS.items()}
    found["interests"] = Page(client, rows_of(university, "interests"))
    return found


def rows_of(university: University, measure: str) -> str:
    """The page of the rows of a figure."""
    return reverse("insights:counted_rows", args=[university.here.slug, measure])


def reports_of(university: University) -> dict[str, Page]:
    """Every page of the reports: those of all time for the rows of interests."""
    client, slug = client_of(university.officer), university.here.slug
    found = {name: Page(client, reverse(url, args=[slug])) for name, url in REPORTS.items()}
    for name in (*MEASURES, *RETURNS):
        found[f"rows of {name}"] = Page(client, rows_of(university, name))
    ever = "?first=2000-01-01&last=2100-01-01"
    found["counts of all time"] = Page(client, f"{found['counts'].path}{ever}")
    found["rows of interests of all time"] = Page(client, rows_of(university, "interests") + ever)
    found["rows of interests of all time, the last page"] = Page(
        client, f"{rows_of(university, 'interests')}{ever}&page={university.size.eois // 25}"
    )
    return found


def seconds(page: Page) -> float:
    """The median of some answers, after one to warm up."""
    page.get()
    took = []
    for _time in range(TIMES):
        began = time.monotonic()
        page.get()
        took.append(time.monotonic() - began)
    return statistics.median(took)


def report(name: str, page: Page, floor: Page) -> Iterator[Line]:
    """The first answer on a new connection with nothing cached; then queries and CPU, warm.

    Of what everybody sees, as after the night's timetable.
    """
    cache.clear()
    if name == PUBLIC:
        keep_public_figures()
    connections["default"].close()
    began = time.monotonic()
    page.get()
    yield at_most(f"{name}: cold, seconds", time.monotonic() - began, COLD_AT_MOST)
    cache.clear()  # the public page is counted, not fetched
    queries = page.queries()
    cost, beside = costs_of([page, floor], TIMES)
    ratio = cost / beside
    yield Line(
        f"{name}: CPU",
        round(cost, 2),
        round(beside, 2),
        round(ratio, 2),
        f"ratio <= {RATIO_AT_MOST}, queries <= {QUERIES_AT_MOST}",
        ratio <= RATIO_AT_MOST and queries <= QUERIES_AT_MOST,
        queries,
    )


def written(university: University, kind: Kind) -> Iterator[Line]:
    """All interests in a file: memory of the process that writes it, its seconds, its rows."""
    today = clock.today(university.here.zone)
    period = Period(today - timedelta(days=3650), today + timedelta(days=365))
    export = Export.objects.create(  # as ``ask_for_export``, without handing it to a worker
        institution=university.here,
        by=university.officer,
        measure="interests",
        first=period.first,
        last=period.last,
        kind=kind,
        language="en",
        total=MEASURES["interests"].of(university.here, period).count(),
    )
    seen: list[int] = []
    began = time.monotonic()
    memory = by_a_worker(export.pk, seen)
    took = time.monotonic() - began
    export.refresh_from_db()
    whole = export.written == export.total >= university.size.eois * 0.99 and bool(export.file)
    rows = f"{export.written} interests as {kind.label}"
    yield Line(
        f"{rows}: megabytes of the writer",
        round(memory, 1),
        MEGABYTES_AT_MOST,
        round(memory / MEGABYTES_AT_MOST, 2),
        f"<= {MEGABYTES_AT_MOST} MB, every row, progress seen {len(set(seen))} times",
        memory <= MEGABYTES_AT_MOST and whole and len(set(seen)) > 2,
    )
    yield Line(f"{rows}: seconds", round(took, 1), 0.0, 0.0, "", True)
    export.delete()


def by_a_worker(export: int, seen: list[int]) -> float:
    """Have it written by a process of its own; the megabytes it had at most, by its own account.

    (``ru_maxrss`` would not do: it keeps what this process had when it split.)
    The progress that a page would show goes to ``seen``.
    """
    child = subprocess.Popen(
        [sys.executable, "-c", WRITE.format(export=export)], stdout=subprocess.PIPE, text=True
    )
    while child.poll() is None:
        row = Export.objects.filter(pk=export).values_list("written", flat=True).first()
        seen.append(row or 0)
        time.sleep(0.5)
    said, _errors = child.communicate()
    return int(said.split()[-1]) / 1024
