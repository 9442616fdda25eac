"""The world's rows of places and teams, and of what comes after the day."""

from datetime import time, timedelta
from typing import Any

from django.core.files.base import ContentFile

from core import clock
from credentials.models import Approach, Backing, Endorsement, WouldAgain
from credentials.services import (
    accept_when_hiring,
    appeal,
    be_found,
    share_credential,
    share_portfolio,
    suspend_credential,
)
from placements import services
from placements.models import (
    AcademicWord,
    AskAgain,
    Concern,
    Invitation,
    LaterUse,
    Quote,
    Reach,
    SignOff,
    Upload,
)
from placements.services import (
    answer_question,
    arrange,
    ask_host,
    ask_other_side,
    ask_supervisor,
    propose_allocation,
    propose_teams,
    share_out,
    subscribe,
)
from placements.states import PlacementState
from students.services import ask_for_erasure, ask_for_login
from students.states import EoiState
from tests.build import (
    an_eoi,
    an_open_challenge,
    staff_at,
)
from tests.build_credentials import a_credential, a_past_challenge
from tests.build_placements import (
    a_challenge_that_closed,
    a_day_that_is_over,
    a_hold,
    a_placement,
    a_sign_off,
    a_team,
)


def interests_and_places(world: dict[str, Any]) -> None:
    own, student = world["own"], world["roster_student"]
    closed = world["closed"] = a_challenge_that_closed(**own, places=1)
    world["drafted_interest"] = eoi = an_eoi(challenge=closed)
    world["hold"] = a_hold(eoi, an_eoi(challenge=closed))
    world["round"] = share_out(challenge=closed)
    propose_allocation(allocation=world["round"])
    chosen = world["chosen_by_host"] = a_challenge_that_closed(**own, who_decides="host")
    an_eoi(challenge=chosen)
    ask_host(challenge=chosen)
    offering = world["offering"] = a_challenge_that_closed(**own)
    world["offer"] = an_eoi(challenge=offering, student=student, state=EoiState.OFFERED)
    placed = world["placed"] = a_challenge_that_closed(**own)
    team = world["team"] = a_team(challenge=placed, formed=False)
    world["second_team"] = a_team(challenge=placed, number=2, formed=False)
    yes = an_eoi(challenge=placed, student=student, state=EoiState.ACCEPTED)
    world["placement"] = a_placement(challenge=placed, team=team, eoi=yes)
    world["arrangement"] = arrange(
        placement=world["placement"],
        what="A desk by the door.",
        who="We",
        by=staff_at(own["institution"]),
    )
    propose_teams(challenge=placed)
    world["calendar_feed"] = subscribe(user=student.user, institution=world["north"])
    world["concern"] = Concern.objects.create(
        institution=world["north"], challenge=placed, kind=Concern.Kind.STUCK, words="Where?"
    )
    world["hearing"] = ask_other_side(
        concern=world["concern"], placement=world["placement"], question="What happened?"
    )


