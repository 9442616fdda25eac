"""Skills: versioned frameworks, their skills, and the behaviours that show each level."""

from typing import Any

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from skills.spoken import SpokenField


class FrameworkQuerySet(models.QuerySet[Any]):
    """Reads of frameworks."""

    def newest(self) -> "FrameworkQuerySet":
        """The newest version of each framework, by day of publication, else by import."""
        by_age = self.order_by("code", F("published_on").desc(nulls_last=True), "-pk")
        return self.filter(pk__in=by_age.distinct("code").values("pk"))


class Framework(models.Model):
    """A published set of skills, in one version."""

    PRIVACY = {
        "code": None,
        "name": None,
        "version": None,
        "publisher": None,
        "source_url": None,
        "licence": None,
        "notice": None,
    }

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=20)
    publisher = models.CharField(max_length=120, blank=True)
    source_url = models.URLField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    notice = models.CharField(max_length=300, blank=True)  # to be shown where skills are shown
    published_on = models.DateField(null=True)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("code", "version", name="framework_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Family(models.TextChoices):
    """The motif of a badge."""

    THINKING = "thinking", _("thinking")
    SELF = "self", _("managing oneself")
    TOGETHER = "together", _("working together")
    DIGITAL = "digital", _("digital")


class SkillQuerySet(models.QuerySet[Any]):
    """Reads of skills."""

    def offered(self) -> "SkillQuerySet":
        """Those that a new challenge may pick: of the newest version of each framework."""
        return self.filter(framework__in=Framework.objects.newest()).select_related("framework")

    def with_levels(self, language: str = "en") -> "SkillQuerySet":
        """The skills with ``levels`` of one language fetched along, lowest first."""
        levels = LevelDescriptor.objects.filter(language=language).order_by("level")
        return self.prefetch_related(Prefetch("levels", levels))


class Skill(models.Model):
    """One skill of one framework's version."""

    PRIVACY = {
        "code": None,
        "name": None,
        "plain_name": None,
        "uri": None,
        "description": None,
        "alignments": None,
    }

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="skills")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)  # the framework's own label
    plain_name = SpokenField(max_length=80)  # what pages say: "Dealing with problems"
    uri = models.URLField(blank=True)
    description = models.TextField(blank=True)
    family = models.CharField(max_length=10, choices=Family)
    alignments = models.JSONField(default=list, blank=True)  # [{framework, name, url}]

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint("framework", "code", name="skill_code_once"),
            models.CheckConstraint(
                name="skill_known_family", condition=Q(family__in=Family.values)
            ),
        ]

    def __str__(self) -> str:
        return self.plain_name


class LevelDescriptor(models.Model):
    """What somebody does who shows a skill at one of four levels."""

    PRIVACY = {"name": None, "behaviour": None, "language": None}

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
    name = SpokenField(max_length=40)
    behaviour = SpokenField(max_length=300)
    language = models.CharField(max_length=10, default="en")

    class Meta:
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint("skill", "level", "language", name="leveldescriptor_once"),
            models.CheckConstraint(
                name="leveldescriptor_1_to_4", condition=Q(level__gte=1) & Q(level__lte=4)
            ),
            models.CheckConstraint(
                name="leveldescriptor_says_something", condition=~Q(behaviour="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.name}"
