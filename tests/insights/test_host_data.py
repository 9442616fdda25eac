"""What is kept about a person of a host, and that everybody's file holds what is declared."""

import io
import json
import zipfile

import pytest
from django.apps import apps

from core.privacy import Personal
from insights.held import HELD
from insights.held_of_hosts import HELD_OF_HOSTS, OfHost
from insights.kinds import Whose
from placements.models import SignOff
from tests.build import client_of, url_of
from tests.build_credentials import a_credential, a_past_challenge
from tests.build_placements import an_awake_institution
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
NOT_TOLD = {  # why the one whom it is about does not find it in her file
    **dict.fromkeys(("accounts.User.email", "accounts.User.name"), "in it by way of her record"),
    "accounts.User.password": "a hash; people sign in by letters",
    **dict.fromkeys(
        ("credentials.Credential.document", "credentials.Credential.jwt"), "files beside it"
    ),
    "credentials.Credential.kept_name": "set once she is gone",
    "credentials.Credential.salt": "inside the file of the badge",
    **dict.fromkeys(
        ("credentials.Endorsement.document", "credentials.Endorsement.jwt"), "inside the badge"
    ),
    "credentials.FirstIssue.document": "the badge before what was added, which is in it",
    **dict.fromkeys(
        ("employers.Partnership.next_step", "employers.PartnershipNote.words"),
        "about a house, by staff: whoever is named in it is told at the desk",
    ),
    **dict.fromkeys(("employers.Report.email", "employers.Report.words"), "of no account"),
    "insights.Export.file": "rows of a report, gone after two days",
    **dict.fromkeys(("notifications.Message.address", "notifications.Message.html"), "as text"),
    **dict.fromkeys(
        ("placements.AcademicWord.name", "placements.AcademicWord.words"), "about a team, to all"
    ),
    "placements.Upload.file": "downloaded from its page",
}


def test_a_person_of_a_host_takes_all_that_is_kept_about_her():
    here = an_awake_institution()
    badge = a_credential(challenge=a_past_challenge(institution=here), levels=(4, 2))
    supervisor = SignOff.objects.get(team=badge.placement.team).supervisor
    client, page = client_of(supervisor.user), url_of("insights:host_data", here)
    assert "Teams that you signed off" in words(client.get(page))
    file = zipfile.ZipFile(io.BytesIO(client.post(page).content))
    said = json.loads(file.read("about-me.json"))["held"]
    assert said["people"][0]["name"] == supervisor.name
    assert said["sign_offs"][0]["signed_name"]
    assert badge.student.family_name not in json.dumps(said["sign_offs"])

    # each declared field of hers is in the file, or is a student's, or stands here with the reason
    told = {
        f"{held.rows(vars(OfHost(0, 0, '-'))).model._meta.label}.{path}"
        for held in HELD_OF_HOSTS
        for _heading, path in held.fields
    } | {
        f"{held.rows(vars(Whose(0, 0, 0, '-', '-'))).model._meta.label}.{path}"
        for held in HELD
        for _heading, path in held.fields
    }
    declared = {
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for name, personal in vars(model).get("PRIVACY", {}).items()
        if isinstance(personal, Personal)
    }
    assert sorted(declared - told) == sorted(NOT_TOLD)
