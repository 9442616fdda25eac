"""What students said of a project afterwards, for those who think about coming (R51, R74)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution
from placements.models.places import Placement


class SaidAs(models.TextChoices):
    """Whose name stands under a quote."""

    STUDENT = "student", _("“A student”")
    FIRST_NAME = "first_name", _("my first name")


class QuoteUse(models.TextChoices):
    """Where a sentence may stand: she agrees to each by itself."""

    HOST_PAGE = "host_page", _("On the page of this host")
    PROJECTS = "projects", _("Beside its projects, for whoever thinks about coming")
    UNIVERSITY = "university", _("In what the university writes about such days")


def _said(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONSENT, Retention.UNTIL_WITHDRAWN, Readers.PUBLIC_BY_CHOICE)


def _where_it_began() -> list[str]:
    """What was agreed to before she could choose: the pages of the host."""
    return [QuoteUse.HOST_PAGE.value, QuoteUse.PROJECTS.value]


class Quote(models.Model):
    """One sentence of somebody who was there, public where she chose so (:class:`QuoteUse`).

    Taken back, the row is deleted. What staff hide stays hers to see and to take back.
    """

    PRIVACY = {
        "words": _said("so that others know what to expect, where she chose to say it"),
        "said_as": _said("to name her or not, as she chose"),
        "uses": _said("to show it where she chose, and nowhere else"),
        "hidden_because": Personal(
            "to tell her why her words are not shown",
            Basis.LEGITIMATE_INTEREST,
            Retention.UNTIL_WITHDRAWN,
            Readers.SELF_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=280)
    said_as = models.CharField(max_length=10, choices=SaidAs, default=SaidAs.STUDENT)
    uses = ArrayField(models.CharField(max_length=10, choices=QuoteUse), default=_where_it_began)
    said_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    hidden_because = models.CharField(max_length=300, blank=True)

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["institution", "-said_at"], name="quote_newest"),
        ]
        constraints = [
            models.CheckConstraint(name="quote_says_something", condition=~Q(words="")),
            models.CheckConstraint(name="quote_known", condition=Q(said_as__in=SaidAs.values)),
            models.CheckConstraint(
                name="quote_shown_where_she_chose",
                condition=Q(uses__len__gte=1, uses__contained_by=QuoteUse.values),
            ),
            models.CheckConstraint(
                name="quote_hidden_has_reason",
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.words
