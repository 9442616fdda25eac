"""Who hears of a student's own record: put right, or to be deleted."""

from django.utils.translation import gettext_lazy as _

from notifications import leaving as on
from notifications.letters import Letter
from notifications.messages.frame import STUDENT, note

RECORD: dict[str, tuple[Letter, ...]] = {
    "students.correction_asked": (
        note(
            "correction_asked",
            _("A student says that something in the records is wrong"),
            _("See what it is"),
            on.correction_asked,
        ),
    ),
    "students.correction_settled": (
        note(
            "correction_settled",
            _("Your records: what became of what you told us"),
            _("About me"),
            on.correction_settled,
            STUDENT,
            _("You get this because you told us that something is wrong."),
        ),
    ),
    "students.erasure_asked": (
        Letter(
            "erasure_asked",
            STUDENT,
            _("You asked to be deleted: until when you can undo it"),
            _("Keep everything"),
            _("You get this because you, or somebody who was signed in as you, asked for it."),
            on.erasure_asked,
            essential=True,
        ),
        note(
            "erasure_near",
            _("Somebody with a place in “%(title)s” asked to be deleted"),
            _("See who comes"),
            on.erasure_near,
        ),
    ),
}
