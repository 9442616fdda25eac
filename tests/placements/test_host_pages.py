"""The host's doors: who comes, who came, the sign-off on one page."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from placements.models import Assessment, Attendance, Concern, Placement, SignOff
from students.models import RecordedVia
from tests.build import a_host_member, a_user, an_employer, client_of, staff_at, url_of
from tests.build_placements import a_day_that_is_over, a_placement, a_sign_off, a_team
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def host_of(challenge) -> Client:
    return client_of(challenge.supervisor.user)


def members_of(team) -> list[Placement]:
    return list(Placement.objects.filter(team=team).order_by("pk"))


def a_word(team, level: str = "2", **changes: str) -> dict[str, str]:
    """What a host's browser posts who put everybody on ``level``."""
    data = {
        "useful": "most",
        "grounded": "yes",
        "use_on_monday": "The list of riders.",
        "shared_evidence": "They asked riders and counted.",
        "reach": "organisation",
        "thanks": "Come again.",
        "signed_name": "Rosa Kestrel",
    }
    for placement in members_of(team):
        data[f"came-{placement.public_id}"] = "came"
        for skill in team.challenge.skills.all():
            data[f"skill-{skill.pk}-{placement.public_id}"] = level
            if level in "14":
                data[f"line-{skill.pk}-{placement.public_id}"] = "She asked three riders."
    return data | changes


def test_the_door_list_names_who_comes_and_leads_to_the_sign_off():
    team = a_team()
    placement = a_placement(team=team)

    page = client_of(team.challenge.supervisor.user).get(
        url_of("placements:door_list", team.challenge)
    )

    text = text_of(page)
    assert placement.student.display_name in text
    assert "1 student comes" in text
    assert 'src="data:image/svg+xml' in text
    assert "01632 960100" in text
    assert "Save who came" not in text


def test_who_came_is_saved_as_far_as_it_is_known():
    team = a_day_that_is_over(members=3)
    one, other, unknown = members_of(team)
    client = host_of(team.challenge)

    answer = client.post(
        url_of("placements:mark_attendance", team.challenge),
        {
            f"came-{one.public_id}": "late",
            f"note-{one.public_id}": "10:00",
            f"came-{other.public_id}": "did_not_come",
            f"came-{unknown.public_id}": "",
        },
    )

    assert answer.status_code == 302
    assert sorted(Attendance.objects.values_list("placement", "came", "note")) == sorted(
        [(one.pk, "late", "10:00"), (other.pk, "did_not_come", "")]
    )
    marked = {f"came-{one.public_id}": "late", f"came-{other.public_id}": "did_not_come"}
    client.post(url_of("placements:mark_attendance", team.challenge), marked | {"all": "came"})
    assert Attendance.objects.get(placement=unknown).came == "came"
    assert Attendance.objects.get(placement=other).came == "did_not_come"


def test_a_host_without_javascript_signs_off_ten_students():
    team = a_day_that_is_over(members=10)
    client = host_of(team.challenge)
    url = url_of("placements:sign_off", team)

    page = text_of(client.get(url))
    answer = client.post(url, a_word(team))
    after = text_of(client.get(url))

    signed = SignOff.objects.get()
    assert "Sign off the day: 10 students, about 10 minutes" in page
    assert (answer.status_code, answer.url) == (302, url)
    assert (signed.state, signed.reach, signed.supervisor, signed.via) == (
        "settled",
        "organisation",
        team.challenge.supervisor,
        "web",
    )
    assert Assessment.objects.filter(level=2).count() == 20
    assert "The badges go out now." in after


def test_nothing_typed_is_lost_when_something_is_missing():
    team = a_day_that_is_over(members=2)
    one, other = members_of(team)
    skill = team.challenge.skills.first()
    sent = a_word(team, thanks="We argued all the way through closing up.")
    del sent[f"skill-{skill.pk}-{one.public_id}"]
    sent[f"skill-{skill.pk}-{other.public_id}"] = "4"
    sent[f"came-{one.public_id}"] = "part"

    answer = host_of(team.challenge).post(url_of("placements:sign_off", team), sent)

    page = text_of(answer)
    assert answer.status_code == 422
    assert SignOff.objects.count() == 0
    assert f"Choose a step, or “Not seen”, for {one.student.display_name}." in page
    assert f"Write one line about {other.student.display_name}, {skill.plain_name}, or" in page
    assert "We argued all the way through closing up." in page
    assert f'name="skill-{skill.pk}-{other.public_id}" value="4" checked' in page
    assert '<option value="part" selected>' in page


