"""An assessor one can trust: practice ratings, how steps compare, and what the university asks."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice, product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import RuleBroken
from core.states import InvalidTransition
from placements import cases, services
from placements.models import (
    Assessment,
    HowSheRates,
    PracticeRating,
    SignOff,
    StepQuestion,
    Team,
)
from placements.services import assessment as assessing
from tests.build import a_host_member, client_of, staff_at
from tests.build_placements import (
    a_day_that_is_over,
    a_sign_off,
    all_seen,
    an_awake_institution,
    at,
)
from tests.placements.test_hearing import letters
from tests.placements.test_rounds import facts

pytestmark = pytest.mark.django_db


def test_the_cases_cover_every_skill_and_step_and_each_says_why():
    steps = [case.expected for case in cases.CASES]
    by_skill = [case.skill for case in cases.CASES]

    assert {step: steps.count(step) for step in (1, 2, 3, 4)} == dict.fromkeys((1, 2, 3, 4), 6)
    assert {skill: by_skill.count(skill) for skill in by_skill} == dict.fromkeys(
        cases.behaviours(), 2
    )
    assert len(cases.BY_CODE) == len(cases.CASES) == 24
    assert all(f"step {case.expected}" in str(case.why) for case in cases.CASES)
    longest = max(
        len(f"{case.story} {case.why} {cases.behaviours()[case.skill].levels}".split())
        for case in cases.CASES
    )
    assert 2 * longest <= 5 * 80  # two cases in five minutes, read slowly
    own = [case.code for case in cases.offered(["T4.1", "T2.1"], ["words-drawn-out"])]
    assert own == ["words-outside", "facts-collected"]
    assert cases.offered(["T4.1"], cases.BY_CODE) == []


def test_a_host_tries_two_cases_and_the_badge_says_so():
    team = a_day_that_is_over(members=2)
    here, challenge, rosa = team.institution, team.challenge, team.challenge.supervisor
    browser = client_of(rosa.user)
    page = reverse("placements:practise", args=[here.slug, challenge.public_id])
    sign = reverse("placements:sign_off", args=[here.slug, team.public_id])
    one, two = cases.offered([skill.code for skill in challenge.skills.all()], ())

    assert page in browser.get(sign).content.decode()  # offered, and skippable
    shown = browser.get(page).content.decode()
    assert str(one.story).split("“")[0] in shown.replace("&#x27;", "'")
    assert str(one.why) not in shown
    assert browser.post(page, {}).status_code == 422  # nothing chosen
    browser.post(page, {one.code: one.expected})
    assert not services.has_practised(rosa)
    browser.post(page, {two.code: 5 - two.expected, one.code: 1})
    answered = browser.get(page).content.decode()

    assert list(PracticeRating.objects.order_by("pk").values_list("case", "level")) == [
        (one.code, one.expected),  # the first answer stands
        (two.code, 5 - two.expected),
    ]
    assert "Practice ratings: done" in answered
    assert str(two.why)[:40].replace("’", "’") in answered
    assert page not in browser.get(sign).content.decode()
    assert a_sign_off(team).practice_done
    assert not a_sign_off(a_day_that_is_over(members=1)).practice_done


def signed_long_ago(here, how_many):
    """So many sign-offs of one step each, as rows: nothing but their mean is looked at."""
    old = a_day_that_is_over(members=-(-how_many // 2), institution=here)
    pairs = product(old.placements.all(), old.challenge.skills.all())
    given = list(islice(pairs, how_many))
    of = {"institution": here, "challenge": old.challenge}
    teams = Team.objects.bulk_create(Team(**of, number=2 + n) for n in range(how_many))
    word = {"useful": "most", "grounded": "yes", "signed_name": "Rosa", "signed_at": clock.now()}
    word |= {"institution": here, "supervisor": old.challenge.supervisor, "state": "settled"}
    signed = SignOff.objects.bulk_create(SignOff(team=team, **word) for team in teams)
    Assessment.objects.bulk_create(
        Assessment(sign_off=sign_off, placement=placement, skill=skill, level=2)
        for sign_off, (placement, skill) in zip(signed, given, strict=True)
    )


def test_what_stands_out_or_is_drawn_by_lot_is_read_first():
    here = an_awake_institution()
    signed_long_ago(here, 17)

    def signed(level):
        team = a_day_that_is_over(members=1, institution=here)
        seen = all_seen(team, level)
        return a_sign_off(team, seen=seen, shared_evidence="They asked.")

    usual = [signed(2), signed(3), signed(2)]  # the second stands out, and nobody can say so yet
    Assessment.objects.filter(sign_off=usual[1]).update(level=2)
    high = signed(3)  # four deviations of a quarter step above
    here.policy.sample_percent = 100
    here.policy.save()
    drawn = signed(2)

    assert {each.state for each in usual} == {"settled"}
    assert (high.state, high.off_by, high.drawn) == ("moderation", 4.0, False)
    assert (drawn.state, drawn.off_by, drawn.drawn) == ("moderation", None, True)
    desk = client_of(staff_at(here))
    for each, why in ((high, "far above what teams here"), (drawn, "Drawn by lot")):
        page = reverse("placements:settle_outcome", args=[here.slug, each.public_id])
        assert why in desk.get(page).content.decode()
    assert assessing.settle_unread_samples() == 0
    SignOff.objects.update(signed_at=clock.now() - timedelta(days=9))
    assert assessing.settle_unread_samples() == 1  # nobody's badge hangs on a lot
    drawn.refresh_from_db()
    high.refresh_from_db()
    assert (drawn.state, drawn.settled_by, high.state) == ("settled", None, "moderation")


def test_the_university_asks_the_host_answers_by_link_and_both_views_stay(
    django_capture_on_commit_callbacks, mailoutbox
):
    team = a_day_that_is_over(members=2)
    here, rosa = team.institution, team.challenge.supervisor
    signed = a_sign_off(team, level=4)
    officer = staff_at(here)
    desk = client_of(officer)
    step, other = signed.assessments.order_by("pk")[:2]
    settle = reverse("placements:settle_outcome", args=[here.slug, signed.public_id])
    ask = reverse("placements:ask_supervisor", args=[here.slug, signed.public_id])

    asked = {"step": step.pk, "reads_like": 3, "words": "Whom did she explain it to?"}
    assert desk.post(ask, {**asked, "words": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(ask, asked).status_code == 302
    assert desk.post(ask, asked).status_code == 422  # one question a step
    assert desk.post(settle, {"note": "Fine."}).status_code == 422  # a question is open
    question = StepQuestion.objects.get()
    assert [letter.to for letter in mailoutbox] == [[rosa.address]]
    assert "Whom did she explain it to?" in mailoutbox[0].body

    page = reverse("placements:answer_question", args=[here.slug, question.public_id])
    host = client_of(rosa.user)
    assert page in host.get(reverse("portal:host_home", args=[here.slug])).content.decode()
    answer = {"answer": "To the other riders only.", "level": 3, "line": "She explained it twice."}
    assert "Whom did she explain it to?" in host.get(page).content.decode()
    assert host.post(page, {**answer, "answer": " "}).status_code == 422
    assert host.post(page, answer).status_code == 302
    with pytest.raises(InvalidTransition):
        services.answer_question(question=question, answer="Again.", level=2)
    step.refresh_from_db()
    assert step.level == 4  # the answer changes nothing by itself

    assert 'value="change"' in desk.get(settle).content.decode()
    decide = reverse("placements:decide_step", args=[here.slug, question.public_id])
    key = f"q{question.pk}"
    assert desk.post(decide, {f"{key}-decision": "change"}).status_code == 422  # no reason
    why = "The line says team-mates; step 4 speaks of each listener."
    desk.post(decide, {f"{key}-decision": "change", f"{key}-reason": why})
    silent = services.ask_supervisor(
        assessment=other, words="And here?", reads_like=None, by=officer
    )
    with pytest.raises(RuleBroken, match="named no other step"):
        services.decide_step(question=silent, change=True, reason="So.", by=officer)
    services.decide_step(question=silent, change=False, reason="Clear by now.", by=officer)
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(settle, {"note": "Asked about one step."}).status_code == 302

    step.refresh_from_db()
    question.refresh_from_db()
    assert (step.level, step.evidence) == (3, "She explained it twice.")
    assert (question.first_level, question.reads_like, question.named_level) == (4, 3, 3)
    assert (question.state, question.reason, question.decided_by) == ("changed", why, officer)
    assert SignOff.objects.get().state == "settled"
    assert len(facts("placements.step_decided")) == 2
    hers = client_of(step.placement.student.user)
    badge = step.placement.credential
    read = hers.get(reverse("credentials:my_credential", args=[here.slug, badge.public_id]))
    assert "first gave step 4. Asked about it, they give step 3" in read.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():  # nobody here names a step
        StepQuestion.objects.filter(pk=silent.pk).update(state="changed")


def test_how_steps_compare_is_read_by_her_and_by_staff_and_changes_none():
    here = an_awake_institution()
    teams = [a_day_that_is_over(members=4, institution=here) for _n in range(5)]
    levels = [(1, 2, 2, 3), (2, 2, 3, 3), (1, 2, 3, 2), (2, 3, 2, 2), (4, 4, 3, 4)]
    for team, of_team in zip(teams, levels, strict=True):
        seen = all_seen(team)
        for (placement, word), level in zip(seen.items(), of_team, strict=True):
            lines = dict.fromkeys(word.levels, "She asked.")
            seen[placement] = replace(word, levels=dict.fromkeys(word.levels, level), lines=lines)
        a_sign_off(team, seen=seen)
    kind = teams[-1]
    before = list(Assessment.objects.order_by("pk").values_list("level", flat=True))
    for team in teams:
        services.practise(
            member=team.challenge.supervisor,
            institution=here,
            levels={each.code: min(each.expected + (team == kind), 4) for each in cases.CASES},
        )

    assert services.work_out_how_they_rate(institution=here) == 5
    assert services.work_out_how_they_rate(institution=here) == 5  # again: the same rows

    row = HowSheRates.objects.of(here).get(member=kind.challenge.supervisor)
    assert (row.ratings, row.teams, row.cases) == (8, 1, 24)
    assert 0 < row.low < row.leniency < row.high
    own = reverse("placements:practise", args=[here.slug, kind.challenge.public_id])
    staff = reverse("placements:settle_outcome", args=[here.slug, kind.sign_off.public_id])
    for who, page in ((kind.challenge.supervisor.user, own), (staff_at(here), staff)):
        assert "of a step higher than those of other hosts" in client_of(who).get(
            page
        ).content.decode().replace("\n", " ")
    stranger = a_host_member(kind.challenge.employer, is_supervisor=False).user
    assert "of a step higher" not in client_of(stranger).get(own).content.decode()
    assert list(Assessment.objects.order_by("pk").values_list("level", flat=True)) == before


def test_a_silent_host_is_reminded_once_and_then_the_desk_rings(settings):
    team = a_day_that_is_over(members=2)
    here = team.institution
    signed = a_sign_off(team, level=4)
    by = staff_at(here)
    one, two = (
        services.ask_supervisor(assessment=step, words=words, reads_like=None, by=by)
        for step, words in zip(signed.assessments.order_by("pk"), ("Whom?", "When?"), strict=False)
    )
    monday = clock.today(here.zone) + timedelta(days=7 - clock.today(here.zone).weekday())
    StepQuestion.objects.update(asked_at=at(monday, 11))

    def on(days: int, hour: int = 12):
        return clock.moved(at(monday + timedelta(days=days), hour) - clock.now())

    with on(1, 23):
        assert services.remind_of_questions() == 0
    with on(5):
        assert services.remind_of_questions() == 0  # nobody is written to on a Saturday
    home = reverse("portal:staff_home", args=[here.slug])
    with on(2):
        assert "has not answered about a step" not in client_of(by).get(home).content.decode()
        assert (services.remind_of_questions(), services.remind_of_questions()) == (1, 0)
        assert facts("placements.supervisor_reminded") == [{"question_id": one.pk}]
        ((subject, path),) = letters("placements.supervisor_reminded")
        assert subject == "Their badges wait for one answer"
        assert path == reverse("placements:answer_question", args=[here.slug, one.public_id])
        page = client_of(by).get(home).content.decode()
        assert page.count("has not answered about a step") >= page.count("reminded them once") == 1
        for question in (one, two):
            services.answer_question(question=question, answer="The riders.")
        assert "has not answered about a step" not in client_of(by).get(home).content.decode()
