"""Several projects at once: each by its own rule, and the answer says which not and why."""

import re
from datetime import timedelta

import pytest

from core import clock
from core.models import OutboxEvent
from employers import services
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import StaffRole
from tests.build import (
    a_challenge,
    a_host_member,
    an_employer,
    an_institution,
    client_of,
    staff_at,
    url_of,
)
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
S = ChallengeState


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def priya(here):
    return staff_at(here, name="Priya Nair")


@pytest.fixture
def officer(priya):
    return client_of(priya)


def briefs(here, count=2, **more):
    return [
        a_challenge(institution=here, state=S.IN_REVIEW, title=f"Brief {n}", **more)
        for n in range(count)
    ]


def press(client, here, verb, challenges, **more):
    keys = [str(each.public_id) for each in challenges]
    return client.post(url_of(f"employers:{verb}", here), {"challenge": keys, **more}, follow=True)


def owners(challenges):
    found = Challenge.objects.filter(pk__in=[each.pk for each in challenges]).order_by("pk")
    return [each.owner for each in found]


def test_projects_are_given_to_me_or_a_colleague_and_that_is_undone(here, officer, priya):
    tom = staff_at(here, name="Tom Reed")
    both = briefs(here)

    page = press(officer, here, "assign_challenges", both)
    assert owners(both) == [priya, priya]
    assert "2 projects: Priya Nair" in words(page)
    page = press(officer, here, "assign_challenges", both, to=tom.pk)
    assert owners(both) == [tom, tom]
    Challenge.objects.filter(pk=both[1].pk).update(owner=None)  # somebody was faster

    officer.post(url_of("employers:assign_challenges", here), {"undo": page.context["undo"]})

    assert owners(both) == [priya, None]


def test_nobody_who_works_elsewhere_is_given_anything_and_no_project_of_another(here, officer):
    stranger = staff_at(an_institution())
    [own], [theirs] = briefs(here, 1), briefs(an_institution(), 1)

    press(officer, here, "assign_challenges", [own], to=stranger.pk)
    page = press(officer, here, "assign_challenges", [theirs])

    assert owners([own, theirs]) == [None, None]
    assert "Tick the projects first." in page.content.decode()
    undone = officer.post(
        url_of("employers:assign_challenges", here), {"undo": "forged"}, follow=True
    )
    assert "too late" in undone.content.decode()


def test_each_brief_is_published_by_its_own_rule_and_the_answer_says_which_not(here, officer):
    low, changed, far = briefs(here, 3)
    unpaid = a_challenge(
        institution=here,
        state=S.IN_REVIEW,
        title="Unpaid",
        pay="unpaid",
        pay_per_hour=None,
        unpaid_ground="shadowing",
    )
    draft = a_challenge(institution=here, title="Still written")

    page = press(officer, here, "publish_challenges", [low, changed, far, unpaid, draft])

    assert "Unpaid" in words(page)
    assert "It needs a second approver." in words(page)
    shown = [*page.context["ready"], *page.context["look_first"]]
    assert {each.challenge for each in shown} == {low, changed, far}
    assert {each.challenge for each in page.context["can_not"]} == {unpaid, draft}
    assert Challenge.objects.filter(state=S.OPEN).count() == 0

    services.edit_challenge(challenge=changed, problem="Another problem by now, and a longer one.")
    seen = [f"{x.challenge.public_id}:{x.mark}" for x in shown if x.challenge != far]
    forged = f"{unpaid.public_id}:"
    page = officer.post(
        url_of("employers:publish_challenges", here), {"confirm": "1", "seen": [*seen, forged]}
    )

    assert {each.challenge for each in page.context["done"]} == {low}
    why = {each.challenge: each.why for each in page.context["not_done"]}
    assert "The host has changed it" in why[changed]
    assert why[unpaid] == "It needs a second approver."
    assert list(Challenge.objects.filter(state=S.OPEN)) == [low]


