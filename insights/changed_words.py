"""What the fields of a record are called where somebody reads who changed them.

Each kept field of history stands in words or in ``BESIDE``: one that comes new is decided upon.
"""

from django.utils.translation import gettext_lazy as _

CHALLENGE_WORDS = {
    "state": _("state"),
    "starts_at": _("begins"),
    "ends_at": _("ends"),
    "hours": _("hours"),
    "days": _("days"),
    "closes_at": _("interests until"),
    "answer_by": _("answers promised by"),
    "answer_again_by": _("answers promised anew by"),
    "published_at": _("published"),
    "places": _("places"),
    "shared_places": _("places given to other universities"),
    "first_timer_places": _("places kept for first-timers"),
    "grouping": _("alone or in a team"),
    "team_at_least": _("smallest team"),
    "team_at_most": _("largest team"),
    "who_decides": _("who chooses students"),
    "mode": _("where work is done"),
    "time_kind": _("when work is done"),
    "site": _("place"),
    "employer": _("host"),
    "contact": _("contact"),
    "supervisor": _("supervisor"),
    "owner": _("looked after by"),
    "recorded_by": _("written down by"),
    "module": _("module"),
    "series": _("series"),
    "pay": _("pay"),
    "pay_per_hour": _("pay an hour"),
    "currency": _("currency"),
    "unpaid_ground": _("why it may be unpaid"),
    "travel_up_to": _("travel paid up to"),
    "care_up_to": _("care paid up to"),
    "ip_terms": _("who owns the result"),
    "needs_nda": _("secrecy is agreed"),
}
PLACEMENT_WORDS = {
    "state": _("state"),
    "team": _("team"),
    "seat": _("seat"),
    "agreed_at": _("said yes"),
    "agreed_via": _("said yes by"),
    "again_by": _("asked about a new day until"),
    "first_time": _("first placement"),
}
STUDENT_WORDS = {
    "verified_at": _("known to be a student here"),
    "left_at": _("has left"),
    "expected_graduation": _("expected to graduate"),
    "student_visa": _("student visa"),
    "under_18": _("under 18"),
    "user": _("account"),
}
BESIDE = {  # kept, and not shown: keys that never change, what follows another field, what counts
    *("id", "public_id", "code", "institution", "shared_from", "state_changed_at"),
    *("minutes_foretold", "minutes_told", "code_tries", "letters_asked"),
    *("eoi", "student", "challenge", "follows"),
}
