"""Whom somebody may say to work for: hosts whose mail domain her own proven address has."""

from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

from accounts.models import User
from core.compiled import Compiled
from employers.free_mail import ANYBODYS
from employers.models import HostClaim, Member, Partnership
from employers.safety import called
from institutions.models import Institution

AT_MOST = 3  # departments of one city council


def domain_of(email: str) -> str:
    """What stands after the @ of an address, in small letters."""
    return email.rpartition("@")[2].casefold()


def offered_to(user: Any, domain: Any) -> QuerySet[Partnership]:
    """Hosts with mail at ``domain``: where staff or the host say so, or where somebody with a
    proven address acts for it. Not those where ``user`` is, or has asked before.
    """
    theirs = Lower(
        Func(F("user__email"), Value("@"), Value(2), function="split_part"),
        output_field=CharField(),
    )
    people = Member.objects.filter(employer=OuterRef("employer"))
    proven = people.filter(introduced_by=OuterRef("institution")).annotate(at=theirs)
    asked = HostClaim.objects.filter(partnership=OuterRef("pk"), user=user)
    return (
        Partnership.objects.real()
        .filter(merged_into__isnull=True)
        .alias(mail=Lower("employer__email_domain"))
        .filter(Q(mail=domain) | Exists(proven.filter(at=domain)))
        .exclude(Exists(people.filter(user=user)))
        .exclude(Exists(asked))
        .select_related("employer", "institution")
        .order_by("pk")
    )


OFFERED = Compiled(
    lambda institution, user, domain: offered_to(user, domain).filter(institution=institution)[
        :AT_MOST
    ]
)
ANYWHERE = Compiled(lambda user, domain: offered_to(user, domain)[:AT_MOST])
ASKED = Compiled(
    lambda institution, user: (
        HostClaim.objects.of(institution)
        .filter(user=user, accepted__isnull=True)
        .select_related("partnership__employer")
        .order_by("claimed_at")
    )
)
SHOWN: dict[str, Any] = {  # what whoever answers reads of a claim
    "name": called("user"),
    "address": F("user__email"),
    "host": F("partnership__employer__name"),
}
WAITING = Compiled(
    lambda institution, employers: (
        HostClaim.objects.of(institution)
        .filter(partnership__employer__any_of=employers, accepted__isnull=True)
        .order_by("claimed_at")
        .values("public_id", "claimed_at", **SHOWN)
    )
)


def telling_domain(user: User, institution: Institution) -> str:
    """The mail domain of ``user``, or nothing where it does not say for whom she works."""
    domain = domain_of(user.email)
    return "" if domain in ANYBODYS or institution.owns_address(user.email) else domain


def claimable(user: User, institution: Institution) -> list[Partnership]:
    """The hosts that ``user`` is asked about: "Are you from …?"

    Her address is proven, or she would not be signed in. What everybody can have says nothing, nor
    what the university gives to its own people.
    """
    domain = telling_domain(user, institution)
    if not domain:
        return []
    return list(OFFERED.all(institution=institution.pk, user=user.pk, domain=domain))


def claimable_anywhere(user: User) -> list[Partnership]:
    """The same at every university, for somebody who is at home nowhere yet."""
    domain = domain_of(user.email)
    if not domain or domain in ANYBODYS:
        return []
    found = ANYWHERE.all(user=user.pk, domain=domain)
    return [each for each in found if not each.institution.owns_address(user.email)]
