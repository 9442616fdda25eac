"""The university's side: the tenant, its people, its calendar, its policy."""

from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.history import tracked
from core.languages import every_language
from institutions.reserved import RESERVED


class Jurisdiction(models.TextChoices):
    """Whose law of work applies; ``employers.paylaw`` holds the tables."""

    UK = "uk", _("United Kingdom")
    ONTARIO = "ca-on", _("Ontario")
    BRITISH_COLUMBIA = "ca-bc", _("British Columbia")
    AUSTRALIA = "au", _("Australia")
    US_FEDERAL = "us", _("United States, federal")
    OTHER = "other", _("another")


EMERGENCY_NUMBERS = {
    Jurisdiction.UK: "999",
    Jurisdiction.ONTARIO: "911",
    Jurisdiction.BRITISH_COLUMBIA: "911",
    Jurisdiction.AUSTRALIA: "000",
    Jurisdiction.US_FEDERAL: "911",
}


class InstitutionQuerySet(models.QuerySet["Institution"]):
    """Reads of institutions."""


@tracked
class Institution(models.Model):
    """A university: the tenant. Its slug begins every address of its pages."""

    PRIVACY = {
        "name": None,
        "team_name": None,
        "scheme_name": None,
        "colour": None,
        "zone": None,
        "language": None,
        "languages": None,
        "contact_email": None,
        "contact_phone": None,
        "office_hours": None,
        "email_domains": None,
        "letters_from": None,
        "replies_to": None,
        "logo_mark": None,
    }

    slug = models.SlugField(max_length=39, unique=True)
    name = models.CharField(max_length=120)
    team_name = models.CharField(max_length=60, default="WIL team")
    scheme_name = models.CharField(max_length=60, default="micro-placement")
    colour = models.CharField(
        max_length=7, default="#0a6357", validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    zone = models.CharField(max_length=60, default="Europe/London")
    language = models.CharField(max_length=10, default="en-gb")
    languages = ArrayField(models.CharField(max_length=10), default=every_language, blank=True)
    jurisdiction = models.CharField(max_length=10, choices=Jurisdiction, default=Jurisdiction.OTHER)
    email_domains = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    office_hours = models.CharField(max_length=80, blank=True)
    letters_from = models.CharField(max_length=60, blank=True)  # else the team's name
    replies_to = models.EmailField(blank=True)  # else the contact's address
    logo_mark = models.CharField(max_length=12, blank=True)  # of the Logo; "" where there is none
    closed_on = ArrayField(models.DateField(), default=list, blank=True)  # besides public holidays

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="institution_slug_not_reserved",
                condition=~Q(slug__in=RESERVED),
            ),
            models.CheckConstraint(
                name="institution_colour_is_hex", condition=Q(colour__regex=r"^#[0-9a-fA-F]{6}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def offered_languages(self) -> list[str]:
        """Codes of the languages that its pages speak, its own first."""
        return [self.language, *(code for code in self.languages if code != self.language)]

    def language_for(self, user: User | None) -> str:
        """The language in which ``user`` is written to."""
        chosen = user.language if user else ""
        return chosen if chosen in self.offered_languages else self.language

    def owns_address(self, email: str) -> bool:
        """Whether ``email`` is under one of the institution's own domains."""
        return email.rpartition("@")[2].lower() in self.email_domains

    @property
    def emergency_number(self) -> str:
        """Whom anybody rings first when somebody is in danger here; "" where we do not know."""
        return EMERGENCY_NUMBERS.get(Jurisdiction(self.jurisdiction), "")


class Logo(models.Model):
    """The picture beside a university's name: a PNG, apart because every page reads its tenant."""

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE)
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()  # pixels
    height = models.PositiveSmallIntegerField()


class OfInstitution(models.QuerySet[Any]):
    """Rows that belong to one institution. Every query that staff see starts from here."""

    def of(self, institution: Institution | None) -> Self:
        """The rows of ``institution``."""
        return self.filter(institution=institution)


class StaffRole(models.TextChoices):
    """What somebody at the university may do (REQUIREMENTS 4.22)."""

    OFFICER = "officer", _("officer")
    MANAGER = "manager", _("manager")
    APPROVER = "approver", _("second approver")
    ACADEMIC = "academic", _("academic")
    READER = "reader", _("read-only")


@tracked
class StaffMember(models.Model):
    """One role of one person at one institution; several roles are several rows."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=StaffRole)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "user", "role", name="staffmember_role_once"),
            models.CheckConstraint(
                name="staffmember_known_role", condition=Q(role__in=StaffRole.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Term(models.Model):
    """A stretch of the academic year, for reports and "week 7 of spring term"."""

    PRIVACY = {"name": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))
            ),
            ExclusionConstraint(
                name="term_no_overlap",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Module(models.Model):
    """A taught module: its students are eligible, its academics assess."""

    PRIVACY = {"code": None, "title": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    academics = models.ManyToManyField(User, related_name="+", blank=True)
    full_track = models.BooleanField(default=False)  # of projects of one or two days, too
    peer_ratings = models.BooleanField(default=False)  # where there are days and people enough

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint("institution", "code", name="module_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@tracked
class Policy(models.Model):
    """The institution's choices, one row each; every rule that reads one names the field.

    Hours are hours of the wall clock; days are working days of the institution.
    """

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE)
    places_at_most = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    open_interests_at_most = models.PositiveSmallIntegerField(default=5)
    answer_within_days = models.PositiveSmallIntegerField(default=3)
    brief_within_days = models.PositiveSmallIntegerField(default=3)
    offer_hours = models.PositiveSmallIntegerField(default=48)
    cutoff_hours = models.PositiveSmallIntegerField(default=18)
    undo_minutes = models.PositiveSmallIntegerField(default=10)
    over_offer = models.BooleanField(default=False)
    first_timers_first = models.BooleanField(default=True)
    carry_over_first = models.BooleanField(default=True)
    places_by_lottery = models.BooleanField(default=False)
    quiet_from = models.TimeField(default="21:00")
    quiet_until = models.TimeField(default="08:00")
    closes_after_days = models.PositiveSmallIntegerField(default=14)
    host_check_months = models.PositiveSmallIntegerField(default=12)
    graduate_months = models.PositiveSmallIntegerField(default=12)
    asks_signature = models.BooleanField(default=False)  # a typed name under what we agree
    sample_percent = models.PositiveSmallIntegerField(
        default=5, validators=[MaxValueValidator(100)]
    )  # of sign-offs that nothing is said against, staff read so many before they go out
    fewest_shown = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(5), MaxValueValidator(50)]
    )  # in tables of who takes part: what may be fewer people is not said

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                name="policy_places_1_to_10",
                condition=Q(places_at_most__gte=1) & Q(places_at_most__lte=10),
            ),
            models.CheckConstraint(
                name="policy_sample_to_100", condition=Q(sample_percent__lte=100)
            ),
            models.CheckConstraint(
                name="policy_fewest_from_5",
                condition=Q(fewest_shown__gte=5) & Q(fewest_shown__lte=50),
            ),
        ]

    @classmethod
    def unwritten(cls, institution: Institution) -> "Policy":
        """The defaults, unsaved, where an institution has written no policy."""
        policy = cls(institution=institution)
        policy.clean_fields(exclude=["institution"])  # times from the defaults' words
        return policy
