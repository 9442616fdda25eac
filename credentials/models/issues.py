"""What a badge's file may say besides: what she adds to it, and who stands behind what it asks."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from credentials.models.badges import Achievement, Credential, StatusEntry
from credentials.states import ENDORSEMENT_TRANSITIONS, EndorsementState
from employers.models import Employer, Member
from institutions.models import Institution, OfInstitution


def _hers(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONSENT, Retention.UNTIL_WITHDRAWN, Readers.PUBLIC_BY_CHOICE)


class FirstIssue(models.Model):
    """The file of a badge as it was first signed, kept once a later issue has taken its place.

    It holds nothing that she added. What hosts have vouched for is bound to its bytes.
    """

    PRIVACY = {
        "document": Personal(
            "what a host vouched for",
            Basis.CONTRACT,
            Retention.CREDENTIAL,
            Readers.PUBLIC_BY_CHOICE,
        )
    }

    credential = models.OneToOneField(
        Credential, on_delete=models.CASCADE, related_name="first_issue"
    )
    document = models.JSONField()


@tracked
class Addition(models.Model):
    """What she adds to the file of her badge, by her choice, and may take out again."""

    PRIVACY = {
        "words": _hers("what she did herself, in her own words"),
        "link": _hers("where her work can be seen"),
    }

    credential = models.OneToOneField(Credential, on_delete=models.CASCADE, related_name="addition")
    self_rating = models.BooleanField(default=False)  # how she rated herself
    words = models.CharField(max_length=280, blank=True)
    link = models.URLField(max_length=500, blank=True)
    vouched = models.BooleanField(default=False)  # the words of hosts, inside the file
    changed_at = models.DateTimeField()


@tracked
class Backing(Stateful):
    """A host's signed word for what can be earned with it: these skills, these steps.

    It stands inside the file of each badge of that achievement, with the host's name.
    """

    TRANSITIONS = ENDORSEMENT_TRANSITIONS

    PRIVACY = {
        "signed_name": Personal(
            "which person of the host stands behind it",
            Basis.CONTRACT,
            Retention.CREDENTIAL,
            Readers.HOST_AND_STAFF,
        ),
        "comment": None,
        "document": None,
        "jwt": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="backings")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.CharField(max_length=400)
    signed_name = models.CharField(max_length=120)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    status = models.OneToOneField(
        StatusEntry, null=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.JSONField(null=True)  # null while nothing is signed
    jwt = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=EndorsementState, default=EndorsementState.GIVEN, editable=False
    )

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "achievement", "employer", name="backing_one_given", condition=Q(state="given")
            ),
        ]
