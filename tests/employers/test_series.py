"""Again and again: a series by a rule, approved once; templates of a host's and of the clinic's."""

import itertools
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import RuleBroken
from employers.models import Challenge, OwnTemplate, Series
from employers.services import make_series, publish_series
from employers.services.series import Rule, days_of
from employers.states import ChallengeState
from employers.times import local_day, moved_by_days
from institutions.models import Term
from institutions.working_days import is_working_day
from notifications.models import Message
from tests.build import (
    a_challenge,
    a_host_member,
    an_employer,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)

pytestmark = pytest.mark.django_db


def a_past_project(**overrides) -> Challenge:
    """A one-day project that is over."""
    return a_challenge(
        state=ChallengeState.COMPLETED, published_at=clock.now() - timedelta(days=40), **overrides
    )


def a_term(institution, weeks: int = 20) -> Term:
    today = clock.today(institution.zone)
    return Term.objects.create(
        institution=institution,
        name="Spring",
        starts_on=today,
        ends_on=today + timedelta(weeks=weeks),
    )


def a_rule(challenge, *, weeks: int = 8, every: int = 2, in_term: bool = True) -> Rule:
    first = clock.today(challenge.zone) + timedelta(days=21)
    return Rule(first=first, last=first + timedelta(weeks=weeks), every=every, in_term=in_term)


def the_series(challenge, days: list[date]) -> Series:
    officer = staff_at(challenge.institution)
    return make_series(
        challenge=challenge, days=days, words="Every second Friday", by=officer, by_staff=True
    )


def fridays(challenge, how_many: int = 3) -> list[date]:
    today = clock.today(challenge.zone) + timedelta(days=28)
    first = today + timedelta(days=(4 - today.weekday()) % 7)
    return [first + timedelta(weeks=2 * n) for n in range(how_many)]