def test_the_lines_to_write_are_shown_without_signing():
    team = a_day_that_is_over(members=2)
    one, _other = members_of(team)
    skill = team.challenge.skills.first()
    url = url_of("placements:sign_off", team)
    sent = a_word(team, act="lines")
    sent[f"skill-{skill.pk}-{one.public_id}"] = "4"
    client = host_of(team.challenge)

    whole = client.post(url, sent)
    part = client.post(url, sent, headers={"HX-Request": "true"})

    field = f'name="line-{skill.pk}-{one.public_id}"'
    assert (whole.status_code, part.status_code) == (200, 200)
    assert text_of(whole).count('name="line-') == text_of(part).count('name="line-') == 1
    assert field in text_of(part)
    assert "<html" not in text_of(part)
    assert "They asked riders and counted." in text_of(whole)
    assert SignOff.objects.count() == 0


def test_who_did_not_come_needs_no_step():
    team = a_day_that_is_over(members=2)
    absent, _there = members_of(team)
    sent = a_word(team)
    sent[f"came-{absent.public_id}"] = "did_not_come"
    for skill in team.challenge.skills.all():
        del sent[f"skill-{skill.pk}-{absent.public_id}"]

    answer = host_of(team.challenge).post(url_of("placements:sign_off", team), sent)

    assert answer.status_code == 302
    assert not Assessment.objects.filter(placement=absent).exists()


def test_not_seen_is_an_answer_on_the_page():
    team = a_day_that_is_over(members=1)

    answer = host_of(team.challenge).post(
        url_of("placements:sign_off", team), a_word(team, level="–", shared_evidence="")
    )

    assert answer.status_code == 302
    assert set(Assessment.objects.values_list("level", flat=True)) == {0}


def test_whoever_comes_second_or_too_late_loses_no_sentence():
    team, closed = a_day_that_is_over(members=1), a_day_that_is_over(members=1)
    Placement.objects.filter(team=closed).update(state="closed")
    supervisor = team.challenge.supervisor.user
    a_sign_off(team, by=supervisor)
    url, colleague = url_of("placements:sign_off", team), a_host_member(team.challenge.employer)
    word = a_word(team, level="4", thanks="We argued all the way.")

    twice = client_of(supervisor).post(url, word)
    second = client_of(colleague.user).post(url, word)
    late = host_of(closed.challenge).post(
        url_of("placements:sign_off", closed), a_word(closed, thanks="Better late.")
    )

    assert (twice.status_code, twice.url) == (302, url)  # the same person pressed twice
    assert (second.status_code, late.status_code) == (422, 422)
    assert "Somebody was a little faster" in text_of(second)
    assert all(line in text_of(second) for line in ("argued all the way.", "asked three riders."))
    assert all(line in text_of(late) for line in ("Better late.", "closed by now"))
    assert SignOff.objects.get().thanks == ""


def test_too_early_is_a_sentence():
    team = a_team()
    a_placement(team=team)

    page = client_of(team.challenge.supervisor.user).get(url_of("placements:sign_off", team))

    assert "the last hour of the day" in text_of(page)


def test_the_code_on_the_door_list_leads_to_the_team():
    team = a_day_that_is_over(members=1)
    client = host_of(team.challenge)
    url = url_of("placements:sign_offs_of_project", team.challenge)

    one = client.get(url)
    a_team(challenge=team.challenge, number=2)
    two = client.get(url)

    assert one.url == url_of("placements:sign_off", team)
    assert "Which team?" in text_of(two)


