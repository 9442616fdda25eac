"""Versions of a brief with their differences, lines of host and staff, and two people at once."""

import html
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from employers.differences import Kind, differences
from employers.models import BriefComment, BriefVersion, Challenge
from employers.said import said_in
from employers.states import ChallengeState
from notifications.models import Message
from tests.build import (
    a_challenge,
    a_host_member,
    an_employer,
    an_institution,
    client_of,
    some_skills,
    staff_at,
    url_of,
)

pytestmark = pytest.mark.django_db
S = ChallengeState


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def brief(here):
    some_skills(12)
    return a_challenge(institution=here, state=S.IN_REVIEW, title="Riders", summary="Find out why.")


@pytest.fixture
def dana(here):
    return client_of(staff_at(here, name="Dana Whitlock"))


@pytest.fixture
def rosa(brief):
    return client_of(brief.contact.user)


def opened(client, challenge):
    """What the brief's page holds when somebody opens it, as a browser sends it back."""
    page = client.get(url_of("employers:edit_challenge", challenge))
    form = page.context["form"]
    sent = {"version": page.context["version"]}
    for name in form.fields:
        value = form[name].value()
        if value is not None and value is not False:
            sent[name] = [getattr(v, "pk", v) for v in value] if name == "skills" else value
    return sent


def post(client, challenge, typed):
    return client.post(url_of("employers:edit_challenge", challenge), typed)


def versions_page(client, challenge):
    return client.get(url_of("employers:brief_versions", challenge)).content.decode()


