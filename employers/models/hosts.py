"""Who hosts, where, and how an institution knows them."""

import uuid
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from employers.models.search import FIND_BY_HOST, FIND_BY_PLACE
from employers.states import ChallengeState
from institutions.models import Institution, OfInstitution


class EmployerKind(models.TextChoices):
    """What sort of organisation hosts; the law of pay and the light checks depend on it."""

    COMPANY = "company", _("company")
    SMALL_FIRM = "small_firm", _("small or medium firm")
    MICRO = "micro", _("micro-business")
    CHARITY = "charity", _("charity")
    COMMUNITY = "community", _("community group")
    PUBLIC_BODY = "public_body", _("public body")


@tracked
class Employer(models.Model):
    """An organisation that hosts; global, known to an institution by a Partnership."""

    PRIVACY = {
        "name": None,
        "about": None,
        "sector": None,
        "website": None,
        "telephone": None,
        "email_domain": None,
    }

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=EmployerKind)
    sector = models.CharField(max_length=60, blank=True)
    about = models.TextField(max_length=1000, blank=True)
    website = models.URLField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email_domain = models.CharField(max_length=120, blank=True)

    class Meta:
        triggers = [FIND_BY_HOST]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where students come to."""

    PRIVACY = {
        "name": None,
        "address": None,
        "town": None,
        "access": None,
        "travel": None,
        "located_as": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    town = models.CharField(max_length=60, blank=True)
    access = models.CharField(max_length=300, blank=True)
    travel = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, editable=False)  # of its town
    longitude = models.FloatField(null=True, editable=False)
    located_as = models.CharField(max_length=262, blank=True, editable=False)  # what was looked up

    class Meta:
        triggers = [FIND_BY_PLACE]
        constraints = [models.UniqueConstraint("employer", "name", name="site_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def map_url(self) -> str:
        """A page of OpenStreetMap that looks for it. Nothing is asked there until it is pressed."""
        return f"https://www.openstreetmap.org/search?{urlencode({'query': self.where})}"

    @property
    def where(self) -> str:
        """The address, with the town where it does not name it."""
        named = not self.town or self.town.casefold() in self.address.casefold()
        return self.address if named else f"{self.address}, {self.town}"

    @property
    def called(self) -> str:
        """The address under the place's own name, said once."""
        named = self.where.casefold().startswith(self.name.casefold())
        return self.where if named else f"{self.name}, {self.where}"


@tracked
class Member(models.Model):
    """A person at an employer: contact, supervisor, or both. Without e-mail, staff ring."""

    PRIVACY = {
        "name": Personal(
            "so that students and staff know whom they deal with",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.PLACED_HOST,
        ),
        "email": Personal(
            "to write to the host until the address is proven",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.SELF_AND_STAFF,
        ),
        "telephone": Personal(
            "to ring the host",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.SELF_AND_STAFF,
        ),
        "job_title": Personal(
            "shown beside an endorsement by a named person",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.PLACED_HOST,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE)
    introduced_by = models.ForeignKey(
        Institution, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # the university that she came through: where she acts for the host (decision 27)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    job_title = models.CharField(max_length=80, blank=True)
    is_contact = models.BooleanField(default=False)
    is_supervisor = models.BooleanField(default=False)
    did_wil = models.BooleanField(default=False)
    named_publicly = models.BooleanField(default=False)  # on the host's public page, by her choice

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "employer", "user", name="member_user_once", condition=Q(user__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where letters go: the proven address, else the one given, else nothing."""
        return self.user.email if self.user else self.email


class PartnershipQuerySet(OfInstitution):
    """Reads of partnerships."""

    def of(self, institution: Any) -> Self:
        """Those of ``institution``, without records that went into another one."""
        return super().of(institution).filter(merged_into__isnull=True)

    def real(self) -> "PartnershipQuerySet":
        """Without those that are nothing but a draft from an address that nobody has proven."""
        from employers.models.challenges import Challenge  # it stands on this module

        theirs = Challenge.objects.filter(employer=OuterRef("employer"))
        return self.exclude(
            Exists(theirs.unproven()) & ~Exists(theirs.exclude(state=ChallengeState.DRAFT)),
            checked_by=Partnership.Check.NONE,
        )


@tracked
class Partnership(models.Model):
    """An institution knows an employer, and how it was checked that it is who it says."""

    PRIVACY = {
        "checked_note": None,
        "next_step": Personal(
            "so that what was promised to a host is done, and by whom",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.STAFF,
        ),
    }

    class Stage(models.TextChoices):
        NEW = "new", _("new")
        TALKING = "talking", _("talking")
        ACTIVE = "active", _("active")
        RESTING = "resting", _("resting")
        ENDED = "ended", _("ended")

    BEFORE_ACTIVE = (Stage.NEW, Stage.TALKING)  # publishing a project makes it active

    class Check(models.TextChoices):
        NONE = "none", _("not checked yet")
        DOMAIN = "domain", _("by its e-mail domain")
        REGISTER = "register", _("in a public register")
        VOUCHED = "vouched", _("the university vouches for it")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_by = models.CharField(max_length=10, choices=Check, default=Check.NONE)
    checked_note = models.CharField(max_length=200, blank=True)
    paused = models.BooleanField(default=False)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.NEW)
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    next_step_owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "employer", name="partnership_once"),
            models.CheckConstraint(
                name="partnership_next_step_has_a_day",
                condition=Q(next_step="", next_step_on__isnull=True)
                | (~Q(next_step="") & Q(next_step_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "next_step_on"],
                name="partnership_next_steps",
                condition=Q(next_step_on__isnull=False),
            ),
        ]
