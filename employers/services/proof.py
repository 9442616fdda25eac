"""Is the address theirs? A link or six figures prove it; then the brief is the university's.

The code is derived from the row and the address (``core.codes``), the link is signed. Opening the
link does nothing: the page has the button.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.limits import A_DAY, used_up
from accounts.models import User
from core import clock
from core.codes import MOST_TRIES, code_for, code_matches
from core.errors import RuleBroken
from core.links import GOOD_FOR, absolute, address_mark
from core.outbox import publish
from core.states import move
from employers.events import ChallengeDrafted, ChallengeSubmitted
from employers.models import Call, Challenge, Employer, Member, Partnership, What
from employers.services.fitness import check_brief
from employers.services.hosts import site_at
from employers.services.recording import Told, record
from employers.states import ChallengeState

PURPOSE = "submit_challenge"
LETTERS_AT_MOST = 5
KEEP_UNPROVEN = timedelta(days=30)  # core.privacy.Retention.UNCONFIRMED
FORGOTTEN_A_RUN = 500
LETTERS_A_DAY = 10  # to one address that nobody has proven, whatever they were about
UNPROVEN_AT_MOST = 3  # briefs a day for one address that nobody has proven


@transaction.atomic
def submit_challenge(
    *, challenge: Challenge, user: User | None = None, recorded_by: User | None = None
) -> Challenge:
    """Hand the brief to the university, the first time or again after a question.

    ``user`` is the person who has just proven the contact's address, or who is signed in as
    somebody of the host. ``recorded_by`` is the member of staff to whom the host said so by
    telephone. Without either the contact must have proven the address before, or staff must have
    written the brief. Raises ``RuleBroken`` where nothing of this holds.
    """
    if recorded_by is not None and challenge.recorded_by_id is None:
        challenge.recorded_by = recorded_by
        challenge.save(update_fields=["recorded_by"])
    if user is not None:
        _link(challenge, user)
    elif challenge.contact.user_id is None and challenge.recorded_by_id is None:
        raise RuleBroken(_("Nobody has shown yet that this address is theirs."))
    check_brief(challenge)
    if challenge.starts_at <= clock.now():
        raise RuleBroken(_("Its first day is over. Give another."))
    move(challenge, ChallengeState.IN_REVIEW)
    if recorded_by is not None:
        record(challenge, What.SENT, Told(recorded_by, challenge.contact))
    publish(ChallengeSubmitted(challenge_id=challenge.pk))
    return challenge


def _link(challenge: Challenge, user: User) -> None:
    """Make ``user`` the contact. One who is known at a host of the same name brings it along."""
    contact = challenge.contact
    if contact.user_id is not None:
        return
    known = (
        Member.objects.filter(user=user, employer__name__iexact=challenge.employer.name)
        .exclude(employer=challenge.employer)
        .exclude(introduced_by=None)  # who stood in once does not speak for it
        .select_related("employer")
        .first()
    )
    if known is not None:
        _move_to(challenge, known)
        return
    here = Member.objects.filter(user=user, employer_id=challenge.employer_id).first()
    if here is not None:
        challenge.contact = challenge.supervisor = here
        challenge.save(update_fields=["contact", "supervisor"])
        return
    contact.user = user
    contact.save(update_fields=["user"])


def _move_to(challenge: Challenge, member: Member) -> None:
    """The brief was written for a host that we know: no second row of it stays."""
    spare = challenge.employer
    if challenge.site is not None:
        challenge.site = site_at(employer=member.employer, address=challenge.site.address)
    challenge.employer, challenge.contact, challenge.supervisor = member.employer, member, member
    challenge.save(update_fields=["employer", "contact", "supervisor", "site"])
    Partnership.objects.get_or_create(institution=challenge.institution, employer=member.employer)
    if not Challenge.objects.filter(employer=spare).exists():
        Partnership.objects.filter(employer=spare).delete()
        Employer.objects.filter(pk=spare.pk).delete()


def code_of(challenge: Challenge) -> str:
    """The six figures that prove the contact's address."""
    return code_for(PURPOSE, challenge.public_id, challenge.contact.email)


def check_code(*, challenge: Challenge, typed: str) -> None:
    """Raise ``RuleBroken`` unless ``typed`` is the code; each wrong one counts, ten are the end."""
    tried = Challenge.objects.filter(pk=challenge.pk, code_tries__lt=MOST_TRIES)
    if not tried.update(code_tries=F("code_tries") + 1):
        raise RuleBroken(_("That was tried too often. Use the button in the letter instead."))
    if not code_matches(PURPOSE, challenge.public_id, challenge.contact.email, typed):
        raise RuleBroken(_("These are not the six figures of our letter. Look once more."))


