"""Keys and status lists; what can be earned, that it was earned, and who vouches for it."""

import uuid
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from credentials.states import (
    CREDENTIAL_TRANSITIONS,
    ENDORSEMENT_TRANSITIONS,
    CredentialState,
    EndorsementState,
)
from employers.models import Challenge, Employer, Member
from institutions.models import Institution, OfInstitution
from placements.models import Placement, Reach
from students.models import Student

OWNER = Q(institution__isnull=False) ^ Q(employer__isnull=False)


class SigningKey(models.Model):
    """A key pair of one institution or one employer; the private half is encrypted.

    The key-encryption key lies in ``KEY_FILE``, outside the database; ``kek_id`` says which one.
    A compromised key leaves the DID document; a retired one stays, so that old badges verify.
    No admin page, no history, no export shows a row.
    """

    PRIVACY = {"public": None, "kek_id": None, "fingerprint": None}

    class Kind(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"
        RSA = "rsa", "RSA"

    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind)
    fingerprint = models.CharField(max_length=64, unique=True)
    public = models.TextField()  # PEM
    private_sealed = models.BinaryField()
    kek_id = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="signingkey_one_owner", condition=OWNER),
            models.UniqueConstraint(
                "institution",
                "kind",
                name="signingkey_one_current_institution",
                condition=Q(retired_at__isnull=True, compromised_at__isnull=True)
                & Q(institution__isnull=False),
            ),
            models.UniqueConstraint(
                "employer",
                "kind",
                name="signingkey_one_current_employer",
                condition=Q(retired_at__isnull=True, compromised_at__isnull=True)
                & Q(employer__isnull=False),
            ),
        ]


class SealingKey(models.Model):
    """The key pair under which one university's sealed answers lie: web processes seal with the
    public half, workers alone open. The private half is kept as a :class:`SigningKey`'s is.
    """

    PRIVACY = {"public": None, "kek_id": None, "fingerprint": None}

    institution = models.OneToOneField(Institution, on_delete=models.PROTECT)
    fingerprint = models.CharField(max_length=64, unique=True)
    public = models.TextField()  # PEM
    private_sealed = models.BinaryField()
    kek_id = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)


class SignatureRecord(models.Model):
    """Append-only: each signature, whose key, over what, and which named person's act is behind it.

    A database trigger refuses UPDATE and DELETE. ``actor`` has no constraint in the database: the
    record outlives the person's row. ``act`` is the verb, ``digest`` SHA-256 of the bytes served.
    """

    PRIVACY = {"document_id": None, "digest": None, "securing": None, "act": None}

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    securing = models.CharField(max_length=20)
    document_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    actor = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    act = models.CharField(max_length=60)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class StatusList(models.Model):
    """One Bitstring status list of an issuer; its bits are built from entries.

    ``document`` and ``jwt`` are the list as the worker last signed it, and what the address serves.
    ``base_url`` is what its address began with when it was made: signed lists never move.
    """

    PRIVACY = {"base_url": None, "document": None, "jwt": None}

    SIZE = 131_072

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    base_url = models.CharField(max_length=200)
    full = models.BooleanField(default=False)  # half full: a new list takes over
    document = models.JSONField(null=True)
    jwt = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="statuslist_one_owner", condition=OWNER),
            models.UniqueConstraint(
                "institution",
                "base_url",
                name="statuslist_one_open_institution",
                condition=Q(full=False, institution__isnull=False),
            ),
            models.UniqueConstraint(
                "employer",
                "base_url",
                name="statuslist_one_open_employer",
                condition=Q(full=False, employer__isnull=False),
            ),
        ]


class StatusEntry(models.Model):
    """One bit of a status list, at a random index: set while what it stands for is not to be
    relied on."""

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField()
    is_set = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("status_list", "index", name="statusentry_index_once"),
            models.CheckConstraint(
                name="statusentry_index_in_list", condition=Q(index__lt=StatusList.SIZE)
            ),
        ]


class Achievement(models.Model):
    """What can be earned in one challenge: a change is a new version.

    A database trigger refuses UPDATE, because badges and hosts' words name a version for good.
    """

    PRIVACY = {"name": None, "description": None, "criteria": None, "document": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=80)
    description = models.TextField()
    criteria = models.TextField()
    document = models.JSONField()  # the achievement object as it stands inside each credential
    made_at = models.DateTimeField(auto_now_add=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("challenge", "version", name="achievement_version_once"),
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]