def test_two_presses_make_a_series_and_two_publish_it(
    django_capture_on_commit_callbacks, mailoutbox
):
    challenge = a_past_project()
    a_term(challenge.institution)
    host, officer = client_of(challenge.contact.user), staff_at(challenge.institution)
    url = url_of("employers:make_series", challenge)

    page = host.get(url)
    shown = [each.day.isoformat() for each, ticked in page.context["days"] if ticked]
    usual = page.context["form"].data
    posted = {"first": usual["first"], "last": usual["last"], "every": 2, "in_term": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        host.post(url, posted | {"day": shown[:3]})
    series = Series.objects.get()
    desk = client_of(officer)
    read = desk.get(url_of("employers:publish_series", series)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url_of("employers:publish_series", series), {"all_low": "1"})

    made = Challenge.objects.filter(series=series).order_by("starts_at")
    assert [str(local_day(c.starts_at, c.zone)) for c in made] == shown[:3]
    assert {c.state for c in made} == {ChallengeState.OPEN}
    assert "Approve once, publish all 3" in read
    assert Message.objects.filter(kind="series_made", user=officer).count() == 1
    assert not Message.objects.filter(kind="challenge_submitted").exists()
    assert [m.subject for m in mailoutbox if "every day that you gave" in m.subject] == [
        f"“{challenge.title}” is online, on every day that you gave"
    ]
    assert not Message.objects.filter(kind="challenge_published").exists()


def test_each_of_a_series_closes_as_long_before_its_start():
    challenge = a_past_project()
    series = the_series(challenge, fridays(challenge))

    def leads(each: Challenge) -> tuple[timedelta, timedelta]:
        """By the clock on the wall, which summer time turns."""
        there = ZoneInfo(challenge.zone)
        starts, closes, answers = (
            moment.astimezone(there).replace(tzinfo=None)
            for moment in (each.starts_at, each.closes_at, each.answer_by)
        )
        return starts - closes, starts - answers

    assert {leads(each) for each in Challenge.objects.filter(series=series)} == {leads(challenge)}


def test_an_hour_stays_the_hour_where_clocks_change():
    promised = clock.at(date(2026, 10, 19), time(23, 59), "Europe/London")

    moved = moved_by_days(promised, timedelta(days=28), "Europe/London")

    assert moved == clock.at(date(2026, 11, 16), time(23, 59), "Europe/London")
    assert moved - promised == timedelta(days=28, hours=1)


def test_days_off_and_days_outside_term_are_shown_and_left_out():
    institution = an_institution()
    challenge = a_past_project(institution=institution)
    boxing_monday = date(2027, 12, 27)
    terms = [(date(2027, 9, 1), date(2028, 1, 20))]
    rule = Rule(first=date(2027, 12, 20), last=date(2028, 1, 31), every=1)
    with clock.moved(clock.at(date(2027, 10, 1), clock.now().time(), "UTC") - clock.now()):
        days = days_of(rule, challenge, terms)

    said = {each.day: each.left_out for each in days}
    assert not is_working_day(boxing_monday, institution)
    assert "public holiday" in said[boxing_monday]
    assert said[date(2028, 1, 31)] == "outside term"
    assert said[date(2027, 12, 20)] == ""


@given(
    every=st.integers(1, 8),
    weeks=st.integers(0, 29),
    ahead=st.integers(0, 400),
)
def test_a_rule_keeps_its_weekday_its_step_and_its_ends(every, weeks, ahead):
    challenge = Challenge.objects.first() or a_past_project()
    first = clock.today(challenge.zone) + timedelta(days=ahead)
    rule = Rule(first=first, last=first + timedelta(weeks=weeks), every=every, in_term=False)

    days = [each.day for each in days_of(rule, challenge, [])]

    assert days[0] == first
    assert days[-1] <= rule.last < days[-1] + timedelta(weeks=every)
    assert {later - day for day, later in itertools.pairwise(days)} <= {timedelta(weeks=every)}


@pytest.mark.parametrize(
    ("weeks", "every", "said"),
    [(-1, 1, "must not come before"), (40, 1, "at most"), (4, 9, "less than or equal to 8")],
)
def test_a_rule_that_can_not_be_is_said(weeks, every, said):
    challenge = a_past_project()
    rule = a_rule(challenge, weeks=weeks, every=every)

    page = client_of(challenge.contact.user).get(
        url_of("employers:make_series", challenge),
        {"first": rule.first, "last": rule.last, "every": every},
    )

    assert page.status_code == 422
    assert said in page.content.decode()


def test_the_day_that_it_has_already_is_left_out():
    challenge = an_open_challenge()
    own = local_day(challenge.starts_at, challenge.zone)
    rule = Rule(first=own, last=own + timedelta(weeks=1), every=1, in_term=False)

    first, second = days_of(rule, challenge, ())

    assert first.left_out == "it is planned for this day already"
    assert second.left_out != first.left_out


def test_a_day_that_the_rule_does_not_give_is_not_made():
    challenge = a_past_project()
    rule = a_rule(challenge, in_term=False)

    page = client_of(challenge.contact.user).post(
        url_of("employers:make_series", challenge),
        {"first": rule.first, "last": rule.last, "every": 2, "day": ["2031-01-01", "x"]},
    )

    assert page.status_code == 422
    assert "Choose at least one day" in page.content.decode()
    assert not Series.objects.exists()


def test_what_was_changed_since_is_read_by_itself():
    challenge = a_past_project()
    series = the_series(challenge, fridays(challenge))
    last = Challenge.objects.filter(series=series).order_by("starts_at").last()
    Challenge.objects.filter(pk=last.pk).update(deliverable="Something else.")

    with pytest.raises(RuleBroken, match="how safe it is"):
        publish_series(series=series, by=staff_at(challenge.institution))
    done = publish_series(series=series, by=staff_at(challenge.institution), all_low=True)

    last.refresh_from_db()
    assert (len(done), last.state) == (2, ChallengeState.IN_REVIEW)
    with pytest.raises(RuleBroken, match="Nothing of this series"):
        Challenge.objects.filter(pk=last.pk).update(
            state=ChallengeState.CANCELLED, state_reason="x"
        )
        publish_series(series=series, by=staff_at(challenge.institution))


def test_another_university_sees_no_series():
    challenge = a_past_project()
    series = the_series(challenge, fridays(challenge, 1))
    elsewhere = client_of(staff_at(an_institution()))

    assert elsewhere.get(url_of("employers:publish_series", series)).status_code == 403


# Templates


def test_a_host_keeps_a_brief_and_runs_it_with_a_first_day():
    challenge = a_past_project()
    host = client_of(challenge.contact.user)
    host.post(url_of("employers:keep_template", challenge), {"name": "Riders"})
    template = OwnTemplate.objects.get()
    (day,) = fridays(challenge, 1)

    listed = host.get(url_of("employers:own_templates", challenge.institution)).content.decode()
    for page in ("employers:draft_challenge", "portal:host_home"):  # and they lead there
        shown = host.get(url_of(page, challenge.institution)).content.decode()
        assert url_of("employers:own_templates", challenge.institution) in shown
    host.post(url_of("employers:use_template", template), {"first_day": str(day)})

    draft = Challenge.objects.get(state=ChallengeState.DRAFT)
    assert "Riders" in listed
    assert (draft.title, draft.employer, draft.site) == (
        challenge.title,
        challenge.employer,
        challenge.site,
    )
    assert local_day(draft.starts_at, draft.zone) == day


def test_the_clinic_uses_its_template_for_another_host_whose_place_it_is_not():
    challenge = a_past_project(background="Figures of the first host.")
    officer = client_of(staff_at(challenge.institution))
    other = a_host_member(an_employer(known_to=challenge.institution))
    officer.post(url_of("employers:keep_template", challenge), {"name": "Riders"})
    template = OwnTemplate.objects.get()
    (day,) = fridays(challenge, 1)

    officer.post(
        url_of("employers:use_template", template), {"host": other.pk, "first_day": str(day)}
    )

    draft = Challenge.objects.get(state=ChallengeState.DRAFT)
    assert (draft.employer, draft.contact, draft.supervisor) == (other.employer, other, other)
    assert (draft.site, draft.background, draft.problem) == (None, "", challenge.problem)
    assert template.employer is None


def test_templates_of_one_host_are_not_anothers():
    challenge = a_past_project()
    host = client_of(challenge.contact.user)
    host.post(url_of("employers:keep_template", challenge), {"name": "Riders"})
    template = OwnTemplate.objects.get()
    other = client_of(a_host_member(an_employer(known_to=challenge.institution)).user)

    listed = other.get(url_of("employers:own_templates", challenge.institution))

    assert "Riders" not in listed.content.decode()
    assert other.get(url_of("employers:use_template", template)).status_code == 403
    assert other.post(url_of("employers:drop_template", template)).status_code == 403
    host.post(url_of("employers:drop_template", template))
    assert not OwnTemplate.objects.exists()


def test_kept_once():
    challenge = a_past_project()
    host = client_of(challenge.contact.user)
    for _twice in range(2):
        answer = host.post(url_of("employers:keep_template", challenge), {"name": "Riders"})

    assert answer.status_code == 422
    assert OwnTemplate.objects.count() == 1


def test_what_it_leads_to_stands_on_the_listing(client):
    challenge = an_open_challenge(
        leads_to="https://kestrel.example/jobs", leads_to_words="Our paid summer internship"
    )

    page = client.get(url_of("portal:project", challenge)).content.decode()

    assert '<a href="https://kestrel.example/jobs" rel="noopener nofollow">Our paid summer' in page
