"""What a team makes and says: files, what it hands in, its room, check-ins, own goals."""

import uuid
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution
from placements.models.days import SignOff, Useful
from placements.models.places import Placement, Team


def _of_the_team(purpose: str, readers: Readers = Readers.PLACED_HOST) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.PLACEMENT_FILE, readers)


def where_kept(upload: "Upload", name: str) -> str:
    """A name that says nothing, in a folder for each university."""
    return f"{upload.institution_id}/{uuid.uuid4().hex}{PurePosixPath(name).suffix}"


class Scan(models.TextChoices):
    """What a scanner for malware made of a file."""

    NOT_ASKED = "not_asked", _("not scanned")
    WAITING = "waiting", _("is being scanned")
    CLEAN = "clean", _("scanned, nothing found")
    BAD = "bad", _("refused by the scanner")


class Upload(models.Model):
    """A file of a team, or of one place, of a kind that its bytes say; served as a download."""

    PRIVACY = {
        "file": _of_the_team("what a team made, or a paper that was signed"),
        "name": _of_the_team("to know a file by the name it was given"),
        "kind": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.CASCADE, related_name="+")
    file = models.FileField(upload_to=where_kept)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=100)  # the media type that its bytes say
    size = models.PositiveIntegerField()
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NOT_ASKED)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="upload_of_a_team_or_a_place",
                condition=Q(team__isnull=False, placement__isnull=True)
                | Q(team__isnull=True, placement__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it may be taken: scanned and clean, or nobody scans here."""
        return self.scan in (Scan.CLEAN, Scan.NOT_ASKED)


@receiver(post_delete, sender=Upload)
def delete_bytes(sender: type[Upload], instance: Upload, **_signal: Any) -> None:
    """No row, no file: whichever way it was deleted, an erasure's cascade too, once that stands."""
    transaction.on_commit(partial(instance.file.storage.delete, instance.file.name or ""))


class Deliverable(models.Model):
    """What a team leaves behind: a link or a file, what it rests on, what theory it used (R42)."""

    PRIVACY = {
        "link": _of_the_team("what the team leaves behind"),
        "sources": _of_the_team("what the result rests on"),
        "theory": _of_the_team("what was used of the course"),
    }

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="deliverables")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    link = models.URLField(max_length=500, blank=True)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")
    sources = models.CharField(max_length=600, blank=True)
    theory = models.CharField(max_length=400, blank=True)

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["-at"]


class LaterUse(models.Model):
    """What the host says three months later of what it used (R43)."""

    PRIVACY = {
        "words": Personal(
            "to know what came of the result",
            Basis.CONTRACT,
            Retention.PLACEMENT_FILE,
            Readers.HOST_AND_STAFF,
        )
    }

    sign_off = models.OneToOneField(SignOff, on_delete=models.CASCADE, related_name="later")
    asked_at = models.DateTimeField()
    used = models.CharField(max_length=10, choices=Useful, blank=True)
    words = models.CharField(max_length=400, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lateruse_said_is_something",
                condition=Q(said_at__isnull=True) | ~Q(used=""),
            ),
        ]


class RoomEntry(models.Model):
    """A line in the room of a team. ``placement`` is the student who wrote it, none for others."""

    PRIVACY = {
        "words": _of_the_team("so that a team works together"),
        "link": _of_the_team("so that a team works together"),
    }

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        DECISION = "decision", _("Decision")
        FILE = "file", _("File or link")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MESSAGE)
    words = models.CharField(max_length=600, blank=True)
    link = models.URLField(max_length=500, blank=True)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["team", "-at"], name="roomentry_of_team")]


class CheckIn(models.Model):
    """How it goes for one student, on one of the days on which the full track asks."""

    PRIVACY = {"words": _of_the_team("so that somebody helps in time", Readers.PLACED_HOST)}

    class How(models.TextChoices):
        FINE = "fine", _("It goes well")
        SLOW = "slow", _("Slower than we thought")
        STUCK = "stuck", _("I am stuck")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="check_ins")
    on = models.DateField()
    how = models.CharField(max_length=5, choices=How)
    words = models.CharField(max_length=280, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint("placement", "on", name="checkin_once_a_day")]


class Goal(models.Model):
    """What one student wants to take from it, beside what all agreed (REQUIREMENTS 4.7)."""

    PRIVACY = {"words": _of_the_team("so that her host can help her to it")}

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="goal")
    words = models.CharField(max_length=280)
    written_at = models.DateTimeField()

    def __str__(self) -> Any:
        return self.words
