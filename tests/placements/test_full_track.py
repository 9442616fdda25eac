"""The full track: asked before and after a longer project, and never on the short one."""

from datetime import time, timedelta

import pytest

from core import clock
from core.errors import RuleBroken
from disclosure import FEWEST
from employers.models import Challenge
from institutions.models import Module, StaffRole
from notifications.models import Message
from placements import services
from placements.coaching import growth, sentence
from placements.models import Concept, PeerRating, Placement
from tests.build import client_of, staff_at, url_of
from tests.build_placements import (
    a_challenge_that_closed,
    a_day_that_is_over,
    a_placement,
    a_sign_off,
    a_team,
    an_awake_institution,
)
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def days(how_many: int, first: int) -> list:
    today = clock.today("Europe/London")
    return [(today + timedelta(days=first + n), time(9), time(16)) for n in range(how_many)]


def test_a_longer_project_asks_before_compares_after_and_a_short_one_never(
    django_assert_max_num_queries,
):
    here = an_awake_institution()
    long = a_challenge_that_closed(institution=here, sessions=days(3, 20))
    team = a_team(challenge=long)
    short = a_placement(challenge=a_challenge_that_closed(institution=here))
    placement = a_placement(team=team, agreed={"lines": [["Hours", "18 hours"]]})
    client, skills = client_of(placement.student.user), list(long.skills.all())
    before = url_of("placements:prepare", placement)
    sheet = url_of("placements:arrival_sheet", placement)

    with django_assert_max_num_queries(10):
        asked = words(client.get(sheet))
    half = client.post(before, {"concept": "Queueing theory"})
    steps = {f"skill-{skill.pk}": "1" for skill in skills}
    client.post(before, {"concept": "Queueing theory"} | steps)
    for name in ("arrival_sheet", "reflect"):
        page = words(client_of(short.student.user).get(url_of(f"placements:{name}", short)))
        assert "Before the first day" not in page
        assert "became of" not in page
    with pytest.raises(RuleBroken, match="longer project"):
        services.prepare(placement=short, concept="x", levels=dict.fromkeys(skills, 1))
    assert "What you want to try, and your skills now" in asked
    assert half.status_code == 422
    assert Concept.objects.get().concept == "Queueing theory"

    Placement.objects.filter(pk=placement.pk).update(state="finished")
    with clock.moved(timedelta(days=24)):
        asked = words(client.get(url_of("placements:reflect", placement)))
        more = {"became": "It halved the line.", "back": "Use real queues."}
        client.post(url_of("placements:reflect", placement), {"used": "Counting."} | more)
        steps = {f"skill-{skill.pk}": "3" for skill in skills}
        client.post(url_of("placements:rate_self", placement), steps)
        a_sign_off(team)
        with django_assert_max_num_queries(10):
            after = words(client.get(sheet))
    assert "You wanted to try “Queueing theory”. What became of it?" in asked
    concept = Concept.objects.get()
    assert (concept.became, concept.back) == ("It halved the line.", "Use real queues.")
    assert "You, before Step 1 You, after Step 3 Your host Step 2" in after
    assert sentence(3, 2) in after
    assert growth(1, 3) in after
    pairs = [(own, host) for own in (None, *range(5)) for host in range(5)]
    assert all(bool(sentence(own, host)) == (own is not None) for own, host in pairs)


