"""Accounts with roles."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from factory.django import DjangoModelFactory

from harrastuspassi.accounts.models import Appointment, Membership, MembershipRole, Post, User
from harrastuspassi.catalogue.models import Municipality, Organizer
from tests.factories.catalogue import OrganizerFactory

PASSWORD = "vihreä-polkupyörä-27"


class UserFactory(DjangoModelFactory):
    """Someone whose address is verified. `second_factor=True` turns it on; `password` is PASSWORD where asked for."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"tunnus{n}@example.fi")
    first_name = "Aino"
    last_name = "Virta"
    password = factory.django.Password(None)

    @factory.post_generation
    def verified(self: User, create: bool, verified: bool | None, **_: Any) -> None:  # type: ignore[misc]
        EmailAddress.objects.create(user=self, email=self.email, verified=verified is not False, primary=True)

    @factory.post_generation
    def second_factor(self: User, create: bool, wanted: bool | None, **_: Any) -> None:  # type: ignore[misc]
        if wanted:
            turn_on_second_factor(self)


def turn_on_second_factor(user: User) -> str:
    """Gives an account an authenticator app and returns the secret that the app holds."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def turn_off_second_factor(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


def member(organizer: Organizer | None = None, role: MembershipRole = MembershipRole.OWNER, **fields: Any) -> User:
    """An account that acts for an organizer."""
    user: User = UserFactory(**fields)
    Membership.objects.create(user=user, organizer=organizer or OrganizerFactory(), role=role)
    return user


def moderator(municipality: Municipality, **fields: Any) -> User:
    """A municipality's moderator, second factor on."""
    return _appointed(Post.MODERATOR, municipality, **fields)


def evaluator(municipality: Municipality | None = None, **fields: Any) -> User:
    """An evaluator of a municipality or of the country, second factor on."""
    return _appointed(Post.EVALUATOR, municipality, **fields)


def operator(**fields: Any) -> User:
    """An operator, second factor on."""
    user: User = UserFactory(**{"is_staff": True, "is_superuser": True, "second_factor": True, **fields})
    return user


def _appointed(post: Post, municipality: Municipality | None, **fields: Any) -> User:
    user: User = UserFactory(**{"second_factor": True, **fields})
    Appointment.objects.create(user=user, post=post, municipality=municipality)
    return user
