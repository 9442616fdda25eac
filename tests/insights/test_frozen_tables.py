"""Who takes part is counted once a term, as SQL counts it, and shown rounded or not at all."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from insights.equity import STEPS, freeze_due
from insights.models import FrozenTables
from institutions.models import StaffRole, Term
from students.equity import EquityProfile
from tests.build import an_institution, client_of, staff_at, url_of
from tests.build_insights import a_term, some_people, they_take_part

pytestmark = pytest.mark.django_db

# Written for this test alone: every person, the groups she is in, and the last step she took.
BY_HAND = """
with way as (
  select e.student_id,
    case when p.id is null and e.offered_at is null then 0
         when p.id is null then 1
         when p.state in ('finished', 'closed') and a.came in ('came', 'late', 'part') then 3
         else 2 end as step,
    h.kind, h.sector
  from students_eoi e
  join employers_challenge c on c.id = e.challenge_id
  join employers_employer h on h.id = c.employer_id
  join institutions_term t on t.id = %(term)s
  left join placements_placement p on p.eoi_id = e.id
  left join placements_attendance a on a.placement_id = p.id
  where e.institution_id = t.institution_id and e.state not in ('unconfirmed', 'expired')
    and (c.starts_at at time zone 'Europe/London')::date between t.starts_on and t.ends_on
), people as (
  select w.student_id, max(w.step) as step,
    case when bool_or(exists(
      select from placements_placement p
      join placements_attendance a on a.placement_id = p.id
      join employers_challenge c on c.id = p.challenge_id
      join institutions_term t on t.id = %(term)s
      where p.student_id = w.student_id and a.came in ('came', 'late', 'part')
        and c.starts_at < t.starts_on::timestamp at time zone 'Europe/London'
    )) then 'no' else 'yes' end as first_time
  from way w group by 1
), counted as (
  select 'all' as attribute, '' as value, step, student_id from people
  union all select 'first_time', first_time, step, student_id from people
  union all select 'year', least(s.year_of_study, 4)::text, step, student_id
    from people join students_student s on s.id = student_id where s.year_of_study is not null
  union all select 'discipline', s.discipline, step, student_id
    from people join students_student s on s.id = student_id where s.discipline <> ''
  union all select 'kind', kind, max(step), student_id from way group by kind, student_id
  union all select 'sector', sector, max(step), student_id from way group by sector, student_id
  union all select question, case when answer then 'yes' else 'no' end, step, student_id
    from people join (
      select student_id, 'first_in_family' as question, first_in_family as answer
        from students_equityprofile
      union all select student_id, 'carer', carer from students_equityprofile
      union all select student_id, 'disabled', disabled from students_equityprofile
      union all select student_id, 'international', international from students_equityprofile
    ) told using (student_id) where answer is not null
)
select attribute, value, reached, count(*) filter (where step >= reached)
from counted, generate_series(0, 5) reached group by 1, 2, 3
"""


def by_hand(term) -> dict[tuple[str, str, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"term": term.pk})
        return {tuple(row[:3]): row[3] for row in cursor.fetchall()}


def nearest_five(count: int) -> int:
    return 5 * int(count / 5 + 0.5)


def test_every_figure_is_what_sql_counts_to_the_nearest_five_and_none_is_small():
    here, lot = an_institution(), random.Random(8)
    earlier, term = a_term(here, weeks_ago=40), a_term(here)
    people = some_people(here, 110, lot)
    they_take_part(earlier, people[:70], lot)
    they_take_part(term, people[20:], lot)

    assert freeze_due() == 2
    shown = 0
    for each in (earlier, term):
        tables, counts = FrozenTables.objects.get(term=each).tables, by_hand(each)
        assert tables.pop("seen")["opened"] == 0
        for attribute, table in tables.items():
            totals = [nearest_five(counts["all", "", step]) for step in range(len(STEPS))]
            assert table["totals"] == [total if total >= 10 else None for total in totals]
            last = "no" if attribute == "first_time" else max(table["groups"])
            others = set(table["groups"]) - {last}
            for group, row in table["groups"].items():
                for step, number in enumerate(row):
                    if number is None:
                        continue
                    shown += 1
                    true = counts[attribute, group, step]
                    rest = counts["all", "", step] - true
                    assert min(true, rest) >= 5, (attribute, group, step)
                    # the last of groups that everybody is in one of is the rest of the others
                    as_rest = totals[step] - sum(
                        table["groups"][each][step] or 0 for each in others
                    )
                    assert number in {nearest_five(true)} | ({as_rest} if group == last else set())
    assert shown > 40
    assert tables["first_time"]["groups"]["yes"][0]
    assert tables["carer"]["groups"]["no"][0]
    assert set(tables["disabled"]["groups"]["yes"]) == {None}  # about nine of ninety said so


def test_a_term_is_counted_weekly_while_it_runs_and_once_more_when_it_is_settled():
    here, lot = an_institution(), random.Random(3)
    running, coming = a_term(here, weeks_ago=6), a_term(here, weeks_ago=-30)
    they_take_part(running, some_people(here, 60, lot), lot)

    assert freeze_due() == 1
    first = FrozenTables.objects.get()
    assert (first.term, first.settled) == (running, False)
    assert "carer" not in first.tables
    assert first.tables["first_time"]["totals"][0] == 60
    assert freeze_due() == 0

    FrozenTables.objects.update(counted_on=clock.today(here.zone) - timedelta(days=7))
    assert freeze_due() == 1
    running.ends_on = clock.today(here.zone) - timedelta(days=29)
    running.save()
    assert freeze_due() == 1
    settled = FrozenTables.objects.get()
    assert settled.settled
    assert settled.tables["carer"]["totals"][0] == 60
    EquityProfile.objects.all().delete()  # what people say later changes nothing
    FrozenTables.objects.update(counted_on=clock.today(here.zone) - timedelta(days=70))
    assert freeze_due() == 0
    assert not FrozenTables.objects.filter(term=coming).exists()


def test_a_term_of_nearly_the_same_people_says_nothing_of_what_they_told():
    here, lot = an_institution(), random.Random(5)
    terms = [a_term(here, weeks_ago=80), a_term(here, weeks_ago=60), a_term(here, weeks_ago=40)]
    people = some_people(here, 90, lot)
    for term, who in zip(terms, (people[:60], people[3:60], people[30:]), strict=True):
        they_take_part(term, who, lot)

    freeze_due()
    first, nearly, others = (FrozenTables.objects.get(term=term).tables for term in terms)

    assert first["carer"]["groups"]["yes"][0]
    assert set(nearly["carer"]["groups"]["yes"]) == {None}
    assert nearly["first_time"]["groups"]["yes"] is not None
    assert others["carer"]["groups"]["yes"][0]
    # nor can a term be taken out, so that one of other days is counted
    for term in (terms[0], a_term(here, weeks_ago=-10)):
        client_of(staff_at(here, StaffRole.MANAGER)).post(
            url_of("institutions:remove_term", here), {"row": term.pk}
        )
    assert [*Term.objects.of(here)] == terms
