"""How allauth fits the house."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with a code sent by e-mail."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in at the institution."""
