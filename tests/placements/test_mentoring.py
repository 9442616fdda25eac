"""A supervisor's guides and record, and how complete a project is."""

import re

import pytest

from core.papers import paper
from placements import services
from placements.guides import GUIDES
from placements.models import GuideUse, Placement
from tests.build import a_host_member, an_employer, client_of, staff_at, url_of
from tests.build_placements import a_day_that_is_over, a_sign_off
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def test_a_supervisor_takes_her_own_record_along_and_guides_are_counted_without_names():
    team = a_day_that_is_over(members=3)
    here, supervisor = team.institution, team.challenge.supervisor
    other = client_of(a_host_member(an_employer(known_to=here)).user)
    a_sign_off(team)
    host = client_of(supervisor.user)
    page = words(host.get(url_of("placements:mentoring_record", here)))
    pdf = host.get(url_of("placements:mentoring_paper", here))
    for topic in (*GUIDES, "before"):
        guide = words(host.get(url_of("placements:guide", here, topic=topic)))
        assert 90 < len(guide.split()) < 400, topic  # two minutes
    desk = client_of(staff_at(here))
    read = words(desk.get(url_of("placements:sign_offs", here)))
    outcome = words(desk.get(url_of("placements:outcome", team.challenge)))

    assert "1 Projects 3 Students" in page
    assert str(team.challenge) in page
    assert all(skill.plain_name in page for skill in team.challenge.skills.all())
    assert not any(
        placement.student.family_name in page for placement in Placement.objects.filter(team=team)
    )
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "Nothing yet" in words(other.get(url_of("placements:mentoring_record", here)))
    assert "Two minutes" in words(host.get(url_of("placements:door_list", team.challenge)))
    assert sorted(GuideUse.objects.values_list("topic", "times")) == [
        (topic, 1 + (topic == "before")) for topic in sorted(GUIDES)
    ]
    assert "opened 4 times this year" in read
    assert re.search(r"How complete it is.*Assessment.*Missing: practice ratings", outcome)
    services.reflect(placement=Placement.objects.filter(team=team)[0], used="Counting.")
    again = words(desk.get(url_of("placements:outcome", team.challenge)))
    assert "Missing: three lines of somebody" in outcome
    assert "Missing: three lines of half of them" in again


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Ánh محمد الأحمد", '李小龙 한국어 😀 #include("x") $1$']
)
def test_a_paper_is_tagged_and_no_name_fails_it(name):
    data = {"name": name}
    made = paper("== Part\n#d.name", title=f"Of {name}", author=name, language="cy", data=data)

    assert made.startswith(b"%PDF")
    for part in (b"/StructTreeRoot", b"pdfuaid", b"/Lang", b"/Title", b"(cy"):
        assert part in made
