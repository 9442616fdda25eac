"""Facts of the letter-box."""

from dataclasses import dataclass

from core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class MailNotTaken(Event):
    """Somebody wrote about a project, and no interest could come of it."""

    mail_id: int


@dataclass(frozen=True, kw_only=True)
class MailWithoutProject(Event):
    """A person wrote and named no project: somebody of the team finds out which is meant."""

    mail_id: int


@dataclass(frozen=True, kw_only=True)
class MailBounced(Event):
    """A letter of ours came back for good."""

    mail_id: int
