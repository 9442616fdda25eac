"""One small world with a row for every page, and thirteen people who knock at every door.

North is the university that all rows belong to; east is another one, with people of its own. Of
north's two hosts, one hosts everything here. ``world["closed"]`` is a row, ``PEOPLE`` who asks.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from employers.models import (
    AtRisk,
    Call,
    Clearance,
    HostClaim,
    HostPublication,
    OwnTemplate,
    Pay,
    Posting,
    RecordedAct,
    Report,
    Series,
    StandIn,
    Trust,
    UnpaidGround,
)
from employers.services import (
    ask_for_host_check,
    assess_risk,
    comment_on_brief,
    merge_employers,
    share_challenge,
)
from employers.states import ChallengeState
from insights.models import FrozenTables
from insights.studies import begin_study
from institutions.models import Module, StaffMember, StaffRole, Term
from institutions.services import set_logo
from mailroom.models import InboundMail
from notifications.models import Message, StoppedAddress
from notifications.services import stop_address
from placements.services import (
    keep_places,
)
from placements.services.calendars import address_of_feed
from students.services import ask_correction
from students.states import EoiState
from tests.architecture.pages import parameters_of
from tests.architecture.world_of_days import after_the_day, interests_and_places
from tests.build import (
    a_challenge,
    a_host_member,
    a_student,
    a_user,
    an_employer,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
)
from tests.build_employers import a_class
from tests.build_insights import an_export
from tests.build_placements import (
    NO_QUIET_HOURS,
)

ROLES = (StaffRole.OFFICER, StaffRole.MANAGER, StaffRole.APPROVER, StaffRole.ACADEMIC)
A_LOGO = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
AWAKE = NO_QUIET_HOURS | {"undo_minutes": 0}
PEOPLE = (
    *("anonymous", "student", "other_student", "host", "other_host"),
    *("officer", "manager", "approver", "academic", "reader", "operator"),
    *("officer_elsewhere", "student_elsewhere"),
)


class World(dict[str, Any]):
    """Rows by name, and a browser for each person."""

    people: dict[str, User | None]

    def client(self, who: str) -> Client:
        """A fresh browser in which ``who`` is signed in."""
        user = self.people[who]
        return Client() if user is None else client_of(user)

    def url(self, name: str, row: str, *, east: bool = False, **kwargs: Any) -> str:
        """The address of page ``name`` about ``row``; with ``east`` through east's own door."""
        target = self[row] if row else None
        slug = self["east" if east else "north"].slug
        given = {"institution": slug, "public_id": getattr(target, "public_id", None)}
        given["code"] = getattr(target, "code", None)
        given |= {key: value(self) for key, value in MORE.get(name, {}).items()} | kwargs
        wanted = parameters_of(name)
        return reverse(name, kwargs={key: given[key] for key in wanted})


# What an address needs beside its institution and row
MORE: dict[str, dict[str, Callable[[World], Any]]] = {
    "institutions:logo": {"mark": lambda world: sha256(A_LOGO).hexdigest()[:12]},
    "portal:host_page": {"employer": lambda world: world["employer"].slug},
    "portal:impact_note": {"employer": lambda world: world["employer"].slug},
    "employers:name_me": {"employer": lambda world: world["employer"].slug},
    "employers:edit_member": {"member_id": lambda world: world["member"].public_id},
    "employers:edit_site": {"site_id": lambda world: world["site"].public_id},
    "placements:calendar_feed": {
        "secret": lambda world: address_of_feed(world["calendar_feed"])[-44:-4],
    },
    "placements:guide": {"topic": lambda world: "before"},
    "placements:send_there": {"code": lambda world: world["open"].code},
    "insights:counted_rows": {"measure": lambda world: "interests"},
    "insights:changes": {"record": lambda world: "placement"},
    "insights:ask_for_export": {"measure": lambda world: "interests"},
    "credentials:approach_student": {"public_id": lambda world: world["portfolio"].found_as},
    "documents:credential_file": {"suffix": lambda world: "json"},
    "documents:endorsement_file": {"suffix": lambda world: "json"},
    "documents:achievement_picture": {
        "family": lambda world: "thinking",
        "step": lambda world: 2,
        "suffix": lambda world: "svg",
    },
    "documents:institution_did": {"slug": lambda world: world["north"].slug},
    "documents:employer_did": {"slug": lambda world: world["employer"].slug},
    "account_reset_password_from_key": {
        "uidb36": lambda world: "1",
        "key": lambda world: "none",
    },
    "mfa_remove_webauthn": {"pk": lambda world: 1},
    "mfa_edit_webauthn": {"pk": lambda world: 1},
    "openid_connect_login": {"provider_id": lambda world: "nobody"},
    "openid_connect_callback": {"provider_id": lambda world: "nobody"},
}

