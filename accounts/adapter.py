"""How allauth fits the house: codes for passwords, institutions believed for their own alone."""

import logging
import time
from io import BytesIO
from smtplib import SMTPException
from typing import Any

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with a code sent by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an account begins where somebody proves an address by doing something.

        Sign-in at the institution is not affected.
        """
        return False

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Whoever signed in a moment ago has just shown who she is.

        Else her first passkey would be asked for at once, and the figures of an app, which count
        once, would be refused until the next ones are shown.
        """
        shown = get_authentication_records(self.request, self.request.user)
        if shown and time.time() - shown[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **options))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once: a code is waited for. A mail server that is down is said, not a 500."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.warning("sign_in_mail_failed error=%s", type(error).__name__)
            if self.request is not None:
                messages.error(
                    self.request, _("Our mail is not going out just now. Try again in a minute.")
                )


class SecondStepAdapter(DefaultMFAAdapter):
    """Passkeys and codes of an app."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a key is called that nobody gave a name; the list says when each was added."""
        return _("Key without a name")

    def build_totp_svg(self, url: str) -> str:
        """The square for the app's camera, on white: on a dark page no camera reads it else.

        Its mask is given: the key is another one at each look, so that a square is never kept,
        and trying all eight masks takes four fifths of the time to draw it.
        """
        drawn = BytesIO()
        square = segno.make(url, error="m", mask=2)
        square.save(drawn, kind="svg", scale=4, dark="#000", light="#fff")
        return drawn.getvalue().decode()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in at the institution, which is believed about addresses of its own domains alone."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whoever the institution knows may come in."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Doubt what a provider says of addresses that are not its own.

        Otherwise one university's provider could sign in as another's staff.
        """
        for address in sociallogin.email_addresses:
            if not _own(sociallogin, address.email):
                address.verified = False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Link to an existing user only under an address of the provider's own domains."""
        return _own(login, email)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """Take the name with the address."""
        user = super().populate_user(request, sociallogin, data)
        name = data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        user.name = name.strip()[:150]
        return user


def _own(login: SocialLogin, email: str) -> bool:
    domains = login.provider.app.settings.get("domains", [])
    return email.rpartition("@")[2].lower() in domains