def hidden_of(page):
    """What the page of two texts sends along without anybody typing it."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page, re.DOTALL)
    sent = {}
    for name, value in found:
        sent.setdefault(name, []).append(html.unescape(value))
    sent.pop("csrfmiddlewaretoken", None)
    return sent


# Differences


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_is_lost_between_two_texts(before, after):
    pieces = differences(before, after)

    old = "".join(piece.text for piece in pieces if piece.kind != Kind.NEW)
    new = "".join(piece.text for piece in pieces if piece.kind != Kind.GONE)
    assert (old, new) == (before, after)
    if before == after:
        assert {piece.kind for piece in pieces} <= {Kind.SAME}


def test_words_are_marked_and_not_whole_paragraphs():
    pieces = differences("We ride on Saturday at nine.", "We ride on Sunday at nine.")

    assert [(piece.kind, piece.text) for piece in pieces] == [
        (Kind.SAME, "We ride on"),
        (Kind.GONE, " Saturday"),
        (Kind.NEW, " Sunday"),
        (Kind.SAME, " at nine."),
    ]


# Versions


def test_each_writing_is_a_version_with_its_author(brief, dana, rosa):
    post(dana, brief, opened(dana, brief) | {"summary": "Find out why they stay away."})
    post(rosa, brief, opened(rosa, brief) | {"places": "6", "team_at_most": "5"})

    rows = BriefVersion.objects.filter(challenge=brief).order_by("number")
    assert [(row.number, str(row.written_by or ""), row.by_host) for row in rows] == [
        (1, "", True),
        (2, "Dana Whitlock", False),
        (3, brief.contact.name, True),
    ]
    assert rows[0].said["summary"] == "Find out why."
    assert rows[2].said == said_in(Challenge.objects.get(pk=brief.pk))
    page = versions_page(rosa, brief)
    assert "Dana Whitlock" in page
    assert re.search(r"<ins><span class=.vh.>new: </span> why they stay away\.", page)
    assert re.search(r"<del><span class=.vh.>gone: </span>10<span", page)


def test_sent_back_unchanged_makes_no_version(brief, rosa):
    post(rosa, brief, opened(rosa, brief))

    assert not BriefVersion.objects.exists()
    assert "The first text." in versions_page(rosa, brief)


def test_nobody_else_reads_the_versions(here, brief):
    stranger = client_of(a_host_member(an_employer(known_to=here)).user)
    away = client_of(staff_at(an_institution()))

    for client in (stranger, away):
        assert client.get(url_of("employers:brief_versions", brief)).status_code in (403, 404)
    assert Client().get(url_of("employers:brief_versions", brief)).status_code == 302


# Two people at once


def test_two_who_change_different_fields_lose_nothing(brief, dana, rosa):
    hers, his = opened(rosa, brief), opened(dana, brief)
    post(dana, brief, his | {"summary": "By the clinic.", "places": "8"})

    answer = rosa.post(
        url_of("employers:edit_challenge", brief), hers | {"title": "By the host"}, follow=True
    )

    brief.refresh_from_db()
    assert (brief.title, brief.summary, brief.places) == ("By the host", "By the clinic.", 8)
    assert "stands too" in answer.content.decode()
    assert BriefVersion.objects.filter(challenge=brief).count() == 3


def test_of_two_texts_for_one_field_the_second_chooses(brief, dana, rosa):
    hers, his = opened(rosa, brief), opened(dana, brief)
    post(dana, brief, his | {"title": "Of the clinic", "summary": "By the clinic."})

    clash = post(rosa, brief, hers | {"title": "Of the host", "deliverable": "Another plan."})

    page = clash.content.decode()
    assert clash.status_code == 422
    assert "Of the clinic" in page
    assert "Of the host" in page
    assert "Dana Whitlock" in page
    assert [each.name for each in clash.context["clashes"]] == ["title"]
    brief.refresh_from_db()
    assert brief.title == "Of the clinic"  # nothing is written over
    sent = hidden_of(page)

    unchosen = post(rosa, brief, sent)
    assert "One choice is missing" in unchosen.content.decode()
    kept = post(rosa, brief, hidden_of(unchosen.content.decode()) | {"keep-title": "mine"})

    assert kept.status_code == 302
    brief.refresh_from_db()
    assert (brief.title, brief.summary) == ("Of the host", "By the clinic.")
    assert brief.deliverable == "Another plan."


def test_the_other_text_may_be_chosen_too(brief, dana, rosa):
    hers, his = opened(rosa, brief), opened(dana, brief)
    skills = some_skills(4)
    post(dana, brief, his | {"title": "Of the clinic", "skills": [s.pk for s in skills[:3]]})
    typed = hers | {"title": "Of the host", "skills": [s.pk for s in skills[1:]]}

    page = post(rosa, brief, typed).content.decode()
    post(rosa, brief, hidden_of(page) | {"keep-title": "theirs", "keep-skills": "theirs"})

    brief.refresh_from_db()
    assert brief.title == "Of the clinic"
    assert set(brief.skills.all()) == set(skills[:3])


def test_a_third_writing_meanwhile_asks_again(brief, dana, rosa):
    hers, his = opened(rosa, brief), opened(dana, brief)
    post(dana, brief, his | {"title": "First"})
    page = post(rosa, brief, hers | {"title": "Of the host"}).content.decode()
    post(dana, brief, opened(dana, brief) | {"title": "Second"})

    again = post(rosa, brief, hidden_of(page) | {"keep-title": "mine"})

    assert again.status_code == 422
    assert "Second" in again.content.decode()
    brief.refresh_from_db()
    assert brief.title == "Second"


# Lines and suggestions


def suggest(client, challenge, about, text, words=""):
    typed = {"about": about, "suggested": text, "words": words}
    return client.post(url_of("employers:comment_on_brief", challenge), typed)


def test_a_line_is_read_by_the_other_side(brief, dana, rosa, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        dana.post(url_of("employers:comment_on_brief", brief), {"words": "Is there a lift?"})
        rosa.post(url_of("employers:comment_on_brief", brief), {"words": "Yes, since May."})

    for client in (dana, rosa):
        page = versions_page(client, brief)
        assert "Is there a lift?" in page
        assert "Yes, since May." in page
    told = Message.objects.filter(kind__startswith="brief_commented").order_by("pk")
    assert [(m.user.name, m.kind) for m in told] == [
        (brief.contact.name, "brief_commented_host"),
        ("Dana Whitlock", "brief_commented"),
    ]


def test_a_suggested_text_is_taken_with_one_press(brief, dana, rosa):
    suggest(dana, brief, "title", "Why do the riders stay away?", "Shorter to read.")
    comment = BriefComment.objects.get()
    take = url_of("employers:accept_suggestion", comment)
    assert take in versions_page(rosa, brief)

    rosa.post(take)
    rosa.post(take)  # pressed twice

    brief.refresh_from_db()
    comment.refresh_from_db()
    assert brief.title == "Why do the riders stay away?"
    assert (comment.accepted, comment.settled_by) == (True, brief.contact.user)
    assert BriefVersion.objects.filter(challenge=brief).count() == 2
    assert take not in versions_page(rosa, brief)


def test_or_left(brief, dana, rosa):
    suggest(dana, brief, "title", "Riders and rain")

    rosa.post(url_of("employers:decline_suggestion", BriefComment.objects.get()))

    brief.refresh_from_db()
    assert brief.title == "Riders"
    assert BriefComment.objects.get().accepted is False


def test_a_suggestion_for_a_text_that_changed_overwrites_nothing(brief, dana, rosa):
    suggest(dana, brief, "title", "Riders and rain")
    post(rosa, brief, opened(rosa, brief) | {"title": "My own words"})

    answer = rosa.post(url_of("employers:accept_suggestion", BriefComment.objects.get()))

    assert answer.status_code == 422
    assert "changed since" in answer.content.decode()
    brief.refresh_from_db()
    assert brief.title == "My own words"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"words": "   "}, "Write a line"),
        ({"about": "title", "suggested": "Riders"}, "the text that stands"),
        ({"about": "title", "suggested": ""}, "can not be empty"),
        ({"about": "title", "suggested": "x" * 91}, "90"),
        ({"words": "x" * 1001}, "1000"),
    ],
)
def test_what_says_nothing_is_refused_beside_the_field(brief, rosa, typed, says):
    answer = rosa.post(url_of("employers:comment_on_brief", brief), typed)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not BriefComment.objects.exists()


def test_markup_in_a_line_is_shown_and_not_run(brief, dana, rosa):
    suggest(rosa, brief, "summary", "<script>alert(1)</script> 🚲 مرحبا")

    page = versions_page(dana, brief)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_once_students_see_it_its_host_takes_nothing_into_it(brief, dana, rosa):
    suggest(dana, brief, "title", "Riders and rain")
    Challenge.objects.filter(pk=brief.pk).update(state=S.OPEN)

    answer = rosa.post(url_of("employers:accept_suggestion", BriefComment.objects.get()))

    assert answer.status_code == 403


def test_a_page_of_versions_asks_ten_queries_at_most(
    brief, dana, rosa, django_assert_max_num_queries
):
    for n in range(4):
        post(dana, brief, opened(dana, brief) | {"title": f"Riders {n}"})
        suggest(dana, brief, "summary", f"Find out {n}")
    versions_page(rosa, brief)

    with django_assert_max_num_queries(10):
        versions_page(rosa, brief)


def test_the_page_is_found_from_both_sides(brief, dana, rosa):
    page = url_of("employers:brief_versions", brief)

    assert page in rosa.get(url_of("employers:my_challenge", brief)).content.decode()
    assert page in dana.get(url_of("employers:review_challenge", brief)).content.decode()


def test_lines_that_a_browser_ends_its_own_way_are_no_change(brief, dana):
    Challenge.objects.filter(pk=brief.pk).update(good_looks_like="One.\nTwo.")
    typed = opened(dana, brief) | {"good_looks_like": "One.\r\nTwo.", "title": "Why?"}

    post(dana, brief, typed)

    brief.refresh_from_db()
    assert (brief.edited, brief.good_looks_like) == (["title"], "One.\nTwo.")
