"""A host keeps its own list of people: who is asked in by letter, and who is no longer there."""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from core.links import GOOD_FOR, absolute, address_mark
from core.outbox import publish
from employers.events import ColleagueInvited
from employers.models import Challenge, Member
from employers.services.hosts import add_member
from employers.services.proof import count_letter
from employers.states import ChallengeState

PURPOSE = "join_host"
MOST = 30
OVER = (ChallengeState.COMPLETED, ChallengeState.CANCELLED)


@transaction.atomic
def invite_colleague(
    *, by: Member, name: str, email: str, is_contact: bool, is_supervisor: bool, did_wil: bool
) -> Member:
    """Ask somebody into the host of ``by``: a letter asks her; once she says yes, she acts too.

    Asked twice, it is one row and one more letter. Raises ``RuleBroken`` where she is there
    already, has no part, or there are thirty.
    """
    if by.introduced_by is None:
        raise RuleBroken(_("Ask the university to add people: it did not introduce you itself."))
    if not (is_contact or is_supervisor):
        raise RuleBroken(_("Say what they do: answer letters, guide students, or both."))
    people = Member.objects.filter(employer=by.employer_id, introduced_by=by.introduced_by)
    known = people.filter(user__email__iexact=email.strip()).exists()
    if known:
        raise RuleBroken(_("This person works there already."))
    count_letter(email)
    member = people.filter(user=None, email__iexact=email.strip()).first()
    if member is None:
        if people.count() >= MOST:
            raise RuleBroken(_("Thirty people are listed. Take somebody off first."))
        member = add_member(
            employer=by.employer, introduced_by=by.introduced_by, name=name, email=email
        )
    member.name, member.did_wil = name, did_wil
    member.is_contact, member.is_supervisor = is_contact, is_supervisor
    member.save(update_fields=["name", "did_wil", "is_contact", "is_supervisor"])
    publish(ColleagueInvited(member_id=member.pk))
    return member


def join_link(member: Member) -> str:
    """The absolute address for the button of the letter that asks ``member`` in."""
    assert member.introduced_by is not None
    path = reverse("employers:join_host", args=[member.introduced_by.slug, member.public_id])
    return absolute(f"{path}?proof={signing.dumps(_said(member), salt=PURPOSE)}")


def may_join(member: Member, proof: str) -> bool:
    """Whether ``proof`` is from a letter to the address that stands now, and not too old."""
    try:
        found = signing.loads(proof, salt=PURPOSE, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    return bool(member.email) and bool(found == _said(member))


def _said(member: Member) -> list[str]:
    return [str(member.public_id), address_mark(member.email)]


@transaction.atomic
def join_host(*, member: Member) -> User:
    """She has shown that the address is hers: from now on she acts for the host."""
    held = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if held.user is not None:
        return held.user
    user = User.objects.of_address(held.email)
    there = Member.objects.filter(employer=held.employer_id, user=user).first()
    if there is not None:  # known through another university, or by another address before
        raise RuleBroken(_("You are listed here already. Sign in with this address."))
    held.user = user
    held.save(update_fields=["user"])
    if not user.name:
        user.name = held.name
        user.save(update_fields=["name"])
    return user


@transaction.atomic
def remove_colleague(*, member: Member, by: Member) -> Member:
    """She no longer acts for the host. Projects that name her go to ``by``; her name stays on past
    ones. Raises ``RuleBroken`` for oneself, and where another university has named her.
    """
    held = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if held.pk == by.pk:
        raise RuleBroken(_("Somebody else takes you off: a host without people hears nothing."))
    live = Challenge.objects.naming(held).exclude(state__in=OVER)
    if live.exclude(institution=by.introduced_by_id).exists():
        raise RuleBroken(_("Another university has named them in a project. Ask it first."))
    here = live.filter(institution=by.introduced_by_id)
    here.filter(supervisor=held).update(supervisor=by)
    here.filter(contact=held).update(contact=by)
    held.user, held.email, held.telephone = None, "", ""
    held.is_contact = held.is_supervisor = held.named_publicly = False
    held.save(
        update_fields=[
            *("user", "email", "telephone", "is_contact", "is_supervisor", "named_publicly")
        ]
    )
    return held
