"""The words of a credential's and an endorsement's life."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Transitions


class CredentialState(models.TextChoices):
    """What the status list says of it."""

    AWARDED = "awarded", _("in force")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")


C = CredentialState

CREDENTIAL_TRANSITIONS: Transitions = {
    C.AWARDED: frozenset({C.SUSPENDED, C.REVOKED}),
    C.SUSPENDED: frozenset({C.AWARDED, C.REVOKED}),
    C.REVOKED: frozenset({C.AWARDED}),  # by an appeal alone
}


class EndorsementState(models.TextChoices):
    """Whether the employer stands by its word."""

    GIVEN = "given", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn")


E = EndorsementState

ENDORSEMENT_TRANSITIONS: Transitions = {
    E.GIVEN: frozenset({E.WITHDRAWN}),
    E.WITHDRAWN: frozenset({E.GIVEN}),  # undone within a day
}
