"""Trusted hosts publish low-risk briefs themselves; all else waits to be read, and says why."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import RuleBroken
from employers.models import AtRisk, Challenge, HostPublication, Partnership, RiskAssessment, Trust
from employers.services import (
    assess_risk,
    make_series,
    publish_as_host,
    record_host_check,
    trust_host,
)
from employers.states import ChallengeState
from institutions.models import Module
from notifications.models import Message
from tests.build import a_challenge, a_site, an_institution, client_of, staff_at, url_of
from tests.build_employers import ALL_LOW, Walk, answers

pytestmark = pytest.mark.django_db
S = ChallengeState


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def dana(here):
    return staff_at(here, name="Dana Whitlock")


def in_days(here, days):
    return clock.today(here.zone) + timedelta(days=days)


@pytest.fixture
def brief(here, dana):
    """A draft of a host that said how it keeps students safe, at a place that we know."""
    draft = a_challenge(institution=here)
    Partnership.objects.update(checked_by=Partnership.Check.VOUCHED, checked_note="We went.")
    record_host_check(
        institution=here,
        employer=draft.employer,
        by=dana,
        answered_with="Rosa",
        controls=True,
        induction=True,
        emergency_name="Rosa",
        emergency_telephone="01632 960111",
        insured="yes",
        insurer="Aviva",
        insured_until=in_days(here, 400),
        at_risk=AtRisk.NOBODY,
    )
    own = {"institution": here, "employer": draft.employer, "contact": draft.contact}
    a_challenge(**own, site=draft.site, state=S.COMPLETED, published_at=clock.now())
    return draft


@pytest.fixture
def partnership(brief):
    return Partnership.objects.get(employer=brief.employer)


@pytest.fixture
def trust(here, dana, partnership):
    return trust_host(
        partnership=partnership, by=dana, reason="Three went well.", until=in_days(here, 90)
    )


def publish(client, challenge, **typed):
    return client.post(url_of("employers:publish_as_host", challenge), typed, follow=True)


def test_staff_trust_a_host_it_publishes_with_one_tick_and_staff_look_afterwards(
    here, dana, brief, partnership, django_capture_on_commit_callbacks
):
    desk, host = client_of(dana), client_of(brief.contact.user)
    assert publish(host, brief, **ALL_LOW).status_code == 403
    day = in_days(here, 90)
    told = {"reason": "Three went well.", "until": day.isoformat()}
    trusting = url_of("employers:trust_host", partnership)
    assert desk.post(trusting, told | {"until": in_days(here, 400).isoformat()}).status_code == 422
    desk.post(trusting, told)
    assert desk.get(trusting).status_code == 200

    page = host.get(url_of("employers:my_challenge", brief)).content.decode()
    assert "trusts you with this" in page
    assert "Say first that nothing" in publish(host, brief).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = publish(host, brief, seen=host.get(page_of(brief)).context["mark"], **ALL_LOW)
    assert "Published. Students see it now." in answer.content.decode()

    brief.refresh_from_db()
    online = HostPublication.objects.get()
    assert (brief.state, online.challenge, online.published_by) == (
        S.OPEN,
        brief,
        brief.contact.user,
    )
    judged = RiskAssessment.objects.get(challenge=brief)
    assert (judged.made_by, judged.at_risk) == (brief.contact.user, AtRisk.NOBODY)
    kinds = set(Message.objects.filter(user=dana).values_list("kind", flat=True))
    assert kinds == {"published_as_host"}
    read = desk.get(url_of("employers:review_challenge", brief)).content.decode()
    assert "Published by its host" in read
    assert "Look at it now." in read
    assert brief.title in desk.get(url_of("portal:staff_home", here)).content.decode()

    # paused by staff, it waits for them; looked at, the host may go on
    desk.post(url_of("employers:pause_challenge", brief))
    assert host.post(url_of("employers:resume_challenge", brief)).status_code == 403
    queue = url_of("employers:published_by_hosts", here)
    assert brief.title in desk.get(queue).content.decode()
    desk.post(url_of("employers:look_at_publication", online))
    assert brief.title not in desk.get(queue).content.decode()
    assert "Dana Whitlock looked at it" in desk.get(f"{queue}?done=1").content.decode()
    host.post(url_of("employers:resume_challenge", brief))
    brief.refresh_from_db()
    assert brief.state == S.OPEN

    # and all of it stands on the host's record
    desk.post(url_of("employers:end_trust", partnership))
    record = desk.get(url_of("employers:host_record", partnership)).content.decode()
    for said in (f"Trusted to publish low-risk projects until {day:%-d %B %Y}", "That trust ended"):
        assert said in record
    ended = Trust.objects.get()
    assert (ended.given_by, ended.ended_by, ended.reason) == (dana, dana, "Three went well.")


def page_of(challenge):
    return url_of("employers:my_challenge", challenge)


def changed(**columns):
    return lambda brief, dana: Challenge.objects.filter(pk=brief.pk).update(**columns)


def one_noted(brief, dana):
    low = RiskAssessment.objects
    assess_risk(challenge=brief, by=dana)
    low.get().factors.filter(factor="work").update(level="high", action="Gloves.", owner="host")


def in_a_series(brief, dana):
    series = make_series(
        challenge=brief,
        days=[brief.starts_at.date() + timedelta(days=7)],
        words="Fridays",
        by=dana,
        by_staff=True,
    )
    Challenge.objects.filter(pk=brief.pk).update(series=series)


def three_wait(brief, dana):
    for _n in range(3):
        online = a_challenge(
            institution=brief.institution,
            employer=brief.employer,
            contact=brief.contact,
            state=S.OPEN,
        )
        HostPublication.objects.create(
            institution=brief.institution,
            challenge=online,
            trust=Trust.objects.get(),
            published_at=clock.now(),
        )


NOT_LOW = {
    "Pay:": changed(
        pay="unpaid", pay_per_hour=None, unpaid_ground="shadowing", unpaid_reason="They look on."
    ),
    "belongs to a course": lambda brief, dana: Challenge.objects.filter(pk=brief.pk).update(
        module=Module.objects.create(institution=brief.institution, code="GEO1", title="Maps")
    ),
    "keep silent": changed(needs_nda=True),
    "give their result away": changed(ip_terms="host"),
    "asks for experience": changed(experience_needed="A year of Rust."),
    "children or adults at risk": lambda brief, dana: assess_risk(
        challenge=brief, by=dana, at_risk=AtRisk.CHILDREN
    ),
    "not all of it is of low risk": one_noted,
    "does not hold until its last day": lambda brief, dana: Challenge.objects.filter(
        pk=brief.pk
    ).update(starts_at=clock.now() + timedelta(days=500), ends_at=clock.now() + timedelta(501)),
    "does not know this place yet": lambda brief, dana: Challenge.objects.filter(
        pk=brief.pk
    ).update(site=a_site(brief.employer)),
    "one of a series": in_a_series,
    "still to look at the last ones": three_wait,
}


def test_what_is_not_of_low_risk_says_why_and_goes_to_be_read(here, dana, brief, trust):
    host = client_of(brief.contact.user)
    for why, change in NOT_LOW.items():
        point = transaction.savepoint()
        change(brief, dana)
        assert why in host.get(page_of(brief)).content.decode(), why
        assert why in publish(host, brief, **ALL_LOW).content.decode(), why
        assert Challenge.objects.get(pk=brief.pk).state == S.DRAFT, why
        host.post(url_of("employers:submit_challenge", brief))
        assert Challenge.objects.get(pk=brief.pk).state == S.IN_REVIEW, why
        transaction.savepoint_rollback(point)


def test_trust_holds_here_until_its_day_and_while_nobody_has_paused_the_host(
    here, dana, brief, partnership, trust
):
    host = client_of(brief.contact.user)

    def may_publish():
        point = transaction.savepoint()
        said = publish(host, brief, **ALL_LOW).status_code
        transaction.savepoint_rollback(point)
        return said == 200

    assert may_publish()
    Partnership.objects.filter(pk=partnership.pk).update(paused=True)
    assert not may_publish()
    Partnership.objects.filter(pk=partnership.pk).update(paused=False)
    Trust.objects.update(until=in_days(here, -1))
    assert not may_publish()
    Trust.objects.update(until=in_days(here, 0))
    assert may_publish()
    there = an_institution()
    elsewhere = a_challenge(institution=there, employer=brief.employer, contact=brief.contact)
    assert publish(host, elsewhere, **ALL_LOW).status_code == 403
    stale = publish(host, brief, seen="0" * 16, **ALL_LOW).content.decode()
    assert "Read it once more" in stale
    Challenge.objects.filter(pk=brief.pk).update(state=S.CHANGES_REQUESTED, state_reason="Why?")
    brief.refresh_from_db()
    with pytest.raises(RuleBroken, match="not waiting"):
        publish_as_host(challenge=brief, by=brief.contact.user, all_low=True)
    Partnership.objects.filter(pk=partnership.pk).update(checked_by="none")
    partnership.refresh_from_db()
    with pytest.raises(RuleBroken, match="how the university knows"):
        trust_host(partnership=partnership, by=dana, reason="Nice.", until=in_days(here, 9))
    with pytest.raises(IntegrityError), transaction.atomic():
        Trust.objects.create(
            institution=here,
            partnership=partnership,
            reason="Twice.",
            until=in_days(here, 9),
            given_at=clock.now(),
        )


def test_the_last_look_of_posting_publishes_at_once_or_leaves_all_as_it_was(here, brief, trust):
    host = client_of(brief.contact.user)
    walk, pages = Walk(host, here), answers(here)
    pages["when"] |= {"where": brief.site.address}
    while walk.page != "preview":
        walk.answer(pages[walk.page])
    assert "trusts you with this" in walk.response.content.decode()
    before = Challenge.objects.count()

    refused = host.post(walk.url("preview"), {"publish": "1"})
    assert "Say first that nothing" in refused.content.decode()
    assert Challenge.objects.count() == before
    host.post(walk.url("preview"), {"publish": "1", **ALL_LOW})

    posted = Challenge.objects.order_by("-pk")[0]
    assert (posted.state, HostPublication.objects.get().challenge) == (S.OPEN, posted)
