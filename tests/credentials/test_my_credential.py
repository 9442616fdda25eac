"""A student's badges, the desk's, the command's list, and a file that somebody brings."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

import openbadges as ob
from core import clock
from core.models import OutboxEvent
from credentials.services import make_keys, revoke_credential
from institutions.models import StaffRole
from placements.models import Placement, Reach
from placements.states import PlacementState
from tests.build import a_student, a_user, client_of, staff_at, url_of
from tests.build_credentials import (
    a_credential,
    a_past_challenge,
    a_settled_sign_off,
    an_endorsement,
    credentials_of,
)
from tests.openbadges.samples import NORTHSHIRE, a_plain_credential
from tests.openbadges.tampering import SELF_ISSUED

pytestmark = pytest.mark.django_db


def test_her_badges_and_nobody_else_s():
    mine, other = a_credential(), a_credential()
    client = client_of(mine.student.user)

    page = client.get(url_of("credentials:my_credentials", mine.institution)).text
    assert mine.achievement.name in page
    assert url_of("credentials:my_credential", mine) in page
    assert client.get(url_of("credentials:my_credential", mine)).status_code == 200
    assert client.get(url_of("credentials:my_credential", other)).status_code == 404
    assert client.get(url_of("credentials:my_credentials", other.institution)).status_code == 403


def test_without_a_badge_the_page_says_how_to_earn_one():
    student = a_student()
    page = client_of(student.user).get(url_of("credentials:my_credentials", student.institution))

    assert "No badge yet" in page.text


def test_three_switches_in_one_form():
    credential = a_credential(shared=False)
    client = client_of(credential.student.user)
    share = url_of("credentials:share_credential", credential)

    def switches() -> tuple[bool, bool, bool]:
        credential.refresh_from_db()
        return credential.shared, credential.name_shown, credential.host_may_contact

    client.post(share, {"shared": "on", "name_shown": "on", "host_may_contact": "on"})
    assert switches() == (True, True, True)
    page = client.get(url_of("credentials:my_credential", credential)).text
    assert f"http://localhost:8000/credentials/{credential.public_id}" in page
    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in page

    said = client.post(share, {"name_shown": "on"}, follow=True)  # a name needs a page
    assert "Your name is off with the link" in said.text
    assert switches() == (False, False, False)
    assert "linkedin" not in client.get(url_of("credentials:my_credential", credential)).text


def test_a_host_sees_address_and_month_of_who_lets_it_write_and_no_longer_than_she_said():
    challenge, month = a_past_challenge(), date(clock.now().year + 1, 7, 9)
    amara, ben = (
        a_student(institution=challenge.institution, expected_graduation=month) for _n in range(2)
    )
    hers, _his = credentials_of(a_settled_sign_off(challenge=challenge, students=[amara, ben]))
    rosa = client_of(challenge.supervisor.user)
    page = url_of("credentials:my_endorsements", challenge.institution)
    until = clock.now().date() + timedelta(days=3)

    assert f"{month:%B %Y}" not in rosa.get(page).text
    switches = {"host_may_contact": "on", "contact_until": until.isoformat()}
    client_of(amara.user).post(url_of("credentials:share_credential", hers), switches)
    seen = rosa.get(page).text
    assert seen.count(f"Finishes in {month:%B %Y}") == 1
    assert (amara.address in seen, ben.address in seen) == (True, False)
    with clock.moved(timedelta(days=5)):  # before any timetable has run
        late = rosa.get(page).text
    assert amara.address not in late
    assert f"{month:%B %Y}" not in late


def test_the_switches_are_hers_alone():
    credential = a_credential(shared=False)
    share = url_of("credentials:share_credential", credential)

    for user in (a_user(), staff_at(credential.institution), a_credential().student.user):
        assert client_of(user).post(share, {"shared": "on"}).status_code == 404
    credential.refresh_from_db()
    assert not credential.shared


def test_she_is_asked_for_her_own_view_before_she_reads_the_host_s():
    credential = a_credential()
    client = client_of(credential.student.user)
    url = url_of("credentials:my_credential", credential)

    assert "How do you see it yourself?" in client.get(url).text
    Placement.objects.update(state=PlacementState.CLOSED)
    assert "How do you see it yourself?" not in client.get(url).text


# The desk


def test_the_desk_finds_pauses_restores_and_takes_back():
    credential = a_credential()
    client = client_of(staff_at(credential.institution))
    url = url_of("credentials:credential", credential)

    def post(verb: str, **typed: str) -> int:
        return client.post(url_of(f"credentials:{verb}", credential), typed).status_code

    def state() -> tuple[str, str]:
        credential.refresh_from_db()
        return credential.state, credential.state_reason

    found = client.get(
        url_of("credentials:credential_list", credential.institution),
        {"q": credential.student.family_name},
    ).text
    assert url in found
    assert client.get(url).status_code == 200
    assert post("suspend_credential") == 422
    assert state() == ("awarded", "")
    why = {"suspend_credential-reason": "We are asking the host."}
    assert post("suspend_credential", **why) == 302
    assert state() == ("suspended", "We are asking the host.")
    assert post("suspend_credential", **why) == 422
    assert post("restore_credential") == 302
    assert state() == ("awarded", "")
    assert post("revoke_credential", **{"revoke_credential-reason": "In error."}) == 302
    assert state() == ("revoked", "In error.")
    assert post("restore_credential") == 302
    assert state() == ("revoked", "In error.")
    changed = OutboxEvent.objects.filter(name="credentials.credential_status_changed")
    assert changed.count() == 3


def test_readers_look_and_do_not_act_and_other_universities_see_nothing():
    credential = a_credential()
    reader = client_of(staff_at(credential.institution, StaffRole.READER))
    elsewhere = client_of(staff_at(a_past_challenge().institution))
    page = url_of("credentials:credential", credential)
    verbs = [
        url_of(f"credentials:{verb}_credential", credential)
        for verb in ("suspend", "restore", "revoke")
    ]

    assert reader.get(page).status_code == 200
    assert "Take it back for good" not in reader.get(page).text
    assert [reader.post(verb).status_code for verb in verbs] == [403] * 3
    assert elsewhere.get(page).status_code == 403
    assert [elsewhere.post(verb).status_code for verb in verbs] == [403] * 3
    assert (
        elsewhere.get(url_of("credentials:credential_list", credential.institution)).status_code
        == 403
    )


def test_a_hostile_search_finds_nothing_and_breaks_nothing():
    credential = a_credential()
    client = client_of(staff_at(credential.institution))
    url = url_of("credentials:credential_list", credential.institution)

    assert "No badge fits" in client.get(url, {"q": "%_'\"\\", "state": "", "page": "x"}).text
    assert client.get(url, {"state": "nonsense", "q": "x" * 200}).status_code == 200


def test_the_command_lists_every_badge_with_its_address():
    one, other = a_credential(), a_credential(shared=False)
    revoke_credential(credential=other, reason="In error.", by=staff_at(other.institution))
    out = StringIO()

    call_command("list_credentials", "--json", stdout=out)

    at = "http://localhost:8000/credentials/"
    assert json.loads(out.getvalue()) == [
        {
            "id": str(one.public_id),
            "state": "awarded",
            "shared": True,
            "url": f"{at}{one.public_id}",
        },
        {
            "id": str(other.public_id),
            "state": "revoked",
            "shared": False,
            "url": f"{at}{other.public_id}",
        },
    ]


# A file that somebody brings


def checked(given):
    """The page of the answer: the file is posted, the answer has an address of its own."""
    response = Client().post("/verify", given)
    assert response.status_code == 302
    page = Client().get(response["Location"])
    assert page.status_code == 200
    return page


def verdict_on(content: bytes | str) -> str:
    """The headline of the page for a file, or for a pasted text."""
    given = (
        {"text": content}
        if isinstance(content, str)
        else {"file": SimpleUploadedFile("badge", content)}
    )
    return checked(given).text.partition("<h1>")[2].partition("</h1>")[0]


def test_each_carrier_can_be_brought():
    credential = a_credential()
    for suffix in ("json", "jwt", "svg", "png"):
        file = Client().get(f"/credentials/{credential.public_id}.{suffix}").content
        page = checked({"file": SimpleUploadedFile("badge", file)}).text
        assert "<h1>Genuine and in force</h1>" in page.replace("\n", ""), suffix
        assert ("The drawing was not checked" in page) == (suffix in ("svg", "png"))
    assert verdict_on(credential.jwt) == "Genuine and in force"
    assert verdict_on(an_endorsement().jwt) == "Genuine and in force"


def test_a_file_of_a_badge_that_was_taken_back_says_so():
    credential = a_credential()
    revoke_credential(
        credential=credential, reason="In error.", by=staff_at(credential.institution)
    )

    assert verdict_on(credential.jwt).startswith("Withdrawn on ")


def test_changed_forged_foreign_and_unreadable_files_each_say_so():
    credential = a_credential()
    make_keys(credential.institution)
    changed = credential.document | {"name": "Data science degree"}
    did = credential.document["issuer"]["id"]
    unsigned = {name: value for name, value in credential.document.items() if name != "proof"}
    key = ob.generate_ed25519_key()
    forged = ob.sign_di(unsigned, key, ob.key_id(did, ob.public_key(key)), credential.awarded_at)
    foreign = NORTHSHIRE.sign_di(ob.credential_document(a_plain_credential()))
    foreign_text = json.dumps(foreign).replace("localhost%3A8000", "elsewhere.example")

    assert verdict_on(json.dumps(changed)) == "Changed after it was signed"
    assert verdict_on(json.dumps(forged)) == f"Not signed by {credential.institution}"
    assert verdict_on(foreign_text) == "We cannot check this now"
    assert verdict_on(json.dumps(SELF_ISSUED(credential.document))) == (
        "We cannot say who signed this"
    )
    assert verdict_on(b"\x00\xff not a badge") == "There is no badge in this"
    assert verdict_on(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "There is no badge in this"
    assert verdict_on("{}") == "There is no badge in this"
    assert verdict_on("hello") == "There is no badge in this"


def test_a_changed_copy_is_told_from_the_real_one():
    credential = a_credential()
    real = f'href="/credentials/{credential.public_id}"'
    changed = json.dumps(credential.document | {"name": "Data science degree"})

    forged, sound = (checked({"text": text}).text for text in (changed, credential.jwt))

    assert "What you were given differs from it in:" in forged
    assert "<li>the name of the badge</li></ul>" in forged.replace("\n", "")
    assert "Data science degree" not in forged.partition("differs from it")[2]
    assert "Who vouches for it" not in forged
    assert real in forged
    for like_the_page in ("Who vouches for it", "Checked just now", "Check the address"):
        assert like_the_page in sound
    asked = forged.partition("How this was checked")[2].partition("</details>")[0]
    assert "The signature does not fit what stands in it." in asked
    assert "genuine" not in asked
    assert "The signature holds" in sound


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_with_a_changed_letter_is_a_broken_badge_and_not_no_badge(part):
    parts = a_credential().jwt.split(".")
    middle = len(parts[part]) // 2
    letter = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + letter + parts[part][middle + 1 :]

    page = checked({"text": ".".join(parts)}).text

    assert "Do not rely on" in page
    assert "There is no badge in this" not in page


def test_half_a_file_is_a_broken_badge():
    half = json.dumps(a_credential().document)[:900]
    assert verdict_on(half) == "This looks like a badge, but it is broken"


def test_a_pasted_link_of_ours_opens_the_badge_and_another_one_is_said_to_be_a_link():
    credential = a_credential()
    page = f"/credentials/{credential.public_id}"

    ours = f"http://localhost:8000{page}"
    for brought in (
        f" {ours}.json\n",
        f"{ours}?utm=1",
        f"Look at my badge: ({ours}). Yours, Grace",
        f"localhost:8000{page}",
        f"{credential.public_id}",
        f"HTTP://LOCALHOST:8000{page.upper()}",
        f"Mine:\n{ours[:50]}\n {ours[50:]}\nYours, Grace",
        f"{credential.public_id}".replace("-", "- ", 2),
    ):
        assert Client().post("/verify", {"text": brought}).headers.get("Location") == page, brought
    paper = Client().get(f"{page}.pdf").content
    sent = Client().post("/verify", {"file": SimpleUploadedFile("badge.pdf", paper)}, follow=True)
    assert sent.redirect_chain == [(page, 302)]
    assert "The paper was not checked: anything can be printed." in sent.text
    assert (
        verdict_on(b"%PDF-1.7 nothing") == "This is a paper, and a paper proves nothing by itself"
    )
    assert verdict_on(str(credential.subject_id)) == "No badge here has this number"
    for elsewhere in (f"https://elsewhere.example{page}", f"mine: elsewhere.example{page}!"):
        assert verdict_on(elsewhere) == "We could not open this link"


def test_an_answer_that_is_not_kept_any_more_is_the_empty_form():
    for key in ("", "x", "A" * 22, "\x00" * 22):
        page = Client().get("/verify", {"answer": key})
        assert (page.status_code, "<h1>Check a badge</h1>" in page.text) == (200, True)


def test_nothing_too_large_and_nothing_at_all_are_refused_beside_the_field():
    nothing = Client().post("/verify", {})
    large = Client().post(
        "/verify", {"file": SimpleUploadedFile("badge", b"{" * (1024 * 1024 + 1))}
    )

    assert (nothing.status_code, large.status_code) == (422, 422)
    assert "larger than one megabyte" in large.text
    assert "Choose a file, or paste its link or text below." in nothing.text
    assert "optional" not in nothing.text


def test_the_host_s_name_stands_on_the_check_page_only_as_the_file_says_it():
    endorsement = an_endorsement(reach=Reach.ORGANISATION)

    page = checked({"text": endorsement.jwt}).text

    assert endorsement.employer.name in page
    assert endorsement.comment in page
