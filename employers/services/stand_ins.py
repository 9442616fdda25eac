"""A supervisor who cannot be there hands on a link; whoever takes it acts for that one project."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.links import GOOD_FOR, absolute, address_mark
from core.outbox import publish
from employers.events import StandInAsked, StandInBegun
from employers.models import Challenge, Member, StandIn
from employers.services.proof import KEEP_UNPROVEN, count_letter
from employers.services.sharing import supervise
from employers.states import PUBLIC, ChallengeState

OFFERED, ASKED = "stand_in", "begin_stand_in"
UNTIL = timedelta(days=14)  # after the last day; a placement closes by itself then (4.13)


def has_room(challenge: Challenge) -> bool:
    """Whether somebody may stand in: it is published, and was not over a fortnight ago."""
    return challenge.state in PUBLIC and challenge.ends_at + UNTIL > clock.now()


def stand_in_link(challenge: Challenge) -> str:
    """The absolute address that a supervisor gives to a colleague; good while she supervises."""
    path = reverse("employers:stand_in", args=[challenge.institution.slug, challenge.public_id])
    return absolute(f"{path}?link={signing.dumps(_offered(challenge), salt=OFFERED)}")


def may_stand_in(challenge: Challenge, link: str) -> bool:
    """Whether ``link`` came from whoever supervises ``challenge`` now, and is not too old."""
    try:
        said = signing.loads(link, salt=OFFERED, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    return bool(said == _offered(challenge)) and has_room(challenge)


def _offered(challenge: Challenge) -> list[str]:
    return [str(challenge.public_id), str(challenge.supervisor_id)]


@transaction.atomic
def stand_in(
    *, challenge: Challenge, name: str = "", email: str = "", member: Member | None = None
) -> StandIn:
    """Somebody with the supervisor's link offers to stand in.

    A ``member`` of the same host begins at once. Of anybody else the address is proven first: a
    letter asks her. Raises ``RuleBroken``.
    """
    held = _held(challenge)
    if member is not None:
        row = StandIn(challenge=held, institution=held.institution, former=held.supervisor)
        row.asked_at = clock.now()
        return _begin(row, member)
    if email.strip().casefold() == held.supervisor.address.casefold():
        raise RuleBroken(_("This is the address of whom you stand in for. Give your own."))
    count_letter(email)
    row = StandIn.objects.create(
        challenge=held,
        institution=held.institution,
        former=held.supervisor,
        name=name.strip(),
        email=email.strip(),
        asked_at=clock.now(),
    )
    publish(StandInAsked(stand_in_id=row.pk))
    return row


def begin_link(row: StandIn) -> str:
    """The absolute address for the button of the letter that proves an address."""
    path = reverse("employers:begin_stand_in", args=[row.institution.slug, row.public_id])
    proof = signing.dumps([str(row.public_id), address_mark(row.email)], salt=ASKED)
    return absolute(f"{path}?proof={proof}")


def may_begin(row: StandIn, proof: str) -> bool:
    """Whether ``proof`` is from the letter, and nobody else came first."""
    try:
        said = signing.loads(proof, salt=ASKED, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    first = row.begun_at is None and row.former_id == row.challenge.supervisor_id
    proven = bool(said == [str(row.public_id), address_mark(row.email)])
    return proven and first and has_room(row.challenge)


@transaction.atomic
def begin_stand_in(*, stand_in: StandIn, telephone: str = "") -> User:
    """The address is hers: from now on she supervises this project, and nothing else.

    She is known to the host without a university that introduced her, so that she acts where she
    is named alone (docs/decisions/0027). Raises ``RuleBroken`` where somebody else came first.
    """
    challenge = _held(stand_in.challenge)
    row = StandIn.objects.select_for_update(of=("self",)).get(pk=stand_in.pk)
    if row.begun_at is not None or row.former_id != challenge.supervisor_id:
        raise RuleBroken(_("Somebody else stands in already."))
    row.challenge = challenge
    user = User.objects.of_address(row.email)
    known = Member.objects.filter(employer=challenge.employer_id, user=user).first()
    member = known or Member.objects.create(
        employer=challenge.employer, user=user, name=row.name, is_supervisor=True
    )
    if telephone.strip():
        member.telephone = telephone.strip()[:40]
        member.save(update_fields=["telephone"])
    if not user.name:
        user.name = row.name
        user.save(update_fields=["name"])
    _begin(row, member)
    return user


def _held(challenge: Challenge) -> Challenge:
    rows = Challenge.objects.select_for_update(of=("self",))
    related = rows.select_related("institution", "employer", "supervisor__user")
    held = related.get(pk=challenge.pk)
    if not has_room(held):
        raise RuleBroken(_("Nobody needs to stand in: this project is not under way."))
    return held


def _begin(row: StandIn, member: Member) -> StandIn:
    challenge = row.challenge
    if member.pk == challenge.supervisor_id:
        raise RuleBroken(_("You look after this project already."))
    before = StandIn.objects.filter(challenge=challenge, begun_at__isnull=False, ended_at=None)
    if (last := before.first()) is not None:  # who stands in hands it on: it goes back to the first
        row.former = last.former
        before.update(ended_at=clock.now())
    row.member, row.begun_at, row.name, row.email = member, clock.now(), "", ""
    row.save()
    supervise(challenge, member)
    publish(StandInBegun(stand_in_id=row.pk))
    return row


@transaction.atomic
def end_stand_in(*, challenge: Challenge, by: User | None = None) -> None:
    """Put it back to whom it was taken from; a second press changes nothing.

    Where she no longer works there it goes to the contact; where somebody else was named
    meanwhile, that stays.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    rows = StandIn.objects.filter(challenge=held, begun_at__isnull=False, ended_at=None)
    row = rows.select_related("former__user").first()
    if row is None:
        return
    if held.supervisor_id == row.member_id:
        back = row.former if row.former.address or row.former.telephone else held.contact
        supervise(held, back)
    rows.update(ended_at=clock.now(), ended_by=by)


def end_stand_ins() -> None:
    """Put back what was over a fortnight ago, or called off; forget offers that nobody proved."""
    now = clock.now()
    begun = Challenge.objects.filter(stand_ins__begun_at__isnull=False, stand_ins__ended_at=None)
    over = Q(ends_at__lte=now - UNTIL) | Q(state=ChallengeState.CANCELLED)
    for challenge in begun.filter(over).distinct():
        end_stand_in(challenge=challenge)
    old = StandIn.objects.filter(begun_at__isnull=True, asked_at__lt=now - KEEP_UNPROVEN)
    old.delete()
