"""People who sign in: organizers' members, moderators, evaluators, operators. Never a young person's pass."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from harrastuspassi.common import clock
from harrastuspassi.common.languages import DEFAULT, LANGUAGES


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Saves and returns a user; without a password, one that cannot sign in with a password."""
        if not email:
            raise ValueError("email is required")
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Saves and returns an operator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, known by e-mail address. A superuser is what roles.py calls an operator."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True, default="")
    last_name = models.CharField(_("last name"), max_length=150, blank=True, default="")
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default=DEFAULT)
    """What mail is written in."""
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    authenticator_set: Any
    """What it signs in with besides the password (allauth.mfa)."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            # Mail providers ignore case; two accounts that differ by it only would be a trap.
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="user_language_known"),
            models.UniqueConstraint(Lower("email"), name="user_email_once", violation_error_message="E-mail in use."),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def full_name(self) -> str:
        """First and last name; "" where neither was given."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        """The same, by the name that Django's own pages know."""
        return self.full_name

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in takes a code besides the password."""
        return bool(self.authenticator_set.filter(type="totp").exists())

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's question, which the admin asks: an operator has every permission, with a second factor."""
        return super().has_perm(perm, obj) and (not self.is_superuser or self.has_second_factor)

    def has_module_perms(self, app_label: str) -> bool:
        """Django's question for an app as a whole."""
        return super().has_module_perms(app_label) and (not self.is_superuser or self.has_second_factor)
