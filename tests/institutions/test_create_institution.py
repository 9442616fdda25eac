"""A university and its people from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from institutions.models import Institution, Policy, StaffMember
from tests.build import an_institution

pytestmark = pytest.mark.django_db
WORDS = ["northshire", "--name", "Northshire University", "--domain", "northshire.example"]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_university_comes_with_its_policy():
    said = run("create_institution", *WORDS, "--jurisdiction", "uk", "--team", "Business Clinic")

    made = Institution.objects.get()
    assert (made.slug, made.name, made.email_domains) == (
        "northshire",
        "Northshire University",
        ["northshire.example"],
    )
    assert (made.jurisdiction, made.team_name) == ("uk", "Business Clinic")
    assert Policy.objects.get().institution == made
    assert "/northshire/" in said
    assert "add_staff" in said


def test_the_same_words_again_change_nothing():
    run("create_institution", *WORDS)

    assert "Nothing changed" in run("create_institution", *WORDS)
    assert Institution.objects.count() == Policy.objects.count() == 1


def test_other_words_for_the_same_slug_are_refused_and_change_nothing():
    run("create_institution", *WORDS)

    with pytest.raises(CommandError, match="another name"):
        run("create_institution", "northshire", "--name", "Other", "--domain", "northshire.example")

    assert Institution.objects.get().name == "Northshire University"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["credentials", "--name", "A", "--domain", "a.example"], "word of the service"),
        (["North Shire", "--name", "A", "--domain", "a.example"], "small letters"),
        (["a-b", "--name", "A", "--domain", "nonsense"], "not a domain"),
        (["a-b", "--name", " ", "--domain", "a.example"], "name"),
        (["a-b", "--name", "A", "--domain", "a.example", "--zone", "Mars/North"], "time zone"),
        (["a-b", "--name", "A", "--domain", "a.example", "--jurisdiction", "mars"], "jurisdiction"),
        (["a-b", "--name", "A", "--domain", "a.example", "--colour", "red"], "colour"),
    ],
)
def test_what_does_not_do_is_said_in_a_sentence(words, says):
    with pytest.raises(CommandError, match=says):
        run("create_institution", *words)

    assert not Institution.objects.exists()


def test_a_role_is_given_once_to_whoever_has_the_address():
    here = an_institution()
    words = ["add_staff", "Ruth@Northshire.example", "--institution", here.slug, "--role"]

    assert "is now manager" in run(*words, "manager")
    assert "was already manager" in run(*words, "manager")
    run(*words, "officer")

    rows = StaffMember.objects.values_list("institution", "user__email", "role").order_by("role")
    assert list(rows) == [
        (here.pk, "ruth@northshire.example", "manager"),
        (here.pk, "ruth@northshire.example", "officer"),
    ]


@pytest.mark.parametrize(
    ("email", "slug", "role", "says"),
    [
        ("ruth@x.example", "nowhere", "manager", "No university is called “nowhere”"),
        ("ruth", None, "manager", "not an e-mail address"),
        ("ruth@x.example", None, "queen", "not a role"),
    ],
)
def test_add_staff_says_what_is_wrong(email, slug, role, says):
    here = an_institution()

    with pytest.raises(CommandError, match=says):
        run("add_staff", email, "--institution", slug or here.slug, "--role", role)

    assert not StaffMember.objects.exists()
