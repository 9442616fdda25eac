"""The operators' pages: each opens on a real row, and none shows a secret or an equity answer."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management.utils import get_random_secret_key
from django.urls import reverse

from credentials.models import SigningKey
from placements.models import Allocation
from students.equity import EquityProfile
from tests.architecture.world import World
from tests.build import a_user, client_of

pytestmark = pytest.mark.django_db
NEVER = {EquityProfile, SigningKey, Allocation}  # sealed answers, keys, seeds of lotteries
EQUITY = ("first_in_family", "First in family", "carer", "Carer", "disabled", "Disabled")


def a_row_of_each(world):
    """What the admin shows has a row; returns the secrets that are in them."""
    user = a_user(name="Ruth Okafor")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user)
    seed = codes.instance.data["seed"]
    said = get_random_secret_key()
    SocialAccount.objects.create(user=user, provider="north", uid="9", extra_data={"said": said})
    EmailAddress.objects.create(user=user, email=user.email)
    Group.objects.create(name="Operators")
    return [secret, str(Authenticator.objects.get(type="totp").data), seed, said]


def pages(model, row):
    """Every page of a model's admin that can be opened."""
    app, name = model._meta.app_label, model._meta.model_name
    yield reverse(f"admin:{app}_{name}_changelist")
    yield reverse(f"admin:{app}_{name}_change", args=[row.pk])
    yield reverse(f"admin:{app}_{name}_history", args=[row.pk])


def test_every_page_of_the_admin_opens_and_tells_no_secret(world: World):
    secrets = a_row_of_each(world)
    operator = world.client("operator")
    shown, wrong = {}, []

    for model in admin.site._registry:
        row = model._default_manager.order_by("-pk").first()
        assert row is not None, f"the world has no row of {model._meta.label}"
        for url in pages(model, row):
            answer = operator.get(url)
            shown[url] = answer.content.decode()
            if answer.status_code != 200:
                wrong.append(f"{url}: {answer.status_code}")

    assert wrong == []
    assert len(shown) >= 3 * len(admin.site._registry) > 30
    for url, page in shown.items():
        assert [each for each in secrets if each in page] == [], url
        assert [word for word in EQUITY if word in page] == [], url


def test_what_is_sealed_has_no_page_at_all():
    registered = set(admin.site._registry)

    assert registered.isdisjoint(NEVER)
    assert [
        model._meta.label
        for model in registered
        for field in model._meta.get_fields()
        if field.name in {"secret", "token", "token_secret", "private_key", "seed", "key"}
    ] == []
    assert {model for model in apps.get_models() if model.__name__ == "SocialApp"} - registered


def test_an_operator_takes_off_a_lost_phone_and_adds_none():
    operator = client_of(a_user(is_staff=True, is_superuser=True))
    user = a_user()
    row = TOTP.activate(user, generate_totp_secret()).instance
    url = reverse("admin:mfa_authenticator_delete", args=[row.pk])

    assert operator.get(reverse("admin:mfa_authenticator_add")).status_code == 403
    changed = operator.post(
        reverse("admin:mfa_authenticator_change", args=[row.pk]), {"type": "webauthn"}
    )
    assert changed.status_code == 403
    assert operator.post(url, {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists()