# What a form must name so that its door is reached at all; all else is posted empty
POSTED: dict[str, Callable[[World], dict[str, Any]]] = {
    "institutions:remove_staff": lambda world: {"row": world["spare_staff"].pk},
    "institutions:remove_term": lambda world: {"row": world["term"].pk},
    "institutions:choose_track": lambda world: {"row": world["module"].pk},
    "institutions:remove_module": lambda world: {"row": world["module"].pk},
    "placements:move_member": lambda world: {"team": world["second_team"].public_id},
}


def a_world() -> World:
    """Every row that a page can be about. Call it in a transaction."""
    world = World()
    north = world["north"] = an_institution(slug="north", name="North University", policy=AWAKE)
    east = world["east"] = an_institution(slug="east", name="East University", policy=AWAKE)
    employer = world["employer"] = an_employer(known_to=north, slug="own-host")
    other_employer = an_employer(known_to=north, slug="other-host")
    host = a_host_member(employer)
    student, other_student = a_student(institution=north), a_student(institution=north)
    world.people = {
        "anonymous": None,
        "student": student.user,
        "other_student": other_student.user,
        "host": host.user,
        "other_host": a_host_member(other_employer).user,
        **{role.value: staff_at(north, role) for role in (*ROLES, StaffRole.READER)},
        "operator": a_user(is_staff=True, is_superuser=True),
        "officer_elsewhere": staff_at(east),
        "student_elsewhere": a_student(institution=east).user,
    }
    world |= {"member": host, "roster_student": student}
    set_logo(institution=north, png=A_LOGO)
    world["message"] = Message.objects.create(
        institution=north, user=student.user, channel="note", kind="x", subject="Sent"
    )
    world["stopped"] = stop_address(north, "gone@mail.example", StoppedAddress.Why.BOUNCED)
    world["partnership"] = employer.partnership_set.get()
    world["spare_staff"] = StaffMember.objects.create(
        institution=north, user=a_user(), role=StaffRole.READER
    )
    today = clock.today(north.zone)
    world["term"] = Term.objects.create(
        institution=north, name="Autumn", starts_on=today, ends_on=today + timedelta(days=90)
    )
    said, asked = [40, 25, 20, 15, None, None], [100, 80, 60, 50, 10, None]
    first_time = {"totals": asked, "groups": {"yes": said, "no": said}, "as_before": [4]}
    FrozenTables.objects.create(
        institution=north,
        term=world["term"],
        counted_on=world["term"].starts_on,
        tables={"first_time": first_time},
    )
    world["module"] = Module.objects.create(institution=north, code="GEO1", title="Maps")
    _briefs(world)
    interests_and_places(world)
    after_the_day(world)
    world["class"] = a_class(institution=north, kinds=["charity"])
    world["act"] = RecordedAct.objects.create(
        institution=north, challenge=world["open"], what="paused", said_by=world["open"].contact
    )
    world["claim"] = HostClaim.objects.create(
        institution=north,
        partnership=world["partnership"],
        user=a_user(email="sam@kestrel.example"),
        claimed_at=clock.now(),
    )
    world["report"] = Report.objects.create(
        institution=north,
        challenge=world["open"],
        kind="other",
        words="!",
        email="ada@riders.example",
        reported_at=clock.now(),
    )
    records = [an_employer(known_to=north).partnership_set.get() for _n in range(2)]
    world["merge"] = merge_employers(kept=records[0], gone=records[1])
    world["export"] = an_export(institution=north, by=world.people["officer"])
    world["call"] = Call.objects.create(institution=north, name="Rosa", telephone="01632 960111")
    return world