def after_the_day(world: dict[str, Any]) -> None:
    own, student = world["own"], world["roster_student"]
    more = {key: own[key] for key in ("employer", "contact", "supervisor")}
    team = world["team_that_is_over"] = a_day_that_is_over(institution=world["north"], **more)
    world["over"] = team.challenge
    yes = an_eoi(challenge=team.challenge, student=student, state=EoiState.ACCEPTED)
    world["past_placement"] = a_placement(team=team, eoi=yes, state=PlacementState.FINISHED)
    world["quote"] = Quote.objects.create(
        institution=world["north"], placement=world["past_placement"], words="They ask you things."
    )
    agreed = AskAgain.objects.create(placement=world["past_placement"], shown_as="name")
    world["ask_again"] = agreed
    world["invitation"] = Invitation.objects.create(
        challenge=an_open_challenge(**own), student=student, known_from=agreed.placement
    )
    moderated = a_day_that_is_over(institution=world["north"], **more)
    world["moderated"] = moderated.challenge
    world["sign_off"] = a_sign_off(moderated, level=1)
    later = timedelta(days=100)
    with clock.moved(later):
        services.ask_later_use()
    world["later_use"] = LaterUse.objects.get(sign_off=world["sign_off"])
    world["moderated_team"] = moderated
    world["module"].academics.add(world.people["academic"])
    several = a_challenge_that_closed(**own, sessions=[], days=4, module=world["module"])
    world["team_of_days"] = a_team(challenge=several)
    of_it = {"institution": world["north"], "team": world["team_of_days"], "name": "Ada"}
    world["academic_word"] = AcademicWord.objects.create(**of_it, grounded="yes", words="Clear.")
    there = an_eoi(challenge=several, student=student, state=EoiState.ACCEPTED)
    world["placement_of_days"] = a_placement(
        team=world["team_of_days"],
        eoi=there,
        state=PlacementState.RUNNING,
    )
    world["stuck"] = Concern.objects.create(
        institution=world["north"],
        challenge=several,
        placement=world["placement_of_days"],
        kind=Concern.Kind.STUCK,
        words="Which list?",
        answer="The blue one.",
    )
    world["upload"] = Upload.objects.create(
        institution=world["north"],
        team=world["team_of_days"],
        file=ContentFile(b"%PDF-1.7", "plan.pdf"),
        name="plan.pdf",
        kind="application/pdf",
        size=8,
        at=clock.now(),
    )
    assert SignOff.objects.get(pk=world["sign_off"].pk).state == "moderation"
    read = {"words": "What did she ask?", "reads_like": 2, "by": staff_at(world["north"])}
    first, second = world["sign_off"].assessments.order_by("pk")[:2]
    world["question"] = ask_supervisor(assessment=first, **read)
    world["answered_question"] = ask_supervisor(assessment=second, **read)
    answer_question(question=world["answered_question"], answer="She asked twice.", level=2)
    days_before = iter((20, 30))

    def earned(**chosen: Any) -> Any:
        on = clock.today(world["north"].zone) - timedelta(days=next(days_before))
        at = [(on, time(9, 30), time(16, 0))]
        challenge = a_past_challenge(**own, sessions=at)
        return a_credential(challenge=challenge, students=[student], **chosen)

    world["credential"] = earned(reach=Reach.ORGANISATION, shared=True)
    world["would_again"] = WouldAgain.objects.create(
        placement=world["credential"].placement, of_student=[4, 3, 0], found_at=clock.now()
    )
    world["endorsement"] = Endorsement.objects.get(credential=world["credential"])
    world["kept_credential"] = earned(reach=Reach.SECTOR, shared=True)
    world["kept_endorsement"] = Endorsement.objects.get(credential=world["kept_credential"])
    share_credential(
        credential=world["kept_credential"], shared=False, name_shown=False, host_may_contact=False
    )
    reason = {"reason": "We are asking.", "by": staff_at(world["north"])}
    suspend_credential(credential=world["kept_credential"], **reason)
    world["appeal"] = appeal(credential=world["kept_credential"], words="I was there.")
    share_portfolio(student=student, shared=True, name_shown=True)
    world["portfolio"] = be_found(student=student, found=True)
    world["approach"] = Approach.objects.create(
        institution=world["north"],
        employer=world["employer"],
        member=world["member"],
        student=student,
        words="Four paid days in June.",
    )
    world["reported"] = Approach.objects.create(
        institution=world["north"],
        employer=world["employer"],
        student=student,
        words="Come alone.",
        answer=Approach.Answer.REPORTED,
        answered_at=clock.now(),
    )
    world["acceptance"] = accept_when_hiring(
        member=world["member"],
        institution=world["north"],
        achievement=world["credential"].achievement,
        by=world["member"].user,
    )
    world["erasure"] = ask_for_erasure(student=student)
    world["change"] = ask_for_login(student=student, email="later@mail.example")
    world["achievement"] = world["credential"].achievement
    world["backing"] = Backing.objects.create(
        institution=world["north"],
        achievement=world["achievement"],
        employer=world["achievement"].challenge.employer,
        comment="We look for this in everybody we take on.",
        signed_name="Mo Khan",
        given_at=clock.now(),
        valid_until=clock.now() + timedelta(days=30),
    )
    world["status_list"] = world["credential"].status.status_list
