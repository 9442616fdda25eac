"""A compiled question gives what the plain question gives."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from core import clock
from core.compiled import Compiled, keep_ready
from institutions.models import Institution, StaffMember, StaffRole
from tests.build import an_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def institution():
    return an_institution()


@pytest.fixture
def people(institution):
    for number in range(6):
        user = User.objects.create(email=f"p{number}@example.org", name=f"P {number}")
        if number % 2:
            StaffMember.objects.create(user=user, institution=institution, role=StaffRole.OFFICER)
    return list(User.objects.order_by("pk"))


def staffed(institution, since):
    staff = StaffMember.objects.filter(user=OuterRef("pk"), institution=institution)
    return User.objects.filter(Exists(staff), date_joined__gt=since).order_by("email")


def test_the_rows_are_those_of_the_plain_queryset(people, institution):
    question = Compiled(staffed)
    long_ago, ahead = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    for key in (institution.pk, institution.pk + 1, institution.pk):
        for since in (long_ago, ahead):
            plain = list(staffed(key, since))
            assert list(question.all(institution=key, since=since)) == plain
    assert len(list(question.all(institution=institution.pk, since=long_ago))) == 3


def test_values_relations_and_prefetches_come_along(people, institution, django_assert_num_queries):
    counted = Compiled(
        lambda slug: Institution.objects.filter(slug=slug).values("name", n=Count("staffmember"))
    )
    assert list(counted.all(slug=institution.slug)) == [{"name": institution.name, "n": 3}]
    pairs = Compiled(
        lambda role: (
            StaffMember.objects.filter(role=role).values_list("role").annotate(n=Count("pk"))
        )
    )
    assert list(pairs.all(role="officer")) == [("officer", 3)]
    staff = Compiled(
        lambda role: (
            StaffMember.objects.filter(role=role)
            .select_related("institution")
            .prefetch_related("user")
            .order_by("pk")
        )
    )
    list(staff.all(role="officer"))
    with django_assert_num_queries(2):
        found = [(s.institution.name, s.user.email) for s in staff.all(role="officer")]
    assert found == [(institution.name, f"p{n}@example.org") for n in (1, 3, 5)]


def test_a_list_may_be_of_any_length(people, institution):
    by_key = Compiled(lambda keys: User.objects.filter(pk__any_of=keys).order_by("pk"))
    staff = Compiled(lambda people: StaffMember.objects.filter(user__any_of=people).order_by("pk"))
    for some in (people, people[:1], people[1:4], []):
        keys = [person.pk for person in some]
        assert list(by_key.all(keys=keys)) == some
        assert {s.user_id for s in staff.all(people=keys)} <= set(keys)
    assert len(list(staff.all(people=[person.pk for person in people]))) == 3


def test_it_is_compiled_once(people, django_assert_num_queries):
    built = []

    def build(address):
        built.append(address)
        return User.objects.filter(email=address)

    question = Compiled(build)
    for person in people:
        with django_assert_num_queries(1):
            assert list(question.all(address=person.email)) == [person]
    assert len(built) == 1


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_by_its_own_connection():
    asked = Compiled(lambda address: User.objects.filter(email=address))
    person = User.objects.create(email="p@example.org")

    def ask(_number):
        try:
            return list(asked.all(address="p@example.org"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(8))) == [[person]] * 8
    assert ask(0) == [person]


def test_refined_it_is_built_anew(people):
    theirs = StaffMember.objects.filter(user=OuterRef("pk"))
    staff = Compiled(
        lambda role: User.objects.filter(Exists(theirs.filter(role=role))).order_by("pk")
    )
    found = staff.all(role="officer")
    first, second, third = people[1::2]
    assert list(found.filter(pk__gt=first.pk)) == [second, third]
    assert list(found[1:]) == [second, third]
    assert list(found.order_by("-pk")) == [third, second, first]
    assert found.count() == 3
    assert found.exists()
    assert list(found) == [first, second, third]


def test_a_paginator_turns_its_pages(people, django_assert_num_queries):
    everybody = Compiled(lambda since: User.objects.filter(date_joined__gt=since).order_by("pk"))
    for since, wanted in ((clock.now() - timedelta(days=1), people), (clock.now(), [])):
        pages = Paginator(everybody.listed(since=since), 4)
        with django_assert_num_queries(2):
            assert list(pages.get_page(1)) == wanted[:4]
        assert pages.count == len(wanted)
        assert list(pages.get_page(2)) == wanted[4:]
        assert pages.get_page(1).object_list.exists() == bool(wanted)


def test_a_relation_kept_ready_is_asked_once(people, institution, django_assert_num_queries):
    staff = Compiled(lambda at: StaffMember.objects.filter(institution=at).order_by("pk"))
    keep_ready(institution, staffmember_set=staff.all(at=institution.pk))
    with django_assert_num_queries(1):
        read = [list(institution.staffmember_set.all()) for _each in range(2)]
    assert [member.user for member in read[0]] == people[1::2]
    assert read[0] == read[1]
    assert institution.staffmember_set.filter(user=people[1]).count() == 1


def test_a_value_that_never_reaches_the_sql_is_an_error(institution):
    question = Compiled(lambda slug, unused: Institution.objects.filter(slug=slug))
    with pytest.raises(ValueError, match="unused"):
        question.all(slug=institution.slug, unused=3)