def test_staff_type_while_the_host_talks():
    team = a_day_that_is_over(members=1)
    staff = staff_at(team.institution)
    client = client_of(staff)
    url = url_of("placements:sign_off", team)

    page = text_of(client.get(url))
    client.post(url, a_word(team))

    signed = SignOff.objects.get()
    assert "Recorded by telephone." in page
    assert (signed.supervisor, signed.via, signed.recorded_by) == (
        team.challenge.supervisor,
        RecordedVia.TELEPHONE,
        staff,
    )


def test_the_host_writes_to_the_clinic():
    team = a_day_that_is_over(members=1)
    client = host_of(team.challenge)

    client.post(
        url_of("placements:host_concern", team.challenge),
        {"kind": "concern", "words": "One of them was rude to a customer."},
    )

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.placement) == (team.challenge.supervisor.user, None)


@pytest.mark.parametrize(
    "name", ["door_list", "host_concern", "sign_offs_of_project", "mark_attendance"]
)
def test_another_employer_sees_nothing(name):
    team = a_day_that_is_over(members=1)
    stranger = client_of(a_host_member(an_employer()).user)
    url = url_of(f"placements:{name}", team.challenge)

    answer = stranger.post(url) if name == "mark_attendance" else stranger.get(url)

    assert answer.status_code == 403
    assert stranger.get(url_of("placements:sign_off", team)).status_code == 403
    assert client_of(a_user()).get(url_of("placements:sign_off", team)).status_code == 403


def test_the_sign_off_page_of_ten_stays_within_ten_queries(django_assert_max_num_queries):
    team = a_day_that_is_over(members=10)
    client = host_of(team.challenge)
    url = url_of("placements:sign_off", team)
    client.get(url)

    with django_assert_max_num_queries(10):
        client.get(url)


def test_on_the_morning_of_the_day_the_list_can_be_marked():
    team = a_team()
    a_placement(team=team)
    client = client_of(team.challenge.supervisor.user)

    with clock.moved(team.challenge.starts_at - clock.now() - timedelta(minutes=30)):
        page = text_of(client.get(url_of("placements:door_list", team.challenge)))

    assert "Save who came" in page


def test_who_did_not_come_has_no_step_to_tap_and_is_not_counted():
    team = a_day_that_is_over(members=3)
    absent = members_of(team)[0]
    page = url_of("placements:sign_off", team)
    word = a_word(team) | {f"came-{absent.public_id}": "did_not_come", "act": "came"}

    answer = host_of(team.challenge).post(page, word).text

    assert "Sign off for 2 students" in answer
    assert f'name="skill-{team.challenge.skills.first().pk}-{absent.public_id}"' not in answer
    assert SignOff.objects.count() == 0


def test_nobody_is_named_before_the_host_has_chosen_who_sees_it():
    team = a_day_that_is_over(members=1)
    client = host_of(team.challenge)
    page = url_of("placements:sign_off", team)
    assert 'value="sector" checked' not in client.get(page).text

    answer = client.post(page, a_word(team, reach=""))

    assert "Choose who sees your name." in answer.text
    assert SignOff.objects.count() == 0


def test_what_is_missing_names_student_and_skill_and_leads_there():
    team = a_day_that_is_over(members=2)
    first, other = members_of(team)
    skill, another = team.challenge.skills.order_by("pk")
    level = f"skill-{skill.pk}-{other.public_id}"
    line = f"line-{another.pk}-{first.public_id}"
    word = a_word(team, "4") | {level: "", line: ""}

    answer = host_of(team.challenge).post(url_of("placements:sign_off", team), word).text

    assert f'<a href="#id_{level}">{skill.plain_name}: Choose a step' in answer
    assert f'id="id_{level}"' in answer
    assert f'<a href="#id_{line}">Write one line about {first.student.display_name}' in answer


def test_what_was_signed_lists_the_steps_and_leads_to_the_badges():
    team = a_day_that_is_over(members=1)
    client = host_of(team.challenge)
    page = url_of("placements:sign_off", team)
    client.post(page, a_word(team))

    signed = client.get(page).text

    assert "The steps you gave" in signed
    assert signed.count('<td class="nowrap">2</td>') == team.challenge.skills.count()
    assert url_of("credentials:my_endorsements", team.institution) in signed
