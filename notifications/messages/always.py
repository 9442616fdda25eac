"""What comes whatever somebody chose, in plain words: a line, and the kinds that it stands for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.models import Message

Lines = tuple[tuple[Any, tuple[str, ...]], ...]

ALWAYS: dict[Message.Reader, Lines] = {
    Message.Reader.STUDENT: (
        (_("The code that confirms your address."), ("eoi_submitted",)),
        (
            _("The answer to an interest: a place for you, next in line, or not this time."),
            ("place_offered", "eoi_waitlisted", "eoi_not_selected"),
        ),
        (_("That we are late with an answer, and when it comes."), ("answer_late",)),
        (
            _("That a project is called off, or is on another day."),
            ("challenge_cancelled", "challenge_postponed"),
        ),
        (_("That what was agreed has changed."), ("agreement_changed",)),
        (
            _("That your host answers you, or that we would like to hear your side."),
            ("stuck_answered", "other_side_asked"),
        ),
        (
            _("Your badge, and each change of it."),
            ("credential_awarded", "credential_status_changed", "appeal_decided"),
        ),
        (
            _("What became of an e-mail that you wrote to us."),
            ("mail_too_late", "mail_without_sentence", "mail_without_project"),
        ),
        (_("That you asked to be deleted, and how to undo it."), ("erasure_asked",)),
    ),
    Message.Reader.HOST: (
        (
            _("The code or the link that opens what you wrote."),
            ("challenge_drafted", "draft_requested"),
        ),
        (_("That a colleague asks you to help with students."), ("colleague_invited",)),
        (_("That somebody asks you to stand in."), ("stand_in_asked",)),
        (_("Who asks to do your project, where you choose."), ("host_asked",)),
        (
            _("That one fewer comes, or that somebody is late."),
            ("place_given_back_host", "late_host"),
        ),
        (_("That a project of yours is called off."), ("challenge_cancelled_host",)),
        (
            _("That a student is stuck, or that we would like to hear your side."),
            ("stuck_for_host", "other_side_asked_host"),
        ),
        (_("The page on which you sign off the day."), ("day_is_over_host",)),
        (_("What we ask you about a step that you gave."), ("supervisor_asked",)),
    ),
    Message.Reader.STAFF: (
        (_("That the promised day of an answer has come."), ("answer_missing",)),
        (_("That a place came free late."), ("place_given_back",)),
        (_("That somebody needs help."), ("concern_raised", "stuck_unanswered")),
        (_("That a student reports a letter of an employer."), ("approach_reported",)),
        (
            _("That a badge’s owner says that it was wrongly paused or taken back."),
            ("appeal_made",),
        ),
    ),
}