def test_team_mates_are_rated_where_a_module_asks_and_read_together_alone():
    here = an_awake_institution()
    asks = {"code": "OPS1", "title": "Operations", "peer_ratings": True}
    module = Module.objects.create(institution=here, **asks)
    team = a_day_that_is_over(members=4, institution=here, module=module)
    few = a_day_that_is_over(members=3, institution=here, module=module)
    Challenge.objects.filter(module=module).update(days=3)
    hers, *mates = Placement.objects.filter(team=team).order_by("pk")
    skills = list(team.challenge.skills.all())
    for mate, step in zip(mates, (1, 4, 4), strict=True):
        client, url = client_of(mate.student.user), url_of("placements:rate_peers", mate)
        sent = {f"skill-{skill.pk}-{hers.public_id}": str(step) for skill in skills}
        assert client.post(url, dict([*sent.items()][:1])).status_code == 422
        assert client.post(url, sent).status_code == 302
    a_sign_off(team)
    client, sheet = client_of(hers.student.user), url_of("placements:arrival_sheet", hers)
    early = words(client.get(sheet))
    services.rate_self(placement=hers, levels=dict.fromkeys(skills, 4))
    page = words(client.get(sheet))

    assert PeerRating.objects.count() == 3 * len(skills)
    assert "What your team mates showed" in early
    assert "together Step" not in early
    assert "Your team mates, together Step 4" in page
    assert "Step 1" not in page
    one, other, _third = Placement.objects.filter(team=few)
    for placement, mate in ((one, other), (hers, one)):  # too few; another team's
        with pytest.raises(RuleBroken):
            services.rate_peers(placement=placement, levels={mate: dict.fromkeys(skills, 2)})


def test_who_teaches_the_module_reads_the_result_and_says_what_it_rests_on(
    django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    here = an_awake_institution()
    academic = staff_at(here, StaffRole.ACADEMIC)
    module = Module.objects.create(institution=here, code="OPS1", title="Operations")
    module.academics.add(academic)
    team = a_day_that_is_over(members=2, institution=here, module=module)
    hers = Placement.objects.filter(team=team).first()
    client, home = client_of(academic), url_of("portal:academic_home", here)
    page, said = url_of("placements:read_result", team), {"grounded": "some", "words": "Say whom."}

    empty = client.post(page, said)
    with django_capture_on_commit_callbacks(execute=True):
        services.hand_in(team=team, by=None, link="https://x.example/plan", sources="Nine talks.")
    waits = words(client.get(home))
    assert client.post(page, said | {"words": " "}).status_code == 422
    with (
        django_capture_on_commit_callbacks(execute=True),
        django_assert_max_num_queries(25),
    ):
        assert client.post(page, said).status_code == 302
    client.post(page, said | {"grounded": "yes"})  # thinks better of it
    a_sign_off(team)
    colleague = client_of(staff_at(here, StaffRole.ACADEMIC))

    assert empty.status_code == 422
    assert "To read" in waits
    assert "Nine talks." in words(client.get(page))
    assert not any(
        each.student.display_name in words(client.get(page)) for each in team.placements.all()
    )
    assert colleague.get(page).status_code == 403  # it is not her module
    host = client_of(team.challenge.supervisor.user)
    for who, where in (
        (client_of(hers.student.user), url_of("placements:arrival_sheet", hers)),
        (host, url_of("placements:sign_off", team)),
        (client_of(staff_at(here)), url_of("placements:outcome", team.challenge)),
    ):
        assert f"Yes, with sources we could check Say whom. {academic.name}" in words(
            who.get(where)
        )
    kinds = Message.objects.filter(channel=Message.Channel.NOTE).order_by("pk")
    told = list(kinds.values_list("kind", "user"))
    assert ("handed_in_module", academic.pk) in told
    assert [kind for kind, _user in told].count("result_read") == 2  # once, to each of the team


def test_what_goes_back_to_a_module_is_read_without_names_once_many_have_written():
    here = an_awake_institution()
    academic = staff_at(here, StaffRole.ACADEMIC)
    module = Module.objects.create(institution=here, code="OPS1", title="Operations")
    module.academics.add(academic)
    team = a_day_that_is_over(members=8, institution=here, module=module)
    people = list(Placement.objects.filter(team=team).select_related("student"))
    home, client = url_of("portal:academic_home", here), client_of(academic)

    for number, placement in enumerate(people[:FEWEST]):
        services.reflect(placement=placement, take_back=f"Line {number}.", surprised="Secret.")
    few = words(client.get(home))
    for number, placement in enumerate(people[FEWEST:], start=FEWEST):
        services.reflect(placement=placement, used=f"Line {number}.")
    many = words(client.get(home))

    assert "Line" not in few
    assert "What students wrote: about 10 of them" in many
    assert all(f"Line {number}." in many for number in range(8))
    assert "Secret." not in many
    assert not any(placement.student.family_name in many for placement in people)
