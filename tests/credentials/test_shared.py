"""What a student lets others see: one link, the ledger, being found; her CV; after she has left."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from credentials.models import Approach, Consent, Credential, Endorsement, Portfolio, Seen
from credentials.services import share_credential, share_portfolio
from notifications.models import Message
from placements.models import Reach
from students.models import Student
from tests.build import a_host_member, a_student, an_employer, client_of, staff_at, url_of
from tests.build_credentials import a_credential, a_verified_member, an_endorsement

pytestmark = pytest.mark.django_db


def ledger(student: Student) -> list[tuple[str, bool]]:
    """To what she agreed, and whether it stands, oldest first."""
    lines = Consent.objects.filter(student=student).order_by("pk")
    return [(line.to, line.ended_at is None) for line in lines]


def test_one_link_shows_what_she_shares_with_a_line_for_each_switch_and_is_gone_at_once():
    badge = a_credential(shared=False)
    student, here = badge.student, badge.institution
    client, stranger = client_of(student.user), Client()
    mine = url_of("credentials:my_credentials", here)
    switch = url_of("credentials:share_portfolio", here)

    client.post(switch, {"shared": "on"})
    link = f"/credentials/portfolios/{Portfolio.objects.get().public_id}"
    assert link in client.get(mine).text
    page = stranger.get(link)
    assert "No badge is shown now" in page.text  # its own link is off
    assert page["X-Robots-Tag"] == "noindex"

    share = url_of("credentials:share_credential", badge)
    client.post(share, {"shared": "on"})
    shown = stranger.get(link).text
    assert badge.achievement.name in shown
    assert f"/credentials/{badge.public_id}" in shown
    assert student.family_name not in shown

    client.post(switch, {"shared": "on", "name_shown": "on"})
    assert student.family_name in stranger.get(link).text
    client.post(switch, {"name_shown": "on"})  # no link, no name
    assert "Not public" in stranger.get(link).text
    assert "Not public" in stranger.get(f"{link[:-12]}{'0' * 12}").text
    assert ledger(student) == [("portfolio", False), ("page", True), ("portfolio_name", False)]
    page = client.get(mine).text
    assert "all of them under one link" in page.lower()
    assert "Taken back on" in page

    client.post(share, {"shared": "on", "host_may_contact": "on"})
    client.post(share, {"shared": "on", "host_may_contact": "on", "contact_until": "2099-01-01"})
    assert ledger(student)[3:] == [("host", False), ("host", True)]  # another last day is anew
    assert "Changed on" in client.get(mine).text
    refused = client.post(share, {"host_may_contact": "on", "contact_until": "2020-01-01"})
    assert refused.status_code == 422
    assert 'href="#id_contact_until">Choose a day to come' in refused.text
    assert "Choose a day to come" in refused.text.partition('name="contact_until"')[0][-900:]
    assert "checked" in refused.text.partition('name="host_may_contact"')[2][:90]
    client.post(switch, {"shared": "on"})
    client.post(switch, {"act": "anew"})
    renewed = f"/credentials/portfolios/{Portfolio.objects.get().public_id}"
    assert "Not public" in stranger.get(link).text
    assert "Shown at a small or medium firm" in stranger.get(renewed).text
    assert badge.achievement.name not in client_of(a_student(institution=here).user).get(mine).text


def test_the_one_link_names_no_voucher_whose_words_she_hides():
    word = an_endorsement(reach=Reach.ORGANISATION)
    student, who = word.credential.student, f"{word.employer} vouches for it."
    shared = share_portfolio(student=student, shared=True, name_shown=False)
    link = f"/credentials/portfolios/{shared.public_id}"
    assert who in Client().get(link).text
    Endorsement.objects.update(seen=Seen.HIDDEN)
    hidden = Client().get(link).text
    assert (who in hidden, "No employer’s own word is shown here." in hidden) == (False, True)


def test_lines_for_a_cv_are_copied_or_taken_as_a_pdf_also_once_she_has_left():
    badge = a_credential()
    student, host = badge.student, badge.placement.challenge.employer
    Student.objects.filter(pk=student.pk).update(left_at=clock.now())
    student.user.email = "later@mail.example"
    student.user.save()
    client = client_of(student.user)

    page = client.get(url_of("credentials:my_credentials", badge.institution)).text
    for words in (host.name, "step 3 of 4", f"http://localhost:8000/credentials/{badge.public_id}"):
        assert words in page
    paper = client.get(url_of("credentials:cv_paper", badge.institution))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    client.post(url_of("credentials:share_credential", badge), {})
    assert Credential.objects.get().shared is False
    assert (
        str(badge.public_id)
        not in client.get(url_of("credentials:my_credentials", badge.institution))
        .text.partition("cv-lines")[2]
        .partition("</textarea>")[0]
    )


def test_a_checked_employer_finds_by_skill_writes_once_and_she_stops_it_at_once(
    django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    word = an_endorsement(reach=Reach.SECTOR)
    badge, here = word.credential, word.institution
    officer = client_of(staff_at(here))
    student, skill = badge.student, badge.placement.challenge.skills.order_by("code")[0]
    member, unchecked = a_verified_member(here), a_host_member(an_employer(known_to=here))
    employer, hers = client_of(member.user), client_of(student.user)
    look, found = url_of("credentials:find_students", here), url_of("credentials:be_found", here)

    def seen(**wanted: object) -> bool:
        return str(badge.public_id) in employer.get(look, wanted).text

    assert not seen()  # the link is on, but nobody said that she may be found
    hers.post(found, {"found": "on"})
    assert seen()
    assert seen(skill=skill.pk, level=3)
    assert not seen(skill=skill.pk, level=4)
    page = employer.get(look).text
    assert student.family_name not in page
    assert student.user.email not in page
    assert word.employer.name not in page  # it vouches with its sector alone
    assert "not yet" in client_of(unchecked.user).get(look).text.lower()
    assert client_of(a_verified_member().user).get(look).status_code == 403

    portfolio = Portfolio.objects.get()
    write = f"{look}{portfolio.found_as}/"
    assert str(portfolio.public_id) not in page
    with django_capture_on_commit_callbacks(execute=True):
        assert employer.post(write, {"words": "Four paid days in June."}).status_code == 302
    assert employer.post(write, {"words": "And in July?"}).status_code == 422
    letter = Message.objects.get(kind="student_approached")
    assert letter.user == student.user
    assert "Four paid days in June." in letter.text
    answer = url_of("credentials:answer_approach", Approach.objects.get())
    assert letter.path == answer
    assert "Four paid days in June." in hers.get(url_of("credentials:my_credentials", here)).text
    assert answer in hers.get(url_of("portal:student_home", here)).text  # asked of her
    with django_assert_max_num_queries(10):
        assert "They may answer until" in employer.get(look).text
    assert employer.get(look, {"page": "7"}).context["page"].number == 1  # there is one page
    with django_assert_max_num_queries(10):
        hers.get(url_of("portal:student_home", here))

    def answers(**typed: str) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return hers.post(answer, typed).status_code

    assert answers(answer="asked") == 422  # without a question
    assert answers(answer="asked", line="Is it paid?") == 302
    asked = Message.objects.get(kind="approach_answered").text
    assert "Is it paid?" in asked
    assert student.user.email not in asked
    hers.post(found, {})
    assert not seen()
    assert "Is it paid?" in employer.get(write).text  # no address that lies
    assert employer.post(write, {"words": "Yes, at the living wage."}).status_code == 302
    assert employer.post(write, {"words": "And?"}).status_code == 422
    assert answers(answer="yes") == 302
    assert answers(answer="no") == 422
    said_yes = Message.objects.filter(kind="approach_answered").latest("pk").text
    assert student.user.email in said_yes
    assert student.user.email in employer.get(write).text
    answer = url_of("credentials:answer_approach", Approach.objects.latest("pk"))
    assert answers(answer="reported", line="They rang my mother.") == 302
    reported = Message.objects.get(kind="approach_reported")
    assert "They rang my mother." in reported.text
    desk = url_of("portal:staff_home", here)
    assert reported.path in officer.get(desk).text
    assert "Yes, at the living wage." in officer.get(reported.path).text
    officer.post(reported.path)
    assert reported.path not in officer.get(desk).text
    assert "rang my mother" not in employer.get(write).text
    assert client_of(a_verified_member(here).user).get(write).status_code == 404
    with clock.moved(timedelta(days=40)):
        hers.post(found, {"found": "on"})
        assert employer.post(write, {"words": "And now?"}).status_code == 422
        hers.post(found, {})
    assert ledger(student)[-1] == ("found", False)
    hers.post(found, {"found": "on", "found_until": "2099-01-01"})  # more than a year away
    assert Portfolio.objects.get().found_until is None
    tomorrow = clock.today(here.zone) + timedelta(days=1)
    hers.post(found, {"found": "on", "found_until": str(tomorrow)})
    with clock.moved(timedelta(days=2)):
        assert not seen()  # it ends by itself
    share_credential(credential=badge, shared=False, name_shown=False, host_may_contact=False)
    assert not seen()
    assert Approach.objects.count() == 2
