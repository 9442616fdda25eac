"""A later issue of a badge: what she adds, whose key was lost, who stands behind what it asks."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

import openbadges as ob
from core import clock
from core.outbox import publish
from credentials.events import CredentialOutdated
from credentials.models import (
    Backing,
    Consent,
    Consented,
    Credential,
    Endorsement,
    SignatureRecord,
)
from credentials.services import first_issue, inspect, make_keys
from credentials.services.resolving import Resolver
from placements.models import Reach, SelfRating
from tests.build import a_host_member, an_employer, client_of, url_of
from tests.build_credentials import a_credential, an_endorsement, the_worker_works
from tests.credentials.web import fetch, fetch_json

pytestmark = pytest.mark.django_db

WORDS = "I counted visitors on two Saturdays and wrote the first page."


def checked(credential: Credential) -> list[ob.Verdict]:
    credential.refresh_from_db()
    return [
        ob.verify(secured, resolve=Resolver(), now=clock.now())
        for secured in (credential.document, credential.jwt)
    ]


def test_what_she_adds_is_a_later_issue_of_the_same_badge_and_goes_when_she_takes_it_out():
    endorsement = an_endorsement(reach=Reach.ORGANISATION)
    credential, first = endorsement.credential, endorsement.credential.document
    skill = credential.placement.challenge.skills.order_by("code").first()
    SelfRating.objects.create(placement=credential.placement, skill=skill, level=2)
    hers, page = client_of(credential.student.user), f"/credentials/{credential.public_id}"
    url = url_of("credentials:add_to_credential", credential)

    wrong = hers.post(url, {"words": WORDS, "link": "http://work.example/mine"})
    assert (wrong.status_code, WORDS in wrong.text) == (422, True)
    asked = {"words": WORDS, "link": "https://work.example/mine"} | dict.fromkeys(
        ("self_rating", "vouched"), "on"
    )
    assert hers.post(url, asked).status_code == 302
    the_worker_works()

    verdicts = checked(credential)
    later = credential.document
    assert [v.code for v in verdicts] == [ob.Code.GENUINE] * 2
    assert [[e.code for e in v.endorsements] for v in verdicts] == [[ob.Code.GENUINE]] * 2
    assert (later["id"], later["awardedDate"]) == (first["id"], first["awardedDate"])
    assert later["validFrom"] > first["validFrom"]
    own = later["credentialSubject"]["result"][-1]
    assert (own["resultDescription"].endswith(f"{skill.code}-self"), own["value"]) == (True, "2")
    assert later["endorsement"][0]["issuer"]["id"] == endorsement.document["issuer"]["id"]
    assert later["endorsement"][0]["credentialSubject"]["id"] == first["credentialSubject"]["id"]

    # the host vouched for the first issue, which its word names and which is still served
    bound = endorsement.document["relatedResource"][0]
    assert bound["digestSRI"] == ob.digest_sri(hers.get(bound["id"]).content)
    inspection = inspect(credential)
    assert [voice.verdict.seal for voice in inspection.voices] == ["genuine"]
    assert (inspection.own_words, inspection.shown[0].own) == (WORDS, 2)
    lines = Consent.objects.filter(credential=credential, to=Consented.FILE)
    assert [line.ended_at for line in lines] == [None]
    assert WORDS in hers.get(page).text

    # nothing new to say: nothing is signed
    signed = SignatureRecord.objects.count()
    publish(CredentialOutdated(credential_id=credential.pk))
    the_worker_works()
    assert SignatureRecord.objects.count() == signed

    # a level that nobody gave: the host did not vouch for that
    Credential.objects.filter(pk=credential.pk).update(
        document=later | {"name": "Master of everything"}
    )
    assert inspect(Credential.objects.get(pk=credential.pk)).voices[0].verdict.seal == "changed"
    Credential.objects.filter(pk=credential.pk).update(document=later)

    hers.post(url, {})
    the_worker_works()
    assert [v.code for v in checked(credential)] == [ob.Code.GENUINE] * 2
    assert WORDS not in str(credential.document) + hers.get(page).text
    assert "endorsement" not in credential.document
    assert credential.document["validFrom"] > later["validFrom"]
    assert lines.get().ended_at
    assert ob.verify(later, resolve=Resolver(), now=clock.now()).genuine  # handed on before


def test_a_key_that_was_struck_off_counts_no_longer_and_what_it_signed_is_signed_anew():
    endorsement = an_endorsement(reach=Reach.PERSON)
    credential = endorsement.credential
    before = credential.document

    for owner in (credential.institution, endorsement.employer):
        for key in make_keys(owner).values():
            said = StringIO()
            call_command("strike_key", key.fingerprint, stdout=said)
            assert "counts no longer" in said.getvalue()
    codes = {verdict.code for verdict in checked(credential)}
    assert codes == {ob.Code.ISSUER_UNKNOWN}  # at once: no key is left
    the_worker_works()

    assert [v.code for v in checked(credential)] == [ob.Code.GENUINE] * 2
    assert credential.document["awardedDate"] == before["awardedDate"]
    assert ob.verify(before, resolve=Resolver(), now=clock.now()).code is ob.Code.WRONG_KEY
    endorsement = Endorsement.objects.get()
    voices = inspect(credential).voices
    assert [(v.verdict.seal, v.comment) for v in voices] == [("genuine", endorsement.comment)]
    assert ob.binds_content(endorsement.document, fetch(f"{before['id']}.json?issue=first"))
    anew = SignatureRecord.objects.filter(document_id=endorsement.document["id"]).last()
    assert (anew.act, anew.actor) == ("credentials.endorsement_outdated", endorsement.acted_by)
    with pytest.raises(CommandError, match="No published key"):
        call_command("strike_key", "nobody")


def test_a_host_stands_behind_what_a_badge_asks_for_and_reads_what_was_signed_in_its_name():
    credential = a_credential(reach=Reach.SECTOR)
    challenge = credential.placement.challenge
    host, line = client_of(challenge.contact.user), "We look for this in everybody we take on."
    stand = url_of("credentials:stand_behind", credential.achievement)
    assert challenge.employer.name not in str(credential.document)

    elsewhere = client_of(a_host_member(an_employer(known_to=credential.institution)).user)
    assert elsewhere.post(stand, {"comment": line, "signed_name": "M"}).status_code == 403
    assert host.post(stand, {"comment": " ", "signed_name": "M"}).status_code == 422
    host.post(stand, {"comment": line, "signed_name": "Mo Khan"})
    the_worker_works()

    for verdict in checked(credential):
        assert [(v.code, v.about) for v in verdict.endorsements] == [
            (ob.Code.GENUINE, verdict.about)
        ]
    page = f"/credentials/{credential.public_id}"
    assert line in client_of(credential.student.user).get(page).text
    assert [v.seal for v in (b.verdict for b in inspect(credential).backings)] == ["genuine"]
    assert [voice.verdict.seal for voice in inspect(credential).voices] == ["genuine"]
    with_it = credential.document

    signed = host.get(url_of("credentials:signed_for_us", credential.institution)).text
    for words in ("Your word on what a badge asks for", "Your word for a student’s badge"):
        assert words in signed
    assert f"by the act of {challenge.contact.user.name}" in signed
    assert credential.student.family_name not in signed

    host.post(url_of("credentials:step_back", Backing.objects.get()))
    the_worker_works()
    assert [v.code for v in checked(credential)] == [ob.Code.GENUINE] * 2
    assert line not in str(credential.document) + client_of(credential.student.user).get(page).text
    verdict = ob.verify(with_it, resolve=Resolver(), now=clock.now())
    assert [v.code for v in verdict.endorsements] == [ob.Code.REVOKED]
    assert first_issue(credential)["validFrom"] < credential.document["validFrom"]
    assert fetch_json(credential.achievement.document["id"]).count(line.encode()) == 0