def test_hosts_are_reminded_once_in_two_days_and_others_are_to_be_rung(here, officer):
    rung = a_host_member(
        an_employer(known_to=here), user=None, email="", telephone="01632 960123", name="Nell"
    )
    asked = a_challenge(institution=here, state=S.CHANGES_REQUESTED, state_reason="Pay?")
    silent = a_challenge(
        institution=here,
        employer=rung.employer,
        contact=rung,
        supervisor=rung,
        state=S.CHANGES_REQUESTED,
        state_reason="Pay?",
    )
    read = briefs(here, 1)[0]

    page = press(officer, here, "remind_hosts", [asked, silent, read])

    assert [each.challenge for each in page.context["done"]] == [asked]
    why = {each.challenge: each.why for each in page.context["not_done"]}
    assert why == {
        silent: "Nell has no e-mail: ring 01632 960123.",
        read: "Nothing waits for the host here.",
    }
    assert OutboxEvent.objects.filter(name="employers.changes_requested").count() == 1
    again = press(officer, here, "remind_hosts", [asked])
    assert again.context["not_done"][0].why == "Reminded in the last two days: ring instead."


# The list


def test_the_list_shows_owner_and_clock_and_finds_mine_nobodys_and_late(here, officer, priya):
    mine, free = briefs(here, 2)
    Challenge.objects.filter(pk=mine.pk).update(owner=priya)
    long_ago = clock.now() - timedelta(days=20)
    Challenge.objects.filter(pk=free.pk).update(state_changed_at=long_ago)
    asked = a_challenge(institution=here, state=S.CHANGES_REQUESTED, state_reason="Pay?")
    list_of = url_of("portal:desk_projects", here)

    def found(**wanted):
        page = officer.get(list_of, wanted)
        return {each.standing.challenge.pk for each in page.context["cases"]}

    page = words(officer.get(list_of))
    assert "3 working days left Priya Nair" in page
    assert "late by" in page
    assert "the host has had it 0 working days" in page
    assert found(owner="me") == found(owner=str(priya.pk)) == {mine.pk}
    assert found(owner="none") == {free.pk, asked.pk}
    assert found(late="on") == {free.pk}
    assert "Take all filters off" not in words(officer.get(list_of, {"owner": "nonsense"}))


@pytest.mark.parametrize("days", range(9))
def test_what_the_filter_calls_late_the_clock_calls_late(here, officer, days):
    [brief] = briefs(here, 1)
    then = clock.now() - timedelta(days=days)
    Challenge.objects.filter(pk=brief.pk).update(state_changed_at=then)

    [case] = officer.get(url_of("portal:desk_projects", here)).context["cases"]
    page = officer.get(url_of("portal:desk_projects", here), {"late": "on"})

    assert bool(page.context["cases"]) == case.late


def test_the_list_asks_few_questions(here, officer, django_assert_max_num_queries):
    briefs(here, 12)
    url = url_of("portal:desk_projects", here)

    with django_assert_max_num_queries(10):
        officer.get(url, {"state": "in_review", "owner": "none", "late": "on"})


def test_who_only_reads_has_nothing_to_tick(here):
    briefs(here, 1)
    page = client_of(staff_at(here, StaffRole.READER)).get(url_of("portal:desk_projects", here))

    assert 'name="challenge"' not in page.content.decode()


# The bar: a low-risk brief is approved in four clicks at most


def test_a_low_risk_brief_is_approved_in_four_clicks_from_the_desks_home(here, officer):
    [brief] = briefs(here, 1)
    clicks = 0

    def hrefs(page):
        return re.findall(r'href="([^"]+)"', page.content.decode())

    home = officer.get(url_of("portal:staff_home", here))
    queue = next(href for href in hrefs(home) if "state=in_review" in href)
    clicks += 1
    rows = officer.get(queue)
    row = next(href for href in hrefs(rows) if str(brief.public_id) in href)
    clicks += 1
    page = officer.get(row).content.decode()
    publish = url_of("employers:publish_challenge", brief)
    form = next(
        found for found in re.findall(r"<form.*?</form>", page, re.S) if f'"{publish}"' in found
    )
    names = re.findall(r'name="(seen|all_low)"(?: value="([^"]*)")?', form)
    officer.post(publish, {name: value or "on" for name, value in names})
    clicks += 1

    brief.refresh_from_db()
    assert brief.state == S.OPEN
    assert clicks <= 4
