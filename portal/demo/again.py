"""What comes again in the demo: a series to be read once, a template, a paused project."""

from datetime import timedelta

from core import clock
from employers import services as employers
from employers.models import Challenge
from employers.services.series import Rule, days_of, terms_of
from employers.times import local_day
from portal.demo.cast import Cast, officer_of

SERIES_OF = "kestrel-posts"
PAUSED = "brackwater-labels"
WEEKS_AHEAD = 4
DAYS = 3


def play_again(cast: Cast, rows: dict[str, int]) -> None:
    """Rosa sends three more days of a brief that went well; the museum's next round is paused."""
    kept = _project(rows[SERIES_OF])
    rosa = kept.contact.user
    assert rosa is not None
    rule = _every_second_week(kept)
    employers.make_series(
        challenge=kept,
        days=[each.day for each in days_of(rule, kept, terms_of(kept.institution))][:DAYS],
        words=rule.words(),
        by=rosa,
        by_staff=False,
    )
    employers.keep_template(
        challenge=kept, name=kept.title, employer=None, by=officer_of(cast, kept.institution.slug)
    )
    once_more = _project(rows[PAUSED])
    paused = employers.clone_challenge(
        challenge=once_more, first_day=_every_second_week(once_more).first
    )
    employers.submit_challenge(challenge=paused, user=once_more.contact.user)
    officer = officer_of(cast, once_more.institution.slug)
    employers.publish_challenge(challenge=paused, by=officer, all_low=True)
    employers.pause_challenge(challenge=paused)


def _every_second_week(challenge: Challenge) -> Rule:
    zone = challenge.zone
    soonest = clock.today(zone) + timedelta(weeks=WEEKS_AHEAD)
    weekday = local_day(challenge.starts_at, zone).weekday()
    first = soonest + timedelta(days=(weekday - soonest.weekday()) % 7)
    return Rule(first=first, last=first + timedelta(weeks=2 * DAYS - 1), every=2, in_term=False)


def _project(pk: int) -> Challenge:
    related = ("institution__policy", "employer", "contact__user", "supervisor__user", "site")
    return Challenge.objects.select_related(*related).get(pk=pk)
