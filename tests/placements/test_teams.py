"""Teams: proposed when all have answered, moved, confirmed."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import RuleBroken
from placements import services
from placements.models import Fixed, Placement, Team
from placements.services.teams import balance_of
from tests.build import a_student, an_eoi, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, a_hold, a_placement, a_team
from tests.placements.test_desk_pages import desk_of, text_of
from tests.placements.test_rounds import facts

pytestmark = pytest.mark.django_db


def placed(challenge, how_many: int) -> list[Placement]:
    return [
        a_placement(
            challenge=challenge,
            eoi=an_eoi(
                challenge=challenge,
                student=a_student(
                    institution=challenge.institution,
                    discipline=("Law", "Art")[n % 2],
                    year_of_study=n % 2 + 1,
                ),
                state="accepted",
            ),
        )
        for n in range(how_many)
    ]


def members_of(challenge) -> list[int]:
    return sorted(
        Placement.objects.filter(team=team).count()
        for team in Team.objects.filter(challenge=challenge)
    )


def test_teams_wait_until_everybody_has_answered():
    challenge = a_challenge_that_closed(places=9, team_at_least=3, team_at_most=5)
    placed(challenge, 8)
    silent = an_eoi(challenge=challenge, state="offered")

    before = services.propose_teams(challenge=challenge)
    services.decline_place(eoi=silent)
    after = [services.propose_teams(challenge=challenge) for _time in range(2)]

    assert (before, after) == (False, [True, False])
    assert members_of(challenge) == [4, 4]
    assert facts("placements.teams_proposed") == [{"challenge_id": challenge.pk}]


def test_proposed_teams_mix_subjects():
    challenge = a_challenge_that_closed(places=8, team_at_least=3, team_at_most=4)
    placed(challenge, 8)

    services.propose_teams(challenge=challenge)

    for team in Team.objects.filter(challenge=challenge):
        members = Placement.objects.filter(team=team).select_related("student")
        assert dict(balance_of(members)) == {
            "Subjects": "2 of 4 differ",
            "Years": "1, 1, 2, 2",
            "First-timers": "0",
        }


def test_one_team_needs_nobodys_yes():
    challenge = a_challenge_that_closed(places=4, team_at_least=2, team_at_most=5)
    placed(challenge, 4)

    assert services.propose_teams(challenge=challenge)

    assert [team.formed_at is not None for team in Team.objects.all()] == [True]
    assert facts("placements.teams_formed") == [{"challenge_id": challenge.pk}]
    assert facts("placements.teams_proposed") == []


def test_people_who_work_alone_are_signed_off_together():
    challenge = a_challenge_that_closed(places=3, grouping="solo")
    placed(challenge, 3)

    services.propose_teams(challenge=challenge)

    assert members_of(challenge) == [3]
    assert Team.objects.get().name == "Everyone"


def test_sizes_that_do_not_add_up_still_make_even_teams():
    challenge = a_challenge_that_closed(places=10, team_at_least=4, team_at_most=4)
    placed(challenge, 7)

    services.propose_teams(challenge=challenge)

    assert members_of(challenge) == [3, 4]


def test_somebody_is_moved_and_the_teams_confirmed():
    challenge = a_challenge_that_closed(places=6, team_at_least=2, team_at_most=3)
    placements = placed(challenge, 6)
    services.propose_teams(challenge=challenge)
    one, other = Team.objects.order_by("number")
    hers = next(p for p in Placement.objects.all() if p.team == one)

    services.move_member(placement=hers, team=other)
    services.confirm_teams(challenge=challenge, by=staff_at(challenge.institution))
    services.confirm_teams(challenge=challenge, by=staff_at(challenge.institution))

    assert members_of(challenge) == [2, 4]
    assert facts("placements.teams_formed") == [{"challenge_id": challenge.pk}]
    with pytest.raises(RuleBroken, match="confirmed"):
        services.move_member(placement=placements[0], team=one)


def test_nobody_is_moved_into_another_projects_team():
    challenge = a_challenge_that_closed()
    (placement,) = placed(challenge, 1)

    with pytest.raises(RuleBroken, match="another project"):
        services.move_member(placement=placement, team=a_team(formed=False))


def test_who_says_yes_late_joins_the_smallest_team():
    challenge = a_challenge_that_closed(places=6, team_at_least=2, team_at_most=3)
    placements = placed(challenge, 6)
    services.propose_teams(challenge=challenge)
    services.confirm_teams(challenge=challenge, by=staff_at(challenge.institution))
    gone = Placement.objects.get(pk=placements[0].pk)
    short = gone.team
    services.give_back_place(placement=gone)

    late = services.accept_place(eoi=an_eoi(challenge=challenge, state="offered"))

    assert late.team == short


def test_on_the_day_teams_stand_even_if_nobody_confirmed_them():
    challenge = a_challenge_that_closed(places=6, team_at_least=2, team_at_most=3)
    placed(challenge, 6)

    with clock.moved(challenge.starts_at - clock.now() + timedelta(minutes=1)):
        services.begin_placements()

    assert members_of(challenge) == [3, 3]
    assert not Team.objects.filter(formed_at=None).exists()
    assert set(Placement.objects.values_list("state", flat=True)) == {"running"}


def test_pairs_are_kept_together_and_apart_teams_merge_and_are_drawn_up_again():
    challenge = a_challenge_that_closed(places=6, team_at_least=2, team_at_most=3)
    people = placed(challenge, 6)
    a_hold(people[0].eoi, people[2].eoi, Fixed.TOGETHER)
    a_hold(people[0].eoi, people[1].eoi, Fixed.APART)
    services.propose_teams(challenge=challenge)
    client, board = desk_of(challenge), url_of("placements:teams", challenge)

    def team_of(person):
        return Placement.objects.get(pk=person.pk).team

    assert team_of(people[0]) == team_of(people[2]) != team_of(people[1])
    assert "kept apart, and are in one team" not in text_of(client.get(board))
    one, other = Team.objects.order_by("number")
    page = text_of(client.get(board))
    assert "more than the 3 that the project says" in page
    client.post(url_of("placements:merge_teams", other), {"team": str(one.public_id)})

    assert members_of(challenge) == [6]
    names = f"{people[0].student} and {people[1].student}"
    assert f"{names} are kept apart, and are in one team." in text_of(client.get(board))
    client.post(url_of("placements:redraw_teams", challenge))
    assert members_of(challenge) == [3, 3]
    assert team_of(people[0]) == team_of(people[2]) != team_of(people[1])
    services.confirm_teams(challenge=challenge, by=staff_at(challenge.institution))
    with pytest.raises(RuleBroken, match="The teams are confirmed"):
        services.redraw_teams(challenge=challenge)
