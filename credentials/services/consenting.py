"""The ledger of consents: to what a student agreed, by which words, from when until when.

Every switch of hers is turned here and nowhere else, in the transaction that turns it, so that what
is public always has its line (a test reads every public file against the ledger).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from credentials.models import Consent, Consented, Credential
from students.models import Student

C = Consented
WORDING = 2  # raise it when a sentence below changes, and keep the one before
WORDS: dict[int, dict[str, object]] = {
    1: {
        C.PAGE: _("Whoever has the link can see and check this badge, and take its files."),
        C.NAME: _("Your name stands on the badge’s page."),
        C.HOST: _("The host of this project sees your address and may write to you."),
        C.FILE: _(
            "What you chose stands in the badge’s file and on its page: how you rated yourself, "
            "your own words and link, who vouches. Files that you handed on keep it."
        ),
        C.WORDS: _("Others read, on the badge’s page, what its host says about you."),
        C.HIDDEN: _("Nobody but you and its host reads what the host says about you."),
        C.PORTFOLIO: _("Whoever has the link sees all badges whose own link is on."),
        C.PORTFOLIO_NAME: _("Your name stands above them."),
        C.FOUND: _(
            "Employers that the university has checked find your shared badges by skill, with no "
            "name but one that stands on a badge’s own page, and may write to you through the "
            "university. They never see your address."
        ),
    },
}
WORDS[2] = WORDS[1] | {
    C.FOUND: _(
        "Employers that the university has checked find your shared badges by skill, with no "
        "name but one that stands on a badge’s own page, and may write to you through the "
        "university. They see your address only if you say yes to them."
    ),
}


def keep_ledger(
    student: Student,
    turned: Mapping[Consented, bool],
    *,
    credential: Credential | None = None,
    until: date | None = None,
) -> None:
    """Write down each switch of ``turned``: a line begins where it goes on, and ends where it goes
    off. A consent that goes on with another last day is a line of its own. In a transaction.

    ``until`` is the last day of those that have one: being written to, and being found.
    """
    stands = Consent.objects.select_for_update().filter(
        student=student, credential=credential, ended_at__isnull=True
    )
    open_lines = {Consented(line.to): line for line in stands}
    now = clock.now()
    for to, on in turned.items():
        last_day = until if to in (C.HOST, C.FOUND) else None
        line = open_lines.get(to)
        if line is not None and (not on or line.until != last_day):
            Consent.objects.filter(pk=line.pk).update(ended_at=now)
            line = None
        if on and line is None:
            Consent.objects.create(
                institution=student.institution,
                student=student,
                credential=credential,
                to=to,
                wording=WORDING,
                given_at=now,
                until=last_day,
            )


def forget_consents(student: Student, *, but: Sequence[int] = ()) -> None:
    """She is deleted: of the ledger stay the lines about badges that she lets stay public."""
    staying = Q(credential__in=but, to__in=(C.PAGE, C.NAME, C.FILE, C.WORDS), ended_at__isnull=True)
    Consent.objects.filter(student=student).exclude(staying).delete()
