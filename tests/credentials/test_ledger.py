"""No name, address or evidence stands in a public file without a line in the ledger."""

import base64
import json
import re

import pytest
from django.core.cache import cache
from django.test import Client

import openbadges as ob
from credentials.models import Consent, Consented, Credential, Endorsement, Portfolio, StatusList
from credentials.services import share_credential, share_portfolio
from credentials.views.documents import SUFFIXES
from placements.models import Reach
from students.models import Student
from tests.build_credentials import OWN_LINE, SHARED_LINE, an_endorsement

pytestmark = pytest.mark.django_db
EVIDENCE = (OWN_LINE, SHARED_LINE)
ACCEPTED = ("text/html", "application/vc+ld+json", "application/vc+jwt")
DOCUMENTS = {"json", "jwt", "svg", "png"} & set(SUFFIXES)


def public_files() -> dict[str, tuple[str, Student | None, Credential | None]]:
    """What strangers may fetch, as text by address, with the student and badge that it is of."""
    found: dict[str, tuple[str, Student | None, Credential | None]] = {}

    def fetch(path: str, student: Student | None = None, badge: Credential | None = None) -> None:
        suffixed = "." in path.rpartition("/")[2]
        for accept in ACCEPTED[:1] if suffixed else ACCEPTED:
            answer = Client().get(path, headers={"accept": accept})
            if answer.status_code == 200:
                found[f"{path} {accept}"] = (readable(answer.content), student, badge)

    for badge in Credential.objects.select_related("student__user", "achievement"):
        at = f"/credentials/{badge.public_id}"
        for path in (at, *(f"{at}.{suffix}" for suffix in DOCUMENTS)):
            fetch(path, badge.student, badge)
        fetch(f"/credentials/achievements/{badge.achievement.public_id}")
        fetch(f"/institutions/{badge.institution.slug}/did.json")
    for word in Endorsement.objects.select_related("credential__student__user", "employer"):
        at, student = f"/credentials/endorsements/{word.public_id}", word.credential.student
        for path in (at, f"{at}.json", f"{at}.jwt"):
            fetch(path, student, word.credential)
        fetch(f"/employers/{word.employer.slug}/did.json")
    for row in StatusList.objects.all():
        fetch(f"/status/{row.public_id}")
    for row in Portfolio.objects.select_related("student__user"):
        fetch(f"/credentials/portfolios/{row.public_id}", row.student)
    return found


def readable(content: bytes) -> str:
    """Its words: what a picture carries, what a token says."""
    if content.startswith(b"\x89PNG") or content.lstrip().startswith(b"<svg"):
        return ob.unbake(content)
    text = content.decode()
    if re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", text):
        return base64.urlsafe_b64decode(text.split(".")[1] + "===").decode()
    return text if text.lstrip().startswith("<") else json.dumps(json.loads(text))


def without_a_line() -> list[str]:
    """Public files that say more of somebody than she has agreed to, and not taken back."""
    found = []
    for address, (text, student, badge) in public_files().items():
        for each in Student.objects.select_related("user"):
            agreed = Consent.objects.filter(student=each, ended_at__isnull=True)
            on_page = agreed.filter(to=Consented.PAGE, credential=badge).exists()
            whole = agreed.filter(to=Consented.PORTFOLIO).exists() and badge is None
            named = agreed.filter(to=Consented.NAME, credential=badge).exists() or (
                whole and agreed.filter(to=Consented.PORTFOLIO_NAME).exists()
            )
            user = each.user
            if any(said in text for said in (each.email, user.email if user else "") if said):
                found.append(f"an address: {address}")
            if each.family_name in text and not named:
                found.append(f"a name: {address}")
            says_evidence = each == student and any(line in text for line in EVIDENCE)
            if says_evidence and not (on_page or whole):
                found.append(f"evidence: {address}")
    return found


def test_every_public_file_says_only_what_has_a_line_in_the_ledger():
    cache.clear()
    shown = {"host_may_contact": True}
    for number, (shared, name) in enumerate(((True, True), (True, False), (False, False))):
        badge = an_endorsement(reach=Reach.PERSON, levels=(4, 2)).credential
        Student.objects.filter(pk=badge.student_id).update(family_name=f"Vandermeer{number}")
        share_credential(credential=badge, shared=shared, name_shown=name, **shown)
        share_portfolio(student=badge.student, shared=shared, name_shown=name)
    first, second, third = Credential.objects.order_by("pk")

    assert without_a_line() == []

    Credential.objects.filter(pk=second.pk).update(name_shown=True)  # past the verb
    Credential.objects.filter(pk=third.pk).update(shared=True)
    assert {said.partition(":")[0] for said in without_a_line()} == {"a name", "evidence"}
    Credential.objects.filter(pk=second.pk).update(name_shown=False)
    Credential.objects.filter(pk=third.pk).update(shared=False)
    share_credential(credential=first, shared=False, name_shown=False, host_may_contact=False)
    share_portfolio(student=first.student, shared=False, name_shown=False)
    said = [text for text, _student, _badge in public_files().values()]
    assert len(said) > 20
    assert not any("Vandermeer0" in text for text in said)
