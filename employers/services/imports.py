"""Taking in a spreadsheet of hosts: planned in memory, shown, and written as it was shown.

What stands on the record stays: a spreadsheet fills what is empty and adds what is missing, and
never writes over what somebody wrote here (docs/decisions/0039).
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from employers.models import Employer, EmployerKind, Member, Partnership, PastProject, Site
from employers.services.host_table import HostRow, HostTable, Rejection, name_key, read_hosts
from employers.services.hosts import new_slug
from institutions.models import Institution, Jurisdiction

BATCH = 500
HOST_FIELDS = ("sector", "website", "telephone")
MONTH_FIRST = {Jurisdiction.US_FEDERAL: True, Jurisdiction.UK: False, Jurisdiction.AUSTRALIA: False}


class ShownBefore(RuleBroken):
    """Something changed between what was shown and the button."""


@dataclass
class ImportReport:
    """What a spreadsheet did, or in a dry run would do. Each row counts once."""

    dry_run: bool
    rows: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    new_hosts: int = 0
    new_people: int = 0
    new_places: int = 0
    new_past: int = 0
    ignored: list[str] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    lines: list[tuple[int, str, str]] = field(default_factory=list)  # row, host, what happens
    mark: str = ""  # another plan has another mark

    @property
    def rejected_rows(self) -> int:
        """How many rows are left out; one may have several faults."""
        return len({each.row for each in self.rejected})

    def as_json(self) -> dict[str, Any]:
        """Plain data: ``rejected`` has a row of the spreadsheet, column and sentence."""
        counts = ("rows", "created", "updated", "unchanged")
        more = ("new_hosts", "new_people", "new_places", "new_past")
        return {
            "dry_run": self.dry_run,
            **{name: getattr(self, name) for name in (*counts, *more)},
            "ignored": self.ignored,
            "rejected": [
                {"row": each.row, "column": each.column, "sentence": each.sentence}
                for each in self.rejected
            ],
        }


@dataclass
class _Host:
    """A host as it will be: its row, and what is to be written."""

    employer: Employer
    is_new: bool
    said: dict[str, tuple[str, int]] = field(default_factory=dict)  # by this file, and in which row
    changed: set[str] = field(default_factory=set)
    people: list[Member] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    past: dict[tuple[str, Any], PastProject] = field(default_factory=dict)


class _Refused(Exception):
    def __init__(self, *faults: tuple[str, str]) -> None:
        self.faults = faults


@transaction.atomic
def import_employers(
    institution: Institution,
    text: str,
    *,
    by: User | None = None,
    dry_run: bool = False,
    shown: str = "",
) -> ImportReport:
    """Take in the hosts, contacts and past placements of ``text``.

    A host is known by its name among those of ``institution``, a person by address or name, a past
    placement by title and day. New hosts are ``by``'s. ``shown`` is the mark of the report that a
    person agreed to. Twice is once. A dry run writes nothing and reports the same.

    Raises ``UnreadableTable`` for what is no table, ``ShownBefore`` where the plan is another one.
    """
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    month_first = MONTH_FIRST.get(Jurisdiction(institution.jurisdiction))
    today = clock.today(institution.zone)
    plan = _Plan(institution, read_hosts(text, today=today, month_first=month_first))
    if shown and plan.report.mark != shown:
        raise ShownBefore(_("The hosts here changed meanwhile. This is what would happen now."))
    plan.report.dry_run = dry_run
    if not dry_run:
        plan.write(by)
    return plan.report


class _Plan:
    """What is to be written, worked out in memory: five questions whatever the number of rows."""

    def __init__(self, institution: Institution, table: HostTable) -> None:
        self.institution = institution
        self.report = ImportReport(dry_run=True, rows=table.rows, ignored=table.ignored)
        self.report.rejected = list(table.rejected)
        self.new_people: list[Member] = []
        self.new_sites: list[Site] = []
        self.new_past: list[PastProject] = []
        self.changed_people: list[Member] = []
        self.changed_past: list[PastProject] = []
        self.hosts = self._known()
        for row in table.good:
            self._take(row)
        self.report.rejected.sort(key=lambda each: each.row)
        said = repr((self.report.lines, self.report.rejected, self.report.ignored))
        self.report.mark = hashlib.sha256(said.encode()).hexdigest()[:24]

    def _known(self) -> dict[str, list[_Host]]:
        known = Partnership.objects.of(self.institution).select_related("employer")
        by_key: dict[int, _Host] = {
            each.employer_id: _Host(each.employer, is_new=False) for each in known
        }
        for member in Member.objects.filter(employer__in=by_key).select_related("user"):
            by_key[member.employer_id].people.append(member)
        for site in Site.objects.filter(employer__in=by_key):
            by_key[site.employer_id].sites.append(site)
        for past in PastProject.objects.of(self.institution):
            if past.employer_id in by_key:
                by_key[past.employer_id].past[past.title.casefold(), past.on] = past
        hosts: dict[str, list[_Host]] = {}
        for host in by_key.values():
            hosts.setdefault(name_key(host.employer.name), []).append(host)
        return hosts

    def _take(self, row: HostRow) -> None:
        found = self.hosts.get(name_key(row.host), [])
        try:
            if len(found) > 1:
                raise _Refused(("host", _("Two hosts here have this name. Merge them first.")))
            host = found[0] if found else self._new_host(row)
            self._refuse_contradiction(host, row)
        except _Refused as refused:
            self.report.rejected += [Rejection(row.row, *fault) for fault in refused.faults]
            return
        if not found:
            self.hosts[name_key(row.host)] = [host]
            self.report.new_hosts += 1
        did = [
            *self._fill(host, row),
            *self._person(host, row),
            *self._place(host, row),
            *self._past(host, row),
        ]
        if not found:
            self.report.created += 1
            did.insert(0, _("new host"))
        elif did:
            self.report.updated += 1
        else:
            self.report.unchanged += 1
        self.report.lines.append((row.row, row.host, ", ".join(did) or _("as before")))

    def _new_host(self, row: HostRow) -> _Host:
        kind = row.kind or EmployerKind.COMPANY
        return _Host(Employer(name=row.host, kind=kind, slug=""), is_new=True)

    def _refuse_contradiction(self, host: _Host, row: HostRow) -> None:
        """Two rows of one file that say different things of one host."""
        faults = []
        for name in ("kind", *HOST_FIELDS):
            value = getattr(row, name)
            before, where = host.said.get(name, (value, 0))
            if value and before.casefold() != value.casefold():
                said = _("Row %d says something else about this host.") % where
                faults.append((name, said))
        if faults:
            raise _Refused(*faults)
        for name in ("kind", *HOST_FIELDS):
            if value := getattr(row, name):
                host.said.setdefault(name, (value, row.row))

    def _fill(self, host: _Host, row: HostRow) -> list[str]:
        empty = [n for n in HOST_FIELDS if getattr(row, n) and not getattr(host.employer, n)]
        if host.is_new and row.kind:
            host.employer.kind = row.kind
        for name in empty:
            setattr(host.employer, name, getattr(row, name))
        host.changed.update(empty)
        return [_("details")] if empty and not host.is_new else []

    def _person(self, host: _Host, row: HostRow) -> list[str]:
        if not row.contact:
            return []
        person = next((each for each in host.people if _is(each, row)), None)
        telephone = row.contact_telephone or (row.telephone if not row.email else "")
        if person is None:
            person = Member(
                employer=host.employer,
                introduced_by=self.institution,
                name=row.contact,
                email=row.email,
                telephone=telephone,
                job_title=row.job_title,
                is_contact=True,
                is_supervisor=True,
            )
            host.people.append(person)
            self.new_people.append(person)
            self.report.new_people += 1
            return [_("new person: %s") % row.contact]
        if person.introduced_by_id != self.institution.pk:
            return []  # another university answers for her
        said = {"telephone": telephone, "job_title": row.job_title}
        empty = [name for name, value in said.items() if value and not getattr(person, name)]
        for name in empty:
            setattr(person, name, said[name])
        if empty and person.pk and person not in self.changed_people:
            self.changed_people.append(person)
        return [_("details of %s") % row.contact] if empty else []

    def _place(self, host: _Host, row: HostRow) -> list[str]:
        address = row.address or row.town
        if not address or (host.sites and not row.address):
            return []  # a town alone tells nothing of a place that we know
        name = address.partition(",")[0][:80]
        for site in host.sites:
            if site.address.casefold() == address.casefold() or site.name == name:
                return []
        site = Site(employer=host.employer, name=name, address=address, town=row.town)
        host.sites.append(site)
        self.new_sites.append(site)
        self.report.new_places += 1
        return [_("new place")]

    def _past(self, host: _Host, row: HostRow) -> list[str]:
        if row.past is None:
            return []
        key = row.past.title.casefold(), row.past.on
        past = host.past.get(key)
        if past is None:
            past = host.past[key] = PastProject(
                institution=self.institution,
                employer=host.employer,
                title=row.past.title,
                on=row.past.on,
                students=row.past.students,
            )
            self.new_past.append(past)
            self.report.new_past += 1
            return [_("past placement")]
        if past.students == row.past.students:
            return []
        past.students = row.past.students
        if past.pk:
            self.changed_past.append(past)
        return [_("number of students")]

    def write(self, by: User | None) -> None:
        """Write it, in the order in which rows stand on each other."""
        every = [host for found in self.hosts.values() for host in found]
        new = [host.employer for host in every if host.is_new]
        taken = set(Employer.objects.values_list("slug", flat=True)) if new else set()
        for employer in new:
            employer.slug = new_slug(employer.name, taken)
            taken.add(employer.slug)
        Employer.objects.bulk_create(new, batch_size=BATCH)
        Partnership.objects.bulk_create(
            [Partnership(institution=self.institution, employer=each, owner=by) for each in new],
            batch_size=BATCH,
        )
        changed = [host.employer for host in every if host.changed and not host.is_new]
        if changed:
            Employer.objects.bulk_update(changed, HOST_FIELDS, batch_size=BATCH)
        Member.objects.bulk_create(self.new_people, batch_size=BATCH)
        if self.changed_people:
            Member.objects.bulk_update(self.changed_people, ("telephone", "job_title"))
        Site.objects.bulk_create(self.new_sites, batch_size=BATCH)
        PastProject.objects.bulk_create(self.new_past, batch_size=BATCH)
        if self.changed_past:
            PastProject.objects.bulk_update(self.changed_past, ("students",))


def _is(member: Member, row: HostRow) -> bool:
    """Whether the row means ``member``: one address, or one name where an address is not given."""
    if row.email and member.address:
        return member.address.casefold() == row.email
    return name_key(member.name) == name_key(row.contact)
