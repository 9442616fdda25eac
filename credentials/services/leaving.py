"""The badges of somebody who leaves: those she lets stay public, and the others."""

from collections.abc import Container
from uuid import UUID

from django.db import transaction

from credentials.models import Credential, Endorsement, Portfolio
from credentials.services.consenting import forget_consents
from credentials.services.whose import name_of
from students.models import Student


@transaction.atomic
def leave_badges(*, student: Student, keep: Container[UUID]) -> None:
    """Keep her public badges that ``keep`` names, with the name that stands on them; delete others.

    A deleted badge keeps its bit in the status list unset: a file that she saved still proves
    itself by its signature. One that was revoked stays so. Of the ledger stay their lines alone.
    """
    staying = []
    for credential in Credential.objects.filter(student=student).select_related("student__user"):
        if credential.shared and credential.public_id in keep:
            credential.kept_name = name_of(credential.student) if credential.name_shown else ""
            credential.host_may_contact, credential.contact_until = False, None
            credential.save(update_fields=["kept_name", "host_may_contact", "contact_until"])
            staying.append(credential.pk)
        else:
            Endorsement.objects.filter(credential=credential).delete()
            credential.delete()
    Portfolio.objects.filter(student=student).delete()
    forget_consents(student, but=staying)
