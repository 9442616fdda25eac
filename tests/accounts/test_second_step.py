"""Passkeys and codes of an app, in a browser with an authenticator of its own (CDP WebAuthn)."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from tests.build import an_institution, staff_at
from tests.journeys.soundness import Watched

ENOUGH = 10.0  # seconds for a slow machine to send a form
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def officer():
    """Dana of the clinic, known by her proven address."""
    from accounts.models import User

    user = staff_at(an_institution(slug="northshire", name="Northshire University"))
    return User.objects.of_address(user.email)


@pytest.fixture
def page(chromium: Browser, live_server) -> Iterator[Page]:
    """A browser on a device that has a lock of its own."""
    with chromium.new_context(base_url=live_server.url, reduced_motion="reduce") as context:
        page = context.new_page()
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": A_PHONE})
        yield page


@pytest.fixture
def sound(page: Page) -> Callable[[], None]:
    """Ask whether the page that stands now is sound: eyes, fingers, screen readers, console."""
    watched = Watched(page)

    def ask() -> None:
        assert watched.troubles() == []

    return ask


def sign_in_by_code(page: Page, address: str, mailoutbox) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me the code").click()
    page.wait_for_url("**/code/confirm/")
    code = re.search(r"\d{6}", mailoutbox[-1].subject)[0]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name=re.compile("Sign in|Go on|Confirm")).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def test_an_officer_adds_a_passkey_and_signs_in_with_it_alone(
    page: Page, sound, officer, mailoutbox
):
    sign_in_by_code(page, officer.email, mailoutbox)
    page.wait_for_url("**/northshire/desk/")
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a key").click()
    sound()
    page.get_by_label("What shall we call it?").fill("Dana’s telephone")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    expect(page.get_by_role("main").locator("code")).to_have_count(10)
    sound()
    key = Authenticator.objects.get(user=officer, type="webauthn")
    assert key.wrap().is_passwordless
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("main")).to_contain_text("Dana’s telephone")
    sound()

    sign_out(page)
    letters = len(mailoutbox)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey instead").click()

    page.wait_for_url("**/northshire/desk/")
    assert len(mailoutbox) == letters
    key.refresh_from_db()
    assert key.last_used_at is not None


def code_of(secret: str) -> str:
    """What the app shows now, read while it will show it for a while yet."""
    seconds_left = app_settings.TOTP_PERIOD - time.time() % app_settings.TOTP_PERIOD
    if seconds_left < ENOUGH:
        time.sleep(seconds_left)
    _before, now, *_after = list(yield_hotp_counters_from_time()) * 2
    return format_hotp_value(hotp_value(secret, now))


def test_an_officer_sets_up_an_app_and_is_asked_for_its_code(
    page: Page, sound, officer, mailoutbox
):
    sign_in_by_code(page, officer.email, mailoutbox)
    page.wait_for_url("**/northshire/desk/")
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    square = page.get_by_role("img", name="A square for the app’s camera")
    assert square.evaluate("image => image.naturalWidth") > 100
    sound()
    secret = page.get_by_label("The key").input_value()
    page.get_by_label("code").fill("000000")
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("main")).to_contain_text("Incorrect code")
    page.get_by_label("code").fill(code_of(secret))
    page.get_by_role("button", name="Use this app").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    sign_out(page)

    sign_in_by_code(page, officer.email, mailoutbox)
    page.wait_for_url("**/2fa/authenticate/**")
    sound()
    page.get_by_label("code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("main")).to_contain_text("Incorrect code")
    cache.clear()  # a code counts once, and the app shows the same one for half a minute
    page.get_by_label("code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/northshire/desk/")
