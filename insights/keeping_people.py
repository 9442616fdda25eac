"""Rules about people's records, letters, looks and traces."""

from datetime import datetime
from typing import Any

import pghistory
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from accounts.models import User
from credentials.models import Credential
from credentials.states import CredentialState
from employers.models import Call, Challenge, HostCheck, Member, Partnership
from insights.erasing import forget_student, leave_alone
from insights.models import RetentionReport
from insights.retention import Part, keeping_of, months_before
from institutions.models import StaffMember
from notifications.models import Message, StoppedAddress
from placements.models import Placement
from placements.states import GONE
from students.access import AccessLook
from students.looks import PageLook
from students.models import Eoi, Student
from students.rights import Correction, Erasure
from students.seen import SeenProjects

LAST_HERE = Coalesce(F("user__last_login"), F("user__date_joined"))


def _of(model: Any, moment: str, **more: Any) -> Part:
    """Rows of an institution whose ``moment`` is before."""
    return Part(
        lambda institution, before: model._base_manager.filter(
            institution=institution, **{f"{moment}__lt": before}, **more
        )
    )


# Students


def _former_students(institution: Any, before: datetime) -> QuerySet[Any]:
    """Who left or was last here before, has no badge in force, and no file that is still kept."""
    keeping = keeping_of(institution)
    file_before = months_before(before, keeping.file_months - keeping.record_months)
    hers = {"student": OuterRef("pk")}
    lately = Eoi.objects.filter(**hers).filter(
        Q(sent_at__gte=before) | Q(challenge__ends_at__gte=before)
    )
    a_file = Placement.objects.filter(**hers, challenge__ends_at__gte=file_before)
    in_force = Credential.objects.filter(**hers).exclude(state=CredentialState.REVOKED)
    return (
        Student._base_manager.filter(institution=institution)
        .annotate(last_here=LAST_HERE)
        .exclude(last_here__gte=before)
        .exclude(user=None, student_number="", email="", family_name="")  # nobody any more
        .filter(
            Q(left_at__lt=before)
            | Q(expected_graduation__lt=before.date())
            | Q(left_at=None, expected_graduation=None, last_here__lt=before)
        )
        .exclude(left_at__gte=before)
        .filter(~Exists(lately), ~Exists(a_file.exclude(state__in=GONE)), ~Exists(in_force))
    )


FORMER_STUDENTS = (Part(_former_students, end=forget_student),)
PROOFS = (_of(Erasure, "done_at"),)
SETTLED = (_of(Correction, "settled_at"),)
LOOKS = (_of(PageLook, "hour"), _of(AccessLook, "at"))
SEEN = (_of(SeenProjects, "on"),)
LETTERS = (
    _of(Message, "written_at"),
    Part(
        lambda institution, before: StoppedAddress._base_manager.filter(
            institution=institution, stopped_at__lt=before
        ).exclude(works_again_at__gte=before)
    ),
)
REPORTS = (_of(RetentionReport, "at"),)


# Hosts' people


def _former_hosts(institution: Any, before: datetime) -> QuerySet[Any]:
    """Who has not signed in, had no project and was not changed since, and was introduced here."""
    projects = Challenge._base_manager.filter(
        Q(contact=OuterRef("pk")) | Q(supervisor=OuterRef("pk"))
    ).filter(Q(ends_at__gte=before) | Q(ends_at=None) | Q(state_changed_at__gte=before))
    [versions] = set(Member.pgh_event_models.values())  # type: ignore[attr-defined]
    changed = versions.objects.filter(pgh_obj_id=OuterRef("pk"), pgh_created_at__gte=before)
    known_here = Partnership._base_manager.filter(
        institution=institution, employer=OuterRef("employer")
    )
    return (
        Member._base_manager.filter(
            Q(introduced_by=institution) | Q(Exists(known_here), introduced_by=None)
        )
        .annotate(last_here=LAST_HERE)
        .exclude(last_here__gte=before)
        .exclude(user=None, email="", telephone="", job_title="", named_publicly=False)
        .filter(~Exists(projects), ~Exists(changed))
    )


def _end_host(member: Member) -> None:
    user = member.user
    Member._base_manager.filter(pk=member.pk).update(
        user=None,
        name=gettext("A former contact"),
        email="",
        telephone="",
        job_title="",
        named_publicly=False,
    )
    if user is not None:
        leave_alone(user)


FORMER_HOSTS = (Part(_former_hosts, end=_end_host),)
OF_HOSTS = (
    _of(Call, "asked_at"),
    Part(
        lambda institution, before: (
            HostCheck._base_manager.filter(institution=institution)
            .filter(asked_at__lt=before)
            .exclude(good_until__gte=before.date())
        )
    ),
    Part(
        lambda institution, before: Partnership._base_manager.filter(
            institution=institution, next_step_on__lt=before.date()
        ),
        {"next_step": "", "next_step_on": None, "next_step_owner": None},
    ),
)


# Of the whole service


def _accounts(_institution: Any, before: datetime) -> QuerySet[Any]:
    mine = {"user": OuterRef("pk")}
    return (
        User._base_manager.filter(is_staff=False, is_superuser=False)
        .annotate(last_here=Coalesce(F("last_login"), F("date_joined")))
        .filter(last_here__lt=before)
        .filter(
            ~Exists(Student._base_manager.filter(**mine)),
            ~Exists(StaffMember._base_manager.filter(**mine)),
            ~Exists(Member._base_manager.filter(**mine)),
        )
    )


def _versions(model: Any) -> Part:
    return Part(lambda _institution, before: model._base_manager.filter(pgh_created_at__lt=before))


def _contexts(_institution: Any, before: datetime) -> QuerySet[Any]:
    return pghistory.models.Context.objects.filter(created_at__lt=before)


ACCOUNTS = (Part(_accounts),)
SESSIONS = (Part(lambda _institution, before: Session.objects.filter(expire_date__lt=before)),)
OPERATORS = (Part(lambda _institution, before: LogEntry.objects.filter(action_time__lt=before)),)
CHANGES = (
    *(_versions(model) for model in apps.get_models() if hasattr(model, "pgh_tracked_model")),
    Part(_contexts),
)
