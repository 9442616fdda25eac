"""Which hosts may be one: a common telephone number, web or mail domain, or names that are alike.

Suggestions for a person, worked out in memory: no two hosts are compared that share nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from employers.free_mail import ANYBODYS
from employers.models import Employer, Member, Partnership
from employers.services.host_table import name_key
from institutions.models import Institution

FORMS = frozenset(
    {"ltd", "limited", "plc", "inc", "llc", "llp", "gmbh", "co", "company", "the", "and", "of"}
    | {"cic", "cio", "corp", "pty"}
)
ALIKE = 0.6
CROWD = 20  # what more hosts than these share says nothing


@dataclass(frozen=True)
class Double:
    """Two hosts that may be one, and why."""

    one: Partnership
    other: Partnership
    why: str


def doubles_of(institution: Institution, at_most: int = 50) -> list[Double]:
    """Pairs of hosts of ``institution`` that may be one, by name."""
    known = list(
        Partnership.objects.real().of(institution).select_related("employer").order_by("pk")
    )
    domains: dict[int, set[str]] = defaultdict(set)
    people = Member.objects.filter(employer__in=[each.employer_id for each in known])
    for employer, email in people.values_list("employer", "email"):
        domains[employer].add(email.rpartition("@")[2].casefold())
    shared: dict[tuple[str, str], list[Partnership]] = defaultdict(list)
    for each in known:
        for mark in _marks(each.employer, domains[each.employer_id]):
            shared[mark].append(each)
    why: dict[tuple[int, int], tuple[Partnership, Partnership, list[str]]] = {}
    for (kind, _value), hosts in shared.items():
        if len(hosts) > CROWD:
            continue
        for one, other in combinations(hosts, 2):
            reason = _reason(kind, one.employer.name, other.employer.name)
            if reason:
                found = why.setdefault((one.pk, other.pk), (one, other, []))
                if reason not in found[2]:
                    found[2].append(reason)
    pairs = [Double(one, other, ", ".join(sorted(said))) for one, other, said in why.values()]
    names = {pair: (pair.one.employer.name, pair.other.employer.name) for pair in pairs}
    return sorted(pairs, key=names.__getitem__)[:at_most]


def _marks(employer: Employer, domains: Iterable[str]) -> set[tuple[str, str]]:
    figures = re.sub(r"\D", "", employer.telephone)[-9:]
    web = (urlsplit(employer.website).hostname or "").removeprefix("www.")
    mail = {employer.email_domain.casefold(), *domains, web} - ANYBODYS - {""}
    marks = {("domain", domain) for domain in mail}
    marks |= {("word", word) for word in words_of(employer.name)}
    return marks | ({("telephone", figures)} if len(figures) >= 6 else set())


def words_of(name: str) -> frozenset[str]:
    """The words that tell a host from others: “The Kestrel Co. Ltd” is “kestrel”."""
    words = frozenset(name_key(name).split())
    return words - FORMS or words


def _reason(kind: str, one: str, other: str) -> str:
    if kind == "telephone":
        return _("the same telephone number")
    if kind == "domain":
        return _("the same web or mail domain")
    return _("names that are alike") if likeness(one, other) >= ALIKE else ""


def likeness(one: str, other: str) -> float:
    """How many trigrams of two names are common, from 0 to 1: what pg_trgm calls similarity."""
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def _trigrams(name: str) -> set[str]:
    padded = [f"  {word} " for word in words_of(name)]
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}