def _badge(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.CREDENTIAL, Readers.PUBLIC_BY_CHOICE)


@tracked
class Credential(Stateful):
    """That one student earned an achievement: signed in two securings, at one address.

    ``document`` and ``jwt`` are the issue in force; a re-issue keeps ``public_id`` and raises
    ``valid_from``. Nothing is public until she shares it. ``status`` is one bit for both suspended
    and revoked: the official schema lets a file name one status entry only.
    """

    TRANSITIONS = CREDENTIAL_TRANSITIONS

    PRIVACY = {
        "document": _badge("the badge itself"),
        "jwt": _badge("the badge itself"),
        "salt": _badge("so that only somebody who knows her address can match the badge to it"),
        "state_reason": _badge("why a badge is not in force"),
        "kept_name": _badge("to name her on a badge that she let stay public when she left"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="+")
    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="credential")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    salt = models.CharField(max_length=32)
    status = models.OneToOneField(StatusEntry, on_delete=models.PROTECT, related_name="+")
    awarded_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    document = models.JSONField()
    jwt = models.TextField()
    shared = models.BooleanField(default=False)  # link on
    name_shown = models.BooleanField(default=False)  # my name on it
    host_may_contact = models.BooleanField(default=False)
    contact_until = models.DateField(null=True)  # its last day, as she chose
    kept_name = models.CharField(max_length=180, blank=True)  # of somebody deleted since
    state_reason = models.CharField(max_length=300, blank=True)
    state_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        max_length=10, choices=CredentialState, default=CredentialState.AWARDED, editable=False
    )

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [models.Index(fields=["student"], name="credential_of_student")]
        constraints = [
            models.CheckConstraint(
                name="credential_name_only_if_shared",
                condition=Q(shared=True) | Q(name_shown=False),
            ),
            models.CheckConstraint(
                name="credential_contact_until_only_if_open",
                condition=Q(host_may_contact=True) | Q(contact_until__isnull=True),
            ),
            models.CheckConstraint(
                name="credential_status_has_reason",
                condition=Q(state="awarded") | ~Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="credential_dates_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]


class Seen(models.TextChoices):
    """Whether others read a host's words on a badge: its owner has the last say (decision 113)."""

    SHOWN = "shown", _("others read it")
    WAITS = "waits", _("waits for its owner")
    HIDDEN = "hidden", _("hidden by its owner")


@tracked
class Endorsement(Stateful):
    """An employer's own signed word for one student's work; its reach may change, or end.

    Each change of reach or words is a new issue with a new bit of the employer's status list; the
    bit of the issue before it is set, so that an old file does not go on saying what was stepped
    back from. Words that are not ``seen`` are signed and kept, and their badge's
    owner alone reads them.
    """

    TRANSITIONS = ENDORSEMENT_TRANSITIONS

    PRIVACY = {
        "comment": _badge("what the host saw"),
        "signed_name": _badge("which person of the host stands behind it"),
        "document": _badge("the endorsement itself"),
        "jwt": _badge("the endorsement itself"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="endorsements"
    )
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    reach = models.CharField(max_length=12, choices=Reach)
    seen = models.CharField(max_length=6, choices=Seen, default=Seen.SHOWN)
    comment = models.CharField(max_length=400, blank=True)
    signed_name = models.CharField(max_length=120)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    status = models.OneToOneField(
        StatusEntry, null=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateTimeField(null=True)  # of the issue in force
    renewal_asked_at = models.DateTimeField(null=True)  # once, before it runs out
    document = models.JSONField(null=True)  # null while nothing signed may be shown
    jwt = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=EndorsementState, default=EndorsementState.GIVEN, editable=False
    )

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "credential",
                "employer",
                name="endorsement_one_given",
                condition=Q(state="given"),
            ),
        ]


class Reliance(models.Model):
    """A verified employer says "I relied on this" (R32): counted from acts alone."""

    PRIVACY: dict[str, Any] = {}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="reliances")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    relied_at = models.DateTimeField(auto_now_add=True)
    ring = models.PositiveBigIntegerField(null=True)  # as that of an ``Acceptance``

    class Meta:
        constraints = [
            models.UniqueConstraint("credential", "employer", name="reliance_once"),
        ]
