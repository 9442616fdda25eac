"""“E-mail me this draft”: a letter with a link that opens the draft on another device.

The link names the draft and nothing else, and opening it spends nothing: the page has the button.
It is as good as the cookie of the browser in which the draft was begun, for as long as the draft is
kept.
"""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.limits import A_DAY, used_up
from core.errors import RuleBroken
from core.links import GOOD_FOR, absolute
from core.outbox import publish
from employers.events import DraftRequested
from employers.models import Posting
from employers.services.proof import count_letter
from institutions.models import Institution

PURPOSE = "open_draft"
LETTERS_OF_A_DRAFT = 3  # a day


@transaction.atomic
def send_draft(*, posting: Posting, email: str) -> Posting:
    """Write to ``email`` with a link to ``posting``.

    Nobody is told whether the address is known here. Raises ``RuleBroken`` after three letters a
    day about one draft or ten to one address, and where it has been sent to the university.
    """
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.challenge_id is not None:
        raise RuleBroken(_("It is sent already: our letter about it has the link."))
    if used_up(f"letters_of:{posting.public_id}", at_most=LETTERS_OF_A_DRAFT, seconds=A_DAY):
        raise RuleBroken(_("Three letters about this draft went out today. Look among your spam."))
    count_letter(email)
    posting.answers["letter"] = {"email": email}
    posting.save(update_fields=["answers", "changed_at"])
    publish(DraftRequested(posting_id=posting.pk))
    return posting


def draft_link(posting: Posting) -> str:
    """The absolute address for the button of the letter."""
    proof = signing.dumps(str(posting.public_id), salt=PURPOSE)
    path = reverse("employers:open_draft", args=[posting.institution.slug])
    return absolute(f"{path}?proof={proof}")


def draft_of(institution: Institution, proof: str) -> Posting | None:
    """The draft that ``proof`` opens, ``None`` where it is gone or the link is not ours."""
    try:
        public_id = signing.loads(proof, salt=PURPOSE, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    drafts = Posting.objects.of(institution).select_related("institution", "challenge__institution")
    return drafts.filter(public_id=public_id).first()
