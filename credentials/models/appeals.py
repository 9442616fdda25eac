"""What a badge's owner says when it is paused or taken back, and what somebody else decides."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from credentials.models.badges import Credential, Endorsement
from institutions.models import Institution, OfInstitution


def _said(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.PLACEMENT_FILE, Readers.SELF_AND_STAFF)


class Appeal(models.Model):
    """Her answer to one pause or withdrawal (``against``: the moment of it), and the decision; or
    what she says of a host's ``word`` (``against``: when it was given).

    ``recorded_by``: who wrote it down for her. It hangs by nobody: without one a pause can be ended
    all the same, and a badge that was taken back stays so.
    """

    PRIVACY = {
        "words": _said("to hear why she thinks that it is wrong"),
        "answer": _said("to tell her what was decided, and why"),
    }

    class Decision(models.TextChoices):
        STANDS = "stands", _("it stays as it is")
        LIFTED = "lifted", _("the badge is in force again")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="appeals")
    word = models.ForeignKey(
        Endorsement, null=True, on_delete=models.CASCADE, related_name="disputes"
    )
    against = models.DateTimeField()
    words = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    answer = models.CharField(max_length=600, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("credential", "against", name="appeal_once"),
            models.CheckConstraint(
                name="appeal_decided_says_why",
                condition=Q(decided_at__isnull=True, decision="", answer="")
                | Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(answer=""),
            ),
        ]
