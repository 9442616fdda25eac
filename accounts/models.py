"""User: a person with a proven e-mail address, and nothing more."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from core.privacy import Basis, Personal, Readers, Retention


class UserManager(BaseUserManager["User"]):
    """Users are found by address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of an address."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user without a password unless one is given: codes and passkeys are the way in."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator, for the admin alone; gives no role at any institution."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def of_address(self, email: str) -> "User":
        """The user of a *proven* address, made when there is none yet.

        Call it only where the person has just shown that the address is theirs.
        """
        address = email.strip().lower()
        user, _made = self.get_or_create(  # safe from two doors at once
            email__iexact=address, defaults={"email": address, "password": make_password(None)}
        )
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Who signs in. Roles are rows of other chapters: StaffMember, Member, Student."""

    PRIVACY = {
        "email": Personal(
            "to sign in and to be written to",
            Basis.CONTRACT,
            Retention.WHILE_MEMBER,
            Readers.SELF_AND_STAFF,
        ),
        "name": Personal(
            "to be addressed", Basis.CONTRACT, Retention.WHILE_MEMBER, Readers.PLACED_HOST
        ),
        "password": Personal(
            "to sign in, where an operator set one",
            Basis.CONTRACT,
            Retention.WHILE_MEMBER,
            Readers.SELF,
        ),
        "language": None,
    }

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_one_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or nothing."""
        return self.name

    def get_short_name(self) -> str:
        """The name, or nothing."""
        return self.name
