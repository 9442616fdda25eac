"""Counting who opens projects: the first step of the way, with as little data as does it.

A page costs one call of the cache. Without the cache nobody is counted, and nobody is stopped.
"""

from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Sum
from redis.exceptions import RedisError

from accounts.models import User
from core import clock
from institutions.models import Institution, Term
from students.models import Student
from students.seen import PageOpenings, SeenProjects

A_DAY = 24 * 3600
DAYS_IN_CACHE = 3


def count_opening(institution: Institution) -> None:
    """One more page was opened here today by somebody who is not signed in."""
    key = _key(institution, clock.today(institution.zone))
    try:
        try:
            cache.incr(key)
        except ValueError:  # the first of the day
            if not cache.add(key, 1, DAYS_IN_CACHE * A_DAY):
                cache.incr(key)
    except (RedisError, OSError):
        return


def note_seen(*, user: User, institution: Institution, on: date) -> None:
    """Keep that a student saw projects of the term of ``on``, or of the next one; once a term.

    The database is asked once a day at most: a mark in the cache stands for the rest.
    """
    on = max(on, clock.today(institution.zone))
    try:
        if not cache.add(f"saw:{institution.pk}:{user.pk}:{on}", 1, A_DAY):
            return
    except (RedisError, OSError):
        return
    student = Student.objects.of(institution).filter(user=user).first()
    if student is None:
        return
    terms = Term.objects.of(institution)
    term = terms.filter(ends_on__gte=on).order_by("starts_on").first()
    if term is not None:
        row = SeenProjects(institution=institution, student=student, term=term)
        row.on = clock.today(institution.zone)
        SeenProjects.objects.bulk_create([row], ignore_conflicts=True)


def keep_openings() -> int:
    """Bring what the cache counted today and yesterday into its table; how many days."""
    kept = 0
    for institution in Institution.objects.all():
        today = clock.today(institution.zone)
        days = {_key(institution, day): day for day in (today, today - timedelta(days=1))}
        rows = PageOpenings.objects.of(institution)
        before = dict(rows.filter(day__in=days.values()).values_list("day", "times"))
        for key, times in cache.get_many(days).items():
            day = days[key]
            if times > before.get(day, 0):  # less only where the cache was emptied
                rows.update_or_create(institution=institution, day=day, defaults={"times": times})
                kept += 1
    return kept


def openings_in(term: Term) -> int:
    """How often pages were opened, on the days of ``term``."""
    days = PageOpenings.objects.of(term.institution).filter(
        day__range=(term.starts_on, term.ends_on)
    )
    return days.aggregate(n=Sum("times"))["n"] or 0


def _key(institution: Institution, day: date) -> str:
    return f"opened:{institution.pk}:{day}"