def submit_link(challenge: Challenge) -> str:
    """The absolute address for the button of the letter to an address yet to be proven."""
    proof = signing.dumps(_said(challenge), salt=PURPOSE)
    path = reverse(
        "employers:submit_challenge", args=[challenge.institution.slug, challenge.public_id]
    )
    return absolute(f"{path}?proof={proof}")


def proof_of(challenge: Challenge, proof: str) -> bool:
    """Whether ``proof`` is from a letter to the contact's present address, and not too old."""
    try:
        return bool(signing.loads(proof, salt=PURPOSE, max_age=GOOD_FOR) == _said(challenge))
    except signing.BadSignature:
        return False


def _said(challenge: Challenge) -> list[str]:
    return [str(challenge.public_id), address_mark(challenge.contact.email)]


def refuse_flood(email: str) -> None:
    """Raise ``RuleBroken`` where letters about three projects wait at an address."""
    since = clock.now() - timedelta(days=1)
    waiting = Challenge.objects.filter(
        state=ChallengeState.DRAFT,
        contact__user__isnull=True,
        contact__email__iexact=email,
        state_changed_at__gt=since,
    )
    if waiting.count() >= UNPROVEN_AT_MOST:
        raise RuleBroken(
            _("Letters about three projects wait at this address. Open one of them first.")
        )


def count_letter(email: str) -> None:
    """Count a letter to an address that nobody has proven; raise ``RuleBroken`` after ten a day.

    Whatever becomes of the brief: one that went on to another address has filled this letter-box
    all the same. Without the cache nobody is stopped.
    """
    key = f"letters_to:{address_mark(email)}"
    if used_up(key, at_most=LETTERS_A_DAY, seconds=A_DAY):
        raise RuleBroken(_("We wrote to this address often enough today. Ring us instead."))


def forget_unproven() -> int:
    """Delete drafts whose address nobody proved within thirty days, and who wrote them.

    The host goes with its last draft where nobody has proven or checked anything of it; a wish to
    be rung about the draft stays. Returns how many drafts went.
    """
    old = Challenge.objects.unproven().filter(state_changed_at__lt=clock.now() - KEEP_UNPROVEN)
    gone = 0
    for challenge in old.order_by("pk")[:FORGOTTEN_A_RUN]:
        gone += _forget(challenge.pk)
    return gone


@transaction.atomic
def _forget(pk: int) -> int:
    """Lock first: somebody may prove the address at this very moment."""
    Challenge.objects.select_for_update(no_key=True).filter(pk=pk).first()
    challenge = Challenge.objects.unproven().filter(pk=pk).first()
    if challenge is None:
        return 0
    employer = challenge.employer_id
    Call.objects.filter(challenge=challenge).update(challenge=None)
    challenge.delete()
    known = (
        Challenge.objects.filter(employer=employer).exists()
        or Member.objects.filter(employer=employer, user__isnull=False).exists()
        or Partnership.objects.filter(employer=employer)
        .exclude(checked_by=Partnership.Check.NONE)
        .exists()
    )
    if not known:
        Partnership.objects.filter(employer=employer).delete()
        Employer.objects.filter(pk=employer).delete()
    return 1


def _is_known(challenge: Challenge) -> bool:
    """Whether anything but this brief came from its contact's host."""
    briefs = Challenge.objects.filter(employer=challenge.employer_id)
    return briefs.exclude(pk=challenge.pk).exists()


@transaction.atomic
def resend_code(*, challenge: Challenge, email: str = "") -> Challenge:
    """Write to the host once more, to ``email`` if it is given. Five letters at most.

    Another address is taken only from whoever has just typed the first: not for a person whom
    staff or a further brief name (docs/decisions/0027), nor where letters wait at it already.
    """
    contact = challenge.contact
    if challenge.state != ChallengeState.DRAFT or contact.user_id is not None:
        raise RuleBroken(_("This is with the university already."))
    another = email.strip() if email.strip().casefold() != contact.email.casefold() else ""
    if another:
        if challenge.recorded_by_id is not None or _is_known(challenge):
            raise RuleBroken(_("Ring us: only the university changes this address."))
        refuse_flood(another)
    asked = Challenge.objects.filter(pk=challenge.pk, letters_asked__lt=LETTERS_AT_MOST)
    if not asked.update(letters_asked=F("letters_asked") + 1):
        raise RuleBroken(_("We have written often enough. Ring us, and we do it together."))
    if another:
        contact.email = another
        contact.save(update_fields=["email"])
    count_letter(contact.email)
    publish(ChallengeDrafted(challenge_id=challenge.pk))
    return challenge
