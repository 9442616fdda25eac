"""How a session began, where it was not allauth that began it."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import User


class LinkBackend(BaseBackend):
    """Sessions begun by a letter's link or a typed code. Checks no passwords."""

    def get_user(self, user_id: Any) -> User | None:
        """The active user of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()
