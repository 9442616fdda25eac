"""For operators: whose second step is on, to be taken off where a phone is lost; never its secret.

Tokens and secrets of sign-in at an institution have no page: providers come from the environment.
"""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.http import HttpRequest

for model in (Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """Whose, of which kind, since when. ``data`` holds the secret of an app and codes on paper."""

    fields = ["user", "type", "created_at", "last_used_at"]
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__email"]
    list_select_related = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the person herself adds one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """To look at, and to take off."""
        return False


@admin.register(SocialAccount)
class SocialAccountAdmin(admin.ModelAdmin):
    """Who signs in at which institution; not what the institution said of them."""

    fields = ["user", "provider", "uid", "last_login", "date_joined"]
    list_display = ["user", "provider", "last_login"]
    search_fields = ["user__email"]
    list_select_related = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The institution's own sign-in makes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """To look at, and to take off."""
        return False
