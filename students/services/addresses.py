"""The address she signs in with: changed by proving the new one, put back from the old one.

The letters of it are written at once and kept nowhere: they are about the account, not a project.
"""

from datetime import timedelta

from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.services import readdress
from core import clock
from core.errors import RuleBroken
from core.links import absolute, address_mark
from core.outbox import publish
from institutions.rules import signs_in_by_link
from students.events import LoginChangeAsked, LoginChanged
from students.models import Student
from students.rights import AddressChange

PROVE_WITHIN = timedelta(days=1)
UNDO_WITHIN = timedelta(days=7)
PROVE, UNDO = "students.prove_login", "students.undo_login"


@transaction.atomic
def ask_for_login(*, student: Student, email: str) -> AddressChange:
    """Write to ``email``; its reader proves it. Another wish takes the place of the last one.

    Raises ``RuleBroken`` for staff, whose sign-in is the institution's.
    """
    user = student.user
    if user is None or not signs_in_by_link(user):
        raise RuleBroken(_("Staff sign in with the address of the institution."))
    if user.email.casefold() == email.casefold():
        raise RuleBroken(_("You sign in with this address already."))
    wish, _made = AddressChange.objects.update_or_create(
        student=student,
        defaults={
            "institution": student.institution,
            "email": email.strip().lower(),
            "former": "",
            "asked_at": clock.now(),
            "done_at": None,
        },
    )
    publish(LoginChangeAsked(change_id=wish.pk))
    return wish


def proof_of_login(wish: AddressChange) -> str:
    """What the letter to the new address carries; dies with the address and after a day."""
    return signing.dumps([str(wish.public_id), address_mark(wish.email)], salt=PROVE)


def proof_of_former(wish: AddressChange) -> str:
    """What the letter to the former address carries."""
    return signing.dumps([str(wish.public_id), address_mark(wish.former)], salt=UNDO)


def proves_login(wish: AddressChange, proof: str) -> bool:
    """Whether ``proof`` is from the letter to the address that waits."""
    fits = _opened(proof, PROVE, PROVE_WITHIN) == [str(wish.public_id), address_mark(wish.email)]
    return fits and wish.done_at is None


def proves_former(wish: AddressChange, proof: str) -> bool:
    """Whether ``proof`` is from the letter to the address before."""
    fits = _opened(proof, UNDO, UNDO_WITHIN) == [str(wish.public_id), address_mark(wish.former)]
    return fits and wish.done_at is not None


def _opened(proof: str, salt: str, within: timedelta) -> object:
    try:
        return signing.loads(proof, salt=salt, max_age=within)
    except signing.BadSignature:
        return None


@transaction.atomic
def confirm_login(wish: AddressChange) -> User:
    """The address is proven: from now on it lets her in, and letters go there.

    The roster's address goes on telling the university who she is. Raises ``RuleBroken`` where
    somebody signs in with it already.
    """
    wish = AddressChange.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    student = Student.objects.select_related("user", "institution").get(pk=wish.student_id)
    user = student.user
    if wish.done_at is not None or user is None:
        raise RuleBroken(_("This is done already."))
    former = user.email
    readdress(user=user, email=wish.email)
    if not student.email and student.institution.owns_address(former):
        Student.objects.filter(pk=student.pk).update(email=former)  # known by it from now on
    wish.former, wish.done_at = former, clock.now()
    wish.save(update_fields=["former", "done_at"])
    publish(LoginChanged(change_id=wish.pk))
    return user


@transaction.atomic
def undo_login(wish: AddressChange) -> User:
    """The reader of the former address says that it was not her: it lets her in again."""
    wish = AddressChange.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    user = Student.objects.select_related("user").get(pk=wish.student_id).user
    if wish.done_at is None or user is None:
        raise RuleBroken(_("This is done already."))
    readdress(user=user, email=wish.former)
    wish.delete()
    return user


def write_about_login(change_id: int) -> bool:
    """The letter that is due: to the new address before it is proven, to the former one after."""
    wish = (
        AddressChange.objects.select_related("institution", "student__user")
        .filter(pk=change_id)
        .first()
    )
    if wish is None or wish.student.user is None:
        return False
    done = wish.done_at is not None
    page = "students:undo_login" if done else "students:confirm_login"
    proof = proof_of_former(wish) if done else proof_of_login(wish)
    path = reverse(page, args=[wish.institution.slug, wish.public_id])
    with override(wish.institution.language_for(wish.student.user)):
        said = {"institution": wish.institution, "link": absolute(f"{path}?proof={proof}")}
        name = "students/former_address.txt" if done else "students/new_address.txt"
        subject = _("Your sign-in has another address now") if done else _("Is this your address?")
        text = render_to_string(name, said)
        send_mail(subject, text, None, [wish.former if done else wish.email])
    return True


def forget_addresses() -> int:
    """Wishes that nobody proved within a day, and changes that nobody undid within seven."""
    now = clock.now()
    unproven = AddressChange.objects.filter(done_at=None, asked_at__lt=now - PROVE_WITHIN)
    settled = AddressChange.objects.filter(done_at__lt=now - UNDO_WITHIN)
    return sum(int(rows.delete()[0]) for rows in (unproven, settled))