def _briefs(world: World) -> None:
    own = {
        "institution": world["north"],
        "employer": world["employer"],
        "contact": world["member"],
        "supervisor": world["member"],
    }
    unpaid = {"pay": Pay.UNPAID, "pay_per_hour": None, "unpaid_ground": UnpaidGround.SHADOWING}
    world["posting"] = Posting.objects.create(
        institution=world["north"], answers={"letter": {"email": "new@kestrel.example"}}
    )
    world["draft"] = a_challenge(**own)
    world["review"] = a_challenge(**own, state=ChallengeState.IN_REVIEW)
    world["clearance"] = Clearance.objects.create(
        institution=world["north"], challenge=world["review"], cleared_at=clock.now()
    )
    world["invited"] = a_host_member(
        world["employer"], user=None, email="ned@kestrel.example", is_contact=False
    )
    world["comment"] = comment_on_brief(
        challenge=world["review"],
        by=world["member"].user,
        by_host=True,
        field="title",
        suggested="Why do the riders stay away?",
    )
    world["unpaid_review"] = a_challenge(**own, state=ChallengeState.IN_REVIEW, **unpaid)
    world["open"] = an_open_challenge(**own)
    series = world["series"] = Series.objects.create(institution=world["north"], words="Fridays")
    a_challenge(**own, state=ChallengeState.IN_REVIEW, series=series)
    world["template"] = OwnTemplate.objects.create(
        institution=world["north"],
        employer=world["employer"],
        challenge=world["open"],
        name="Riders",
    )
    world["site"] = world["open"].site
    world["stand_in"] = StandIn.objects.create(
        institution=world["north"],
        challenge=world["open"],
        former=world["member"],
        name="Ned",
        email="ned@kestrel.example",
        asked_at=clock.now(),
    )
    trust = Trust.objects.create(
        institution=world["north"],
        partnership=world["partnership"],
        reason="Three went well.",
        until=clock.today(world["north"].zone) + timedelta(days=90),
        given_at=clock.now(),
    )
    world["online"] = HostPublication.objects.create(
        institution=world["north"],
        challenge=a_challenge(**own, state=ChallengeState.OPEN, published_at=clock.now()),
        trust=trust,
        published_at=clock.now(),
    )
    world["kept"] = keep_places(
        challenge=world["draft"],
        cohort="year",
        value="1",
        ground="need",
        why="They meet the trade.",
        by=world["member"].user,
        by_host=True,
    )
    world["share"] = share_challenge(
        challenge=world["open"], to=world["east"], places=3, by=staff_at(world["north"])
    )
    world["share_to_us"] = share_challenge(
        challenge=an_open_challenge(institution=world["east"]),
        to=world["north"],
        places=3,
        by=staff_at(world["east"]),
    )
    world["eoi"] = an_eoi(challenge=world["open"], student=world["roster_student"])
    world["mail"] = InboundMail.objects.create(
        institution=world["north"], digest="d", address="a@mail.example", challenge=world["open"]
    )
    world["unconfirmed"] = an_eoi(challenge=world["open"], state=EoiState.UNCONFIRMED)
    world["own"] = own
    world["correction"] = ask_correction(
        student=world["roster_student"], about="course", words="I changed to Geography."
    )
    judge = staff_at(world["north"])
    world["at_risk"] = a_challenge(**own, state=ChallengeState.IN_REVIEW)
    assess_risk(challenge=world["at_risk"], by=judge, at_risk=AtRisk.CHILDREN)
    world["check"] = ask_for_host_check(challenge=world["review"], by=judge)
    today = clock.today(world["north"].zone)
    world["study"] = begin_study(
        institution=world["north"],
        by=judge,
        title="Who gains",
        purpose="To learn for whom short placements are worth it.",
        ethics_number="E-1",
        contact="ethics@north.example",
        opens_on=today,
        closes_on=today,
        freezes_on=today,
    )


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
